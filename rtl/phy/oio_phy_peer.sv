// SPDX-License-Identifier: Apache-2.0
//
// What the two controllers tell each other in the exchange, and what each keeps of it.
//
// A side that has found its lanes says so in every message, together with their map; it loads the far
// map once, into its transmitter, and then says that too. `agreed_o` is high when both have done both.
// The flags also carry whether a side is fresh, that is without retry state: if either is, both begin
// their sequence numbers again (`restart_o`). Everything but freshness is forgotten at a new start.

`include "oio_assert.svh"

`default_nettype none

module oio_phy_peer (
  input  wire logic       clk_i,
  input  wire logic       rst_ni,

  /// Dark at a start: nothing that was said before it counts.
  input  wire logic       starting_i,
  /// One clock: the map of the own receiver is loaded.
  input  wire logic       rx_mapped_i,
  input  wire logic       exchange_i,
  /// One clock, the last of the exchange.
  input  wire logic       leave_i,

  // Messages of the far side: {fresh, map applied, map ready}.
  input  wire logic       message_valid_i,
  input  wire logic [2:0] message_flags_i,
  // Frames of the far side.
  input  wire logic       frame_close_i,
  input  wire logic       frame_is_active_i,

  // The far map into the own transmitter.
  output logic            tx_map_start_o,
  input  wire logic       tx_map_done_i,

  /// What the own messages say: {0, fresh, map applied, map ready}.
  output logic      [7:0] flags_o,
  /// Both ends know their lanes and each other's.
  output logic            agreed_o,
  /// The far side sends payload.
  output logic            far_active_o,
  /// This side was not active since reset; as it is now, and as it was at the start of this training.
  output logic            fresh_o,
  output logic            fresh_start_o,
  output logic            far_fresh_o,
  /// One clock: start sequence numbers again.
  output logic            restart_o
);

  // Clocks until the start of the map's loading has certainly reached the transmit side.
  localparam int unsigned AgeW = 6;

  logic            far_ready_q, far_applied_q, own_ready_q, applied_q, resumed_q;
  logic [AgeW-1:0] map_age_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      fresh_o       <= 1'b1;
      fresh_start_o <= 1'b1;
      far_ready_q   <= 1'b0;
      far_applied_q <= 1'b0;
      far_fresh_o   <= 1'b0;
      far_active_o  <= 1'b0;
      own_ready_q   <= 1'b0;
      applied_q     <= 1'b0;
      resumed_q     <= 1'b0;
      restart_o     <= 1'b0;
    end else begin
      restart_o <= 1'b0;
      if (starting_i) begin
        fresh_start_o <= fresh_o;
        far_ready_q   <= 1'b0;
        far_applied_q <= 1'b0;
        far_fresh_o   <= 1'b0;
        far_active_o  <= 1'b0;
        own_ready_q   <= 1'b0;
        applied_q     <= 1'b0;
        resumed_q     <= 1'b0;
      end else begin
        if (rx_mapped_i) own_ready_q <= 1'b1;
        if (message_valid_i && exchange_i) begin
          far_applied_q <= message_flags_i[1];
          if (message_flags_i[0]) begin
            far_ready_q <= 1'b1;
            far_fresh_o <= message_flags_i[2];
          end
        end
        if (tx_map_done_i && map_age_q == '1) applied_q <= 1'b1;
        if (own_ready_q && frame_close_i && frame_is_active_i) far_active_o <= 1'b1;
        // Once per start, as soon as it is known whether the two ends still share their numbers.
        if (leave_i && !resumed_q) begin
          resumed_q <= 1'b1;
          restart_o <= fresh_start_o || far_fresh_o;
          // From here on the far side may send payload: its flits must survive a new start.
          fresh_o   <= 1'b0;
        end
      end
    end
  end

  // The far map is loaded once, when the first message with it has come. The done flag of the
  // transmit side counts only after the start has certainly reached it.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      map_age_q <= '0;
    end else if (!far_ready_q) begin
      map_age_q <= '0;
    end else if (map_age_q != '1) begin
      map_age_q <= map_age_q + 1'b1;
    end
  end

  assign tx_map_start_o = far_ready_q && map_age_q == AgeW'(1);
  assign flags_o        = {5'd0, fresh_start_o, applied_q, own_ready_q};
  assign agreed_o       = own_ready_q && far_ready_q && applied_q && (far_applied_q || far_active_o);

  `OIO_ASSERT(LeavesAgreed_A, leave_i |-> agreed_o)
  `OIO_ASSERT(RestartIsAPulse_A, restart_o |=> !restart_o)

endmodule

`default_nettype wire
