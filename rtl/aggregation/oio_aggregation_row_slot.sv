// SPDX-License-Identifier: Apache-2.0
//
// Storage of the row FIFO for one column. The addresses come from oio_aggregation_fifo_ctrl, which
// sees to it that a word is not read while it is written. Reads are combinational.

`default_nettype none

module oio_aggregation_row_slot #(
  /// Rows held; a power of two.
  parameter  int unsigned Depth = 4,
  /// Bits of one column in a row.
  parameter  int unsigned Width = 128,
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input  wire logic              clk_wr_i,
  input  wire logic              wr_en_i,
  input  wire logic [AddrW-1:0]  wr_addr_i,
  input  wire logic [Width-1:0]  wr_data_i,
  input  wire logic [AddrW-1:0]  rd_addr_i,
  output logic      [Width-1:0]  rd_data_o
);
  /*verilator no_inline_module*/

  logic [Width-1:0] row_q [0:Depth-1];

  // No reset: a row is never read before it is written.
  always_ff @(posedge clk_wr_i) begin
    if (wr_en_i) row_q[wr_addr_i] <= wr_data_i;
  end

  assign rd_data_o = row_q[rd_addr_i];

endmodule

`default_nettype wire
