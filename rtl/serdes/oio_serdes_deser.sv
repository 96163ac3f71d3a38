// SPDX-License-Identifier: Apache-2.0
//
// Deserialiser of one column, in the unit-interval clock: bits to words, bit 0 first.
//
// `store_i` comes once per word of the word clock, in its middle (oio_serdes_ui_phase): the WordUi
// bits sampled up to that edge become `words_o`, which then stands still around the word clock's
// next edge. The codes of the samplers change with the same edge, so that a word is sampled with
// one code: the one that the word clock side has put out for it. From that code to the word, seen
// in the word clock, two words pass.

`include "oio_assert.svh"

`default_nettype none

module oio_serdes_deser #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter int unsigned WordUi = 8
) (
  /// Unit-interval clock.
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  input  wire logic                 store_i,
  input  wire logic [15:0]          bits_i,
  output logic      [16*WordUi-1:0] words_o,
  /// Codes from the word clock side, and as the samplers get them.
  input  wire logic [16*6-1:0]      phase_i,
  input  wire logic [16*8-1:0]      threshold_i,
  output logic      [16*6-1:0]      phase_o,
  output logic      [16*8-1:0]      threshold_o
);
  /*verilator no_inline_module*/

  if (WordUi != 8 && WordUi != 16 && WordUi != 32) begin : gen_check_word
    $fatal(1, "oio_serdes_deser: WordUi is %0d, must be 8, 16 or 32", WordUi);
  end

  for (genvar i = 0; i < 16; i++) begin : gen_lane
    // The newest bit goes straight into the word.
    logic [WordUi-2:0] shift_q;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        shift_q                     <= '0;
        words_o[i*WordUi +: WordUi] <= '0;
      end else begin
        shift_q <= {bits_i[i], shift_q[WordUi-2:1]};
        if (store_i) words_o[i*WordUi +: WordUi] <= {bits_i[i], shift_q};
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      phase_o     <= '0;
      threshold_o <= '0;
    end else if (store_i) begin
      phase_o     <= phase_i;
      threshold_o <= threshold_i;
    end
  end

  // A word has more than one bit.
  `OIO_ASSERT(StoreIsAPulse_A, store_i |=> !store_i)

endmodule

`default_nettype wire
