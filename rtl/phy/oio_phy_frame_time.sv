// SPDX-License-Identifier: Apache-2.0
//
// Where in the received frame the deskewed lanes stand.
//
// `time_o` counts words and stamps the markers of the lanes. The first marker of the capture starts a
// count of its own, modulo the frame; `position_o` is what the position counter behind the deskew has
// to be loaded with in the same clock, once the spread between the first and the latest lane is known.

`include "oio_assert.svh"

`default_nettype none

module oio_phy_frame_time #(
  /// Unit intervals of one lane word: 8, 16 or 32.
  parameter  int unsigned WordUi     = 8,
  /// Words of a frame.
  parameter  int unsigned FrameWords = 4106,
  localparam int unsigned PosW       = $clog2(FrameWords)
) (
  input  wire logic            clk_i,
  input  wire logic            rst_ni,

  /// One clock: the first marker of the capture is complete on some lane.
  input  wire logic            first_i,
  /// Words between the first and the latest lane.
  input  wire logic [7:0]      spread_i,

  output logic      [7:0]      time_o,
  /// `time_o` at the first marker.
  output logic      [7:0]      first_time_o,
  output logic      [PosW-1:0] position_o
);

  localparam int unsigned MarkerWords = oio_pkg::MarkerUi / WordUi;

  logic [PosW-1:0] since_q;
  logic            since_run_q;
  logic [PosW+1:0] sum;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      time_o       <= '0;
      first_time_o <= '0;
      since_q      <= '0;
      since_run_q  <= 1'b0;
    end else begin
      time_o <= time_o + 1'b1;
      if (first_i) begin
        first_time_o <= time_o;
        since_q      <= PosW'(1);
        since_run_q  <= 1'b1;
      end else if (since_run_q) begin
        since_q <= since_q == PosW'(FrameWords - 1) ? '0 : since_q + 1'b1;
      end
    end
  end

  // The latest lane's marker ended `spread` words after the first one, and passes the deskew one clock
  // later.
  assign sum = (PosW+2)'(since_q) + (PosW+2)'(MarkerWords - 1 + FrameWords) - (PosW+2)'(spread_i);
  assign position_o = PosW'(sum >= (PosW+2)'(2 * FrameWords) ? sum - (PosW+2)'(2 * FrameWords)
                            : sum >= (PosW+2)'(FrameWords) ? sum - (PosW+2)'(FrameWords) : sum);

  `OIO_CHECK(SpreadIsShort_A, 32'(spread_i) < FrameWords)

endmodule

`default_nettype wire
