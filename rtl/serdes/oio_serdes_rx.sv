// SPDX-License-Identifier: Apache-2.0
//
// Word alignment by bit slip and the instruments of training, for one column.
//
// `words_o` is the received stream shifted by each lane's slip, one clock after `words_i` (the bits
// of an aligned word come from two received words; the later one is the one of this clock).
// The instruments are idle unless asked for: ones or PRBS errors counted per lane, the hunt for
// back-to-back markers that finds the slip, the capture of a frame marker's arrival time.
// `read_i` puts the results of lane `read_lane_i` on `result_o` one clock later.

`include "oio_assert.svh"

`default_nettype none

module oio_serdes_rx #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi = 8,
  localparam int unsigned SlipW  = $clog2(WordUi)
) (
  input  wire logic                  clk_i,
  input  wire logic                  rst_ni,
  input  wire logic [16*WordUi-1:0]  words_i,
  output logic      [16*WordUi-1:0]  words_o,
  /// Lowest bit of each lane's slip, up to date while hunting and capturing: tells the phase tracker
  /// the polarity of a pad word.
  output logic      [15:0]           slip_odd_o,

  /// Forget slips, locks and captures.
  input  wire logic                  restart_i,
  /// Start a new count: every lane re-seeds its checker from what it receives.
  input  wire logic                  count_clear_i,
  input  wire logic                  count_ones_i,
  input  wire logic                  count_errors_i,
  input  wire logic [1:0]            prbs_select_i,
  /// Look for markers with `common_word_i`; lanes without one slip by a bit at `slip_step_i`.
  input  wire logic                  hunt_i,
  input  wire logic                  slip_step_i,
  /// Note the time and identity of the next marker with `common_word_i`.
  input  wire logic                  capture_i,
  input  wire logic                  capture_clear_i,
  input  wire logic [15:0]           common_word_i,
  input  wire logic [7:0]            time_i,
  /// Some lane captured a marker in this clock.
  output logic                       captured_o,

  input  wire logic                  read_i,
  input  wire logic [3:0]            read_lane_i,
  /// {locked, captured, checking, slip[4:0], time[7:0], identity[23:0], words[31:0], count[23:0]}
  output logic      [95:0]           result_o
);
  /*verilator no_inline_module*/

  localparam int unsigned SeedWords   = (31 + WordUi - 1) / WordUi;
  localparam int unsigned VerifyWords = 8;
  // Few enough that a seed with one wrong bit is refused, which for PRBS31 predicts only 4 of the
  // next 64 bits wrongly (10 of 128, 28 of 256); a right one on a usable lane shows fewer.
  localparam int unsigned VerifyLimit = VerifyWords * WordUi / 32;

  logic [15:0]      lane_locked, lane_captured, lane_checking, lane_hit;
  logic [16*5-1:0]  lane_slip;
  logic [16*8-1:0]  lane_time;
  logic [16*24-1:0] lane_identity, lane_count;
  logic [16*32-1:0] lane_words;

  logic [16*WordUi-1:0] previous_q, aligned_d;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      previous_q <= '0;
      words_o    <= '0;
    end else begin
      previous_q <= words_i;
      words_o    <= aligned_d;
    end
  end

  logic searching, counting;
  assign searching = restart_i || capture_clear_i || hunt_i || capture_i;
  assign counting  = count_clear_i || count_ones_i || count_errors_i;

  for (genvar i = 0; i < 16; i++) begin : gen_lane
    logic [WordUi-1:0] word, previous, aligned;
    logic [SlipW-1:0]  slip_q;
    logic [63:0]       history_q;
    logic              locked_q, captured_q;
    logic [23:0]       identity_q;
    logic [7:0]        time_q;

    assign word    = words_i[i*WordUi +: WordUi];
    assign aligned = WordUi'({word, previous} >> slip_q);

    assign previous = previous_q[i*WordUi +: WordUi];
    assign aligned_d[i*WordUi +: WordUi] = aligned;

    // Markers: the last 64 aligned unit intervals hold one when the common word stands at their
    // start and the identity is followed by its complement.
    logic marker_seen;
    always_comb begin
      marker_seen = 1'b0;
      if (searching) begin
        marker_seen = history_q[15:0] == common_word_i && history_q[39:16] == ~history_q[63:40];
      end
    end
    assign lane_hit[i] = capture_i && marker_seen && !captured_q;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        slip_q     <= '0;
        locked_q   <= 1'b0;
        captured_q <= 1'b0;
        history_q  <= '0;
        identity_q <= '0;
        time_q     <= '0;
        slip_odd_o[i] <= 1'b0;
      end else if (!searching) begin
        // Nothing moves: one test per lane and clock in simulation, here and below.
      end else if (restart_i) begin
        slip_q     <= '0;
        locked_q   <= 1'b0;
        captured_q <= 1'b0;
        history_q  <= '0;
        slip_odd_o[i] <= 1'b0;
      end else if (capture_clear_i) begin
        captured_q <= 1'b0;
        history_q  <= '0;
      end else if (hunt_i || capture_i) begin
        history_q     <= {aligned, history_q[63:WordUi]};
        slip_odd_o[i] <= slip_q[0];
        if (hunt_i && !locked_q) begin
          if (marker_seen) begin
            locked_q   <= 1'b1;
            identity_q <= history_q[39:16];
          end else if (slip_step_i) begin
            // A marker that completes with this word belongs to the slip that ends here.
            slip_q    <= slip_q + 1'b1;
            history_q <= '0;
          end
        end
        if (lane_hit[i]) begin
          captured_q <= 1'b1;
          identity_q <= history_q[39:16];
          time_q     <= time_i;
        end
      end
    end

    // Counting. The PRBS checker takes a seed from the stream, proves it on a few words, then runs
    // free and compares, so that each wrong bit counts once. A history that cannot occur (a stuck
    // input) is never accepted: such a lane does not reach `checking`.
    logic [30:0]       history_prbs_q;
    logic [WordUi-1:0] expected;
    logic [5:0]        wrong;
    logic [3:0]        step_q;
    logic [6:0]        verify_q;
    logic              checking_q;
    logic [23:0]       count_q;
    logic [31:0]       words_q;

    // The recurrences x7+x6, x15+x14 and x31+x28 eight bits at a time, written out and not called as
    // a function, so that Verilator shares the code of the columns.
    for (genvar b = 0; b < WordUi / 8; b++) begin : gen_byte
      /* verilator lint_off UNUSEDSIGNAL */  // bits 15:11 lie between the taps of all three
      logic [30:0] past;
      /* verilator lint_on UNUSEDSIGNAL */
      logic [7:0]  bits;
      /* verilator tracing_off */  // a step to it
      logic [5:0]  first;
      /* verilator tracing_on */
      if (b == 0) begin : gen_first
        assign past = history_prbs_q;
      end else begin : gen_later
        assign past = {gen_byte[b-1].bits, gen_byte[b-1].past[30:8]};
      end
      always_comb begin
        first = '0;
        bits  = '0;
        if (count_errors_i) begin
          if (prbs_select_i == 2'd0) begin
            first = past[29:24] ^ past[30:25];
            bits  = {first[0] ^ first[1], past[30] ^ first[0], first};
          end else if (prbs_select_i == 2'd1) begin
            bits = past[23:16] ^ past[24:17];
          end else begin
            bits = past[7:0] ^ past[10:3];
          end
        end
      end
      assign expected[b*8 +: 8] = bits;
    end

    // A history that cannot occur predicts zeros for ever.
    logic stuck;
    assign stuck = prbs_select_i == 2'd0 ? history_prbs_q[30:24] == '0
                   : prbs_select_i == 2'd1 ? history_prbs_q[30:16] == '0 : history_prbs_q == '0;

    always_comb begin
      wrong = '0;
      if (count_errors_i) begin
        wrong = 6'($countones(word ^ expected));
      end else if (count_ones_i) begin
        wrong = 6'($countones(word));
      end
    end

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        history_prbs_q <= '0;
        step_q         <= '0;
        verify_q       <= '0;
        checking_q     <= 1'b0;
        count_q        <= '0;
        words_q        <= '0;
      end else if (!counting) begin
      end else if (count_clear_i) begin
        step_q     <= '0;
        verify_q   <= '0;
        checking_q <= 1'b0;
        count_q    <= '0;
        words_q    <= '0;
      end else if (count_ones_i || (count_errors_i && checking_q)) begin
        history_prbs_q <= 31'({expected, history_prbs_q} >> WordUi);
        if (words_q != '1) words_q <= words_q + 1'b1;
        if (count_q < 24'hFFFFC0) count_q <= count_q + 24'(wrong);
      end else if (count_errors_i) begin
        if (step_q < 4'(SeedWords)) begin
          history_prbs_q <= 31'({word, history_prbs_q} >> WordUi);
          step_q         <= step_q + 1'b1;
          verify_q       <= '0;
        end else begin
          history_prbs_q <= 31'({expected, history_prbs_q} >> WordUi);
          verify_q       <= verify_q + 7'(wrong);
          step_q         <= step_q + 1'b1;
          if (stuck
              || verify_q + 7'(wrong) > 7'(VerifyLimit)) begin
            step_q <= '0;
          end else if (step_q == 4'(SeedWords + VerifyWords - 1)) begin
            checking_q <= 1'b1;
          end
        end
      end
    end

    assign lane_locked[i]            = locked_q;
    assign lane_captured[i]          = captured_q;
    assign lane_checking[i]          = checking_q;
    assign lane_slip[i*5 +: 5]       = 5'(slip_q);
    assign lane_time[i*8 +: 8]       = time_q;
    assign lane_identity[i*24 +: 24] = identity_q;
    assign lane_count[i*24 +: 24]    = count_q;
    assign lane_words[i*32 +: 32]    = words_q;
  end

  assign captured_o = |lane_hit;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      result_o <= '0;
    end else if (read_i) begin
      result_o <= {lane_locked[read_lane_i], lane_captured[read_lane_i], lane_checking[read_lane_i],
                   lane_slip[read_lane_i*5 +: 5], lane_time[read_lane_i*8 +: 8],
                   lane_identity[read_lane_i*24 +: 24], lane_words[read_lane_i*32 +: 32],
                   lane_count[read_lane_i*24 +: 24]};
    end
  end

  `OIO_CHECK(OneInstrument_A, $countones({count_ones_i, count_errors_i, hunt_i, capture_i}) <= 1)

endmodule

`default_nettype wire
