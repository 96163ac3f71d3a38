// SPDX-License-Identifier: Apache-2.0
//
// Scrambler seeds of the 16 lanes of a column, each 4096 unit intervals after the one before.
//
// Combinational; a constant in every use, so that a column module can take its seeds at a port.

`default_nettype none

module oio_serdes_seeds (
  /// Seed of the column's first lane.
  input  wire logic [22:0]      seed_i,
  output logic      [16*23-1:0] seeds_o,
  /// Seed of the next column's first lane.
  output logic      [22:0]      next_o
);

  always_comb begin
    next_o = seed_i;
    for (int i = 0; i < 16; i++) begin
      seeds_o[i*23 +: 23] = next_o;
      next_o              = oio_pkg::scrambler_jump(next_o);
    end
  end

endmodule

`default_nettype wire
