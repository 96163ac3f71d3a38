// SPDX-License-Identifier: Apache-2.0
//
// What a change of the first three bytes of a half flit does to its CRC. Combinational.
//
// The CRC is linear and starts from 0: crc(message ^ delta) = crc(message) ^ crc(delta). With
// `delta_i` the difference of the first three bytes, byte 0 in the low bits, `crc_o` is what to XOR
// into the CRC of oio_crc16; with the bytes of a message that is zero otherwise it is the CRC.

`default_nettype none

module oio_crc16_patch (
  input  wire logic [23:0] delta_i,
  output logic      [15:0] crc_o
);

  // Bit i of Mask<c> is the coefficient of x^c in x^(1023-i+16) mod g(x).
  localparam logic [23:0] Mask0  = 24'h57000d;
  localparam logic [23:0] Mask1  = 24'hab8006;
  localparam logic [23:0] Mask2  = 24'h02c00e;
  localparam logic [23:0] Mask3  = 24'h016007;
  localparam logic [23:0] Mask4  = 24'h00b003;
  localparam logic [23:0] Mask5  = 24'h005801;
  localparam logic [23:0] Mask6  = 24'h002c00;
  localparam logic [23:0] Mask7  = 24'h001600;
  localparam logic [23:0] Mask8  = 24'h800b00;
  localparam logic [23:0] Mask9  = 24'h400580;
  localparam logic [23:0] Mask10 = 24'h2002c0;
  localparam logic [23:0] Mask11 = 24'h900160;
  localparam logic [23:0] Mask12 = 24'hc800b0;
  localparam logic [23:0] Mask13 = 24'he40058;
  localparam logic [23:0] Mask14 = 24'hf2002c;
  localparam logic [23:0] Mask15 = 24'hae001b;

  assign crc_o = {
    ^(delta_i & Mask15), ^(delta_i & Mask14), ^(delta_i & Mask13), ^(delta_i & Mask12),
    ^(delta_i & Mask11), ^(delta_i & Mask10), ^(delta_i & Mask9), ^(delta_i & Mask8),
    ^(delta_i & Mask7), ^(delta_i & Mask6), ^(delta_i & Mask5), ^(delta_i & Mask4),
    ^(delta_i & Mask3), ^(delta_i & Mask2), ^(delta_i & Mask1), ^(delta_i & Mask0)
  };

endmodule

`default_nettype wire
