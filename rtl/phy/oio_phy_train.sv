// SPDX-License-Identifier: Apache-2.0
//
// The training controller: brings the link from darkness to payload, watches it, and starts again.
//
// Both chiplets run the same controller and need nothing but the light between them. Every start
// begins dark for `QuietWords`, so that the far side, wherever it is, sees loss of signal and starts
// too; from first light on both keep the same time table within a flight time, and `GuardWords`
// between the steps covers that difference. Light that comes later than that, because one direction
// was dark for longer than the other, means that the far side may be well ahead: the late side goes
// dark once more, and both begin together. Sweeps set one code on all lanes at once, count, and let
// oio_phy_scan judge the lanes one by one. In the exchange each side sends the map of the lanes that
// it receives, waits until the far side has loaded it, and then sends payload from the next frame.
// All in the receive clock; `tx_mode_o` and the maps are held stable for the transmit side.

`include "oio_assert.svh"

`default_nettype none

module oio_phy_train #(
  /// Active lanes.
  parameter  int unsigned Lanes        = 400,
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi       = 8,
  /// Dark time at a start: over two flight times and two loss-of-signal delays.
  parameter  int unsigned QuietWords   = 1024,
  /// Between two steps: over one flight time.
  parameter  int unsigned GuardWords   = 512,
  parameter  int unsigned SettleWords  = 16,
  parameter  int unsigned DwellWords   = 256,
  parameter  int unsigned HuntWords    = 1024,
  /// Wait for light, and for the far side in the exchange.
  parameter  int unsigned DetectWords  = 131072,
  parameter  int unsigned PeerWords    = 65536,
  /// Words without signal on a lane, then on the rest, before it counts as lost.
  parameter  int unsigned LosWords     = 64,
  /// Starts in a row that may fail before the link is given up.
  parameter  int unsigned Attempts     = 2,
  /// Words of a frame.
  parameter  int unsigned FrameWords   = 4106,
  localparam int unsigned PosW         = $clog2(FrameWords)
) (
  input  wire logic             clk_i,
  input  wire logic             rst_ni,

  // Software, synchronised to this clock.
  input  wire logic             enable_i,
  input  wire logic             bert_i,
  input  wire logic [1:0]       prbs_select_i,
  input  wire logic             tx_off_i,
  input  wire logic             retrain_i,
  input  wire logic             clear_counts_i,
  /// The retry's replays do not get through.
  input  wire logic             replay_stalled_i,

  output logic      [3:0]       state_o,
  output logic      [3:0]       fail_o,
  output logic      [3:0]       event_o,
  output logic                  event_valid_o,
  /// Flits may flow: payload in both directions, or decided.
  output logic                  link_up_o,
  /// The far side, or this one, lost its retry state: start sequence numbers again.
  output logic                  restart_o,
  output logic      [15:0]      retrains_o,

  // Transmit side.
  output logic      [2:0]       tx_mode_o,
  input  wire logic             tx_active_i,
  output logic                  tx_map_start_o,
  input  wire logic             tx_map_done_i,
  output logic      [7:0]       flags_o,

  // Signal.
  input  wire logic             lit_i,
  input  wire logic             lost_i,

  // Instruments of the lanes.
  output logic                  lane_clear_o,
  output logic                  code_update_o,
  output logic      [5:0]       phase_offset_o,
  output logic signed [8:0]     threshold_offset_o,
  output logic                  count_clear_o,
  output logic                  count_ones_o,
  output logic                  count_errors_o,
  output logic      [1:0]       prbs_select_o,
  output logic                  hunt_o,
  output logic                  slip_step_o,
  output logic                  capture_o,
  output logic                  capture_clear_o,
  output logic      [15:0]      common_word_o,
  output logic      [7:0]       time_o,
  input  wire logic             captured_i,
  output logic      [7:0]       first_time_o,

  // Scan.
  output logic                  scan_start_o,
  output logic      [2:0]       scan_kind_o,
  output logic      [5:0]       scan_code_o,
  output logic      [6:0]       scan_step_o,
  output logic                  scan_upper_o,
  output logic      [23:0]      scan_level_o,
  output logic                  scan_commit_o,
  input  wire logic             scan_busy_i,
  input  wire logic [10:0]      scan_good_i,
  input  wire logic             scan_identity_error_i,
  input  wire logic [7:0]       scan_spread_i,

  // Frame, map and messages.
  output logic                  position_load_o,
  output logic      [PosW-1:0]  position_o,
  input  wire logic             frame_close_i,
  input  wire logic             frame_is_active_i,
  input  wire logic             marker_loss_i,
  input  wire logic             marker_drift_i,
  output logic                  watch_clear_o,
  output logic                  rx_map_start_o,
  input  wire logic             rx_map_done_i,
  output logic                  message_clear_o,
  output logic                  message_enable_o,
  input  wire logic             message_valid_i,
  /// {..., fresh, map applied, map ready}
  input  wire logic [2:0]       message_flags_i,
  /// Received rows are payload.
  output logic                  rx_payload_o,
  output logic                  track_o,
  output logic                  track_late_o,
  output logic                  track_decide_o
);

  localparam int unsigned TimerW      = 20;
  localparam int unsigned DwellBits   = DwellWords * WordUi;

  if (QuietWords >= 2**TimerW || DetectWords >= 2**TimerW || PeerWords >= 2**TimerW)
  begin : gen_check
    $fatal(1, "oio_phy_train: a timer exceeds %0d words", 2**TimerW - 1);
  end

  typedef enum logic [4:0] {
    Quiet,         // dark
    Detect,        // lit, waits for light
    DetectSettle,  // light is there; waits until both sides see it
    SignalScan,    // which lanes have light
    SweepSettle,   // a code was set on all lanes
    SweepClear,    // counters start
    SweepCount,    // counts for the dwell
    SweepScan,     // lanes judged
    AlignGuard,    // the far side may still sweep
    AlignStart,    // markers back to back
    AlignHunt,     // slips until every lane finds them
    AlignScan,     // which lanes did
    FrameGuard,    // the far side may still hunt
    FrameFirst,    // waits for a first frame marker on any lane
    FrameGap,      // lets the markers of all lanes pass
    FrameCapture,  // waits for the next ones and notes their times
    FrameWindow,   // until the latest lane must have come
    ArrivalScan,   // latest time, orientation
    PlaceScan,     // delays and positions
    VerifyWait,    // two frames
    VerifyScan,    // lanes whose marker came in place
    MapLoad,       // spare map of the receiver
    Exchange,      // messages
    GoActive,      // own payload from the next frame; waits for the far side's
    Active,
    ActiveLost,    // a lane lost its signal: one lane or all?
    Bert,
    Failed
  } step_e;

  step_e              step_q, step_d;
  logic [TimerW-1:0]  timer_q;
  logic               timer_start, timer_done;
  logic [TimerW-1:0]  timer_value;

  // Sweeps: 0 upper and 1 lower threshold search, 2 phase, 3 fine threshold.
  logic [1:0] sweep_q, sweep_d;
  logic [5:0] code_q, code_d;
  logic       sweep_last;
  logic [6:0] threshold_step;

  // Of oio_phy_peer.
  logic       agreed, far_active, fresh, fresh_start, far_fresh;
  logic [3:0] code_age_q;
  logic [3:0] attempt_q;
  logic [3:0] fail_q, fail_d, event_d;
  logic       fail_now, restart_train;
  logic [1:0] verify_q;
  logic [9:0] dark_q;
  logic       all_dark;
  logic [2:0] track_q;
  logic       in_service, sweeping, searching, late_light;

  assign timer_done = timer_q == '0;
  assign in_service = step_q == Active || step_q == ActiveLost;
  assign sweeping   = step_q == SweepSettle || step_q == SweepClear || step_q == SweepCount
                      || step_q == SweepScan;
  assign searching  = !sweep_q[1];
  assign sweep_last = code_q == (searching ? 6'd5 : 6'd62);
  assign threshold_step = 7'd64 >> code_q[2:0];
  // The far side answers within the dark time of a start, or it is not starting with this one.
  assign late_light = DetectWords > QuietWords && timer_q < TimerW'(DetectWords - QuietWords);
  assign all_dark = dark_q == 10'(LosWords);

  //////////////////
  // Next step    //
  //////////////////

  always_comb begin
    step_d        = step_q;
    sweep_d       = sweep_q;
    code_d        = code_q;
    timer_start   = 1'b0;
    timer_value   = TimerW'(GuardWords);
    scan_start_o  = 1'b0;
    scan_kind_o   = '0;
    scan_commit_o = 1'b0;
    fail_now      = 1'b0;
    fail_d        = oio_pkg::FailNone;
    event_d       = oio_pkg::EventNone;
    restart_train = 1'b0;

    unique case (step_q)
      Quiet: if (timer_done && enable_i) begin
        step_d      = Detect;
        timer_start = 1'b1;
        timer_value = TimerW'(DetectWords);
      end
      Detect: if (lit_i && late_light) begin
        restart_train = 1'b1;
      end else if (lit_i) begin
        step_d      = DetectSettle;
        timer_start = 1'b1;
      end else if (timer_done) begin
        fail_now = 1'b1;
        fail_d   = oio_pkg::FailNoSignal;
      end
      DetectSettle: if (timer_done) begin
        step_d       = SignalScan;
        scan_start_o = 1'b1;
        scan_kind_o  = 3'd0;
      end
      SignalScan: if (!scan_busy_i) begin
        step_d      = SweepSettle;
        sweep_d     = 2'd0;
        code_d      = '0;
        timer_start = 1'b1;
        timer_value = TimerW'(SettleWords);
      end

      SweepSettle: if (timer_done) step_d = SweepClear;
      SweepClear: begin
        step_d      = SweepCount;
        timer_start = 1'b1;
        timer_value = TimerW'(DwellWords);
      end
      SweepCount: if (timer_done) begin
        step_d       = SweepScan;
        scan_start_o = 1'b1;
        scan_kind_o  = searching ? 3'd1 : {1'b0, sweep_q};
      end
      SweepScan: begin
        scan_kind_o   = searching ? 3'd1 : {1'b0, sweep_q};
        scan_commit_o = sweep_last;
        if (!scan_busy_i) begin
          step_d      = SweepSettle;
          timer_start = 1'b1;
          timer_value = TimerW'(SettleWords);
          code_d      = searching ? code_q + 6'd1 : code_q + 6'd2;
          if (sweep_last) begin
            code_d  = '0;
            sweep_d = sweep_q + 2'd1;
            if (sweep_q == 2'd3) begin
              step_d      = bert_i ? Bert : AlignGuard;
              timer_value = TimerW'(GuardWords);
              if (scan_good_i < 11'(Lanes)) begin
                fail_now = 1'b1;
                fail_d   = oio_pkg::FailTooFewLanes;
              end
            end
          end
        end
      end

      AlignGuard: if (timer_done) begin
        step_d      = AlignStart;
        timer_start = 1'b1;
      end
      AlignStart: if (timer_done) begin
        step_d      = AlignHunt;
        timer_start = 1'b1;
        timer_value = TimerW'(HuntWords);
      end
      AlignHunt: if (timer_done) begin
        step_d       = AlignScan;
        scan_start_o = 1'b1;
        scan_kind_o  = 3'd4;
      end
      AlignScan: if (!scan_busy_i) begin
        if (scan_good_i == '0) begin
          fail_now = 1'b1;
          fail_d   = oio_pkg::FailAlign;
        end else if (scan_good_i < 11'(Lanes)) begin
          fail_now = 1'b1;
          fail_d   = oio_pkg::FailTooFewLanes;
        end else begin
          step_d      = FrameGuard;
          timer_start = 1'b1;
        end
      end

      FrameGuard: if (timer_done) begin
        step_d      = FrameFirst;
        timer_start = 1'b1;
        timer_value = TimerW'(4 * FrameWords + 4 * GuardWords);
      end
      FrameFirst: if (captured_i) begin
        step_d      = FrameGap;
        timer_start = 1'b1;
        timer_value = TimerW'(128);
      end else if (timer_done) begin
        fail_now = 1'b1;
        fail_d   = oio_pkg::FailAlign;
      end
      FrameGap: if (timer_done) begin
        step_d      = FrameCapture;
        timer_start = 1'b1;
        timer_value = TimerW'(2 * FrameWords);
      end
      FrameCapture: if (captured_i) begin
        step_d      = FrameWindow;
        timer_start = 1'b1;
        timer_value = TimerW'(64);
      end else if (timer_done) begin
        fail_now = 1'b1;
        fail_d   = oio_pkg::FailAlign;
      end
      FrameWindow: if (timer_done) begin
        step_d       = ArrivalScan;
        scan_start_o = 1'b1;
        scan_kind_o  = 3'd5;
      end
      ArrivalScan: if (!scan_busy_i) begin
        step_d       = PlaceScan;
        scan_start_o = 1'b1;
        scan_kind_o  = 3'd6;
      end
      PlaceScan: if (!scan_busy_i) begin
        step_d = VerifyWait;
        if (scan_identity_error_i) begin
          fail_now = 1'b1;
          fail_d   = oio_pkg::FailLaneIdentity;
        end else if (scan_good_i < 11'(Lanes)) begin
          fail_now = 1'b1;
          fail_d   = oio_pkg::FailTooFewLanes;
        end
      end
      VerifyWait: if (verify_q == 2'd2) begin
        step_d       = VerifyScan;
        scan_start_o = 1'b1;
        scan_kind_o  = 3'd7;
      end
      VerifyScan: if (!scan_busy_i) begin
        step_d = MapLoad;
        if (scan_good_i < 11'(Lanes)) begin
          fail_now = 1'b1;
          fail_d   = oio_pkg::FailTooFewLanes;
        end
      end
      MapLoad: if (rx_map_done_i) begin
        step_d      = Exchange;
        timer_start = 1'b1;
        timer_value = TimerW'(PeerWords);
      end

      Exchange: if (agreed) begin
        step_d      = GoActive;
        timer_start = 1'b1;
        timer_value = TimerW'(PeerWords);
      end else if (timer_done) begin
        fail_now = 1'b1;
        fail_d   = oio_pkg::FailPeer;
      end
      GoActive: if (far_active && tx_active_i) begin
        step_d  = Active;
        event_d = oio_pkg::EventLinkUp;
        if (fresh_start && !far_fresh) event_d = oio_pkg::EventLocalReset;
        if (!fresh_start && far_fresh) event_d = oio_pkg::EventPeerReset;
      end else if (timer_done) begin
        fail_now = 1'b1;
        fail_d   = oio_pkg::FailPeer;
      end
      Active: if (retrain_i) begin
        restart_train = 1'b1;
        event_d       = oio_pkg::EventRetrainRequest;
      end else if (lost_i) begin
        step_d      = ActiveLost;
        timer_start = 1'b1;
        timer_value = TimerW'(2 * LosWords);
      end else if (marker_loss_i) begin
        restart_train = 1'b1;
        event_d       = marker_drift_i ? oio_pkg::EventRetrainDrift : oio_pkg::EventRetrainMarker;
      end else if (replay_stalled_i) begin
        restart_train = 1'b1;
        event_d       = oio_pkg::EventRetrainReplay;
      end
      ActiveLost: if (all_dark) begin
        restart_train = 1'b1;
        event_d       = oio_pkg::EventRetrainPeer;
      end else if (timer_done) begin
        step_d = Active;
        if (lost_i) begin
          restart_train = 1'b1;
          event_d       = oio_pkg::EventRetrainLos;
        end
      end
      Bert: if (retrain_i || !bert_i) restart_train = 1'b1;
      Failed: if (retrain_i) restart_train = 1'b1;
      default: restart_train = 1'b1;
    endcase

    // Darkness on all lanes outside the first steps: the far side starts again, so do we.
    if (all_dark && !in_service && step_q != Quiet && step_q != Detect && step_q != Failed) begin
      restart_train = 1'b1;
      fail_now      = 1'b0;
    end
    if (!enable_i && step_q != Quiet) restart_train = 1'b1;

    if (fail_now) begin
      if (attempt_q == 4'(Attempts - 1)) begin
        step_d  = Failed;
        event_d = oio_pkg::EventLinkFailed;
      end else begin
        restart_train = 1'b1;
      end
    end
    if (restart_train) begin
      step_d      = Quiet;
      timer_start = 1'b1;
      timer_value = TimerW'(QuietWords);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      step_q    <= Quiet;
      sweep_q   <= '0;
      code_q    <= '0;
      timer_q   <= TimerW'(QuietWords);
      attempt_q <= '0;
      fail_q    <= oio_pkg::FailNone;
    end else begin
      step_q  <= step_d;
      sweep_q <= sweep_d;
      code_q  <= code_d;
      if (timer_start) begin
        timer_q <= timer_value;
      end else if (!timer_done) begin
        timer_q <= timer_q - 1'b1;
      end
      if (fail_now) begin
        fail_q    <= fail_d;
        attempt_q <= attempt_q + 1'b1;
      end else if (step_q == Active || (step_q == Failed && retrain_i)) begin
        fail_q    <= oio_pkg::FailNone;
        attempt_q <= '0;
      end
    end
  end

  //////////////////
  // The far side //
  //////////////////

  logic starting;
  assign starting = step_q == Quiet;

  oio_phy_peer u_peer (
    .clk_i             (clk_i),
    .rst_ni            (rst_ni),
    .starting_i        (starting),
    .rx_mapped_i       (step_q == MapLoad && rx_map_done_i),
    .exchange_i        (message_enable_o),
    .leave_i           (step_q == Exchange && step_d == GoActive),
    .message_valid_i   (message_valid_i),
    .message_flags_i   (message_flags_i),
    .frame_close_i     (frame_close_i),
    .frame_is_active_i (frame_is_active_i),
    .tx_map_start_o    (tx_map_start_o),
    .tx_map_done_i     (tx_map_done_i),
    .flags_o           (flags_o),
    .agreed_o          (agreed),
    .far_active_o      (far_active),
    .fresh_o           (fresh),
    .fresh_start_o     (fresh_start),
    .far_fresh_o       (far_fresh),
    .restart_o         (restart_o)
  );

  assign message_clear_o  = starting;
  assign message_enable_o = step_q == Exchange;
  assign rx_payload_o     = far_active;
  assign rx_map_start_o   = step_q == VerifyScan && step_d == MapLoad;

  ////////////////////////////
  // Outputs to the lanes   //
  ////////////////////////////

  always_comb begin
    unique case (step_q)
      Quiet, Failed: tx_mode_o = oio_pkg::TxDark;
      AlignStart, AlignHunt, AlignScan, FrameGuard: tx_mode_o = oio_pkg::TxAlign;
      FrameFirst, FrameGap, FrameCapture, FrameWindow, ArrivalScan, PlaceScan, VerifyWait, VerifyScan,
      MapLoad, Exchange: tx_mode_o = oio_pkg::TxTrain;
      GoActive, Active, ActiveLost: tx_mode_o = oio_pkg::TxActive;
      default: tx_mode_o = oio_pkg::TxPrbs;
    endcase
    if (tx_off_i) tx_mode_o = oio_pkg::TxDark;
  end

  assign lane_clear_o    = starting;
  assign watch_clear_o   = starting;
  // Codes settle before every count and before the words are aligned; in between they stand still.
  assign code_update_o   = step_q == Quiet || step_q == SweepSettle || step_q == AlignGuard
                           || (step_q == Bert && code_age_q != '1);
  assign phase_offset_o  = sweeping && sweep_q == 2'd2 ? code_q : '0;
  // 32 thresholds six codes apart, so that a wide open eye has both its edges in the sweep.
  assign threshold_offset_o = sweeping && sweep_q == 2'd3 ? 9'sd3 * $signed({3'b000, code_q}) - 9'sd93
                                                          : '0;
  assign count_clear_o   = step_q == SweepClear || (clear_counts_i && step_q == Bert)
                           || (step_q == SweepScan && step_d == Bert);
  assign count_ones_o    = step_q == SweepCount && searching;
  assign count_errors_o  = (step_q == SweepCount && !searching) || step_q == Bert;
  assign prbs_select_o   = bert_i ? prbs_select_i : 2'd1;
  assign hunt_o          = step_q == AlignHunt;
  assign slip_step_o     = timer_q[3:0] == '0 && step_q == AlignHunt;
  assign capture_o       = step_q == FrameFirst || step_q == FrameCapture || step_q == FrameWindow;
  assign capture_clear_o = step_q == FrameGap || step_q == FrameGuard;
  assign common_word_o   = step_q == AlignHunt ? oio_pkg::CwAlign : oio_pkg::CwTrain;
  assign scan_code_o     = code_q;
  assign scan_step_o     = searching ? threshold_step : 7'd2;
  assign scan_upper_o    = sweep_q == 2'd0;
  assign scan_level_o    = sweep_q == 2'd0 ? 24'(DwellBits / 4)
                           : sweep_q == 2'd1 ? 24'(DwellBits * 3 / 4) : 24'(DwellBits / 64);

  ///////////////////////////
  // Time, position, watch //
  ///////////////////////////

  assign position_load_o = step_q == PlaceScan && step_d == VerifyWait;

  oio_phy_frame_time #(
    .WordUi     (WordUi),
    .FrameWords (FrameWords)
  ) u_frame_time (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .first_i      (step_q == FrameCapture && captured_i),
    .spread_i     (scan_spread_i),
    .time_o       (time_o),
    .first_time_o (first_time_o),
    .position_o   (position_o)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      code_age_q <= '0;
      verify_q   <= '0;
      dark_q     <= '0;
      track_q    <= '0;
      retrains_o <= '0;
    end else begin
      if (step_q != Bert) begin
        code_age_q <= '0;
      end else if (code_age_q != '1) begin
        code_age_q <= code_age_q + 1'b1;
      end
      if (step_q != VerifyWait) begin
        verify_q <= '0;
      end else if (frame_close_i) begin
        verify_q <= verify_q + 1'b1;
      end
      if (lit_i) begin
        dark_q <= '0;
      end else if (!all_dark) begin
        dark_q <= dark_q + 1'b1;
      end
      if (step_q != Active) begin
        track_q <= '0;
      end else if (frame_close_i) begin
        track_q <= track_q + 1'b1;
      end
      if (clear_counts_i) begin
        retrains_o <= '0;
      end else if (restart_train && in_service && retrains_o != '1) begin
        retrains_o <= retrains_o + 1'b1;
      end
    end
  end

  // The probe of a frame runs before its close; side and decision change just after it.
  logic track_close_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      track_close_q <= 1'b0;
    end else begin
      track_close_q <= frame_close_i && step_q == Active;
    end
  end
  assign track_o        = step_q == Active;
  assign track_late_o   = track_q[0];
  assign track_decide_o = track_close_q && track_q == 3'd0;

  ////////////
  // Status //
  ////////////

  always_comb begin
    unique case (step_q)
      Quiet:                state_o = fresh ? oio_pkg::LinkReset : oio_pkg::LinkRetrain;
      Detect, DetectSettle, SignalScan: state_o = oio_pkg::LinkDetect;
      SweepSettle, SweepClear, SweepCount, SweepScan:
        state_o = searching ? oio_pkg::LinkThreshold
                  : sweep_q == 2'd2 ? oio_pkg::LinkPhase : oio_pkg::LinkFine;
      AlignGuard, AlignStart, AlignHunt, AlignScan: state_o = oio_pkg::LinkAlign;
      FrameGuard, FrameFirst, FrameGap, FrameCapture, FrameWindow, ArrivalScan, PlaceScan, VerifyWait,
      VerifyScan, MapLoad:  state_o = oio_pkg::LinkDeskew;
      Exchange, GoActive:   state_o = oio_pkg::LinkExchange;
      Active, ActiveLost:   state_o = oio_pkg::LinkActive;
      Bert:                 state_o = oio_pkg::LinkBert;
      default:              state_o = oio_pkg::LinkFailed;
    endcase
  end

  assign fail_o        = fail_q;
  assign event_o       = event_d;
  assign event_valid_o = event_d != oio_pkg::EventNone;

  // Up from the decision for payload on, since rows must wait when the frame begins, but only after
  // the restart pulse has certainly reached the retry.
  logic [2:0] up_age_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      up_age_q <= '0;
    end else if (step_q != GoActive && !in_service) begin
      up_age_q <= '0;
    end else if (up_age_q != '1) begin
      up_age_q <= up_age_q + 1'b1;
    end
  end
  assign link_up_o = up_age_q == '1;

  `OIO_ASSERT(ScanIdleAtStart_A, scan_start_o |-> !scan_busy_i)
  `OIO_ASSERT(ActiveIsReady_A, step_q == Active |-> agreed)

endmodule

`default_nettype wire
