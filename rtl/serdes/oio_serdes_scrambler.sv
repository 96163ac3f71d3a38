// SPDX-License-Identifier: Apache-2.0
//
// Additive scrambler of one column, the same module for scrambling and descrambling.
//
// Every lane runs the one m-sequence of oio_pkg from its own phase, given as a seed at a port so
// that all columns share one module. `data_o` is `data_i` under the keystream in the same clock;
// `advance_i` moves on by one word, `load_i` (at a marker) goes back to the seeds and wins.

`include "oio_assert.svh"

`default_nettype none

module oio_serdes_scrambler #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter int unsigned WordUi = 8
) (
  input  wire logic                   clk_i,
  input  wire logic                   rst_ni,
  input  wire logic                   load_i,
  input  wire logic                   advance_i,
  input  wire logic [16*23-1:0]       seeds_i,
  input  wire logic [16*WordUi-1:0]   data_i,
  output logic      [16*WordUi-1:0]   data_o
);
  /*verilator no_inline_module*/

  if (WordUi != 8 && WordUi != 16 && WordUi != 32) begin : gen_check_word
    $fatal(1, "oio_serdes_scrambler: WordUi is %0d, must be 8, 16 or 32", WordUi);
  end

  for (genvar i = 0; i < 16; i++) begin : gen_lane
    logic [22:0]       state_q, state_d;
    logic [WordUi-1:0] key;

    always_comb begin
      state_d = state_q;
      for (int b = 0; b < int'(WordUi / 8); b++) begin
        key[b*8 +: 8] = oio_pkg::scrambler_byte(state_d[7:0]);
        state_d       = oio_pkg::scrambler_next(state_d, key[b*8 +: 8]);
      end
    end

    assign data_o[i*WordUi +: WordUi] = data_i[i*WordUi +: WordUi] ^ key;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        state_q <= '0;
      end else if (load_i) begin
        state_q <= seeds_i[i*23 +: 23];
      end else if (advance_i) begin
        state_q <= state_d;
      end
    end

    // A register of zeros would leave the lane unscrambled.
    `OIO_ASSERT(NeverZero_A, advance_i |-> state_q != '0)
  end

endmodule

`default_nettype wire
