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
    logic [22:0]       state_q;
    // Waves show the state, and the data before and after.
    /* verilator tracing_off */
    logic [WordUi-1:0] key;

    // One byte of keystream at a time, with the arithmetic written out: a function call here would
    // keep Verilator from sharing the code of the columns.
    for (genvar b = 0; b < WordUi / 8; b++) begin : gen_byte
      logic [22:0] state, next;
      logic [7:0]  pairs, fours, bits;
      if (b == 0) begin : gen_first
        assign state = state_q;
      end else begin : gen_later
        assign state = gen_byte[b-1].next;
      end
      // Taps 21 and 16 reach back into the byte itself: divide by 1 + x^2, then add x^7.
      assign pairs = state[7:0] ^ {state[5:0], 2'b00};
      assign fours = pairs ^ {pairs[3:0], 4'b0000};
      assign bits  = {fours[7] ^ fours[0], fours[6:0]};
      assign next  = {8'd0, state[22:8]} ^ {bits, 15'd0} ^ {2'd0, bits, 13'd0} ^ {5'd0, bits, 10'd0}
                     ^ {8'd0, bits, 7'd0} ^ {16'd0, bits[7:1]} ^ {21'd0, bits[7:6]};
      assign key[b*8 +: 8] = bits;
    end
    /* verilator tracing_on */

    assign data_o[i*WordUi +: WordUi] = data_i[i*WordUi +: WordUi] ^ key;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        state_q <= '0;
      end else if (load_i) begin
        state_q <= seeds_i[i*23 +: 23];
      end else if (advance_i) begin
        state_q <= gen_byte[WordUi/8-1].next;
      end
    end
  end

  // A register of zeros would leave its lane unscrambled. An update never makes one, so only what is
  // loaded needs a look.
  logic loaded_q, zero_seed;

  always_comb begin
    zero_seed = 1'b0;
    if (load_i) begin
      /* verilator tracing_off */
      for (int i = 0; i < 16; i++) zero_seed = zero_seed || seeds_i[i*23 +: 23] == '0;
      /* verilator tracing_on */
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      loaded_q <= 1'b0;
    end else if (load_i) begin
      loaded_q <= 1'b1;
    end
  end

  `OIO_CHECK(SeedNotZero_A, !zero_seed)
  `OIO_CHECK(LoadedBeforeUse_A, !advance_i || loaded_q)

endmodule

`default_nettype wire
