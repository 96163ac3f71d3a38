// SPDX-License-Identifier: Apache-2.0
//
// Credits for the die: one credit lets it send one flit into the ingress buffer.
//
// The first clock after reset grants `Credits`, later clocks one for every flit that left the
// buffer and one for every flit that was discarded on arrival. An event in cycle n is granted in
// cycle n+1. `held_o` follows what the die still holds; a die that sends without a credit breaks an
// assertion.

`include "oio_assert.svh"

`default_nettype none

module oio_ucie_credit #(
  /// Flits the ingress buffer takes, 2 to 64.
  parameter int unsigned Credits = 64
) (
  input  wire logic  clk_i,
  input  wire logic  rst_ni,

  /// A flit arrived from the die and used up a credit.
  input  wire logic  used_i,
  /// A flit left the ingress buffer.
  input  wire logic  freed_i,
  /// A flit was discarded before it entered the buffer.
  input  wire logic  discarded_i,

  /// Credits granted in this clock.
  output logic [6:0] credit_o,
  /// Credits the die holds, those granted in this clock included.
  output logic [6:0] held_o
);

  if (Credits < 2 || Credits > 64) begin : gen_check_credits
    $fatal(1, "oio_ucie_credit: Credits is %0d, must be 2 to 64", Credits);
  end

  logic       advertised_q;
  logic [6:0] credit_d;
  logic [6:0] credit_q;
  logic [6:0] held_q;

  assign credit_d = advertised_q ? 7'(freed_i) + 7'(discarded_i) : 7'(Credits);
  assign credit_o = credit_q;
  assign held_o   = held_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      advertised_q <= 1'b0;
      credit_q     <= '0;
      held_q       <= '0;
    end else begin
      advertised_q <= 1'b1;
      credit_q     <= credit_d;
      held_q       <= held_q + credit_d - 7'(used_i);
    end
  end

  `OIO_CHECK(DieHasCredit_A, !(used_i && held_q == '0))
  `OIO_CHECK(HeldInRange_A, held_q <= 7'(Credits))
  `OIO_CHECK(NothingFreedEarly_A, advertised_q || !(freed_i || discarded_i))

endmodule

`default_nettype wire
