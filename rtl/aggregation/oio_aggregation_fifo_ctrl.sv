// SPDX-License-Identifier: Apache-2.0
//
// Pointers of the row FIFO between core clock and word clock; the rows themselves are in
// oio_aggregation_row_slot, one per column.
//
// Gray pointers through two flops each way. A row written in one domain is seen by the other two to
// three of its clocks later. `wr_ready_o` and `rd_valid_o` depend on pointers only.

`include "oio_assert.svh"

`default_nettype none

module oio_aggregation_fifo_ctrl #(
  /// Rows held; a power of two, at least 4.
  parameter  int unsigned Depth = 4,
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input  wire logic              clk_wr_i,
  input  wire logic              rst_wr_ni,
  input  wire logic              wr_valid_i,
  output logic                   wr_ready_o,
  output logic      [AddrW-1:0]  wr_addr_o,

  input  wire logic              clk_rd_i,
  input  wire logic              rst_rd_ni,
  output logic                   rd_valid_o,
  input  wire logic              rd_ready_i,
  output logic      [AddrW-1:0]  rd_addr_o
);

  if (Depth < 4 || (Depth & (Depth - 1)) != 0) begin : gen_check_depth
    $fatal(1, "oio_aggregation_fifo_ctrl: Depth is %0d, must be a power of two from 4", Depth);
  end

  logic [AddrW:0] wr_ptr_q, wr_ptr_d, rd_ptr_q, rd_ptr_d;
  logic [AddrW:0] wr_gray_q, rd_gray_q, wr_gray_seen, rd_gray_seen;
  logic           wr_take, rd_take;

  // Full: the gray pointers differ in exactly their two upper bits.
  assign wr_ready_o = wr_gray_q != {~rd_gray_seen[AddrW:AddrW-1], rd_gray_seen[AddrW-2:0]};
  assign rd_valid_o = rd_gray_q != wr_gray_seen;
  assign wr_take    = wr_valid_i && wr_ready_o;
  assign rd_take    = rd_valid_o && rd_ready_i;
  assign wr_ptr_d   = wr_ptr_q + (AddrW+1)'(wr_take);
  assign rd_ptr_d   = rd_ptr_q + (AddrW+1)'(rd_take);
  assign wr_addr_o  = wr_ptr_q[AddrW-1:0];
  assign rd_addr_o  = rd_ptr_q[AddrW-1:0];

  always_ff @(posedge clk_wr_i or negedge rst_wr_ni) begin
    if (!rst_wr_ni) begin
      wr_ptr_q  <= '0;
      wr_gray_q <= '0;
    end else begin
      wr_ptr_q  <= wr_ptr_d;
      wr_gray_q <= wr_ptr_d ^ (wr_ptr_d >> 1);
    end
  end

  always_ff @(posedge clk_rd_i or negedge rst_rd_ni) begin
    if (!rst_rd_ni) begin
      rd_ptr_q  <= '0;
      rd_gray_q <= '0;
    end else begin
      rd_ptr_q  <= rd_ptr_d;
      rd_gray_q <= rd_ptr_d ^ (rd_ptr_d >> 1);
    end
  end

  oio_sync #(
    .Width (AddrW + 1)
  ) u_sync_rd_to_wr (
    .clk_i  (clk_wr_i),
    .rst_ni (rst_wr_ni),
    .d_i    (rd_gray_q),
    .q_o    (rd_gray_seen)
  );

  oio_sync #(
    .Width (AddrW + 1)
  ) u_sync_wr_to_rd (
    .clk_i  (clk_rd_i),
    .rst_ni (rst_rd_ni),
    .d_i    (wr_gray_q),
    .q_o    (wr_gray_seen)
  );

  `OIO_ASSERT(WriteStepsByOne_A, $countones(wr_gray_q ^ $past(wr_gray_q)) <= 1, clk_wr_i, rst_wr_ni)
  `OIO_ASSERT(ReadStepsByOne_A, $countones(rd_gray_q ^ $past(rd_gray_q)) <= 1, clk_rd_i, rst_rd_ni)

endmodule

`default_nettype wire
