// SPDX-License-Identifier: Apache-2.0
//
// CRC-16 of half a flit: 126 message bytes, zero-extended to 128. Combinational.
//
// g(x) = (x+1)(x^15+x+1) = x^16+x^15+x^2+1, register 0 at the start, bit 0 of byte 0 first, no
// inversion. The transmitted byte 0 is crc_o[7:0]. Two folds bring 1024 bits to
// 256 with the same remainder, 16 reduction XORs finish: a quarter fewer gates than XORs over all
// message bits and several times less work in simulation, for four levels of logic more.
// `crc_o` is 0 when `en_i` is 0.

`default_nettype none

module oio_crc16 (
  /// Evaluate; a simulator skips most of the work when it is 0.
  input  wire logic          en_i,
  /// Byte k at [k*8 +: 8].
  input  wire logic [1007:0] data_i,
  output logic      [15:0]   crc_o
);

  // Bit i of Mask<c> is the coefficient of x^c in x^(255-i+16) mod g(x).
  localparam logic [255:0]
    Mask0  = 256'hfffdfff3ffd7ff0ffddff33fd57f00fdfdf3f3d7d70f0dddd33315558002fff1,
    Mask1  = 256'h7ffefff9ffebff87feeff99feabf807efef9f9ebeb8786eee9998aaac0017ff8,
    Mask2  = 256'hc002800f002200cc02a80ff02020c0c2828f0f2222ccceaaa7ffd000e002400d,
    Mask3  = 256'h6001400780110066015407f810106061414787911166675553ffe80070012006,
    Mask4  = 256'h3000a003c008803300aa03fc08083030a0a3c3c888b333aaa9fff40038009003,
    Mask5  = 256'h18005001e0044019805501fe040418185051e1e4445999d554fffa001c004801,
    Mask6  = 256'h0c002800f002200cc02a80ff02020c0c2828f0f2222ccceaaa7ffd000e002400,
    Mask7  = 256'h06001400780110066015407f810106061414787911166675553ffe8007001200,
    Mask8  = 256'h03000a003c008803300aa03fc08083030a0a3c3c888b333aaa9fff4003800900,
    Mask9  = 256'h018005001e0044019805501fe040418185051e1e4445999d554fffa001c00480,
    Mask10 = 256'h00c002800f002200cc02a80ff02020c0c2828f0f2222ccceaaa7ffd000e00240,
    Mask11 = 256'h006001400780110066015407f810106061414787911166675553ffe800700120,
    Mask12 = 256'h003000a003c008803300aa03fc08083030a0a3c3c888b333aaa9fff400380090,
    Mask13 = 256'h0018005001e0044019805501fe040418185051e1e4445999d554fffa001c0048,
    Mask14 = 256'h000c002800f002200cc02a80ff02020c0c2828f0f2222ccceaaa7ffd000e0024,
    Mask15 = 256'hfffbffe7ffaffe1ffbbfe67faafe01fbfbe7e7afae1e1bbba6662aab0005ffe3;

  logic [511:0] half;
  logic [255:0] quarter;

  oio_crc16_fold #(.Width(32)) u_fold_half (
    .data_i ({16'd0, data_i}),
    .data_o (half)
  );

  oio_crc16_fold #(.Width(16)) u_fold_quarter (
    .data_i (half),
    .data_o (quarter)
  );

  assign crc_o = !en_i ? 16'd0 : {
    ^(quarter & Mask15), ^(quarter & Mask14), ^(quarter & Mask13), ^(quarter & Mask12),
    ^(quarter & Mask11), ^(quarter & Mask10), ^(quarter & Mask9), ^(quarter & Mask8),
    ^(quarter & Mask7), ^(quarter & Mask6), ^(quarter & Mask5), ^(quarter & Mask4),
    ^(quarter & Mask3), ^(quarter & Mask2), ^(quarter & Mask1), ^(quarter & Mask0)
  };

endmodule

`default_nettype wire
