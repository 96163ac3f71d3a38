// SPDX-License-Identifier: Apache-2.0
//
// The chiplet at the serial cut: one bit per lane and unit interval on the optical side.
//
// Wiring only: the chiplet of the word cut, and per column a serialiser and a deserialiser between
// its words and the bits. Each word clock must be divided from the unit-interval clock beside it.

`default_nettype none

module oio_chiplet_serial #(
  /// Active lanes: a multiple of 16, 16 to 1024.
  parameter  int unsigned Lanes         = 400,
  /// Spare lanes, 0 to 64.
  parameter  int unsigned Spares        = 20,
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi        = 8,
  /// Flits in flight on the optical hop (reach) and in the ingress buffer.
  parameter  int unsigned ReplayDepth   = 512,
  parameter  int unsigned IngressDepth  = 64,
  /// Rows between two markers.
  parameter  int unsigned MarkerRows    = 4096,
  /// Deskew range, a power of two.
  parameter  int unsigned DeskewUi      = 128,
  /// Training times, in lane words (oio_phy_train).
  parameter  int unsigned QuietWords    = 8192 / WordUi,
  parameter  int unsigned GuardWords    = 4096 / WordUi,
  parameter  int unsigned DwellWords    = 2048 / WordUi,
  parameter  int unsigned HuntWords     = 1024,
  parameter  int unsigned DetectWords   = 1048576 / WordUi,
  parameter  int unsigned PeerWords     = 524288 / WordUi,
  parameter  int unsigned LosWords      = 64,
  parameter  int unsigned Attempts      = 2,
  /// Retry times, in core clocks.
  parameter  int unsigned ReplayTimeoutCycles = 4096,
  parameter  int unsigned NakTimeoutCycles    = 1024,
  parameter  int unsigned ReplayAttempts      = 4,
  /// Emitter bias code.
  parameter  int unsigned BiasCode      = 128,
  localparam int unsigned Physical      = Lanes + Spares
) (
  input  wire logic              clk_core_i,
  input  wire logic              clk_tx_i,
  input  wire logic              clk_rx_i,
  /// Unit-interval clocks: each word clock is divided from its own.
  input  wire logic              clk_tx_ui_i,
  input  wire logic              clk_rx_ui_i,
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
  output logic                   tx_bit_o [Physical],
  output logic                   tx_enable_o [Physical],
  output logic [7:0]             tx_drive_o [Physical],
  input  wire logic              rx_bit_i [Physical],
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

  localparam int unsigned Columns = (Physical + 15) / 16;

  logic [WordUi-1:0] tx_word [Physical];
  logic [WordUi-1:0] rx_word [Physical];
  logic [5:0]        rx_phase [Physical];
  logic signed [7:0] rx_threshold [Physical];

  oio_chiplet #(
    .Lanes               (Lanes),
    .Spares              (Spares),
    .WordUi              (WordUi),
    .ReplayDepth         (ReplayDepth),
    .IngressDepth        (IngressDepth),
    .MarkerRows          (MarkerRows),
    .DeskewUi            (DeskewUi),
    .SampleWords         (2),
    .QuietWords          (QuietWords),
    .GuardWords          (GuardWords),
    .DwellWords          (DwellWords),
    .HuntWords           (HuntWords),
    .DetectWords         (DetectWords),
    .PeerWords           (PeerWords),
    .LosWords            (LosWords),
    .Attempts            (Attempts),
    .ReplayTimeoutCycles (ReplayTimeoutCycles),
    .NakTimeoutCycles    (NakTimeoutCycles),
    .ReplayAttempts      (ReplayAttempts),
    .BiasCode            (BiasCode)
  ) u_chiplet (
    .clk_core_i         (clk_core_i),
    .clk_tx_i           (clk_tx_i),
    .clk_rx_i           (clk_rx_i),
    .rst_ni             (rst_ni),
    .die_tx_valid_i     (die_tx_valid_i),
    .die_tx_flit_i      (die_tx_flit_i),
    .die_tx_credit_o    (die_tx_credit_o),
    .die_rx_valid_o     (die_rx_valid_o),
    .die_rx_flit_o      (die_rx_flit_o),
    .sb_valid_i         (sb_valid_i),
    .sb_data_i          (sb_data_i),
    .sb_valid_o         (sb_valid_o),
    .sb_data_o          (sb_data_o),
    .link_state_o       (link_state_o),
    .link_fail_o        (link_fail_o),
    .event_valid_o      (event_valid_o),
    .event_code_o       (event_code_o),
    .tx_word_o          (tx_word),
    .tx_enable_o        (tx_enable_o),
    .tx_drive_o         (tx_drive_o),
    .rx_word_i          (rx_word),
    .rx_los_i           (rx_los_i),
    .rx_phase_o         (rx_phase),
    .rx_threshold_o     (rx_threshold),
    .psel_i             (psel_i),
    .penable_i          (penable_i),
    .pwrite_i           (pwrite_i),
    .paddr_i            (paddr_i),
    .pwdata_i           (pwdata_i),
    .prdata_o           (prdata_o),
    .pready_o           (pready_o),
    .pslverr_o          (pslverr_o),
    .obs_sent_valid_o   (obs_sent_valid_o),
    .obs_sent_seq_o     (obs_sent_seq_o),
    .obs_launch_valid_o (obs_launch_valid_o),
    .obs_launch_seq_o   (obs_launch_seq_o),
    .obs_accept_valid_o (obs_accept_valid_o),
    .obs_accept_seq_o   (obs_accept_seq_o)
  );

  //////////////////////////
  // Words in UI clocks   //
  //////////////////////////

  logic rst_tx_n, rst_rx_n, rst_tx_ui_n, rst_rx_ui_n;
  logic tx_toggle_q, rx_toggle_q, tx_middle, rx_middle;

  oio_reset_sync u_reset_tx    (.clk_i (clk_tx_i),    .rst_ni (rst_ni), .rst_no (rst_tx_n));
  oio_reset_sync u_reset_rx    (.clk_i (clk_rx_i),    .rst_ni (rst_ni), .rst_no (rst_rx_n));
  oio_reset_sync u_reset_tx_ui (.clk_i (clk_tx_ui_i), .rst_ni (rst_ni), .rst_no (rst_tx_ui_n));
  oio_reset_sync u_reset_rx_ui (.clk_i (clk_rx_ui_i), .rst_ni (rst_ni), .rst_no (rst_rx_ui_n));

  always_ff @(posedge clk_tx_i or negedge rst_tx_n) begin
    if (!rst_tx_n) begin
      tx_toggle_q <= 1'b0;
    end else begin
      tx_toggle_q <= !tx_toggle_q;
    end
  end

  always_ff @(posedge clk_rx_i or negedge rst_rx_n) begin
    if (!rst_rx_n) begin
      rx_toggle_q <= 1'b0;
    end else begin
      rx_toggle_q <= !rx_toggle_q;
    end
  end

  oio_serdes_ui_phase #(
    .WordUi (WordUi)
  ) u_tx_phase (
    .clk_i    (clk_tx_ui_i),
    .rst_ni   (rst_tx_ui_n),
    .toggle_i (tx_toggle_q),
    .middle_o (tx_middle)
  );

  oio_serdes_ui_phase #(
    .WordUi (WordUi)
  ) u_rx_phase (
    .clk_i    (clk_rx_ui_i),
    .rst_ni   (rst_rx_ui_n),
    .toggle_i (rx_toggle_q),
    .middle_o (rx_middle)
  );

  ///////////////////
  // Words to bits //
  ///////////////////

  // Through unpacked arrays, so that Verilator compiles the column modules once, not per column.
  logic [16*WordUi-1:0] tx_words [Columns];
  logic [16*WordUi-1:0] rx_words [Columns];
  logic [15:0]          tx_bits [Columns];
  logic [15:0]          rx_bits [Columns];
  logic [16*6-1:0]      phase_word [Columns];
  logic [16*6-1:0]      phase_ui [Columns];
  logic [16*8-1:0]      threshold_word [Columns];
  logic [16*8-1:0]      threshold_ui [Columns];

  for (genvar c = 0; c < Columns; c++) begin : gen_column
    for (genvar i = 0; i < 16; i++) begin : gen_lane
      if (c*16 + i < Physical) begin : gen_present
        assign tx_words[c][i*WordUi +: WordUi] = tx_word[c*16+i];
        assign rx_bits[c][i]                   = rx_bit_i[c*16+i];
        assign phase_word[c][i*6 +: 6]         = rx_phase[c*16+i];
        assign threshold_word[c][i*8 +: 8]     = rx_threshold[c*16+i];
        assign tx_bit_o[c*16+i]                = tx_bits[c][i];
        assign rx_word[c*16+i]                 = rx_words[c][i*WordUi +: WordUi];
        assign rx_phase_o[c*16+i]              = phase_ui[c][i*6 +: 6];
        assign rx_threshold_o[c*16+i]          = threshold_ui[c][i*8 +: 8];
      end else begin : gen_absent
        assign tx_words[c][i*WordUi +: WordUi] = '0;
        assign rx_bits[c][i]                   = 1'b0;
        assign phase_word[c][i*6 +: 6]         = '0;
        assign threshold_word[c][i*8 +: 8]     = '0;
      end
    end

    oio_serdes_ser #(
      .WordUi (WordUi)
    ) u_ser (
      .clk_i   (clk_tx_ui_i),
      .rst_ni  (rst_tx_ui_n),
      .load_i  (tx_middle),
      .words_i (tx_words[c]),
      .bits_o  (tx_bits[c])
    );

    oio_serdes_deser #(
      .WordUi (WordUi)
    ) u_deser (
      .clk_i       (clk_rx_ui_i),
      .rst_ni      (rst_rx_ui_n),
      .store_i     (rx_middle),
      .bits_i      (rx_bits[c]),
      .words_o     (rx_words[c]),
      .phase_i     (phase_word[c]),
      .threshold_i (threshold_word[c]),
      .phase_o     (phase_ui[c]),
      .threshold_o (threshold_ui[c])
    );

    logic unused_lanes;
    assign unused_lanes = ^{tx_bits[c], rx_words[c], phase_ui[c], threshold_ui[c]};
  end

endmodule

`default_nettype wire
