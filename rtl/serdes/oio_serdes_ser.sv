// SPDX-License-Identifier: Apache-2.0
//
// Serialiser of one column, in the unit-interval clock: words to bits, bit 0 first.
//
// `load_i` comes once per word, in its middle, where `words_i` stands still (oio_serdes_ui_phase);
// bit 0 leaves with that edge. Without a load zeros follow.

`include "oio_assert.svh"

`default_nettype none

module oio_serdes_ser #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter int unsigned WordUi = 8
) (
  /// Unit-interval clock.
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  input  wire logic                 load_i,
  input  wire logic [16*WordUi-1:0] words_i,
  output logic      [15:0]          bits_o
);
  /*verilator no_inline_module*/

  if (WordUi != 8 && WordUi != 16 && WordUi != 32) begin : gen_check_word
    $fatal(1, "oio_serdes_ser: WordUi is %0d, must be 8, 16 or 32", WordUi);
  end

  for (genvar i = 0; i < 16; i++) begin : gen_lane
    logic [WordUi-1:0] shift_q;

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        shift_q <= '0;
      end else if (load_i) begin
        shift_q <= words_i[i*WordUi +: WordUi];
      end else begin
        shift_q <= {1'b0, shift_q[WordUi-1:1]};
      end
    end

    assign bits_o[i] = shift_q[0];
  end

  // A word has more than one bit.
  `OIO_ASSERT(LoadIsAPulse_A, load_i |=> !load_i)

endmodule

`default_nettype wire
