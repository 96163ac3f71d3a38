// SPDX-License-Identifier: Apache-2.0
//
// Emitter controls of all physical lanes. Wiring around one oio_phy_tx per column.

`default_nettype none

module oio_phy_tx_array #(
  /// Physical lanes.
  parameter  int unsigned Physical = 420,
  localparam int unsigned Columns  = (Physical + 15) / 16
) (
  input  wire logic       clk_i,
  input  wire logic       rst_ni,
  input  wire logic       light_i,
  input  wire logic [7:0] bias_i,
  output logic            enable_o [Physical],
  output logic [7:0]      drive_o [Physical]
);

  // Through unpacked arrays, so that Verilator compiles the column module once, not per column.
  logic [15:0]  present [Columns];
  logic [15:0]  enable [Columns];
  logic [127:0] drive [Columns];

  for (genvar c = 0; c < Columns; c++) begin : gen_column

    oio_phy_tx u_tx (
      .clk_i     (clk_i),
      .rst_ni    (rst_ni),
      .light_i   (light_i),
      .present_i (present[c]),
      .bias_i    (bias_i),
      .enable_o  (enable[c]),
      .drive_o   (drive[c])
    );

    for (genvar i = 0; i < 16; i++) begin : gen_lane
      assign present[c][i] = c*16 + i < Physical;
      if (c*16 + i < Physical) begin : gen_present
        assign enable_o[c*16+i] = enable[c][i];
        assign drive_o[c*16+i]  = drive[c][i*8 +: 8];
      end
    end

    logic unused_lanes;
    assign unused_lanes = ^{enable[c], drive[c]};
  end

endmodule

`default_nettype wire
