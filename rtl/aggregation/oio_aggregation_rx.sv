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
  localparam int unsigned Stages     = Spares == 0 ? 0 : $clog2(Spares + 1);

  // Through an array, so that the column modules are compiled once (oio_aggregation_align).
  logic [6:0]           number [Columns];
  logic                 map_clear, map_place, map_busy, map_short;
  logic [10:0]          map_visit, map_logical;
  logic [6:0]           map_offset;

  oio_aggregation_lane_map #(
    .Lanes  (Lanes),
    .Spares (Spares)
  ) u_lane_map (
    .clk_i     (clk_i),
    .rst_ni    (rst_ni),
    .start_i   (map_start_i),
    .visit_o   (map_visit),
    .dead_i    (dead_i[$clog2(Physical)'(map_visit)]),
    .clear_o   (map_clear),
    .place_o   (map_place),
    .logical_o (map_logical),
    .offset_o  (map_offset),
    .busy_o    (map_busy),
    .done_o    (map_done_o),
    .short_o   (map_short),
    .mapped_o  (mapped_o)
  );

  for (genvar c = 0; c < Columns; c++) begin : gen_number
    assign number[c] = 7'(c);
  end

  for (genvar k = 0; k < Stages; k++) begin : gen_stage
    localparam int unsigned Near  = (1 << k) < 16 ? (1 << k) : 16;
    localparam int unsigned Far   = (1 << k) < 16 ? 1 : (1 << k) / 16;
    logic [16*WordUi-1:0] taken [Columns];
    logic [16*WordUi-1:0] neighbour [Columns];
    logic [16*WordUi-1:0] moved [Columns];
    logic [10:0]          position;
    assign position = map_logical + ((11'(map_offset) >> (k + 1)) << (k + 1));
    for (genvar c = 0; c < Columns; c++) begin : gen_column
      if (k == 0) begin : gen_first
        assign taken[c] = words_i[c];
      end else begin : gen_next
        assign taken[c] = gen_stage[k-1].moved[c];
      end
      if (c + Far < Columns) begin : gen_above
        assign neighbour[c] = taken[c+Far];
      end else begin : gen_edge
        assign neighbour[c] = '0;
      end
      oio_aggregation_shift #(
        .WordUi (WordUi),
        .Shift  (Near),
        .Expand (1'b0)
      ) u_shift (
        .clk_i            (clk_i),
        .rst_ni           (rst_ni),
        .own_i            (taken[c]),
        .neighbour_i      (neighbour[c]),
        .words_o          (moved[c]),
        .clear_i          (map_clear),
        .column_i         (number[c]),
        .write_i          (map_place && map_offset[k]),
        .write_position_i (position)
      );
    end
  end

  logic [16*WordUi-1:0] mapped [RowColumns];
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
    if (Stages == 0) begin : gen_unmapped
      assign mapped[c] = words_i[c];
    end else begin : gen_mapped
      assign mapped[c] = gen_stage[Stages-1].moved[c];
    end
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

  logic unused_map;
  assign unused_map = ^{map_visit, map_busy, map_short, map_offset, map_logical, map_clear, map_place};

  `OIO_CHECK(NoOverflow_A, !overflow_o)

endmodule

`default_nettype wire
