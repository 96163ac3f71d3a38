// SPDX-License-Identifier: Apache-2.0
//
// Loads the spare map from a list of dead lanes, one physical lane per clock.
//
// After `start_i` the lanes are visited in order: `visit_o` asks for the state of a lane, `dead_i`
// answers in the same clock. Each good lane, until all active lanes are placed, gets the next
// logical number; `place_o` with `logical_o` and `offset_o` = physical - logical tells the shift
// network. `done_o` stays high from the end of a load to the next start; `short_o` with it says
// that fewer good lanes than active lanes were found.

`include "oio_assert.svh"

`default_nettype none

module oio_aggregation_lane_map #(
  /// Active lanes.
  parameter int unsigned Lanes  = 400,
  /// Spare lanes.
  parameter int unsigned Spares = 20
) (
  input  wire logic         clk_i,
  input  wire logic         rst_ni,
  input  wire logic         start_i,
  output logic      [10:0]  visit_o,
  input  wire logic         dead_i,
  output logic              clear_o,
  output logic              place_o,
  output logic      [10:0]  logical_o,
  output logic      [6:0]   offset_o,
  output logic              busy_o,
  output logic              done_o,
  output logic              short_o,
  /// Dead lanes that a spare replaces.
  output logic      [6:0]   mapped_o
);

  localparam int unsigned Physical = Lanes + Spares;

  if (Lanes < 16 || Lanes > 1024 || Lanes % 16 != 0) begin : gen_check_lanes
    $fatal(1, "oio_aggregation_lane_map: Lanes is %0d, must be a multiple of 16 up to 1024", Lanes);
  end
  if (Spares > 64) begin : gen_check_spares
    $fatal(1, "oio_aggregation_lane_map: Spares is %0d, must be at most 64", Spares);
  end

  logic [10:0] physical_q, logical_q;
  logic [6:0]  skipped_q;
  logic        last, placing;

  assign visit_o   = physical_q;
  assign clear_o   = start_i;
  // Lanes behind more dead ones than there are spares are out of the shift network's reach.
  assign placing   = busy_o && !dead_i && logical_q < 11'(Lanes) && skipped_q <= 7'(Spares);
  assign place_o   = placing;
  assign logical_o = logical_q;
  assign offset_o  = skipped_q;
  assign last      = physical_q == 11'(Physical - 1);

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      physical_q <= '0;
      logical_q  <= '0;
      skipped_q  <= '0;
      busy_o     <= 1'b0;
      done_o     <= 1'b0;
      short_o    <= 1'b0;
      mapped_o   <= '0;
    end else if (start_i) begin
      physical_q <= '0;
      logical_q  <= '0;
      skipped_q  <= '0;
      busy_o     <= 1'b1;
      done_o     <= 1'b0;
      short_o    <= 1'b0;
      mapped_o   <= '0;
    end else if (busy_o) begin
      if (placing) begin
        logical_q <= logical_q + 1'b1;
        mapped_o  <= skipped_q;
      end else if (skipped_q <= 7'(Spares)) begin
        skipped_q <= skipped_q + 1'b1;
      end
      if (last) begin
        busy_o  <= 1'b0;
        done_o  <= 1'b1;
        short_o <= logical_q + 11'(placing) < 11'(Lanes);
      end else begin
        physical_q <= physical_q + 1'b1;
      end
    end
  end

  `OIO_CHECK(OffsetIsDistance_A, !place_o || physical_q - logical_q == 11'(offset_o))

endmodule

`default_nettype wire
