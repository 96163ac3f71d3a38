// SPDX-License-Identifier: Apache-2.0
//
// The chiplet: a UCIe-style flit port on one side, words of a few hundred slow optical lanes on the
// other, registers beside. Wiring only: stages in flow order, and the crossings between the clocks.
//
// After reset the chiplet trains by itself against whatever is at the other end of the light
// (oio_phy_train). `link_state_o` and the events tell the die; flits offered before the link is up
// wait in the ingress buffer. The sideband is reserved: inputs unused, outputs zero.

`default_nettype none

module oio_chiplet #(
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
  /// Words from a phase code to the word sampled with it at the pins.
  parameter  int unsigned SampleWords   = 1,
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
  /// Time-outs in a row until the link trains again.
  parameter  int unsigned ReplayAttempts      = 4,
  /// Emitter bias code.
  parameter  int unsigned BiasCode      = 128,
  localparam int unsigned Physical      = Lanes + Spares
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

  localparam int unsigned Columns     = (Physical + 15) / 16;
  localparam int unsigned DeskewWords = DeskewUi / WordUi;
  localparam int unsigned FrameWords  = oio_pkg::MarkerUi / WordUi + oio_pkg::PadWords
                                        + MarkerRows * 8 / WordUi;
  localparam int unsigned PosW        = $clog2(FrameWords);

  if (Lanes < 16 || Lanes > 1024 || Lanes % 16 != 0) begin : gen_check_lanes
    $fatal(1, "oio_chiplet: Lanes is %0d, must be a multiple of 16 from 16 to 1024", Lanes);
  end
  if (Spares > 64) begin : gen_check_spares
    $fatal(1, "oio_chiplet: Spares is %0d, must be at most 64", Spares);
  end
  if (WordUi != 8 && WordUi != 16 && WordUi != 32) begin : gen_check_word
    $fatal(1, "oio_chiplet: WordUi is %0d, must be 8, 16 or 32", WordUi);
  end
  if (DeskewUi < 64 || DeskewUi > 256 || DeskewUi / WordUi > 32) begin : gen_check_deskew
    $fatal(1, "oio_chiplet: DeskewUi is %0d, must be 64 to 256 and at most 32 words", DeskewUi);
  end

  ////////////
  // Resets //
  ////////////

  logic rst_core_n, rst_tx_n, rst_rx_n;

  oio_reset_sync u_reset_core (.clk_i (clk_core_i), .rst_ni (rst_ni), .rst_no (rst_core_n));
  oio_reset_sync u_reset_tx   (.clk_i (clk_tx_i),   .rst_ni (rst_ni), .rst_no (rst_tx_n));
  oio_reset_sync u_reset_rx   (.clk_i (clk_rx_i),   .rst_ni (rst_ni), .rst_no (rst_rx_n));

  /////////////////////////////
  // Registers (core clock)  //
  /////////////////////////////

  logic        ctrl_train_enable, ctrl_bert, ctrl_tx_off, cmd_retrain, cmd_clear, cmd_snapshot;
  logic [1:0]  ctrl_prbs_select;
  logic        inject_load, lane_req, lane_ack;
  logic [7:0]  inject_crc;
  logic [11:0] lane_index, dead_count_core, mapped_core;
  logic [31:0] lane_status, lane_codes, lane_errors, lane_words, lane_id;
  logic [31:0] flits_sent, flits_delivered, replays, naks_sent, naks_received, timeouts;
  logic [31:0] crc_errors, die_crc_errors, duplicates, lost, retrains_core, underflows, train_time;
  logic        link_up_core, restart_core;

  oio_regs #(
    .Lanes  (Lanes),
    .Spares (Spares),
    .WordUi (WordUi)
  ) u_regs (
    .clk_i                (clk_core_i),
    .rst_ni               (rst_core_n),
    .psel_i               (psel_i),
    .penable_i            (penable_i),
    .pwrite_i             (pwrite_i),
    .paddr_i              (paddr_i),
    .pwdata_i             (pwdata_i),
    .prdata_o             (prdata_o),
    .pready_o             (pready_o),
    .pslverr_o            (pslverr_o),
    .link_state_i         (link_state_o),
    .link_fail_i          (link_fail_o),
    .ctrl_train_enable_o  (ctrl_train_enable),
    .ctrl_bert_o          (ctrl_bert),
    .ctrl_prbs_select_o   (ctrl_prbs_select),
    .ctrl_tx_off_o        (ctrl_tx_off),
    .cmd_retrain_o        (cmd_retrain),
    .cmd_clear_counters_o (cmd_clear),
    .cmd_snapshot_o       (cmd_snapshot),
    .event_valid_i        (event_valid_o),
    .event_code_i         (event_code_o),
    .inject_load_o        (inject_load),
    .inject_crc_o         (inject_crc),
    .lane_req_o           (lane_req),
    .lane_index_o         (lane_index),
    .lane_ack_i           (lane_ack),
    .lane_status_i        (lane_status),
    .lane_codes_i         (lane_codes),
    .lane_errors_i        (lane_errors),
    .lane_words_i         (lane_words),
    .lane_id_i            (lane_id),
    .train_time_i         (train_time),
    .train_dead_i         (dead_count_core),
    .train_mapped_i       (mapped_core),
    .train_active_i       (link_up_core ? 12'(Lanes) : 12'd0),
    .flits_sent_i         (flits_sent),
    .flits_delivered_i    (flits_delivered),
    .replays_i            (replays),
    .naks_sent_i          (naks_sent),
    .naks_received_i      (naks_received),
    .timeouts_i           (timeouts),
    .crc_errors_i         (crc_errors),
    .die_crc_errors_i     (die_crc_errors),
    .duplicates_i         (duplicates),
    .lost_i               (lost),
    .retrains_i           (retrains_core),
    .underflows_i         (underflows)
  );

  ////////////////////
  // UCIe and retry //
  ////////////////////

  logic          tx_flit_valid, tx_flit_ready, tx_flit_is_data, rx_flit_valid;
  logic [2047:0] tx_flit, rx_flit;
  logic [11:0]   tx_flit_seq, replay_level;
  logic          replay_stalled;
  logic [6:0]    ingress_level;

  oio_ucie #(
    .IngressDepth        (IngressDepth),
    .ReplayDepth         (ReplayDepth),
    .ReplayTimeoutCycles (ReplayTimeoutCycles),
    .ReplayAttempts      (ReplayAttempts),
    .NakTimeoutCycles    (NakTimeoutCycles)
  ) u_ucie (
    .clk_i              (clk_core_i),
    .rst_ni             (rst_core_n),
    .die_tx_valid_i     (die_tx_valid_i),
    .die_tx_flit_i      (die_tx_flit_i),
    .die_tx_credit_o    (die_tx_credit_o),
    .die_rx_valid_o     (die_rx_valid_o),
    .die_rx_flit_o      (die_rx_flit_o),
    .link_up_i          (link_up_core),
    .in_service_i       (link_state_o == oio_pkg::LinkActive),
    .restart_i          (restart_core),
    .tx_valid_o         (tx_flit_valid),
    .tx_ready_i         (tx_flit_ready),
    .tx_flit_o          (tx_flit),
    .tx_is_data_o       (tx_flit_is_data),
    .tx_seq_o           (tx_flit_seq),
    .rx_valid_i         (rx_flit_valid),
    .rx_flit_i          (rx_flit),
    .inject_crc_i       (inject_crc),
    .inject_load_i      (inject_load),
    .obs_sent_valid_o   (obs_sent_valid_o),
    .obs_sent_seq_o     (obs_sent_seq_o),
    .obs_accept_valid_o (obs_accept_valid_o),
    .obs_accept_seq_o   (obs_accept_seq_o),
    .flits_sent_o       (flits_sent),
    .flits_delivered_o  (flits_delivered),
    .replays_o          (replays),
    .naks_sent_o        (naks_sent),
    .naks_received_o    (naks_received),
    .timeouts_o         (timeouts),
    .crc_errors_o       (crc_errors),
    .die_crc_errors_o   (die_crc_errors),
    .duplicates_o       (duplicates),
    .lost_o             (lost),
    .replay_level_o     (replay_level),
    .replay_stalled_o   (replay_stalled),
    .ingress_level_o    (ingress_level)
  );

  assign sb_valid_o = 1'b0;
  assign sb_data_o  = '0;

  //////////////////////////////
  // Towards the fibre        //
  //////////////////////////////

  logic [2:0]           tx_mode_rx, tx_mode;
  logic                 tx_mode_new, tx_mode_ready;
  logic [1:0]           prbs_select_tx;
  logic                 rows_wanted, rows_enable_core, rows_enable_q;
  logic                 row_valid, row_pop, row_ends_data, tx_payload, tx_frame_active, tx_light;
  logic [11:0]          row_seq;
  logic [16*WordUi-1:0] tx_rows [Columns];
  logic [16*WordUi-1:0] tx_words [Columns];
  logic [WordUi-1:0]    message_word;
  logic                 message_advance, message_restart, underflow, underflow_core, underflow_busy;
  logic                 tx_map_start_rx, tx_map_start, tx_map_busy, tx_map_done;
  logic [6:0]           tx_mapped;
  logic [7:0]           flags_rx, flags_tx;
  logic [Physical-1:0]  own_dead, far_dead;

  oio_cdc_bus #(
    .Width (5)
  ) u_cdc_mode (
    .clk_src_i   (clk_rx_i),
    .rst_src_ni  (rst_rx_n),
    .src_valid_i (1'b1),
    .src_ready_o (tx_mode_ready),
    .src_data_i  ({prbs_select, tx_mode_rx}),
    .clk_dst_i   (clk_tx_i),
    .rst_dst_ni  (rst_tx_n),
    .dst_valid_o (tx_mode_new),
    .dst_data_o  ({prbs_select_tx, tx_mode})
  );

  // Rows are prepared from the wish for payload until the transmitter has really left it.
  assign rows_wanted = tx_mode == oio_pkg::TxActive;

  always_ff @(posedge clk_tx_i or negedge rst_tx_n) begin
    if (!rst_tx_n) begin
      rows_enable_q <= 1'b0;
    end else begin
      rows_enable_q <= rows_wanted || tx_frame_active;
    end
  end

  oio_sync u_sync_rows_enable (
    .clk_i  (clk_core_i),
    .rst_ni (rst_core_n),
    .d_i    (rows_enable_q),
    .q_o    (rows_enable_core)
  );

  oio_aggregation_tx #(
    .Lanes  (Lanes),
    .Spares (Spares),
    .WordUi (WordUi)
  ) u_aggregation_tx (
    .clk_core_i     (clk_core_i),
    .rst_core_ni    (rst_core_n),
    .enable_i       (rows_enable_core),
    .flit_valid_i   (tx_flit_valid),
    .flit_ready_o   (tx_flit_ready),
    .flit_i         (tx_flit),
    .flit_is_data_i (tx_flit_is_data),
    .flit_seq_i     (tx_flit_seq),
    .clk_i          (clk_tx_i),
    .rst_ni         (rst_tx_n),
    .drain_i        (!rows_enable_q),
    .row_valid_o    (row_valid),
    .pop_i          (row_pop),
    .words_o        (tx_rows),
    .ends_data_o    (row_ends_data),
    .seq_o          (row_seq),
    .map_start_i    (tx_map_start),
    .dead_i         (far_dead),
    .map_done_o     (tx_map_done),
    .mapped_o       (tx_mapped)
  );

  oio_pulse_sync u_sync_map_start (
    .clk_src_i   (clk_rx_i),
    .rst_src_ni  (rst_rx_n),
    .src_pulse_i (tx_map_start_rx),
    .src_busy_o  (tx_map_busy),
    .clk_dst_i   (clk_tx_i),
    .rst_dst_ni  (rst_tx_n),
    .dst_pulse_o (tx_map_start)
  );

  oio_sync #(
    .Width (8)
  ) u_sync_flags (
    .clk_i  (clk_tx_i),
    .rst_ni (rst_tx_n),
    .d_i    (flags_rx),
    .q_o    (flags_tx)
  );

  // The map is stable while the ready flag that goes with it is set.
  oio_phy_message_tx #(
    .WordUi   (WordUi),
    .Physical (Physical)
  ) u_message_tx (
    .clk_i     (clk_tx_i),
    .rst_ni    (rst_tx_n),
    .restart_i (message_restart),
    .advance_i (message_advance),
    .flags_i   (flags_tx),
    .dead_i    (own_dead),
    .word_o    (message_word)
  );

  oio_serdes_tx_array #(
    .Physical   (Physical),
    .WordUi     (WordUi),
    .MarkerRows (MarkerRows)
  ) u_serdes_tx (
    .clk_i             (clk_tx_i),
    .rst_ni            (rst_tx_n),
    .mode_i            (tx_mode),
    .prbs_select_i     (prbs_select_tx),
    .row_valid_i       (row_valid),
    .pop_o             (row_pop),
    .rows_i            (tx_rows),
    .message_i         (message_word),
    .message_advance_o (message_advance),
    .message_restart_o (message_restart),
    .words_o           (tx_words),
    .light_o           (tx_light),
    .payload_o         (tx_payload),
    .active_o          (tx_frame_active),
    .underflow_o       (underflow)
  );

  oio_phy_tx #(
    .Physical (Physical)
  ) u_phy_tx (
    .clk_i    (clk_tx_i),
    .rst_ni   (rst_tx_n),
    .light_i  (tx_light),
    .bias_i   (8'(BiasCode)),
    .enable_o (tx_enable_o),
    .drive_o  (tx_drive_o)
  );

  for (genvar p = 0; p < Physical; p++) begin : gen_tx_lane
    assign tx_word_o[p] = tx_words[p/16][(p%16)*WordUi +: WordUi];
  end

  always_ff @(posedge clk_tx_i or negedge rst_tx_n) begin
    if (!rst_tx_n) begin
      obs_launch_valid_o <= 1'b0;
      obs_launch_seq_o   <= '0;
    end else begin
      obs_launch_valid_o <= row_ends_data;
      obs_launch_seq_o   <= row_seq;
    end
  end

  oio_pulse_sync u_sync_underflow (
    .clk_src_i   (clk_tx_i),
    .rst_src_ni  (rst_tx_n),
    .src_pulse_i (underflow && !underflow_busy),
    .src_busy_o  (underflow_busy),
    .clk_dst_i   (clk_core_i),
    .rst_dst_ni  (rst_core_n),
    .dst_pulse_o (underflow_core)
  );

  oio_sat_counter u_underflows (
    .clk_i   (clk_core_i),
    .rst_ni  (rst_core_n),
    .clear_i (cmd_clear),
    .step_i  (underflow_core),
    .count_o (underflows)
  );

  //////////////////////
  // From the fibre   //
  //////////////////////

  logic [16*WordUi-1:0] rx_raw [Columns];
  logic [16*WordUi-1:0] rx_aligned [Columns];
  logic [16*WordUi-1:0] rx_ordered [Columns];
  logic [16*WordUi-1:0] rx_plain [Columns];
  logic [15:0]          slip_odd [Columns];
  logic [16*5-1:0]      delay [Columns];
  logic                 lane_clear, code_update, count_clear, count_ones, count_errors, hunt;
  logic                 slip_step, capture, capture_clear, captured, lost_signal, lit;
  logic [5:0]           phase_offset;
  logic signed [8:0]    threshold_offset;
  logic [1:0]           prbs_select;
  logic [15:0]          common_word;
  logic [7:0]           word_time, first_time;
  logic                 phy_write, phy_write_phase, phy_write_threshold, phy_write_monitor;
  logic [6:0]           phy_column;
  logic [3:0]           phy_lane;
  logic [5:0]           phase_code;
  logic [4:0]           half_width;
  logic [7:0]           threshold_code;
  logic                 probe_window, track, track_late, track_decide;
  logic [4:0]           countdown;
  logic                 read, scan_read, access_read;
  logic [6:0]           read_column, scan_column, access_column;
  logic [3:0]           read_lane, scan_lane, access_lane;
  logic [95:0]          serdes_result;
  logic [19:0]          phy_result;
  logic [26:0]          align_result;

  assign read        = scan_read || access_read;
  assign read_column = scan_read ? scan_column : access_column;
  assign read_lane   = scan_read ? scan_lane : access_lane;

  oio_phy_rx_array #(
    .Physical    (Physical),
    .WordUi      (WordUi),
    .SampleWords (SampleWords)
  ) u_phy_rx (
    .clk_i              (clk_rx_i),
    .rst_ni             (rst_rx_n),
    .word_i             (rx_word_i),
    .los_i              (rx_los_i),
    .phase_o            (rx_phase_o),
    .threshold_o        (rx_threshold_o),
    .words_o            (rx_raw),
    .clear_i            (lane_clear),
    .update_i           (code_update),
    .phase_offset_i     (phase_offset),
    .threshold_offset_i (threshold_offset),
    .write_i            (phy_write),
    .write_column_i     (phy_column),
    .write_lane_i       (phy_lane),
    .write_phase_i      (phy_write_phase),
    .write_threshold_i  (phy_write_threshold),
    .write_monitor_i    (phy_write_monitor),
    .phase_i            (phase_code),
    .half_width_i       (half_width),
    .threshold_i        (threshold_code),
    .window_i           (probe_window && track),
    .countdown_i        (countdown),
    .delay_i            (delay),
    .slip_odd_i         (slip_odd),
    .late_i             (track_late),
    .decide_i           (track_decide),
    .lost_o             (lost_signal),
    .lit_o              (lit),
    .read_i             (read),
    .read_column_i      (read_column),
    .read_lane_i        (read_lane),
    .result_o           (phy_result)
  );

  oio_serdes_rx_array #(
    .Physical (Physical),
    .WordUi   (WordUi)
  ) u_serdes_rx (
    .clk_i           (clk_rx_i),
    .rst_ni          (rst_rx_n),
    .words_i         (rx_raw),
    .words_o         (rx_aligned),
    .slip_odd_o      (slip_odd),
    .restart_i       (lane_clear),
    .count_clear_i   (count_clear),
    .count_ones_i    (count_ones),
    .count_errors_i  (count_errors),
    .prbs_select_i   (prbs_select),
    .hunt_i          (hunt),
    .slip_step_i     (slip_step),
    .capture_i       (capture),
    .capture_clear_i (capture_clear),
    .common_word_i   (common_word),
    .time_i          (word_time),
    .captured_o      (captured),
    .read_i          (read),
    .read_column_i   (read_column),
    .read_lane_i     (read_lane),
    .result_o        (serdes_result)
  );

  logic                place, watch, reversed;
  logic [6:0]          place_column, watch_column;
  logic [3:0]          place_lane, place_position, watch_lane;
  logic [4:0]          place_delay;
  logic                marker_now, marker_close, rows_now, first_row;
  logic [2:0]          marker_index;
  logic                marker_loss, marker_drift, frame_is_active, rx_payload;
  logic [32:0]         voters;
  logic [WordUi-1:0]   voted;
  logic                clear_counts_rx;

  oio_aggregation_align #(
    .Lanes       (Lanes),
    .Spares      (Spares),
    .WordUi      (WordUi),
    .DeskewWords (DeskewWords)
  ) u_align (
    .clk_i             (clk_rx_i),
    .rst_ni            (rst_rx_n),
    .words_i           (rx_aligned),
    .words_o           (rx_ordered),
    .delay_o           (delay),
    .clear_i           (lane_clear),
    .reverse_i         (reversed),
    .place_i           (place),
    .place_column_i    (place_column),
    .place_lane_i      (place_lane),
    .place_position_i  (place_position),
    .place_delay_i     (place_delay),
    .marker_i          (marker_now),
    .marker_index_i    (marker_index),
    .close_i           (marker_close),
    .expect_active_i   (rx_payload),
    .watch_i           (watch),
    .watch_column_i    (watch_column),
    .watch_lane_i      (watch_lane),
    .clear_counts_i    (clear_counts_rx),
    .loss_o            (marker_loss),
    .drift_o           (marker_drift),
    .vote_i            (!rx_payload),
    .voters_i          (voters),
    .voted_o           (voted),
    .frame_is_active_o (frame_is_active),
    .read_i            (read),
    .read_column_i     (read_column),
    .read_lane_i       (read_lane),
    .result_o          (align_result)
  );

  logic            position_load;
  logic [PosW-1:0] position;

  oio_serdes_frame_rx #(
    .WordUi      (WordUi),
    .MarkerRows  (MarkerRows),
    .SampleWords (SampleWords)
  ) u_frame_rx (
    .clk_i          (clk_rx_i),
    .rst_ni         (rst_rx_n),
    .load_i         (position_load),
    .position_i     (position),
    .marker_o       (marker_now),
    .marker_index_o (marker_index),
    .close_o        (marker_close),
    .rows_o         (rows_now),
    .first_row_o    (first_row),
    .window_o       (probe_window),
    .countdown_o    (countdown)
  );

  oio_serdes_descramble #(
    .Physical (Physical),
    .WordUi   (WordUi)
  ) u_descramble (
    .clk_i     (clk_rx_i),
    .rst_ni    (rst_rx_n),
    .seed_i    (marker_now),
    .payload_i (rows_now && rx_payload),
    .words_i   (rx_ordered),
    .words_o   (rx_plain)
  );

  logic       rx_map_start, rx_map_done, rx_overflow;
  logic [6:0] rx_mapped;

  oio_aggregation_rx #(
    .Lanes  (Lanes),
    .Spares (Spares),
    .WordUi (WordUi)
  ) u_aggregation_rx (
    .clk_i        (clk_rx_i),
    .rst_ni       (rst_rx_n),
    .row_valid_i  (rows_now && rx_payload),
    .row_first_i  (first_row),
    .words_i      (rx_plain),
    .overflow_o   (rx_overflow),
    .map_start_i  (rx_map_start),
    .dead_i       (own_dead),
    .map_done_o   (rx_map_done),
    .mapped_o     (rx_mapped),
    .clk_core_i   (clk_core_i),
    .rst_core_ni  (rst_core_n),
    .flit_valid_o (rx_flit_valid),
    .flit_o       (rx_flit)
  );

  //////////////
  // Training //
  //////////////

  logic        enable_rx, bert_rx, tx_off_rx, replay_stalled_rx, retrain_rx, retrain_busy, clear_busy;
  logic [1:0]  prbs_select_rx;
  logic [3:0]  state_rx, fail_rx, event_rx;
  logic        event_valid_rx, link_up_rx, restart_rx, tx_active_rx, tx_map_done_rx;
  logic [15:0] retrains_rx;
  logic        scan_start, scan_commit, scan_upper, scan_busy, identity_error;
  logic [2:0]  scan_kind;
  logic [5:0]  scan_code;
  logic [6:0]  scan_step;
  logic [23:0] scan_level;
  logic [10:0] scan_good, dead_count;
  logic [7:0]  spread;
  logic        watch_clear, message_clear, message_enable, message_valid;
  logic [7:0]  message_flags;

  oio_sync #(
    .Width (6)
  ) u_sync_ctrl (
    .clk_i  (clk_rx_i),
    .rst_ni (rst_rx_n),
    .d_i    ({ctrl_train_enable, ctrl_bert, ctrl_prbs_select, ctrl_tx_off, replay_stalled}),
    .q_o    ({enable_rx, bert_rx, prbs_select_rx, tx_off_rx, replay_stalled_rx})
  );

  oio_pulse_sync u_sync_retrain (
    .clk_src_i   (clk_core_i),
    .rst_src_ni  (rst_core_n),
    .src_pulse_i (cmd_retrain && !retrain_busy),
    .src_busy_o  (retrain_busy),
    .clk_dst_i   (clk_rx_i),
    .rst_dst_ni  (rst_rx_n),
    .dst_pulse_o (retrain_rx)
  );

  oio_pulse_sync u_sync_clear (
    .clk_src_i   (clk_core_i),
    .rst_src_ni  (rst_core_n),
    .src_pulse_i (cmd_clear && !clear_busy),
    .src_busy_o  (clear_busy),
    .clk_dst_i   (clk_rx_i),
    .rst_dst_ni  (rst_rx_n),
    .dst_pulse_o (clear_counts_rx)
  );

  oio_sync #(
    .Width (2)
  ) u_sync_tx_status (
    .clk_i  (clk_rx_i),
    .rst_ni (rst_rx_n),
    .d_i    ({tx_frame_active, tx_map_done}),
    .q_o    ({tx_active_rx, tx_map_done_rx})
  );

  oio_phy_train #(
    .Lanes       (Lanes),
    .WordUi      (WordUi),
    .QuietWords  (QuietWords),
    .GuardWords  (GuardWords),
    .DwellWords  (DwellWords),
    .HuntWords   (HuntWords),
    .DetectWords (DetectWords),
    .PeerWords   (PeerWords),
    .LosWords    (LosWords),
    .Attempts    (Attempts),
    .FrameWords  (FrameWords)
  ) u_train (
    .clk_i                 (clk_rx_i),
    .rst_ni                (rst_rx_n),
    .enable_i              (enable_rx),
    .bert_i                (bert_rx),
    .prbs_select_i         (prbs_select_rx),
    .tx_off_i              (tx_off_rx),
    .retrain_i             (retrain_rx),
    .clear_counts_i        (clear_counts_rx),
    .replay_stalled_i      (replay_stalled_rx),
    .state_o               (state_rx),
    .fail_o                (fail_rx),
    .event_o               (event_rx),
    .event_valid_o         (event_valid_rx),
    .link_up_o             (link_up_rx),
    .restart_o             (restart_rx),
    .retrains_o            (retrains_rx),
    .tx_mode_o             (tx_mode_rx),
    .tx_active_i           (tx_active_rx),
    .tx_map_start_o        (tx_map_start_rx),
    .tx_map_done_i         (tx_map_done_rx),
    .flags_o               (flags_rx),
    .lit_i                 (lit),
    .lost_i                (lost_signal),
    .lane_clear_o          (lane_clear),
    .code_update_o         (code_update),
    .phase_offset_o        (phase_offset),
    .threshold_offset_o    (threshold_offset),
    .count_clear_o         (count_clear),
    .count_ones_o          (count_ones),
    .count_errors_o        (count_errors),
    .prbs_select_o         (prbs_select),
    .hunt_o                (hunt),
    .slip_step_o           (slip_step),
    .capture_o             (capture),
    .capture_clear_o       (capture_clear),
    .common_word_o         (common_word),
    .time_o                (word_time),
    .captured_i            (captured),
    .first_time_o          (first_time),
    .scan_start_o          (scan_start),
    .scan_kind_o           (scan_kind),
    .scan_code_o           (scan_code),
    .scan_step_o           (scan_step),
    .scan_upper_o          (scan_upper),
    .scan_level_o          (scan_level),
    .scan_commit_o         (scan_commit),
    .scan_busy_i           (scan_busy),
    .scan_good_i           (scan_good),
    .scan_identity_error_i (identity_error),
    .scan_spread_i         (spread),
    .position_load_o       (position_load),
    .position_o            (position),
    .frame_close_i         (marker_close),
    .frame_is_active_i     (frame_is_active),
    .marker_loss_i         (marker_loss),
    .marker_drift_i        (marker_drift),
    .watch_clear_o         (watch_clear),
    .rx_map_start_o        (rx_map_start),
    .rx_map_done_i         (rx_map_done),
    .message_clear_o       (message_clear),
    .message_enable_o      (message_enable),
    .message_valid_i       (message_valid),
    .message_flags_i       (message_flags[2:0]),
    .rx_payload_o          (rx_payload),
    .track_o               (track),
    .track_late_o          (track_late),
    .track_decide_o        (track_decide)
  );

  oio_phy_scan #(
    .Lanes       (Lanes),
    .Spares      (Spares),
    .DeskewWords (DeskewWords)
  ) u_scan (
    .clk_i                 (clk_rx_i),
    .rst_ni                (rst_rx_n),
    .start_i               (scan_start),
    .kind_i                (scan_kind),
    .code_i                (scan_code),
    .step_i                (scan_step),
    .upper_i               (scan_upper),
    .level_i               (scan_level),
    .commit_i              (scan_commit),
    .first_time_i          (first_time),
    .busy_o                (scan_busy),
    .read_o                (scan_read),
    .column_o              (scan_column),
    .lane_o                (scan_lane),
    .serdes_i              (serdes_result),
    .los_i                 (phy_result[19]),
    .missed_i              (align_result[16]),
    .phy_write_o           (phy_write),
    .phy_write_phase_o     (phy_write_phase),
    .phy_write_threshold_o (phy_write_threshold),
    .phy_write_monitor_o   (phy_write_monitor),
    .phy_column_o          (phy_column),
    .phy_lane_o            (phy_lane),
    .phase_o               (phase_code),
    .half_width_o          (half_width),
    .threshold_o           (threshold_code),
    .place_o               (place),
    .place_column_o        (place_column),
    .place_lane_o          (place_lane),
    .place_position_o      (place_position),
    .place_delay_o         (place_delay),
    .watch_o               (watch),
    .watch_column_o        (watch_column),
    .watch_lane_o          (watch_lane),
    .good_o                (scan_good),
    .spread_o              (spread),
    .reversed_o            (reversed),
    .identity_error_o      (identity_error),
    .dead_o                (own_dead),
    .dead_count_o          (dead_count),
    .voters_o              (voters)
  );

  oio_phy_message_rx #(
    .WordUi   (WordUi),
    .Physical (Physical)
  ) u_message_rx (
    .clk_i        (clk_rx_i),
    .rst_ni       (rst_rx_n),
    .clear_i      (message_clear),
    .word_valid_i (rows_now && message_enable),
    .first_i      (first_row),
    .word_i       (voted),
    .valid_o      (message_valid),
    .flags_o      (message_flags),
    .dead_o       (far_dead)
  );

  oio_phy_lane_access #(
    .Physical (Physical)
  ) u_lane_access (
    .clk_core_i  (clk_core_i),
    .rst_core_ni (rst_core_n),
    .req_i       (lane_req),
    .index_i     (lane_index),
    .ack_o       (lane_ack),
    .status_o    (lane_status),
    .codes_o     (lane_codes),
    .errors_o    (lane_errors),
    .words_o     (lane_words),
    .id_o        (lane_id),
    .clk_i       (clk_rx_i),
    .rst_ni      (rst_rx_n),
    .scan_busy_i (scan_busy || scan_start),
    .read_o      (access_read),
    .column_o    (access_column),
    .lane_o      (access_lane),
    .serdes_i    (serdes_result),
    .phy_i       (phy_result),
    .align_i     (align_result),
    .dead_i      (own_dead)
  );

  oio_phy_status u_status (
    .clk_rx_i      (clk_rx_i),
    .rst_rx_ni     (rst_rx_n),
    .state_i       (state_rx),
    .fail_i        (fail_rx),
    .event_i       (event_rx),
    .event_valid_i (event_valid_rx),
    .link_up_i     (link_up_rx),
    .restart_i     (restart_rx),
    .retrains_i    (retrains_rx),
    .dead_i        (dead_count),
    .mapped_i      (rx_mapped),
    .clk_i         (clk_core_i),
    .rst_ni        (rst_core_n),
    .state_o       (link_state_o),
    .fail_o        (link_fail_o),
    .event_o       (event_code_o),
    .event_valid_o (event_valid_o),
    .link_up_o     (link_up_core),
    .restart_o     (restart_core),
    .retrains_o    (retrains_core),
    .dead_o        (dead_count_core),
    .mapped_o      (mapped_core),
    .train_time_o  (train_time)
  );

  // Reserved, or for observation only.
  logic unused_top;
  assign unused_top = ^{sb_valid_i, sb_data_i, cmd_snapshot, replay_level, ingress_level,
                        tx_mode_ready, tx_mode_new, tx_mapped, tx_map_busy, tx_payload,
                        watch_clear, rx_overflow, message_flags[7:3]};

endmodule

`default_nettype wire
