// SPDX-License-Identifier: Apache-2.0
//
// Transmit side of the SerDes for all physical lanes: frame control, scramblers, word selection.
//
// Wiring around the frame control, one PRBS generator and two column modules per column. A payload
// word leaves two clocks after `pop_o`.

`include "oio_assert.svh"

`default_nettype none

module oio_serdes_tx_array #(
  /// Physical lanes.
  parameter  int unsigned Physical   = 420,
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi     = 8,
  /// Rows between two markers.
  parameter  int unsigned MarkerRows = 4096,
  localparam int unsigned Columns    = (Physical + 15) / 16
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  input  wire logic [2:0]           mode_i,
  input  wire logic [1:0]           prbs_select_i,
  input  wire logic                 row_valid_i,
  output logic                      pop_o,
  input  wire logic [16*WordUi-1:0] rows_i [Columns],
  /// Training message: the word to send, and that it is being sent.
  input  wire logic [WordUi-1:0]    message_i,
  output logic                      message_advance_o,
  output logic                      message_restart_o,
  output logic [16*WordUi-1:0]      words_o [Columns],
  output logic                      light_o,
  output logic                      payload_o,
  output logic                      active_o,
  output logic                      underflow_o
);

  logic              use_marker, use_pad, use_prbs, use_message, use_payload, seed, light, active;
  logic [2:0]        marker_index;
  logic [15:0]       common_word;
  logic [WordUi-1:0] prbs_word;
  logic [30:0]       prbs_state;

  oio_serdes_frame_tx #(
    .WordUi     (WordUi),
    .MarkerRows (MarkerRows)
  ) u_frame (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .mode_i         (mode_i),
    .row_valid_i    (row_valid_i),
    .light_o        (light),
    .pop_o          (pop_o),
    .use_marker_o   (use_marker),
    .use_pad_o      (use_pad),
    .use_prbs_o     (use_prbs),
    .use_message_o  (use_message),
    .use_payload_o  (use_payload),
    .marker_index_o (marker_index),
    .common_word_o  (common_word),
    .seed_o         (seed),
    .active_o       (active),
    .underflow_o    (underflow_o)
  );

  oio_lfsr #(
    .W (WordUi)
  ) u_prbs (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .select_i     (prbs_select_i),
    .load_i       (1'b0),
    .load_state_i ('1),
    .en_i         (use_prbs),
    .word_o       (prbs_word),
    .state_o      (prbs_state)
  );

  assign message_advance_o = use_message;
  assign message_restart_o = use_marker;
  assign active_o          = active;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      light_o   <= 1'b0;
      payload_o <= 1'b0;
    end else begin
      light_o   <= light;
      payload_o <= use_payload;
    end
  end

  // Through unpacked arrays, so that Verilator compiles the column modules once, not per column.
  logic [16*24-1:0]     identities [Columns];
  logic [16*23-1:0]     seeds [Columns];
  /* verilator tracing_off */  // waves show it as a port of the columns
  logic [16*WordUi-1:0] scrambled [Columns];
  /* verilator tracing_on */

  for (genvar c = 0; c < Columns; c++) begin : gen_column
    logic [22:0]          first_seed, next_seed;

    if (c == 0) begin : gen_first
      assign first_seed = oio_pkg::ScramblerSeed;
    end else begin : gen_next
      assign first_seed = gen_column[c-1].next_seed;
    end

    oio_serdes_seeds u_seeds (
      .seed_i  (first_seed),
      .seeds_o (seeds[c]),
      .next_o  (next_seed)
    );


    for (genvar i = 0; i < 16; i++) begin : gen_constant
      assign identities[c][i*24 +: 24] = oio_pkg::golay_encode(12'(c*16 + i));
    end

    oio_serdes_scrambler #(
      .WordUi (WordUi)
    ) u_scrambler (
      .clk_i     (clk_i),
      .rst_ni    (rst_ni),
      .load_i    (seed),
      .advance_i (use_payload),
      .seeds_i   (seeds[c]),
      .data_i    (rows_i[c]),
      .data_o    (scrambled[c])
    );

    oio_serdes_tx #(
      .WordUi (WordUi)
    ) u_tx (
      .clk_i          (clk_i),
      .rst_ni         (rst_ni),
      .use_marker_i   (use_marker),
      .use_pad_i      (use_pad),
      .use_common_i   (use_prbs || use_message),
      .use_payload_i  (use_payload),
      .marker_index_i (marker_index),
      .common_word_i  (common_word),
      .identities_i   (identities[c]),
      .common_i       (use_prbs ? prbs_word : message_i),
      .payload_i      (scrambled[c]),
      .words_o        (words_o[c])
    );
  end

  logic unused_state;
  assign unused_state = ^{prbs_state, gen_column[Columns-1].next_seed};

  `OIO_CHECK(DarkSendsNothing_A, light || !(use_prbs || use_message || use_payload))

endmodule

`default_nettype wire
