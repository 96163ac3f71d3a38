// SPDX-License-Identifier: Apache-2.0
//
// Receives the training messages of oio_phy_message_tx from the voted training word.
//
// `valid_o` pulses after a message with a good CRC, together with its flags; `dead_o` is then the
// map of that message, and stays until the next good one with the ready flag.

`include "oio_assert.svh"

`default_nettype none

module oio_phy_message_rx #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi   = 8,
  /// Physical lanes.
  parameter  int unsigned Physical = 420,
  localparam int unsigned Bytes    = WordUi / 8,
  localparam int unsigned PosW     = $clog2(oio_pkg::MessageBytes / Bytes)
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  /// Forget the far map.
  input  wire logic                 clear_i,
  /// `word_i` is a training word; `first_i` marks the first one of a frame.
  input  wire logic                 word_valid_i,
  input  wire logic                 first_i,
  input  wire logic [WordUi-1:0]    word_i,
  output logic                      valid_o,
  output logic      [7:0]           flags_o,
  output logic      [Physical-1:0]  dead_o
);

  localparam int unsigned MapBytes = 136;

  logic [PosW-1:0]       pos_q, pos;
  logic [15:0]           crc_q, crc_d, crc_seen_q, crc_seen_d;
  logic                  magic_q, magic_d, last;
  logic [7:0]            flags_q, flags_d;
  logic [8*MapBytes-1:0] shadow_q, shadow_d;

  assign pos  = first_i ? '0 : pos_q;
  assign last = pos == PosW'(oio_pkg::MessageBytes / Bytes - 1);

  int unsigned index;

  always_comb begin
    index      = 0;
    crc_d      = pos == '0 ? '0 : crc_q;
    crc_seen_d = crc_seen_q;
    magic_d    = magic_q;
    flags_d    = flags_q;
    shadow_d   = shadow_q;
    if (word_valid_i) begin
      for (int b = 0; b < 32'(Bytes); b++) begin
        index = 32'(pos) * Bytes + 32'(b);
        if (index == 0) magic_d = word_i[7:0] == 8'hA7;
        if (index == 1) flags_d = word_i[b*8 +: 8];
        if (index >= 4 && index < 4 + MapBytes) shadow_d[(index - 4)*8 +: 8] = word_i[b*8 +: 8];
        if (index == 254) crc_seen_d[7:0] = word_i[b*8 +: 8];
        if (index == 255) crc_seen_d[15:8] = word_i[b*8 +: 8];
        if (index < 254) crc_d = oio_pkg::crc16_byte(crc_d, word_i[b*8 +: 8]);
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      pos_q      <= '0;
      crc_q      <= '0;
      crc_seen_q <= '0;
      magic_q    <= 1'b0;
      flags_q    <= '0;
      shadow_q   <= '0;
      valid_o    <= 1'b0;
      flags_o    <= '0;
      dead_o     <= '0;
    end else if (clear_i) begin
      pos_q   <= '0;
      magic_q <= 1'b0;
      valid_o <= 1'b0;
      flags_o <= '0;
      dead_o  <= '0;
    end else begin
      valid_o <= 1'b0;
      if (word_valid_i) begin
        pos_q      <= pos + 1'b1;
        crc_q      <= crc_d;
        crc_seen_q <= crc_seen_d;
        magic_q    <= magic_d;
        flags_q    <= flags_d;
        shadow_q   <= shadow_d;
        if (last && magic_d && crc_d == crc_seen_d) begin
          valid_o <= 1'b1;
          flags_o <= flags_d;
          if (flags_d[0]) dead_o <= shadow_q[Physical-1:0];
        end
      end
    end
  end

  // Bits of the map above the last lane are sent as zeros.
  logic unused_shadow;
  assign unused_shadow = ^shadow_q;

  `OIO_ASSERT(ValidIsPulse_A, valid_o |=> !valid_o)

endmodule

`default_nettype wire
