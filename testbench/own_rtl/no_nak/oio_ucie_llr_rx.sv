// SPDX-License-Identifier: Apache-2.0
//
// A variant of rtl/ucie/oio_ucie_llr_rx.sv that never asks for a replay: a damaged flit is dropped and
// the sender's time-out repairs it. It shows what a nak is worth: without it each error costs the
// time-out of 4096 core clocks instead of a round trip.
//
// Receiving half of the optical retry: checks flits from the light and lets each data flit through
// exactly once and in order.
//
// A flit is judged in the clock after `rx_valid_i`: with good CRCs and the expected number it is on
// `out_flit_o` with `out_valid_o` in that clock. A number behind is a duplicate (dropped, acked
// again), a number ahead or a bad CRC asks for one nak. A nak is repeated after NakTimeoutCycles
// without progress if a gap is certain; after a bad CRC alone, which may have hit a control flit,
// the next trouble asks again. While `link_up_i` is low nothing is accepted and no nak is wanted.

`include "oio_assert.svh"

`default_nettype none

module oio_ucie_llr_rx #(
  /// Clocks without progress until a nak is repeated.
  parameter int unsigned NakTimeoutCycles = 1024
) (
  input  wire logic          clk_i,
  input  wire logic          rst_ni,
  input  wire logic          link_up_i,
  input  wire logic          restart_i,

  // From the rows, at most one flit per clock.
  input  wire logic          rx_valid_i,
  input  wire logic [2047:0] rx_flit_i,

  // Data, each flit once and in order. `out_flit_o` still has the optical header.
  output logic               out_valid_o,
  output logic [2047:0]      out_flit_o,
  output logic [11:0]        out_seq_o,

  // To the sending half: what to tell the far side.
  output logic [11:0]        ack_seq_o,
  output logic               ack_pending_o,
  output logic               nak_pending_o,
  input  wire logic          control_sent_i,

  // To the sending half: what the far side told, one clock after it was judged.
  output logic               far_valid_o,
  output logic               far_nak_o,
  output logic [11:0]        far_ack_o,

  output logic [31:0]        flits_delivered_o,
  output logic [31:0]        naks_sent_o,
  output logic [31:0]        crc_errors_o,
  output logic [31:0]        duplicates_o
);

  if (NakTimeoutCycles < 16) begin : gen_check_timeout
    $fatal(1, "oio_ucie_llr_rx: NakTimeoutCycles is %0d, must be at least 16", NakTimeoutCycles);
  end

  localparam int unsigned TimerW = $clog2(NakTimeoutCycles);

  logic          in_valid_q;
  logic [2047:0] in_flit_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      in_valid_q <= 1'b0;
    end else begin
      in_valid_q <= rx_valid_i && link_up_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rx_valid_i && link_up_i) in_flit_q <= rx_flit_i;
  end

  ///////////////
  // Judgement //
  ///////////////

  logic [15:0] crc_low;
  logic [15:0] crc_high;
  logic        judge;
  logic        intact;
  logic        is_data;
  logic        is_control;
  logic [11:0] seq;
  logic [11:0] distance;
  logic [11:0] expected_q;
  logic        accept;
  logic        duplicate;
  logic        ahead;
  logic        spoiled;

  oio_crc16 u_crc_low (
    .en_i   (in_valid_q),
    .data_i (in_flit_q[1007:0]),
    .crc_o  (crc_low)
  );

  oio_crc16 u_crc_high (
    .en_i   (in_valid_q),
    .data_i (in_flit_q[2031:1024]),
    .crc_o  (crc_high)
  );

  assign judge      = in_valid_q && link_up_i;
  assign intact     = crc_low == in_flit_q[1023:1008] && crc_high == in_flit_q[2047:2032];
  assign is_data    = judge && intact && in_flit_q[7:6] == 2'b01;
  assign is_control = judge && intact && in_flit_q[7:6] == 2'b00 && in_flit_q[4];
  assign seq        = {in_flit_q[3:0], in_flit_q[15:8]};
  assign distance   = seq - expected_q;
  assign accept     = is_data && distance == '0;
  assign duplicate  = is_data && distance[11];
  assign ahead      = is_data && !distance[11] && distance != '0;
  assign spoiled    = judge && !intact;

  assign out_valid_o = accept;
  assign out_flit_o  = in_flit_q;
  assign out_seq_o   = seq;

  //////////////////////
  // Acks owed, naks  //
  //////////////////////

  // Armed: a nak has been asked for and nothing has been accepted since.
  logic              ack_pending_q;
  logic              nak_pending_q;
  logic              nak_armed_q;
  logic              gap_q;
  logic [TimerW-1:0] timer_q;
  logic              expired;

  assign ack_seq_o     = expected_q - 12'd1;
  assign ack_pending_o = ack_pending_q;
  assign nak_pending_o = nak_pending_q;
  assign expired       = nak_armed_q && timer_q == TimerW'(NakTimeoutCycles - 1);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      expected_q    <= '0;
      ack_pending_q <= 1'b0;
      nak_pending_q <= 1'b0;
      nak_armed_q   <= 1'b0;
      gap_q         <= 1'b0;
      timer_q       <= '0;
      far_valid_o   <= 1'b0;
      far_nak_o     <= 1'b0;
      far_ack_o     <= '0;
    end else begin
      far_valid_o <= is_control;
      if (is_control) begin
        far_nak_o <= in_flit_q[16];
        far_ack_o <= seq;
      end

      if (restart_i) begin
        expected_q <= '0;
      end else if (accept) begin
        expected_q <= expected_q + 12'd1;
      end

      if (!link_up_i) begin
        // A new link opens with an ack.
        ack_pending_q <= 1'b1;
      end else if (accept || duplicate) begin
        ack_pending_q <= 1'b1;
      end else if (control_sent_i) begin
        ack_pending_q <= 1'b0;
      end

      if (!link_up_i || accept) begin
        nak_pending_q <= 1'b0;
        nak_armed_q   <= 1'b0;
        gap_q         <= 1'b0;
        timer_q       <= '0;
      end else begin
        if (control_sent_i) nak_pending_q <= 1'b0;
        if (ahead) gap_q <= 1'b1;
        if (!nak_armed_q || expired) begin
          nak_armed_q <= spoiled || ahead || (expired && gap_q);
          timer_q <= '0;
        end else if (!nak_pending_q) begin
          // The clock runs from when the nak left.
          timer_q <= timer_q + TimerW'(1);
        end
      end
    end
  end

  oio_sat_counter u_flits_delivered (
    .clk_i, .rst_ni, .clear_i (1'b0), .step_i (accept), .count_o (flits_delivered_o));
  oio_sat_counter u_naks_sent (
    .clk_i, .rst_ni, .clear_i (1'b0), .step_i (control_sent_i && nak_pending_q),
    .count_o (naks_sent_o));
  oio_sat_counter u_crc_errors (
    .clk_i, .rst_ni, .clear_i (1'b0), .step_i (spoiled), .count_o (crc_errors_o));
  oio_sat_counter u_duplicates (
    .clk_i, .rst_ni, .clear_i (1'b0), .step_i (duplicate), .count_o (duplicates_o));

  `OIO_CHECK(OneVerdict_A, $onehot0({accept, duplicate, ahead, is_control, spoiled}))
  `OIO_CHECK(NothingWhenDown_A, link_up_i || !(out_valid_o || control_sent_i))
  `OIO_CHECK(NakIsArmed_A, !nak_pending_q || nak_armed_q)
  `OIO_CHECK(InOrder_A, !accept || seq == expected_q)

endmodule

`default_nettype wire
