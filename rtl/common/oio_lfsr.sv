// SPDX-License-Identifier: Apache-2.0
//
// Pseudo-random binary sequence, W bits per step: PRBS7 (taps 7, 6), PRBS15 (15, 14) or PRBS31
// (31, 28), b[k] = b[k-tap1] ^ b[k-tap2], not inverted.
//
// `word_o` holds the next W bits, bit 0 first in time, and follows the state and `select_i`
// combinationally; a step (`en_i`) makes them history. The state is the last 31 bits, the newest in
// bit 30, so a receiver synchronises itself by loading the last 31 bits it saw
// ({newest word, older words} cut to its top 31 bits). Reset and a load of all ones start the
// standard sequence. A history of zeros only, which would never leave zero, counts as all ones: a
// dead line that is loaded as history does not predict itself.

`include "oio_assert.svh"

`default_nettype none

module oio_lfsr #(
  /// Bits per step, 1 to 64.
  parameter int unsigned W = 8
) (
  input  wire logic         clk_i,
  input  wire logic         rst_ni,
  /// 0: PRBS7, 1: PRBS15, 2 and 3: PRBS31.
  input  wire logic [1:0]   select_i,
  /// Take `load_state_i` as history at this edge; wins over `en_i`.
  input  wire logic         load_i,
  input  wire logic [30:0]  load_state_i,
  input  wire logic         en_i,
  output logic      [W-1:0] word_o,
  output logic      [30:0]  state_o
);

  if (W < 1 || W > 64) begin : gen_check_w
    $fatal(1, "oio_lfsr: W is %0d, must be 1 to 64", W);
  end

  // History and future in one vector, oldest bit first; room for a last block beyond W.
  localparam int unsigned SeqW = 31 + W + 28;

  logic [30:0]     state_q;
  logic [SeqW-1:0] seq;
  logic            stuck;

  always_comb begin
    case (select_i)
      2'd0:    stuck = state_q[30:24] == '0;
      2'd1:    stuck = state_q[30:16] == '0;
      default: stuck = state_q == '0;
    endcase
  end

  // A block as long as the shorter tap depends on older bits only.
  always_comb begin
    seq = '0;
    seq[30:0] = stuck ? '1 : state_q;
    case (select_i)
      2'd0: begin
        for (int unsigned k = 31; k < 31 + W; k += 6) begin
          seq[k +: 6] = seq[k-7 +: 6] ^ seq[k-6 +: 6];
        end
      end
      2'd1: begin
        for (int unsigned k = 31; k < 31 + W; k += 14) begin
          seq[k +: 14] = seq[k-15 +: 14] ^ seq[k-14 +: 14];
        end
      end
      default: begin
        for (int unsigned k = 31; k < 31 + W; k += 28) begin
          seq[k +: 28] = seq[k-31 +: 28] ^ seq[k-28 +: 28];
        end
      end
    endcase
  end

  logic [27:0] unused_seq;
  assign unused_seq = seq[31+W +: 28];

  assign word_o  = seq[31 +: W];
  assign state_o = state_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_q <= '1;
    end else if (load_i) begin
      state_q <= load_state_i;
    end else if (en_i) begin
      state_q <= seq[W +: 31];
    end
  end

  `OIO_CHECK(NeverStuck_A, !en_i || seq[W +: 31] != '0)

endmodule

`default_nettype wire
