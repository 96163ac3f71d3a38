// SPDX-License-Identifier: Apache-2.0
//
// Dual-clock first-word fall-through FIFO in flops, with gray-coded pointers.
//
// A word written at an edge of `clk_wr_i` is on `rd_data_o` after the second edge of `clk_rd_i`
// that follows; a freed place reaches the writer after two edges of `clk_wr_i`. A level is exact
// about its own side and late about the other: `wr_level_o` never reads too low, `rd_level_o` never
// too high. Both sides are reset together.

`include "oio_assert.svh"

`default_nettype none

module oio_fifo_async #(
  /// Number of words; a power of two, at least 4 (8 for one word per clock without a gap).
  parameter  int unsigned Depth  = 8,
  /// Bits in a word.
  parameter  int unsigned Width  = 8,
  localparam int unsigned LevelW = $clog2(Depth) + 1
) (
  input  wire logic              clk_wr_i,
  input  wire logic              rst_wr_ni,
  input  wire logic              wr_valid_i,
  output logic                   wr_ready_o,
  input  wire logic [Width-1:0]  wr_data_i,
  /// Words held as the writer sees it, 0 to Depth.
  output logic      [LevelW-1:0] wr_level_o,

  input  wire logic              clk_rd_i,
  input  wire logic              rst_rd_ni,
  output logic                   rd_valid_o,
  input  wire logic              rd_ready_i,
  output logic      [Width-1:0]  rd_data_o,
  /// Words held as the reader sees it, 0 to Depth.
  output logic      [LevelW-1:0] rd_level_o
);

  if (Depth < 4 || (Depth & (Depth - 1)) != 0) begin : gen_check_depth
    $fatal(1, "oio_fifo_async: Depth is %0d, must be a power of two, at least 4", Depth);
  end

  localparam int unsigned PtrW = $clog2(Depth);

  // Pointers have one bit more than an address, so that full and empty differ.
  function automatic logic [LevelW-1:0] to_gray(input logic [LevelW-1:0] binary);
    to_gray = binary ^ (binary >> 1);
  endfunction

  function automatic logic [LevelW-1:0] to_binary(input logic [LevelW-1:0] gray);
    to_binary = gray;
    for (int unsigned i = 1; i < LevelW; i++) to_binary = to_binary ^ (gray >> i);
  endfunction

  logic [Width-1:0]  mem_q [0:Depth-1];
  logic [LevelW-1:0] wr_ptr_q;
  logic [LevelW-1:0] wr_gray_q;
  logic [LevelW-1:0] wr_ptr_d;
  logic [LevelW-1:0] rd_ptr_q;
  logic [LevelW-1:0] rd_gray_q;
  logic [LevelW-1:0] rd_ptr_d;
  logic [LevelW-1:0] wr_rd_gray;
  logic [LevelW-1:0] rd_wr_gray;
  logic              push;
  logic              pop;

  assign wr_level_o = wr_ptr_q - to_binary(wr_rd_gray);
  assign wr_ready_o = wr_level_o != LevelW'(Depth);
  assign push       = wr_valid_i && wr_ready_o;
  assign wr_ptr_d   = wr_ptr_q + LevelW'(1);

  assign rd_level_o = to_binary(rd_wr_gray) - rd_ptr_q;
  assign rd_valid_o = rd_level_o != '0;
  assign pop        = rd_valid_o && rd_ready_i;
  assign rd_ptr_d   = rd_ptr_q + LevelW'(1);
  assign rd_data_o  = mem_q[rd_ptr_q[PtrW-1:0]];

  always_ff @(posedge clk_wr_i or negedge rst_wr_ni) begin
    if (!rst_wr_ni) begin
      wr_ptr_q  <= '0;
      wr_gray_q <= '0;
    end else if (push) begin
      wr_ptr_q  <= wr_ptr_d;
      wr_gray_q <= to_gray(wr_ptr_d);
    end
  end

  // The storage has no reset: it is never read before it is written.
  always_ff @(posedge clk_wr_i) begin
    if (push) mem_q[wr_ptr_q[PtrW-1:0]] <= wr_data_i;
  end

  always_ff @(posedge clk_rd_i or negedge rst_rd_ni) begin
    if (!rst_rd_ni) begin
      rd_ptr_q  <= '0;
      rd_gray_q <= '0;
    end else if (pop) begin
      rd_ptr_q  <= rd_ptr_d;
      rd_gray_q <= to_gray(rd_ptr_d);
    end
  end

  // One bit of a gray pointer changes at a time, so a plain synchroniser is enough.
  oio_sync #(.Width(LevelW)) u_wr_to_rd (
    .clk_i  (clk_rd_i),
    .rst_ni (rst_rd_ni),
    .d_i    (wr_gray_q),
    .q_o    (rd_wr_gray)
  );

  oio_sync #(.Width(LevelW)) u_rd_to_wr (
    .clk_i  (clk_wr_i),
    .rst_ni (rst_wr_ni),
    .d_i    (rd_gray_q),
    .q_o    (wr_rd_gray)
  );

  `OIO_CHECK(WriteLevelInRange_A, wr_level_o <= LevelW'(Depth), clk_wr_i, rst_wr_ni)
  `OIO_CHECK(ReadLevelInRange_A, rd_level_o <= LevelW'(Depth), clk_rd_i, rst_rd_ni)
  `OIO_ASSERT(OneGrayBit_A, 1'b1 |=> $onehot0(wr_gray_q ^ $past(wr_gray_q)), clk_wr_i, rst_wr_ni)

endmodule

`default_nettype wire
