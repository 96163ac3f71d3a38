// SPDX-License-Identifier: Apache-2.0
//
// Finds the middle of a word in the unit-interval clock, for the hand-over at the serial cut.
//
// The word clock is divided from the unit-interval clock, so their edges coincide and a register of
// one clock must not be read by the other there. `toggle_i` flips with every word clock edge; its
// first flip that is seen here starts a counter, which from then on runs by itself and gives
// `middle_o` half a word away from the word clock's edges, where what either side hands over stands
// still. Which of two coinciding edges comes first moves the middle by one unit interval at most.

`include "oio_assert.svh"

`default_nettype none

module oio_serdes_ui_phase #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi = 8,
  localparam int unsigned CountW = $clog2(WordUi)
) (
  /// Unit-interval clock.
  input  wire logic clk_i,
  input  wire logic rst_ni,
  /// Flips with every edge of the word clock.
  input  wire logic toggle_i,
  /// One clock in WordUi, once the word clock has been seen.
  output logic      middle_o
);

  if (WordUi != 8 && WordUi != 16 && WordUi != 32) begin : gen_check_word
    $fatal(1, "oio_serdes_ui_phase: WordUi is %0d, must be 8, 16 or 32", WordUi);
  end

  logic              seen_q, last_q, flipped, locked_q;
  logic [1:0]        warm_q;
  logic [CountW-1:0] count_q;

  // Out of reset the toggle may stand either way: a flip counts from the second look on.
  assign flipped  = warm_q[1] && seen_q != last_q;
  // In the clock before edge n after the word clock's edge the count is n.
  assign middle_o = locked_q && count_q == CountW'(WordUi / 2);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      seen_q   <= 1'b0;
      last_q   <= 1'b0;
      warm_q   <= '0;
      locked_q <= 1'b0;
      count_q  <= '0;
    end else begin
      seen_q <= toggle_i;
      last_q <= seen_q;
      warm_q <= {warm_q[0], 1'b1};
      if (!locked_q && flipped) begin
        locked_q <= 1'b1;
        count_q  <= CountW'(2);
      end else begin
        count_q <= count_q + 1'b1;
      end
    end
  end

  // The word clock has WordUi unit intervals, no more and no less.
  `OIO_CHECK(FlipInPlace_A, !(locked_q && flipped) || count_q <= CountW'(2))
  `OIO_CHECK(FlipNotMissed_A, !(locked_q && warm_q[1] && count_q == CountW'(WordUi / 2))
                              || seen_q == last_q)

endmodule

`default_nettype wire
