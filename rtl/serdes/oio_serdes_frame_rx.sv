// SPDX-License-Identifier: Apache-2.0
//
// Position in the received frame, counted on the deskewed words, and what follows from it.
//
// `load_i` sets the position of the next clock once the markers have been found; from then on it
// runs freely, since both ends count the same word rate. All strobes belong to the word that leaves
// the deskew in the same clock, except `countdown_o`, which counts towards the pad word ahead of
// time so that each lane can probe it before its own deskew delay.

`include "oio_assert.svh"

`default_nettype none

module oio_serdes_frame_rx #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi      = 8,
  /// Rows between two markers.
  parameter  int unsigned MarkerRows  = 4096,
  /// Words from a phase code to the word sampled with it at the pins.
  parameter  int unsigned SampleWords = 1,
  localparam int unsigned MarkerWords = oio_pkg::MarkerUi / WordUi,
  localparam int unsigned HeadWords   = MarkerWords + oio_pkg::PadWords,
  localparam int unsigned FrameWords  = HeadWords + MarkerRows * 8 / WordUi,
  localparam int unsigned PosW        = $clog2(FrameWords)
) (
  input  wire logic             clk_i,
  input  wire logic             rst_ni,
  input  wire logic             load_i,
  input  wire logic [PosW-1:0]  position_i,

  output logic                  marker_o,
  output logic      [2:0]       marker_index_o,
  /// The clock after the last marker word.
  output logic                  close_o,
  output logic                  rows_o,
  output logic                  first_row_o,
  /// Pad word ahead: `window_o` and words to go, for phase tracking.
  output logic                  window_o,
  output logic      [4:0]       countdown_o
);

  // From the clock in which a lane with delay d starts its probe, 3 + SampleWords + d clocks pass
  // until the probed pad word leaves the deskew: code register, sampling, input register, slip.
  localparam int unsigned ProbeLead = 3 + SampleWords;

  logic [PosW-1:0] pos_q;
  logic [PosW:0]   to_pad;

  assign to_pad = pos_q <= PosW'(MarkerWords)
                  ? (PosW+1)'(MarkerWords) - (PosW+1)'(pos_q)
                  : (PosW+1)'(MarkerWords + FrameWords) - (PosW+1)'(pos_q);

  assign window_o       = to_pad >= (PosW+1)'(ProbeLead) && to_pad < (PosW+1)'(ProbeLead + 32);
  assign countdown_o    = 5'(to_pad - (PosW+1)'(ProbeLead));
  assign marker_o       = pos_q < PosW'(MarkerWords);
  assign marker_index_o = 3'(pos_q);
  assign close_o        = pos_q == PosW'(MarkerWords);
  assign rows_o         = pos_q >= PosW'(HeadWords);
  assign first_row_o    = pos_q == PosW'(HeadWords);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      pos_q <= '0;
    end else if (load_i) begin
      pos_q <= position_i;
    end else begin
      pos_q <= pos_q == PosW'(FrameWords - 1) ? '0 : pos_q + 1'b1;
    end
  end

  `OIO_ASSERT(PositionInFrame_A, pos_q < PosW'(FrameWords))

endmodule

`default_nettype wire
