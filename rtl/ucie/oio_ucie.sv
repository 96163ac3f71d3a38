// SPDX-License-Identifier: Apache-2.0
//
// The stage between the die and the rows: credits and CRC towards the die, retry over the light.
//
// Unloaded, a flit of the die is on `tx_flit_o` two clocks after `die_tx_valid_i`, and one from the
// light on `die_rx_flit_o` two clocks after `rx_valid_i`. `link_up_i` means that flits may leave and
// arrive, `in_service_i` that both directions carry payload. While the former is low nothing is
// sent or accepted and the retry keeps its state, unless `restart_i` (only then allowed) makes it
// forget and start from number 0.

`include "oio_assert.svh"

`default_nettype none

module oio_ucie #(
  /// Flits buffered from the die, and credits: 2 to 64.
  parameter int unsigned IngressDepth        = 64,
  /// Flits kept until acknowledged: a power of two, 16 to 2048.
  parameter int unsigned ReplayDepth         = 512,
  /// Data flits between acks under load, 1 to ReplayDepth/2.
  parameter int unsigned AckEvery            = 64,
  /// Clocks without progress of the acks until everything is sent again.
  parameter int unsigned ReplayTimeoutCycles = 4096,
  /// So many time-outs in a row, and the link should train again, 1 to 15.
  parameter int unsigned ReplayAttempts      = 4,
  /// Clocks without progress until a nak is repeated; more than a round trip.
  parameter int unsigned NakTimeoutCycles    = 1024
) (
  input  wire logic          clk_i,
  input  wire logic          rst_ni,

  // Die. Towards the fibre with credits, from the fibre without back-pressure.
  input  wire logic          die_tx_valid_i,
  input  wire logic [2047:0] die_tx_flit_i,
  output logic [6:0]         die_tx_credit_o,
  output logic               die_rx_valid_o,
  output logic [2047:0]      die_rx_flit_o,

  input  wire logic          link_up_i,
  input  wire logic          in_service_i,
  input  wire logic          restart_i,

  // Rows.
  output logic               tx_valid_o,
  input  wire logic          tx_ready_i,
  output logic [2047:0]      tx_flit_o,
  output logic               tx_is_data_o,
  output logic [11:0]        tx_seq_o,
  input  wire logic          rx_valid_i,
  input  wire logic [2047:0] rx_flit_i,

  // Spoils the CRC of the next `inject_crc_i` data flits that leave.
  input  wire logic [7:0]    inject_crc_i,
  input  wire logic          inject_load_i,

  // Observation: a data flit leaves for the rows; a data flit is accepted from them.
  output logic               obs_sent_valid_o,
  output logic [11:0]        obs_sent_seq_o,
  output logic               obs_accept_valid_o,
  output logic [11:0]        obs_accept_seq_o,

  // Saturating counters. `flits_sent_o` counts first transmissions, `replays_o` all further ones.
  output logic [31:0]        flits_sent_o,
  output logic [31:0]        flits_delivered_o,
  output logic [31:0]        replays_o,
  output logic [31:0]        naks_sent_o,
  output logic [31:0]        naks_received_o,
  output logic [31:0]        timeouts_o,
  output logic [31:0]        crc_errors_o,
  output logic [31:0]        die_crc_errors_o,
  output logic [31:0]        duplicates_o,
  output logic [31:0]        lost_o,
  /// Flits sent and not acknowledged.
  output logic [11:0]        replay_level_o,
  /// Nothing gets through, in spite of ReplayAttempts replays.
  output logic               replay_stalled_o,
  /// Flits in the ingress buffer.
  output logic [6:0]         ingress_level_o
);

  if (ReplayTimeoutCycles <= NakTimeoutCycles) begin : gen_check_timeouts
    $fatal(1, "oio_ucie: ReplayTimeoutCycles is %0d, must be above NakTimeoutCycles (%0d)",
           ReplayTimeoutCycles, NakTimeoutCycles);
  end

  logic          ingress_valid;
  logic          ingress_ready;
  logic [2047:0] ingress_flit;
  logic          accept;
  logic [2047:0] accept_flit;
  logic [11:0]   accept_seq;
  logic [11:0]   ack_seq;
  logic          ack_pending;
  logic          nak_pending;
  logic          control_sent;
  logic          far_valid;
  logic          far_nak;
  logic [11:0]   far_ack;

  oio_ucie_tx #(.IngressDepth(IngressDepth)) u_tx (
    .clk_i,
    .rst_ni,
    .die_valid_i      (die_tx_valid_i),
    .die_flit_i       (die_tx_flit_i),
    .die_credit_o     (die_tx_credit_o),
    .out_valid_o      (ingress_valid),
    .out_ready_i      (ingress_ready),
    .out_flit_o       (ingress_flit),
    .level_o          (ingress_level_o),
    .die_crc_errors_o
  );

  oio_ucie_llr_tx #(
    .ReplayDepth         (ReplayDepth),
    .AckEvery            (AckEvery),
    .ReplayTimeoutCycles (ReplayTimeoutCycles),
    .ReplayAttempts      (ReplayAttempts)
  ) u_llr_tx (
    .clk_i,
    .rst_ni,
    .link_up_i,
    .in_service_i,
    .restart_i,
    .in_valid_i     (ingress_valid),
    .in_ready_o     (ingress_ready),
    .in_flit_i      (ingress_flit),
    .tx_valid_o,
    .tx_ready_i,
    .tx_flit_o,
    .tx_is_data_o,
    .tx_seq_o,
    .ack_seq_i      (ack_seq),
    .ack_pending_i  (ack_pending),
    .nak_pending_i  (nak_pending),
    .control_sent_o (control_sent),
    .far_valid_i    (far_valid),
    .far_nak_i      (far_nak),
    .far_ack_i      (far_ack),
    .inject_crc_i,
    .inject_load_i,
    .replay_level_o,
    .stalled_o      (replay_stalled_o),
    .flits_sent_o,
    .replays_o,
    .naks_received_o,
    .timeouts_o,
    .lost_o
  );

  oio_ucie_llr_rx #(.NakTimeoutCycles(NakTimeoutCycles)) u_llr_rx (
    .clk_i,
    .rst_ni,
    .link_up_i,
    .restart_i,
    .rx_valid_i,
    .rx_flit_i,
    .out_valid_o    (accept),
    .out_flit_o     (accept_flit),
    .out_seq_o      (accept_seq),
    .ack_seq_o      (ack_seq),
    .ack_pending_o  (ack_pending),
    .nak_pending_o  (nak_pending),
    .control_sent_i (control_sent),
    .far_valid_o    (far_valid),
    .far_nak_o      (far_nak),
    .far_ack_o      (far_ack),
    .flits_delivered_o,
    .naks_sent_o,
    .crc_errors_o,
    .duplicates_o
  );

  oio_ucie_rx u_rx (
    .clk_i,
    .rst_ni,
    .in_valid_i  (accept),
    .in_flit_i   (accept_flit),
    .die_valid_o (die_rx_valid_o),
    .die_flit_o  (die_rx_flit_o)
  );

  assign obs_sent_valid_o   = tx_is_data_o && tx_ready_i;
  assign obs_sent_seq_o     = tx_seq_o;
  assign obs_accept_valid_o = accept;
  assign obs_accept_seq_o   = accept_seq;

  `OIO_CHECK(AlwaysSending_A, tx_valid_o == link_up_i)
  `OIO_CHECK(SentIsData_A, !obs_sent_valid_o || tx_flit_o[7:6] == 2'b01)
  `OIO_CHECK(SentHasNumber_A, !obs_sent_valid_o || {tx_flit_o[3:0], tx_flit_o[15:8]} == tx_seq_o)

endmodule

`default_nettype wire
