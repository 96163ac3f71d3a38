// SPDX-License-Identifier: Apache-2.0
//
// Deskew and reordering of one column, which is also the slice within which lanes may be permuted.
//
// Every lane is delayed by its own number of words, 0 to Depth-1; then position t of the slice
// takes lane `source[t]`. One clock from `words_i` to `words_o` for a delay of zero.

`include "oio_assert.svh"

`default_nettype none

module oio_aggregation_deskew #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi = 8,
  /// Words of delay line per lane; a power of two.
  parameter  int unsigned Depth  = 16,
  localparam int unsigned AddrW  = $clog2(Depth)
) (
  input  wire logic                  clk_i,
  input  wire logic                  rst_ni,
  input  wire logic [16*WordUi-1:0]  words_i,
  output logic      [16*WordUi-1:0]  words_o,

  /// All delays to zero, all lanes to their own positions.
  input  wire logic                  clear_i,
  input  wire logic [6:0]            column_i,
  input  wire logic                  write_i,
  input  wire logic [6:0]            write_column_i,
  /// Lane that the delay belongs to, and the position of the slice that takes this lane.
  input  wire logic [3:0]            write_lane_i,
  input  wire logic [3:0]            write_position_i,
  input  wire logic [4:0]            delay_i,
  /// Delay of each lane, in words.
  output logic      [16*5-1:0]       delay_o,
  /// Lane that each position takes.
  output logic      [16*4-1:0]       source_o
);
  /*verilator no_inline_module*/

  if (Depth < 2 || Depth > 32 || (Depth & (Depth - 1)) != 0) begin : gen_check_depth
    $fatal(1, "oio_aggregation_deskew: Depth is %0d, must be a power of two from 2 to 32", Depth);
  end

  // Position t takes lane t.
  localparam logic [63:0] Straight = 64'hFEDC_BA98_7654_3210;

  logic [16*WordUi-1:0] delayed;
  logic [AddrW-1:0]     write_addr_q;
  logic                 selected;

  assign selected = write_i && write_column_i == column_i;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      write_addr_q <= '0;
    end else begin
      write_addr_q <= write_addr_q + 1'b1;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      delay_o  <= '0;
      source_o <= Straight;
    end else if (clear_i) begin
      delay_o  <= '0;
      source_o <= Straight;
    end else if (selected) begin
      for (int i = 0; i < 16; i++) begin
        if (write_lane_i == 4'(i)) delay_o[i*5 +: 5] <= delay_i;
        if (write_position_i == 4'(i)) source_o[i*4 +: 4] <= write_lane_i;
      end
    end
  end

  for (genvar i = 0; i < 16; i++) begin : gen_lane
    logic [WordUi-1:0] line_q [0:Depth-1];
    logic [4:0]        delay;

    assign delay = delay_o[i*5 +: 5];

    // The delay line has no reset: marker lock comes long after it has been filled.
    always_ff @(posedge clk_i) begin
      line_q[write_addr_q] <= words_i[i*WordUi +: WordUi];
    end

    assign delayed[i*WordUi +: WordUi] =
        delay == '0 ? words_i[i*WordUi +: WordUi] : line_q[write_addr_q - AddrW'(delay)];
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      words_o <= '0;
    end else begin
      for (int t = 0; t < 16; t++) begin
        words_o[t*WordUi +: WordUi] <= delayed[32'(source_o[t*4 +: 4])*WordUi +: WordUi];
      end
    end
  end

  `OIO_CHECK(DelayFits_A, !selected || 6'(delay_i) < 6'(Depth))

endmodule

`default_nettype wire
