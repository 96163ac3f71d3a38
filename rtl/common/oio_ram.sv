// SPDX-License-Identifier: Apache-2.0
//
// Memory with one write port and one read port, each on its own clock. The one module of the
// project that stands for a memory macro: synthesis black-boxes it.
//
// A word read with `rd_en_i` in cycle n is on `rd_data_o` in cycle n+1 and stays there until the
// next read. Reading the address that is written at the same edge returns the old word. Neither the
// storage nor the output is reset; a reader must not use what was never written.

`include "oio_assert.svh"

`default_nettype none

module oio_ram #(
  /// Number of words; at least 2.
  parameter  int unsigned Depth = 64,
  /// Bits in a word.
  parameter  int unsigned Width = 32,
  localparam int unsigned AddrW = $clog2(Depth)
) (
  input  wire logic             clk_wr_i,
  input  wire logic             wr_en_i,
  input  wire logic [AddrW-1:0] wr_addr_i,
  input  wire logic [Width-1:0] wr_data_i,

  input  wire logic             clk_rd_i,
  input  wire logic             rd_en_i,
  input  wire logic [AddrW-1:0] rd_addr_i,
  output logic      [Width-1:0] rd_data_o
);

  if (Depth < 2) begin : gen_check_depth
    $fatal(1, "oio_ram: Depth is %0d, must be at least 2", Depth);
  end

  logic [Width-1:0] mem_q [0:Depth-1];

  always_ff @(posedge clk_wr_i) begin
    if (wr_en_i) mem_q[wr_addr_i] <= wr_data_i;
  end

  always_ff @(posedge clk_rd_i) begin
    if (rd_en_i) rd_data_o <= mem_q[rd_addr_i];
  end

  `OIO_CHECK(WriteInRange_A, !wr_en_i || 32'(wr_addr_i) < Depth, clk_wr_i, 1'b1)
  `OIO_CHECK(ReadInRange_A, !rd_en_i || 32'(rd_addr_i) < Depth, clk_rd_i, 1'b1)

endmodule

`default_nettype wire
