// SPDX-License-Identifier: Apache-2.0
//
// Egress to the die: gives an accepted flit the header of the die hop and registers it.
//
// The die hop has no replay, so the number becomes 0; protocol id, stack and flag stay. The CRC is
// patched for the change, not computed anew: a payload that was damaged behind the check still
// shows at the die. `die_valid_o` follows `in_valid_i` by one clock; the die always takes it.

`include "oio_assert.svh"

`default_nettype none

module oio_ucie_rx (
  input  wire logic          clk_i,
  input  wire logic          rst_ni,

  input  wire logic          in_valid_i,
  input  wire logic [2047:0] in_flit_i,

  output logic               die_valid_o,
  output logic [2047:0]      die_flit_o
);

  logic [15:0] number;
  logic [15:0] crc_patch;

  // The bits of the first two bytes that must become 0.
  assign number = {in_flit_i[15:8], 4'd0, in_flit_i[3:0]};

  oio_crc16_patch u_crc_patch (
    .delta_i ({8'd0, number}),
    .crc_o   (crc_patch)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      die_valid_o <= 1'b0;
    end else begin
      die_valid_o <= in_valid_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (in_valid_i) begin
      die_flit_o <= {in_flit_i[2047:1024], in_flit_i[1023:1008] ^ crc_patch, in_flit_i[1007:16],
                     8'd0, in_flit_i[7:4], 4'd0};
    end
  end

  `OIO_CHECK(DataOnly_A, !in_valid_i || in_flit_i[7:6] == 2'b01)
  `OIO_CHECK(NumberGone_A, !die_valid_o || {die_flit_o[15:8], die_flit_o[3:0]} == '0)

endmodule

`default_nettype wire
