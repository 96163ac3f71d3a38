// SPDX-License-Identifier: Apache-2.0
//
// Descramblers of all physical lanes, after deskew, in the transmitter's lane order.
//
// Wiring around one oio_serdes_scrambler per column; combinational from words to words.

`include "oio_assert.svh"

`default_nettype none

module oio_serdes_descramble #(
  /// Physical lanes.
  parameter  int unsigned Physical = 420,
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi   = 8,
  localparam int unsigned Columns  = (Physical + 15) / 16
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  /// Back to the seeds: during every marker.
  input  wire logic                 seed_i,
  /// `words_i` is a payload word.
  input  wire logic                 payload_i,
  input  wire logic [16*WordUi-1:0] words_i [Columns],
  output logic [16*WordUi-1:0]      words_o [Columns]
);

  // Through an unpacked array, so that Verilator compiles the column module once, not per column.
  logic [16*23-1:0] seeds [Columns];

  for (genvar c = 0; c < Columns; c++) begin : gen_column
    logic [22:0]      first_seed, next_seed;

    if (c == 0) begin : gen_first
      assign first_seed = oio_pkg::ScramblerSeed;
    end else begin : gen_next
      assign first_seed = gen_column[c-1].next_seed;
    end

    oio_serdes_seeds u_seeds (
      .seed_i  (first_seed),
      .seeds_o (seeds[c]),
      .next_o  (next_seed)
    );

    oio_serdes_scrambler #(
      .WordUi (WordUi)
    ) u_scrambler (
      .clk_i     (clk_i),
      .rst_ni    (rst_ni),
      .load_i    (seed_i),
      .advance_i (payload_i),
      .seeds_i   (seeds[c]),
      .data_i    (words_i[c]),
      .data_o    (words_o[c])
    );
  end

  logic unused_seed;
  assign unused_seed = ^gen_column[Columns-1].next_seed;

  `OIO_CHECK(SeedOrPayload_A, !(seed_i && payload_i))

endmodule

`default_nettype wire
