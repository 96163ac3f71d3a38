// SPDX-License-Identifier: Apache-2.0
//
// Lane words to flits: spare map (compacting), row FIFO into the core clock, gearbox.
//
// Wiring only. `words_i` of a payload row is taken in the clock in which `row_valid_i` is high.

`include "oio_assert.svh"

`default_nettype none

module oio_aggregation_rx #(
  /// Active lanes.
  parameter  int unsigned Lanes    = 400,
  /// Spare lanes.
  parameter  int unsigned Spares   = 20,
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi   = 8,
  localparam int unsigned Physical = Lanes + Spares,
  localparam int unsigned Columns  = (Physical + 15) / 16
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  input  wire logic                 row_valid_i,
  input  wire logic                 row_first_i,
  input  wire logic [16*WordUi-1:0] words_i [Columns],
  /// A row came while the FIFO was full: never, unless the core clock is too slow.
  output logic                      overflow_o,

  input  wire logic                 map_start_i,
  input  wire logic [Physical-1:0]  dead_i,
  output logic                      map_done_o,
  output logic      [6:0]           mapped_o,

  input  wire logic                 clk_core_i,
  input  wire logic                 rst_core_ni,
  output logic                      flit_valid_o,
  output logic      [2047:0]        flit_o
);

  localparam int unsigned RowColumns = Lanes / 16;
  localparam int unsigned FifoDepth  = 8;
  localparam int unsigned AddrW      = $clog2(FifoDepth);

  logic [16*WordUi-1:0] mapped [Columns];

  oio_aggregation_spare_map #(
    .Lanes  (Lanes),
    .Spares (Spares),
    .WordUi (WordUi),
    .Expand (1'b0)
  ) u_spare_map (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .words_i  (words_i),
    .words_o  (mapped),
    .start_i  (map_start_i),
    .dead_i   (dead_i),
    .done_o   (map_done_o),
    .mapped_o (mapped_o)
  );

  logic [16*WordUi-1:0] stored [RowColumns];
  logic                 row_ready, rd_valid, rd_ready, rd_first;
  logic [AddrW-1:0]     wr_addr, rd_addr;

  assign overflow_o = row_valid_i && !row_ready;

  oio_aggregation_fifo_ctrl #(
    .Depth (FifoDepth)
  ) u_fifo_ctrl (
    .clk_wr_i   (clk_i),
    .rst_wr_ni  (rst_ni),
    .wr_valid_i (row_valid_i),
    .wr_ready_o (row_ready),
    .wr_addr_o  (wr_addr),
    .clk_rd_i   (clk_core_i),
    .rst_rd_ni  (rst_core_ni),
    .rd_valid_o (rd_valid),
    .rd_ready_i (rd_ready),
    .rd_addr_o  (rd_addr)
  );

  oio_aggregation_row_slot #(
    .Depth (FifoDepth),
    .Width (1)
  ) u_first (
    .clk_wr_i  (clk_i),
    .wr_en_i   (row_valid_i && row_ready),
    .wr_addr_i (wr_addr),
    .wr_data_i (row_first_i),
    .rd_addr_i (rd_addr),
    .rd_data_o (rd_first)
  );

  for (genvar c = 0; c < RowColumns; c++) begin : gen_slot
    oio_aggregation_row_slot #(
      .Depth (FifoDepth),
      .Width (16 * WordUi)
    ) u_slot (
      .clk_wr_i  (clk_i),
      .wr_en_i   (row_valid_i && row_ready),
      .wr_addr_i (wr_addr),
      .wr_data_i (mapped[c]),
      .rd_addr_i (rd_addr),
      .rd_data_o (stored[c])
    );
  end

  oio_aggregation_rx_gearbox #(
    .Lanes  (Lanes),
    .WordUi (WordUi)
  ) u_gearbox (
    .clk_i        (clk_core_i),
    .rst_ni       (rst_core_ni),
    .row_valid_i  (rd_valid),
    .row_ready_o  (rd_ready),
    .row_first_i  (rd_first),
    .row_i        (stored),
    .flit_valid_o (flit_valid_o),
    .flit_o       (flit_o)
  );

  for (genvar c = RowColumns; c < Columns; c++) begin : gen_spare
    logic unused_spare;
    assign unused_spare = ^mapped[c];
  end

  `OIO_CHECK(NoOverflow_A, !overflow_o)

endmodule

`default_nettype wire
