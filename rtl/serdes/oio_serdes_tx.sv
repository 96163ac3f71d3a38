// SPDX-License-Identifier: Apache-2.0
//
// Transmit words of one column: payload, marker, pad, PRBS or training message, registered.
//
// One clock from the selecting inputs to `words_o`. The marker of a lane carries its own identity;
// PRBS words and training words are the same on all lanes. A dark transmitter sends zeros.

`include "oio_assert.svh"

`default_nettype none

module oio_serdes_tx #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi  = 8,
  localparam int unsigned IndexW  = 3
) (
  input  wire logic                  clk_i,
  input  wire logic                  rst_ni,
  /// One of the four sources, or none.
  input  wire logic                  use_marker_i,
  input  wire logic                  use_pad_i,
  input  wire logic                  use_common_i,
  input  wire logic                  use_payload_i,
  /// Word of the marker, 0 to 64/WordUi-1, and its common word.
  input  wire logic [IndexW-1:0]     marker_index_i,
  input  wire logic [15:0]           common_word_i,
  /// Golay identities of the 16 lanes.
  input  wire logic [16*24-1:0]      identities_i,
  /// PRBS or training word, for every lane.
  input  wire logic [WordUi-1:0]     common_i,
  input  wire logic [16*WordUi-1:0]  payload_i,
  output logic      [16*WordUi-1:0]  words_o
);
  /*verilator no_inline_module*/

  logic [16*WordUi-1:0] words_d;

  always_comb begin
    words_d = '0;
    if (use_payload_i) begin
      words_d = payload_i;
    end else if (use_common_i) begin
      words_d = {16{common_i}};
    end else if (use_pad_i) begin
      words_d = {(8*WordUi){2'b10}};
    end else if (use_marker_i) begin
      /* verilator tracing_off */
      for (int i = 0; i < 16; i++) begin
        words_d[i*WordUi +: WordUi] =
            WordUi'({~identities_i[i*24 +: 24], identities_i[i*24 +: 24], common_word_i}
                    >> (7'(marker_index_i) * 7'(WordUi)));
      end
      /* verilator tracing_on */
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      words_o <= '0;
    end else begin
      words_o <= words_d;
    end
  end

  `OIO_CHECK(OneSource_A,
             $countones({use_marker_i, use_pad_i, use_common_i, use_payload_i}) <= 1)

endmodule

`default_nettype wire
