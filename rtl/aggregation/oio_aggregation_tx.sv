// SPDX-License-Identifier: Apache-2.0
//
// Flits to lane words: gearbox, row FIFO into the transmit clock, spare map (expanding).
//
// Wiring and the row register only. `pop_i` loads the next row; `words_o` shows it, spread over the
// physical lanes, in the following clock. Lanes without a row show what the map leaves there.

`include "oio_assert.svh"

`default_nettype none

module oio_aggregation_tx #(
  /// Active lanes.
  parameter  int unsigned Lanes    = 400,
  /// Spare lanes.
  parameter  int unsigned Spares   = 20,
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi   = 8,
  localparam int unsigned Physical = Lanes + Spares,
  localparam int unsigned Columns  = (Physical + 15) / 16
) (
  input  wire logic                 clk_core_i,
  input  wire logic                 rst_core_ni,
  input  wire logic                 enable_i,
  input  wire logic                 flit_valid_i,
  output logic                      flit_ready_o,
  input  wire logic [2047:0]        flit_i,
  input  wire logic                 flit_is_data_i,
  input  wire logic [11:0]          flit_seq_i,

  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  /// Discard rows that wait (the link is down).
  input  wire logic                 drain_i,
  output logic                      row_valid_o,
  input  wire logic                 pop_i,
  output logic [16*WordUi-1:0]      words_o [Columns],
  /// The row in `words_o` ends data flit `seq_o`.
  output logic                      ends_data_o,
  output logic      [11:0]          seq_o,

  input  wire logic                 map_start_i,
  input  wire logic [Physical-1:0]  dead_i,
  output logic                      map_done_o,
  output logic      [6:0]           mapped_o
);

  localparam int unsigned RowColumns = Lanes / 16;
  localparam int unsigned FifoDepth  = 4;
  localparam int unsigned AddrW      = $clog2(FifoDepth);

  logic [16*WordUi-1:0] row [RowColumns];
  logic [16*WordUi-1:0] stored [RowColumns];
  logic                 row_valid, row_ready, row_ends_data;
  logic [11:0]          row_seq;
  logic [12:0]          tag;
  logic [AddrW-1:0]     wr_addr, rd_addr;

  oio_aggregation_tx_gearbox #(
    .Lanes  (Lanes),
    .WordUi (WordUi)
  ) u_gearbox (
    .clk_i           (clk_core_i),
    .rst_ni          (rst_core_ni),
    .enable_i        (enable_i),
    .flit_valid_i    (flit_valid_i),
    .flit_ready_o    (flit_ready_o),
    .flit_i          (flit_i),
    .flit_is_data_i  (flit_is_data_i),
    .flit_seq_i      (flit_seq_i),
    .row_valid_o     (row_valid),
    .row_ready_i     (row_ready),
    .row_o           (row),
    .row_ends_data_o (row_ends_data),
    .row_seq_o       (row_seq)
  );

  oio_aggregation_fifo_ctrl #(
    .Depth (FifoDepth)
  ) u_fifo_ctrl (
    .clk_wr_i   (clk_core_i),
    .rst_wr_ni  (rst_core_ni),
    .wr_valid_i (row_valid),
    .wr_ready_o (row_ready),
    .wr_addr_o  (wr_addr),
    .clk_rd_i   (clk_i),
    .rst_rd_ni  (rst_ni),
    .rd_valid_o (row_valid_o),
    .rd_ready_i (pop_i || drain_i),
    .rd_addr_o  (rd_addr)
  );

  oio_aggregation_row_slot #(
    .Depth (FifoDepth),
    .Width (13)
  ) u_tag (
    .clk_wr_i  (clk_core_i),
    .wr_en_i   (row_valid && row_ready),
    .wr_addr_i (wr_addr),
    .wr_data_i ({row_ends_data, row_seq}),
    .rd_addr_i (rd_addr),
    .rd_data_o (tag)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      ends_data_o <= 1'b0;
      seq_o       <= '0;
    end else begin
      ends_data_o <= pop_i && row_valid_o && tag[12];
      seq_o       <= tag[11:0];
    end
  end

  for (genvar c = 0; c < RowColumns; c++) begin : gen_slot
    oio_aggregation_row_slot #(
      .Depth (FifoDepth),
      .Width (16 * WordUi)
    ) u_slot (
      .clk_wr_i  (clk_core_i),
      .wr_en_i   (row_valid && row_ready),
      .wr_addr_i (wr_addr),
      .wr_data_i (row[c]),
      .rd_addr_i (rd_addr),
      .rd_data_o (stored[c])
    );
  end

  ///////////////
  // Spare map //
  ///////////////

  logic [16*WordUi-1:0] unmapped [Columns];

  for (genvar c = 0; c < Columns; c++) begin : gen_row
    if (c < RowColumns) begin : gen_used
      logic [16*WordUi-1:0] row_q;
      always_ff @(posedge clk_i) begin
        if (pop_i) row_q <= stored[c];
      end
      assign unmapped[c] = row_q;
    end else begin : gen_spare
      assign unmapped[c] = '0;
    end
  end

  oio_aggregation_spare_map #(
    .Lanes  (Lanes),
    .Spares (Spares),
    .WordUi (WordUi),
    .Expand (1'b1)
  ) u_spare_map (
    .clk_i    (clk_i),
    .rst_ni   (rst_ni),
    .words_i  (unmapped),
    .words_o  (words_o),
    .start_i  (map_start_i),
    .dead_i   (dead_i),
    .done_o   (map_done_o),
    .mapped_o (mapped_o)
  );

  `OIO_CHECK(DrainOrPop_A, !(pop_i && drain_i))
  // When the link goes down flits end some clocks before the transmitter hears of it: what it sends
  // until then goes to a receiver that is about to train again and whose retry would refuse it.
  `OIO_CHECK(RowInTime_A, !pop_i || row_valid_o || !flit_valid_i)

endmodule

`default_nettype wire
