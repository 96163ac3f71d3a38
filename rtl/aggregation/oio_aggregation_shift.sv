// SPDX-License-Identifier: Apache-2.0
//
// One binary stage of the spare map for one column: lanes with their select bit set take the word
// `Shift` lanes away, upwards (Expand = 1, from lower lanes, towards the fibre) or downwards.
//
// Stages of shift 2^k in a row move every lane by the number of dead lanes below it. The moves are
// monotone, so with the largest stage first when expanding and last when compacting no two lanes
// ever meet: a network of 2:1 selectors replaces a crossbar. Combinational from words to words;
// select bits are written one per clock.

`include "oio_assert.svh"

`default_nettype none

module oio_aggregation_shift #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter int unsigned WordUi = 8,
  /// Lanes moved: 1, 2, 4, 8, or 16 (the neighbour column as it is wired).
  parameter int unsigned Shift  = 1,
  /// 1: take from lower lanes; 0: from higher ones.
  parameter bit          Expand = 1'b1
) (
  input  wire logic                  clk_i,
  input  wire logic                  rst_ni,
  input  wire logic [16*WordUi-1:0]  own_i,
  /// The column below (Expand) or above; stages below 16 use only its near lanes.
  /* verilator lint_off UNUSEDSIGNAL */
  input  wire logic [16*WordUi-1:0]  neighbour_i,
  /* verilator lint_on UNUSEDSIGNAL */
  output logic      [16*WordUi-1:0]  words_o,

  input  wire logic                  clear_i,
  input  wire logic [6:0]            column_i,
  input  wire logic                  write_i,
  input  wire logic [10:0]           write_position_i
);
  /*verilator no_inline_module*/

  if (Shift != 1 && Shift != 2 && Shift != 4 && Shift != 8 && Shift != 16) begin : gen_check_shift
    $fatal(1, "oio_aggregation_shift: Shift is %0d, must be 1, 2, 4, 8 or 16", Shift);
  end

  logic [15:0]          select_q;
  logic [16*WordUi-1:0] moved;

  if (Shift == 16) begin : gen_whole
    assign moved = neighbour_i;
  end else if (Expand) begin : gen_expand
    assign moved = {own_i[(16-Shift)*WordUi-1:0], neighbour_i[16*WordUi-1 -: Shift*WordUi]};
  end else begin : gen_compact
    assign moved = {neighbour_i[Shift*WordUi-1:0], own_i[16*WordUi-1:Shift*WordUi]};
  end

  always_comb begin
    words_o = own_i;
    if (select_q != '0) begin
      for (int i = 0; i < 16; i++) begin
        if (select_q[i]) words_o[i*WordUi +: WordUi] = moved[i*WordUi +: WordUi];
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      select_q <= '0;
    end else if (clear_i) begin
      select_q <= '0;
    end else if (write_i && write_position_i[10:4] == column_i) begin
      select_q[write_position_i[3:0]] <= 1'b1;
    end
  end

  `OIO_CHECK(NoWriteInClear_A, !(clear_i && write_i))

endmodule

`default_nettype wire
