// SPDX-License-Identifier: Apache-2.0
//
// Folds 32 words to 16 that have the same remainder: one halving step of oio_crc16. Combinational.
//
// With y = x^Width, g(x) = x^16 + x^15 + x^2 + 1 gives g(x)^Width = g(y) when Width is a power of
// two, so whole words obey y^16 = y^15 + y^2 + 1. Word 0 is first in time, the highest power of y.
// The rows below are y^16 to y^31 reduced by that rule, written out.

`default_nettype none

module oio_crc16_fold #(
  /// Bits in a word; a power of two.
  parameter int unsigned Width = 32
) (
  input  wire logic [32*Width-1:0] data_i,
  output logic      [16*Width-1:0] data_o
);

  if (Width < 1 || (Width & (Width - 1)) != 0) begin : gen_check_width
    $fatal(1, "oio_crc16_fold: Width is %0d, must be a power of two", Width);
  end

  // Sum of words 3 to 13, and two words that are needed twice.
  logic [Width-1:0] sum;
  logic [Width-1:0] word_0;
  logic [Width-1:0] word_14;

  assign word_0  = data_i[0 +: Width];
  assign word_14 = data_i[14*Width +: Width];
  // Parentheses make balanced trees.
  assign sum     = ((data_i[3*Width +: Width] ^ data_i[4*Width +: Width])
                  ^ (data_i[5*Width +: Width] ^ data_i[6*Width +: Width]))
                 ^ ((data_i[7*Width +: Width] ^ data_i[8*Width +: Width])
                  ^ (data_i[9*Width +: Width] ^ data_i[10*Width +: Width]))
                 ^ ((data_i[11*Width +: Width] ^ data_i[12*Width +: Width])
                  ^ data_i[13*Width +: Width]);

  assign data_o[0 +: Width] = sum ^ ((data_i[16*Width +: Width] ^ word_0)
                            ^ (data_i[Width +: Width] ^ word_14) ^ data_i[15*Width +: Width]);

  for (genvar k = 1; k < 12; k++) begin : gen_pair
    assign data_o[k*Width +: Width] = data_i[(16+k)*Width +: Width]
                                    ^ data_i[(k+1)*Width +: Width] ^ data_i[(k+2)*Width +: Width];
  end

  assign data_o[12*Width +: Width] = data_i[28*Width +: Width] ^ word_0
                                   ^ data_i[13*Width +: Width] ^ word_14;
  assign data_o[13*Width +: Width] = data_i[29*Width +: Width] ^ data_i[Width +: Width]
                                   ^ word_14 ^ data_i[15*Width +: Width];
  assign data_o[14*Width +: Width] = sum ^ ((data_i[30*Width +: Width] ^ data_i[Width +: Width])
                                   ^ (data_i[2*Width +: Width] ^ word_14));
  assign data_o[15*Width +: Width] = sum ^ ((data_i[31*Width +: Width] ^ word_0)
                                   ^ (data_i[2*Width +: Width] ^ word_14)
                                   ^ data_i[15*Width +: Width]);

endmodule

`default_nettype wire
