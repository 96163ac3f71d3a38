// SPDX-License-Identifier: Apache-2.0
//
// Checks the markers of one column after deskew, when all lanes show theirs at the same time.
//
// While `window_i` is high the words are compared with the expected marker, word `index_i`; at
// `close_i` (the clock after the last word) each lane is judged: more than `BitLimit` wrong bits is
// a miss. Two misses in a row on a watched lane raise `loss_o`; a miss that would have been a match
// one unit interval earlier or later raises `drift_o` with it. Counters per lane saturate.

`include "oio_assert.svh"

`default_nettype none

module oio_aggregation_marker_check #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter int unsigned WordUi   = 8,
  /// Wrong bits of 64 that a good marker may have.
  parameter int unsigned BitLimit = 8
) (
  input  wire logic                  clk_i,
  input  wire logic                  rst_ni,
  input  wire logic [16*WordUi-1:0]  words_i,
  input  wire logic                  window_i,
  input  wire logic [2:0]            index_i,
  input  wire logic                  close_i,
  input  wire logic [15:0]           common_word_i,
  input  wire logic [16*24-1:0]      identities_i,

  /// Forget misses and watch no lane.
  input  wire logic                  clear_i,
  input  wire logic                  clear_counts_i,
  input  wire logic [6:0]            column_i,
  input  wire logic                  watch_i,
  input  wire logic [6:0]            watch_column_i,
  input  wire logic [3:0]            watch_lane_i,

  /// The last marker of each lane was missed.
  output logic      [15:0]           missed_o,
  output logic                       loss_o,
  output logic                       drift_o,

  input  wire logic                  read_i,
  input  wire logic [3:0]            read_lane_i,
  /// {watched, missed, markers missed[15:0]}
  output logic      [17:0]           result_o
);
  /*verilator no_inline_module*/

  logic [15:0]      watched_q, lost, drifted;
  logic [16*16-1:0] lane_count;

  // Outside markers nothing moves: one test per lane and clock in simulation.
  logic busy;
  assign busy = window_i || close_i || clear_i || clear_counts_i || watch_i;

  for (genvar i = 0; i < 16; i++) begin : gen_lane
    logic [WordUi-1:0] word, expected;
    /* verilator tracing_off */  // inputs side by side
    logic [63:0]       pattern;
    /* verilator tracing_on */
    logic [6:0]        wrong_q, wrong_early_q, wrong_late_q;
    logic [WordUi-1:0] early, late;
    logic              missed_now, missed_q;
    logic [15:0]       count_q;

    assign word     = words_i[i*WordUi +: WordUi];
    assign pattern  = {~identities_i[i*24 +: 24], identities_i[i*24 +: 24], common_word_i};
    // What the word would be if the lane had slipped: shifted copies of the expected stream. The
    // one bit that comes from outside the marker counts as zero, within the limit.
    always_comb begin
      expected = '0;
      early    = '0;
      late     = '0;
      if (window_i) begin
        expected = WordUi'(pattern >> (7'(index_i) * 7'(WordUi)));
        early    = WordUi'(pattern >> (7'(index_i) * 7'(WordUi) + 7'd1));
        late     = WordUi'({pattern, 1'b0} >> (7'(index_i) * 7'(WordUi)));
      end
    end

    assign missed_now = wrong_q > 7'(BitLimit);

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        wrong_q       <= '0;
        wrong_early_q <= '0;
        wrong_late_q  <= '0;
        missed_q      <= 1'b0;
        count_q       <= '0;
        watched_q[i]  <= 1'b0;
      end else if (busy) begin
        if (clear_i) begin
          missed_q     <= 1'b0;
          watched_q[i] <= 1'b0;
        end else if (watch_i && watch_column_i == column_i && watch_lane_i == 4'(i)) begin
          watched_q[i] <= 1'b1;
        end
        if (clear_counts_i) count_q <= '0;
        if (window_i) begin
          wrong_q       <= wrong_q + 7'($countones(word ^ expected));
          wrong_early_q <= wrong_early_q + 7'($countones(word ^ early));
          wrong_late_q  <= wrong_late_q + 7'($countones(word ^ late));
        end else if (close_i) begin
          missed_q <= missed_now;
          if (missed_now && count_q != '1) count_q <= count_q + 1'b1;
          wrong_q       <= '0;
          wrong_early_q <= '0;
          wrong_late_q  <= '0;
        end
      end
    end

    assign missed_o[i] = missed_q;
    assign lost[i]     = close_i && watched_q[i] && missed_now && missed_q;
    assign drifted[i]  = lost[i] && (wrong_early_q <= 7'(BitLimit) || wrong_late_q <= 7'(BitLimit));
    assign lane_count[i*16 +: 16] = count_q;
  end

  assign loss_o  = |lost;
  assign drift_o = |drifted;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      result_o <= '0;
    end else if (read_i) begin
      result_o <= {watched_q[read_lane_i], missed_o[read_lane_i],
                   lane_count[read_lane_i*16 +: 16]};
    end
  end

  `OIO_CHECK(CloseAfterWindow_A, !(close_i && window_i))

endmodule

`default_nettype wire
