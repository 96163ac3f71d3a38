// SPDX-License-Identifier: Apache-2.0
//
// A chiplet of one's own around the project's: its emitters get three quarters of the current, and
// its transmit lanes leave in reverse order, as where a package turns the array around. The far
// side's training finds the order by itself.
//
// Parameters are those that `oio` sets: the three of the geometry always, the others where a
// scenario gives them.

`default_nettype none

module my_chiplet #(
  parameter  int unsigned Lanes        = 400,
  parameter  int unsigned Spares       = 20,
  parameter  int unsigned WordUi       = 8,
  parameter  int unsigned ReplayDepth  = 512,
  parameter  int unsigned IngressDepth = 64,
  parameter  int unsigned MarkerRows   = 4096,
  localparam int unsigned Physical     = Lanes + Spares
) (
  input  wire logic              clk_core_i,
  input  wire logic              clk_tx_i,
  input  wire logic              clk_rx_i,
  input  wire logic              rst_ni,

  // Die, in the core clock.
  input  wire logic              die_tx_valid_i,
  input  wire logic [2047:0]     die_tx_flit_i,
  output logic      [6:0]        die_tx_credit_o,
  output logic                   die_rx_valid_o,
  output logic      [2047:0]     die_rx_flit_o,
  input  wire logic              sb_valid_i,
  input  wire logic [31:0]       sb_data_i,
  output logic                   sb_valid_o,
  output logic      [31:0]       sb_data_o,
  output logic      [3:0]        link_state_o,
  output logic      [3:0]        link_fail_o,
  output logic                   event_valid_o,
  output logic      [3:0]        event_code_o,

  // Light.
  output logic [WordUi-1:0]      tx_word_o [Physical],
  output logic                   tx_enable_o [Physical],
  output logic [7:0]             tx_drive_o [Physical],
  input  wire logic [WordUi-1:0] rx_word_i [Physical],
  input  wire logic              rx_los_i [Physical],
  output logic [5:0]             rx_phase_o [Physical],
  output logic signed [7:0]      rx_threshold_o [Physical],

  // Registers (APB, core clock).
  input  wire logic              psel_i,
  input  wire logic              penable_i,
  input  wire logic              pwrite_i,
  input  wire logic [15:0]       paddr_i,
  input  wire logic [31:0]       pwdata_i,
  output logic      [31:0]       prdata_o,
  output logic                   pready_o,
  output logic                   pslverr_o,

  // Observation, for latency by stage.
  output logic                   obs_sent_valid_o,
  output logic      [11:0]       obs_sent_seq_o,
  output logic                   obs_launch_valid_o,
  output logic      [11:0]       obs_launch_seq_o,
  output logic                   obs_accept_valid_o,
  output logic      [11:0]       obs_accept_seq_o
);

  // Full current is 128.
  localparam int unsigned OwnBias = 96;

  logic [WordUi-1:0] tx_word [Physical];
  logic              tx_enable [Physical];
  logic [7:0]        tx_drive [Physical];

  for (genvar i = 0; i < Physical; i++) begin : gen_lane
    assign tx_word_o[i]   = tx_word[Physical - 1 - i];
    assign tx_enable_o[i] = tx_enable[Physical - 1 - i];
    assign tx_drive_o[i]  = tx_drive[Physical - 1 - i];
  end

  oio_chiplet #(
    .Lanes        (Lanes),
    .Spares       (Spares),
    .WordUi       (WordUi),
    .ReplayDepth  (ReplayDepth),
    .IngressDepth (IngressDepth),
    .MarkerRows   (MarkerRows),
    .BiasCode     (OwnBias)
  ) u_chiplet (
    .tx_word_o   (tx_word),
    .tx_enable_o (tx_enable),
    .tx_drive_o  (tx_drive),
    .*
  );

endmodule

`default_nettype wire
