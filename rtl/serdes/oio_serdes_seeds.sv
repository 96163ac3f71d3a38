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
  /*verilator no_inline_module*/

  for (genvar i = 0; i < 16; i++) begin : gen_lane
    logic [22:0] seed, next;
    if (i == 0) begin : gen_first
      assign seed = seed_i;
    end else begin : gen_later
      assign seed = gen_lane[i-1].next;
    end
    for (genvar b = 0; b < 23; b++) begin : gen_bit
      assign next[b] = ^(seed & oio_pkg::ScramblerJump[b*23 +: 23]);
    end
    assign seeds_o[i*23 +: 23] = seed;
  end

  assign next_o = gen_lane[15].next;

endmodule

`default_nettype wire
