// SPDX-License-Identifier: Apache-2.0
//
// Pairs of gearboxes, flits to rows to flits, for every size under test. Each pair has a clock of
// its own, so that only the one being tested is simulated.

`default_nettype none

module gearbox_bench #(
  localparam int unsigned Pairs = 18
) (
  input  wire logic [Pairs-1:0] clk_i,
  input  wire logic             rst_ni,
  /// The pair whose outputs are shown: number of lanes (six values), then size of word (three).
  input  wire logic [4:0]       select_i,
  input  wire logic             enable_i,
  input  wire logic             flit_valid_i,
  output logic                  flit_ready_o,
  input  wire logic [2047:0]    flit_i,
  input  wire logic             flit_is_data_i,
  input  wire logic [11:0]      flit_seq_i,
  /// A row may move from the one gearbox to the other in this clock.
  input  wire logic             open_i,
  input  wire logic             first_i,
  output logic                  row_valid_o,
  output logic                  row_ready_o,
  output logic                  row_ends_data_o,
  output logic [11:0]           row_seq_o,
  output logic                  flit_valid_o,
  output logic [2047:0]         flit_o
);

  logic [Pairs-1:0]    flit_ready, row_valid, row_ready, ends_data, flit_valid;
  logic [12*Pairs-1:0] seq;
  logic [2047:0]       flit [Pairs];

  for (genvar p = 0; p < Pairs; p++) begin : gen_pair
    localparam int unsigned Size   = p / 3;
    localparam int unsigned Lanes  = Size == 0 ? 16 : Size == 1 ? 48 : Size == 2 ? 64
                                     : Size == 3 ? 112 : Size == 4 ? 240 : 400;
    localparam int unsigned WordUi = 8 << (p % 3);
    logic [16*WordUi-1:0] row [Lanes/16];

    oio_aggregation_tx_gearbox #(.Lanes(Lanes), .WordUi(WordUi)) u_tx (
      .clk_i           (clk_i[p]),
      .rst_ni,
      .enable_i,
      .flit_valid_i,
      .flit_ready_o    (flit_ready[p]),
      .flit_i,
      .flit_is_data_i,
      .flit_seq_i,
      .row_valid_o     (row_valid[p]),
      .row_ready_i     (row_ready[p] && open_i),
      .row_o           (row),
      .row_ends_data_o (ends_data[p]),
      .row_seq_o       (seq[p*12 +: 12])
    );

    oio_aggregation_rx_gearbox #(.Lanes(Lanes), .WordUi(WordUi)) u_rx (
      .clk_i        (clk_i[p]),
      .rst_ni,
      .row_valid_i  (row_valid[p] && open_i),
      .row_ready_o  (row_ready[p]),
      .row_first_i  (first_i),
      .row_i        (row),
      .flit_valid_o (flit_valid[p]),
      .flit_o       (flit[p])
    );
  end

  assign flit_ready_o    = flit_ready[select_i];
  assign row_valid_o     = row_valid[select_i];
  assign row_ready_o     = row_ready[select_i];
  assign row_ends_data_o = ends_data[select_i];
  assign row_seq_o       = seq[select_i*12 +: 12];
  assign flit_valid_o    = flit_valid[select_i];
  assign flit_o          = flit[select_i];

endmodule

`default_nettype wire
