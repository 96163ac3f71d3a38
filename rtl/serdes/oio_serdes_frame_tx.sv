// SPDX-License-Identifier: Apache-2.0
//
// What the transmitter sends in each word clock: PRBS, markers, pad, training message or rows.
//
// `pop_o` asks for a row one clock before `use_payload_o` sends it; all other outputs belong to the
// same clock as `use_*`. A change to frames, and from training to payload, happens at a marker; going
// dark or to PRBS happens at once. Payload starts only when rows wait (`row_valid_i`).

`include "oio_assert.svh"

`default_nettype none

module oio_serdes_frame_tx #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi      = 8,
  /// Rows between two markers; a multiple of 256, so that flits and messages fit.
  parameter  int unsigned MarkerRows  = 4096,
  localparam int unsigned MarkerWords = oio_pkg::MarkerUi / WordUi,
  localparam int unsigned HeadWords   = MarkerWords + oio_pkg::PadWords,
  localparam int unsigned FrameWords  = HeadWords + MarkerRows * 8 / WordUi,
  localparam int unsigned PosW        = $clog2(FrameWords)
) (
  input  wire logic         clk_i,
  input  wire logic         rst_ni,
  input  wire logic [2:0]   mode_i,
  input  wire logic         row_valid_i,

  output logic              light_o,
  output logic              pop_o,
  output logic              use_marker_o,
  output logic              use_pad_o,
  output logic              use_prbs_o,
  output logic              use_message_o,
  output logic              use_payload_o,
  output logic      [2:0]   marker_index_o,
  output logic      [15:0]  common_word_o,
  /// Back to the scrambler seeds: during every marker.
  output logic              seed_o,
  /// Payload frames are being sent.
  output logic              active_o,
  /// A row was due and none was there.
  output logic              underflow_o
);

  if (MarkerRows % 256 != 0) begin : gen_check_rows
    $fatal(1, "oio_serdes_frame_tx: MarkerRows is %0d, must be a multiple of 256", MarkerRows);
  end

  logic [2:0]      mode_q;
  logic [PosW-1:0] pos_q, pos_d;
  logic            in_marker, in_pad, in_rows, last, framed;

  assign framed    = mode_q == oio_pkg::TxTrain || mode_q == oio_pkg::TxActive;
  assign in_marker = (framed || mode_q == oio_pkg::TxAlign) && pos_q < PosW'(MarkerWords);
  assign in_pad    = framed && !in_marker && pos_q < PosW'(HeadWords);
  assign in_rows   = framed && pos_q >= PosW'(HeadWords);
  assign last      = mode_q == oio_pkg::TxAlign ? pos_q == PosW'(MarkerWords - 1)
                                                : pos_q == PosW'(FrameWords - 1);
  assign pop_o     = in_rows && mode_q == oio_pkg::TxActive;
  assign active_o  = mode_q == oio_pkg::TxActive;

  always_comb begin
    pos_d = '0;
    if ((framed || mode_q == oio_pkg::TxAlign) && !last) pos_d = pos_q + 1'b1;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      mode_q <= oio_pkg::TxDark;
      pos_q  <= '0;
    end else if (mode_i == oio_pkg::TxDark || mode_i == oio_pkg::TxPrbs) begin
      mode_q <= mode_i;
      pos_q  <= '0;
    end else if (mode_q == oio_pkg::TxDark || mode_q == oio_pkg::TxPrbs) begin
      mode_q <= mode_i == oio_pkg::TxActive ? oio_pkg::TxTrain : mode_i;
      pos_q  <= '0;
    end else begin
      pos_q <= pos_d;
      if (last && mode_i != mode_q && (mode_i != oio_pkg::TxActive || row_valid_i)) begin
        mode_q <= mode_i;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      light_o        <= 1'b0;
      use_marker_o   <= 1'b0;
      use_pad_o      <= 1'b0;
      use_prbs_o     <= 1'b0;
      use_message_o  <= 1'b0;
      use_payload_o  <= 1'b0;
      marker_index_o <= '0;
      common_word_o  <= '0;
      seed_o         <= 1'b0;
      underflow_o    <= 1'b0;
    end else begin
      light_o        <= mode_q != oio_pkg::TxDark;
      use_marker_o   <= in_marker;
      use_pad_o      <= in_pad;
      use_prbs_o     <= mode_q == oio_pkg::TxPrbs;
      use_message_o  <= in_rows && mode_q == oio_pkg::TxTrain;
      use_payload_o  <= pop_o;
      marker_index_o <= 3'(pos_q);
      common_word_o  <= mode_q == oio_pkg::TxAlign ? oio_pkg::CwAlign
                        : mode_q == oio_pkg::TxTrain ? oio_pkg::CwTrain : oio_pkg::CwActive;
      seed_o         <= in_marker;
      underflow_o    <= pop_o && !row_valid_i;
    end
  end

  `OIO_ASSERT(PositionInFrame_A, pos_q < PosW'(FrameWords))
  `OIO_ASSERT(PayloadInRows_A, pop_o |-> in_rows)

endmodule

`default_nettype wire
