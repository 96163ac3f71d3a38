// SPDX-License-Identifier: Apache-2.0
//
// Spare map: spreads the active lanes over the good physical ones (Expand = 1, towards the fibre),
// or brings them back together.
//
// Stages of shift 2^k in a row move every lane by the number of dead lanes below it. The moves are
// monotone, so with the largest stage first when expanding and last when compacting no two lanes
// ever meet: a network of 2:1 selectors replaces a crossbar. Combinational from words to words; the
// select bits are loaded from the list of dead lanes, one lane per clock (oio_aggregation_lane_map).
//
// Array level: one loop over columns in place, of which a stage that moves nothing costs nothing in
// simulation. In hardware it is Stages selectors per lane.

`include "oio_assert.svh"

`default_nettype none

module oio_aggregation_spare_map #(
  /// Active lanes.
  parameter  int unsigned Lanes    = 400,
  /// Spare lanes.
  parameter  int unsigned Spares   = 20,
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi   = 8,
  /// 1: active lanes to physical lanes; 0: physical to active.
  parameter  bit          Expand   = 1'b1,
  localparam int unsigned Physical = Lanes + Spares,
  localparam int unsigned Columns  = (Physical + 15) / 16
) (
  input  wire logic                 clk_i,
  input  wire logic                 rst_ni,
  input  wire logic [16*WordUi-1:0] words_i [Columns],
  output logic [16*WordUi-1:0]      words_o [Columns],

  /// Load the map anew; done stays high from the end of a load to the next start.
  input  wire logic                 start_i,
  input  wire logic [Physical-1:0]  dead_i,
  output logic                      done_o,
  /// Dead lanes that a spare replaces.
  output logic      [6:0]           mapped_o
);

  localparam int unsigned Stages = Spares == 0 ? 1 : $clog2(Spares + 1);
  localparam int unsigned ColW   = 16 * WordUi;
  localparam int unsigned PosW   = $clog2(16 * Columns);

  logic        clear, place, busy, short;
  logic [10:0] visit, logical;
  logic [6:0]  offset;

  oio_aggregation_lane_map #(
    .Lanes  (Lanes),
    .Spares (Spares)
  ) u_lane_map (
    .clk_i     (clk_i),
    .rst_ni    (rst_ni),
    .start_i   (start_i),
    .visit_o   (visit),
    .dead_i    (dead_i[$clog2(Physical)'(visit)]),
    .clear_o   (clear),
    .place_o   (place),
    .logical_o (logical),
    .offset_o  (offset),
    .busy_o    (busy),
    .done_o    (done_o),
    .short_o   (short),
    .mapped_o  (mapped_o)
  );

  // Select bits of each stage, and whether it moves anything at all.
  logic [16*Columns-1:0] select_q [Stages];
  logic [Stages-1:0]     used_q;

  for (genvar k = 0; k < Stages; k++) begin : gen_stage
    // Where the lane that is placed stands after this stage.
    /* verilator lint_off UNUSEDSIGNAL */  // upper bits, of few lanes
    logic [10:0] position;
    /* verilator lint_on UNUSEDSIGNAL */
    if (Expand) begin : gen_expand
      assign position = logical + ((11'(offset) >> k) << k);
    end else begin : gen_compact
      assign position = logical + ((11'(offset) >> (k + 1)) << (k + 1));
    end

    always_ff @(posedge clk_i or negedge rst_ni) begin
      if (!rst_ni) begin
        used_q[k] <= 1'b0;
      end else if (clear) begin
        used_q[k] <= 1'b0;
      end else if (place && offset[k]) begin
        used_q[k] <= 1'b1;
      end
    end

    // No reset: a stage that is not used passes everything.
    always_ff @(posedge clk_i) begin
      if (clear) begin
        select_q[k] <= '0;
      end else if (place && offset[k]) begin
        select_q[k][PosW'(position)] <= 1'b1;
      end
    end
  end

  // Waves show what comes in and out, not the last turn of the loops.
  /* verilator tracing_off */
  logic [ColW-1:0] moved;
  logic [15:0]     selects;

  // In place: each column is written after all that take from it have done so. Stage k moves by 2^k
  // lanes, from the neighbour column or, from 16 lanes on, by whole columns. Loop variables stand in
  // every index as they are, because Yosys unrolls no other.
  if (Expand) begin : gen_expand
    always_comb begin
      moved   = '0;
      selects = '0;
      for (int c = 0; c < Columns; c++) words_o[c] = words_i[c];
      for (int k = Stages - 1; k >= 0; k--) begin
        if (used_q[k]) begin
          for (int c = Columns - 1; c >= 0; c--) begin
            selects = select_q[k][c*16 +: 16];
            if (selects != '0) begin
              if (k < 4) begin
                moved = ColW'({words_o[c], c > 0 ? words_o[c > 0 ? c - 1 : 0] : ColW'(0)}
                              >> ((16 - (1 << k)) * WordUi));
              end else begin
                moved = c >= (1 << (k - 4)) ? words_o[c >= (1 << (k - 4)) ? c - (1 << (k - 4)) : 0]
                                            : ColW'(0);
              end
              for (int i = 0; i < 16; i++) begin
                if (selects[i]) words_o[c][i*WordUi +: WordUi] = moved[i*WordUi +: WordUi];
              end
            end
          end
        end
      end
    end
  end else begin : gen_compact
    always_comb begin
      moved   = '0;
      selects = '0;
      for (int c = 0; c < Columns; c++) words_o[c] = words_i[c];
      for (int k = 0; k < Stages; k++) begin
        if (used_q[k]) begin
          for (int c = 0; c < Columns; c++) begin
            selects = select_q[k][c*16 +: 16];
            if (selects != '0) begin
              if (k < 4) begin
                moved = ColW'({c + 1 < Columns ? words_o[c + 1 < Columns ? c + 1 : 0] : ColW'(0),
                               words_o[c]} >> ((1 << k) * WordUi));
              end else begin
                moved = c + (1 << (k - 4)) < Columns
                        ? words_o[c + (1 << (k - 4)) < Columns ? c + (1 << (k - 4)) : 0] : ColW'(0);
              end
              for (int i = 0; i < 16; i++) begin
                if (selects[i]) words_o[c][i*WordUi +: WordUi] = moved[i*WordUi +: WordUi];
              end
            end
          end
        end
      end
    end
  end
  /* verilator tracing_on */

  logic unused_map;
  assign unused_map = ^{busy, short, visit, offset, logical};

  `OIO_CHECK(NoPlaceInClear_A, !(clear && place))

endmodule

`default_nettype wire
