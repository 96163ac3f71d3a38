// SPDX-License-Identifier: Apache-2.0
//
// Sending half of the optical retry: numbers data flits, keeps them until they are acknowledged and
// sends them again (go-back-N) when the far side asks or does not answer.
//
// `tx_valid_o` is `link_up_i`: there is always something to send, and what it is (nak, ack that is
// due, replay, new data, idle ack) is decided in the clock in which it is taken. A flit on
// `in_flit_i` can leave in the same clock. Data flits are stored with their optical header, so a
// replay is a copy. While `link_up_i` is low the send position stands at the oldest flit that is
// not acknowledged; sequence numbers stay until `restart_i`. The far side's silence counts only in
// service, when its payload arrives, too; and as it acks by flits, a time-out is a time in which
// enough of these could have come, however slow the lanes are.

`include "oio_assert.svh"

`default_nettype none

module oio_ucie_llr_tx #(
  /// Flits kept for replay: a power of two, 16 to 2048.
  parameter int unsigned ReplayDepth         = 512,
  /// Data flits between acks under load, 1 to ReplayDepth/2.
  parameter int unsigned AckEvery            = 64,
  /// Clocks without progress of the acks, and 2*AckEvery flits, until everything is sent again.
  parameter int unsigned ReplayTimeoutCycles = 4096,
  /// So many time-outs in a row, and the retry alone does not help, 1 to 15.
  parameter int unsigned ReplayAttempts      = 4
) (
  input  wire logic          clk_i,
  input  wire logic          rst_ni,
  input  wire logic          link_up_i,
  input  wire logic          in_service_i,
  input  wire logic          restart_i,

  // New data from the ingress.
  input  wire logic          in_valid_i,
  output logic               in_ready_o,
  input  wire logic [2047:0] in_flit_i,

  // To the rows.
  output logic               tx_valid_o,
  input  wire logic          tx_ready_i,
  output logic [2047:0]      tx_flit_o,
  output logic               tx_is_data_o,
  output logic [11:0]        tx_seq_o,

  // From the receiving half: what to tell the far side.
  input  wire logic [11:0]   ack_seq_i,
  input  wire logic          ack_pending_i,
  input  wire logic          nak_pending_i,
  /// A control flit with the current ack, and nak if pending, leaves in this clock.
  output logic               control_sent_o,

  // From the receiving half: what the far side told.
  input  wire logic          far_valid_i,
  input  wire logic          far_nak_i,
  input  wire logic [11:0]   far_ack_i,

  // Spoils the CRC of the next `inject_crc_i` data flits that leave.
  input  wire logic [7:0]    inject_crc_i,
  input  wire logic          inject_load_i,

  /// Flits sent and not acknowledged, 0 to ReplayDepth.
  output logic [11:0]        replay_level_o,
  /// Nothing gets through: high from the last of ReplayAttempts until progress, or the link is down.
  output logic               stalled_o,
  output logic [31:0]        flits_sent_o,
  output logic [31:0]        replays_o,
  output logic [31:0]        naks_received_o,
  output logic [31:0]        timeouts_o,
  output logic [31:0]        lost_o
);

  if (ReplayDepth < 16 || ReplayDepth > 2048 || (ReplayDepth & (ReplayDepth - 1)) != 0)
  begin : gen_check_depth
    $fatal(1, "oio_ucie_llr_tx: ReplayDepth is %0d, must be a power of two, 16 to 2048",
           ReplayDepth);
  end
  if (AckEvery < 1 || AckEvery > ReplayDepth / 2) begin : gen_check_ack_every
    $fatal(1, "oio_ucie_llr_tx: AckEvery is %0d, must be 1 to ReplayDepth/2 (%0d)", AckEvery,
           ReplayDepth / 2);
  end
  if (ReplayTimeoutCycles < 16) begin : gen_check_timeout
    $fatal(1, "oio_ucie_llr_tx: ReplayTimeoutCycles is %0d, must be at least 16",
           ReplayTimeoutCycles);
  end

  if (ReplayAttempts < 1 || ReplayAttempts > 15) begin : gen_check_attempts
    $fatal(1, "oio_ucie_llr_tx: ReplayAttempts is %0d, must be 1 to 15", ReplayAttempts);
  end

  localparam int unsigned AddrW  = $clog2(ReplayDepth);
  localparam int unsigned TimerW = $clog2(ReplayTimeoutCycles);
  localparam int unsigned GapW   = $clog2(AckEvery + 1);
  localparam int unsigned Quiet  = 2 * AckEvery;
  localparam int unsigned QuietW = $clog2(Quiet + 1);

  // Sequence numbers count modulo 4096: oldest_q <= send_q <= next_q in the window that starts at
  // oldest_q. A replay is going on while send_q is not next_q.
  logic [11:0] oldest_q;
  logic [11:0] oldest_d;
  logic [11:0] send_q;
  logic [11:0] send_d;
  logic [11:0] next_q;
  logic [11:0] next_d;
  logic [11:0] level;

  assign level          = next_q - oldest_q;
  assign replay_level_o = level;

  ////////////////////
  // What goes next //
  ////////////////////

  logic            read_valid_q;
  logic [11:0]     read_seq_q;
  logic [2047:0]   read_flit;
  logic [GapW-1:0] since_control_q;
  logic            replaying;
  logic            replay_ready;
  logic            new_ready;
  logic            ack_due;
  logic            send_control;
  logic            taken;
  logic            taken_new;
  logic            taken_replay;

  assign replaying    = send_q != next_q;
  assign replay_ready = replaying && read_valid_q && read_seq_q == send_q;
  assign new_ready    = !replaying && in_valid_i && level != 12'(ReplayDepth);
  assign ack_due      = ack_pending_i && since_control_q == GapW'(AckEvery);
  assign send_control = nak_pending_i || ack_due || !(replay_ready || new_ready);

  assign taken        = link_up_i && tx_ready_i;
  assign taken_replay = taken && !send_control && replaying;
  assign taken_new    = taken && !send_control && !replaying;

  assign tx_valid_o     = link_up_i;
  assign tx_is_data_o   = link_up_i && !send_control;
  assign tx_seq_o       = send_q;
  assign in_ready_o     = taken_new;
  assign control_sent_o = taken && send_control;

  ///////////////
  // The flits //
  ///////////////

  logic [15:0]   data_header;
  logic [23:0]   control_bytes;
  logic [23:0]   delta;
  logic [15:0]   crc_patch;
  logic [2047:0] new_flit;
  logic [7:0]    inject_q;

  // Protocol id, stack and flag stay as the die sent them; byte 1 is the low half of the number.
  assign data_header   = {next_q[7:0], in_flit_i[7:4], next_q[11:8]};
  assign control_bytes = {7'd0, nak_pending_i, ack_seq_i[7:0], 4'b0001, ack_seq_i[11:8]};
  assign delta         = send_control ? control_bytes : {8'd0, data_header ^ in_flit_i[15:0]};

  oio_crc16_patch u_crc_patch (
    .delta_i (delta),
    .crc_o   (crc_patch)
  );

  assign new_flit = {in_flit_i[2047:1024], in_flit_i[1023:1008] ^ crc_patch,
                     in_flit_i[1007:16], data_header};

  always_comb begin
    if (send_control) begin
      tx_flit_o = {1024'd0, crc_patch, 984'd0, control_bytes};
    end else begin
      tx_flit_o = replaying ? read_flit : new_flit;
      if (inject_q != '0) tx_flit_o[1023:1008] = tx_flit_o[1023:1008] ^ 16'h138E;
    end
  end

  ////////////////////////////
  // Acks, naks and timeout //
  ////////////////////////////

  logic [11:0]       acked;
  logic              far_good;
  logic              timed_out;
  logic              rewind;
  logic              progress;
  logic              waited;
  logic [TimerW-1:0] timer_q;
  logic [QuietW-1:0] quiet_q;
  logic [3:0]        attempts_q;

  // Flits that this ack newly covers; a number outside the window says nothing.
  assign acked     = far_ack_i + 12'd1 - oldest_q;
  assign far_good  = far_valid_i && acked <= level;
  assign progress  = level == '0 || (far_good && acked != '0);
  assign waited    = timer_q == TimerW'(ReplayTimeoutCycles - 1);
  assign timed_out = link_up_i && in_service_i && level != '0 && waited &&
                     quiet_q == QuietW'(Quiet);
  assign rewind    = !link_up_i || (far_good && far_nak_i) || timed_out;

  always_comb begin
    oldest_d = far_good ? far_ack_i + 12'd1 : oldest_q;
    next_d   = next_q + 12'(taken_new);
    send_d   = send_q + 12'(taken_new || taken_replay);
    // Acks can overtake a replay: then go on behind what the far side has.
    if (rewind || send_d - oldest_d > next_d - oldest_d) send_d = oldest_d;
    if (restart_i) begin
      oldest_d = '0;
      next_d   = '0;
      send_d   = '0;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      oldest_q        <= '0;
      send_q          <= '0;
      next_q          <= '0;
      timer_q         <= '0;
      quiet_q         <= '0;
      attempts_q      <= '0;
      stalled_o       <= 1'b0;
      since_control_q <= '0;
      inject_q        <= '0;
    end else begin
      oldest_q <= oldest_d;
      send_q   <= send_d;
      next_q   <= next_d;

      if (!in_service_i || timed_out || progress) begin
        timer_q <= '0;
        quiet_q <= '0;
      end else begin
        if (!waited) timer_q <= timer_q + TimerW'(1);
        if (taken && quiet_q != QuietW'(Quiet)) quiet_q <= quiet_q + QuietW'(1);
      end

      if (!in_service_i || progress) begin
        attempts_q <= '0;
      end else if (timed_out && attempts_q != 4'(ReplayAttempts)) begin
        attempts_q <= attempts_q + 4'd1;
      end
      stalled_o <= attempts_q == 4'(ReplayAttempts);

      // The first flit of a new link is an ack, so that the far side replays no more than needed.
      if (!link_up_i) begin
        since_control_q <= GapW'(AckEvery);
      end else if (control_sent_o) begin
        since_control_q <= '0;
      end else if (taken && since_control_q != GapW'(AckEvery)) begin
        since_control_q <= since_control_q + GapW'(1);
      end

      if (inject_load_i) begin
        inject_q <= inject_crc_i;
      end else if ((taken_new || taken_replay) && inject_q != '0) begin
        inject_q <= inject_q - 8'd1;
      end
    end
  end

  ///////////////////
  // Replay buffer //
  ///////////////////

  // The output register of the memory is read ahead: the flit after the one that leaves.
  logic [11:0] read_seq;
  logic        read;

  assign read_seq = taken_replay ? send_q + 12'd1 : send_q;
  assign read     = taken_replay ? read_seq != next_q : replaying && !replay_ready;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      read_valid_q <= 1'b0;
      read_seq_q   <= '0;
    end else begin
      // What was read must not outlive the replay: its number will come round again.
      read_valid_q <= !restart_i && (read || (replay_ready && !taken_replay));
      if (read) read_seq_q <= read_seq;
    end
  end

  oio_ram #(.Depth(ReplayDepth), .Width(2048)) u_replay (
    .clk_wr_i  (clk_i),
    .wr_en_i   (taken_new),
    .wr_addr_i (next_q[AddrW-1:0]),
    .wr_data_i (new_flit),
    .clk_rd_i  (clk_i),
    .rd_en_i   (read),
    .rd_addr_i (read_seq[AddrW-1:0]),
    .rd_data_o (read_flit)
  );

  //////////////
  // Counters //
  //////////////

  oio_sat_counter u_flits_sent (
    .clk_i, .rst_ni, .clear_i (1'b0), .step_i (taken_new), .count_o (flits_sent_o));
  oio_sat_counter u_replays (
    .clk_i, .rst_ni, .clear_i (1'b0), .step_i (taken_replay), .count_o (replays_o));
  oio_sat_counter u_naks_received (
    .clk_i, .rst_ni, .clear_i (1'b0), .step_i (far_good && far_nak_i),
    .count_o (naks_received_o));
  oio_sat_counter u_timeouts (
    .clk_i, .rst_ni, .clear_i (1'b0), .step_i (timed_out), .count_o (timeouts_o));
  oio_sat_counter #(.StepW(12)) u_lost (
    .clk_i, .rst_ni, .clear_i (1'b0), .step_i (restart_i ? level : 12'd0), .count_o (lost_o));

  `OIO_CHECK(WindowInRange_A, level <= 12'(ReplayDepth))
  `OIO_CHECK(SendInWindow_A, send_q - oldest_q <= level)
  `OIO_CHECK(ReplayIsRead_A, !taken_replay || replay_ready)
  `OIO_CHECK(RestartOnlyDown_A, !(restart_i && link_up_i))
  `OIO_CHECK(OneSource_A, !(taken_new && taken_replay))
  `OIO_CHECK(DarkWhenDown_A, link_up_i || !(in_ready_o || tx_valid_o || control_sent_o))

endmodule

`default_nettype wire
