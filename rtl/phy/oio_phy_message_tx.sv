// SPDX-License-Identifier: Apache-2.0
//
// Training messages: 256 bytes with flags and the map of dead lanes, repeated on every lane.
//
// Byte 0 A7h, byte 1 flags, bytes 4 to 139 the dead lanes (bit n of byte 4+m is lane 8m+n), bytes
// 254-255 CRC-16 over bytes 0 to 253, low byte first. `word_o` is combinational from the position;
// `advance_i` moves on by one word. Flags are taken at byte 0; the map must be stable while the
// ready flag is set (the caller sets it last).

`include "oio_assert.svh"

`default_nettype none

module oio_phy_message_tx #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi   = 8,
  /// Physical lanes.
  parameter  int unsigned Physical = 420,
  localparam int unsigned Bytes    = WordUi / 8,
  localparam int unsigned PosW     = $clog2(oio_pkg::MessageBytes / Bytes)
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  /// Start of a message at the next word.
  input  wire logic                 restart_i,
  input  wire logic                 advance_i,
  input  wire logic [7:0]           flags_i,
  input  wire logic [Physical-1:0]  dead_i,
  output logic      [WordUi-1:0]    word_o
);

  localparam int unsigned MapBytes = 136;

  logic [PosW-1:0]         pos_q;
  logic [15:0]             crc_q, crc_d;
  logic [7:0]              flags_q, flags;
  logic [8*MapBytes-1:0]   dead_map;

  assign dead_map = (8*MapBytes)'(dead_i);
  assign flags    = pos_q == '0 ? flags_i : flags_q;

  int unsigned index;

  always_comb begin
    index  = 0;
    crc_d  = pos_q == '0 ? '0 : crc_q;
    word_o = '0;
    for (int b = 0; b < 32'(Bytes); b++) begin
      index = 32'(pos_q) * Bytes + 32'(b);
      if (index == 0) begin
        word_o[b*8 +: 8] = 8'hA7;
      end else if (index == 1) begin
        word_o[b*8 +: 8] = flags;
      end else if (index >= 4 && index < 4 + MapBytes) begin
        word_o[b*8 +: 8] = dead_map[(index - 4)*8 +: 8];
      end else if (index == 254) begin
        word_o[b*8 +: 8] = crc_d[7:0];
      end else if (index == 255) begin
        word_o[b*8 +: 8] = crc_d[15:8];
      end
      if (index < 254) crc_d = oio_pkg::crc16_byte(crc_d, word_o[b*8 +: 8]);
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      pos_q   <= '0;
      crc_q   <= '0;
      flags_q <= '0;
    end else if (restart_i) begin
      pos_q <= '0;
    end else if (advance_i) begin
      pos_q   <= pos_q + 1'b1;
      crc_q   <= crc_d;
      flags_q <= flags;
    end
  end

  `OIO_ASSERT(FlagsHeld_A, advance_i && pos_q != '0 |=> $stable(flags_q))

endmodule

`default_nettype wire
