// SPDX-License-Identifier: Apache-2.0
//
// Event counter that stops at its largest value instead of wrapping.
//
// Adds `step_i` at each edge. An event in the clock of a clear is not lost: the count then starts
// from `step_i`.

`include "oio_assert.svh"

`default_nettype none

module oio_sat_counter #(
  /// Bits of the count.
  parameter int unsigned Width = 32,
  /// Bits of the step; 1 for a plain event. Smaller than Width.
  parameter int unsigned StepW = 1
) (
  input  wire logic             clk_i,
  input  wire logic             rst_ni,
  input  wire logic             clear_i,
  input  wire logic [StepW-1:0] step_i,
  output logic      [Width-1:0] count_o
);

  if (StepW >= Width) begin : gen_check_step
    $fatal(1, "oio_sat_counter: StepW is %0d, must be below Width (%0d)", StepW, Width);
  end

  logic [Width-1:0] count_q;
  logic [Width:0]   sum;
  logic [Width-1:0] count_d;

  assign count_o = count_q;
  assign sum     = {1'b0, clear_i ? '0 : count_q} + (Width + 1)'(step_i);
  assign count_d = sum[Width] ? '1 : sum[Width-1:0];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      count_q <= '0;
    end else if (clear_i || step_i != '0) begin
      count_q <= count_d;
    end
  end

  `OIO_CHECK(NeverFallsByItself_A, clear_i || count_d >= count_q)

endmodule

`default_nettype wire
