// SPDX-License-Identifier: Apache-2.0
//
// Synchronous first-word fall-through FIFO in flops, with ready/valid on both sides.
//
// A word written in cycle n is on `out_data_o` in cycle n+1 when the FIFO was empty. `in_ready_o`
// depends only on the fill level, never on `out_ready_i`, so FIFOs can be chained without a
// combinational path through them. For more than a few dozen words use oio_ram.

`include "oio_assert.svh"

`default_nettype none

module oio_fifo #(
  /// Number of words; at least 2.
  parameter  int unsigned Depth  = 4,
  /// Bits in a word.
  parameter  int unsigned Width  = 8,
  localparam int unsigned LevelW = $clog2(Depth + 1)
) (
  input  wire logic              clk_i,
  input  wire logic              rst_ni,

  input  wire logic              in_valid_i,
  output logic                   in_ready_o,
  input  wire logic [Width-1:0]  in_data_i,

  output logic                   out_valid_o,
  input  wire logic              out_ready_i,
  output logic      [Width-1:0]  out_data_o,

  /// Words held now, 0 to Depth.
  output logic      [LevelW-1:0] level_o
);

  if (Depth < 2) begin : gen_check_depth
    $fatal(1, "oio_fifo: Depth is %0d, must be at least 2", Depth);
  end

  localparam int unsigned PtrW = $clog2(Depth);
  localparam logic [PtrW-1:0] LastPtr = PtrW'(Depth - 1);

  logic [Width-1:0]  mem_q [0:Depth-1];
  logic [PtrW-1:0]   wr_ptr_q;
  logic [PtrW-1:0]   rd_ptr_q;
  logic [LevelW-1:0] level_q;
  logic              push;
  logic              pop;

  assign in_ready_o  = level_q != LevelW'(Depth);
  assign out_valid_o = level_q != '0;
  assign out_data_o  = mem_q[rd_ptr_q];
  assign level_o     = level_q;
  assign push        = in_valid_i && in_ready_o;
  assign pop         = out_valid_o && out_ready_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      wr_ptr_q <= '0;
      rd_ptr_q <= '0;
      level_q  <= '0;
    end else begin
      if (push) wr_ptr_q <= (wr_ptr_q == LastPtr) ? '0 : wr_ptr_q + PtrW'(1);
      if (pop)  rd_ptr_q <= (rd_ptr_q == LastPtr) ? '0 : rd_ptr_q + PtrW'(1);
      if (push && !pop) level_q <= level_q + LevelW'(1);
      if (pop && !push) level_q <= level_q - LevelW'(1);
    end
  end

  // The storage has no reset: it is never read before it is written.
  always_ff @(posedge clk_i) begin
    if (push) mem_q[wr_ptr_q] <= in_data_i;
  end

  `OIO_CHECK(LevelInRange_A, level_q <= LevelW'(Depth))
  `OIO_ASSERT(InputWaits_A, in_valid_i && !in_ready_o |=> in_valid_i)
  `OIO_ASSERT(OutputWaits_A, out_valid_o && !out_ready_i |=> out_valid_o)

endmodule

`default_nettype wire
