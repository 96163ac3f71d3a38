// SPDX-License-Identifier: Apache-2.0
//
// Stand-in with the ports of oio_chiplet, for the tests of the RTL library builder. It trains
// nothing: flits loop back after two core clocks, lane words count, received words set the phases.

`include "oio_assert.svh"

module oio_chiplet #(
  parameter  int unsigned Lanes       = 16,
  parameter  int unsigned Spares      = 2,
  parameter  int unsigned WordUi      = 8,
  parameter  int unsigned ReplayDepth = 512,
  localparam int unsigned Phys        = Lanes + Spares
) (
  input  logic               clk_core_i,
  input  logic               clk_tx_i,
  input  logic               clk_rx_i,
  input  logic               rst_ni,
  input  logic               die_tx_valid_i,
  input  logic [2047:0]      die_tx_flit_i,
  output logic [6:0]         die_tx_credit_o,
  output logic               die_rx_valid_o,
  output logic [2047:0]      die_rx_flit_o,
  input  logic               sb_valid_i,
  input  logic [31:0]        sb_data_i,
  output logic               sb_valid_o,
  output logic [31:0]        sb_data_o,
  output logic [3:0]         link_state_o,
  output logic [3:0]         link_fail_o,
  output logic               event_valid_o,
  output logic [3:0]         event_code_o,
  output logic [WordUi-1:0]  tx_word_o [Phys],
  output logic               tx_enable_o [Phys],
  output logic [7:0]         tx_drive_o [Phys],
  input  logic [WordUi-1:0]  rx_word_i [Phys],
  input  logic               rx_los_i [Phys],
  output logic [5:0]         rx_phase_o [Phys],
  output logic signed [7:0]  rx_threshold_o [Phys],
  input  logic               psel_i,
  input  logic               penable_i,
  input  logic               pwrite_i,
  input  logic [15:0]        paddr_i,
  input  logic [31:0]        pwdata_i,
  output logic [31:0]        prdata_o,
  output logic               pready_o,
  output logic               pslverr_o,
  output logic               obs_sent_valid_o,
  output logic [11:0]        obs_sent_seq_o,
  output logic               obs_launch_valid_o,
  output logic [11:0]        obs_launch_seq_o,
  output logic               obs_accept_valid_o,
  output logic [11:0]        obs_accept_seq_o
);

  logic          valid_q;
  logic [2047:0] flit_q;
  logic [11:0]   seq_q;

  always_ff @(posedge clk_core_i or negedge rst_ni) begin
    if (!rst_ni) begin
      valid_q         <= 1'b0;
      die_rx_valid_o  <= 1'b0;
      die_tx_credit_o <= 7'd64;
      seq_q           <= '0;
    end else begin
      valid_q         <= die_tx_valid_i;
      die_rx_valid_o  <= valid_q;
      die_tx_credit_o <= 7'(valid_q);
      seq_q           <= seq_q + 12'(valid_q);
    end
  end
  always_ff @(posedge clk_core_i) begin
    if (die_tx_valid_i) flit_q <= die_tx_flit_i;
    if (valid_q) die_rx_flit_o <= flit_q;
    prdata_o <= {16'(ReplayDepth), paddr_i};
  end

  for (genvar i = 0; i < Phys; i++) begin : gen_lane
    always_ff @(posedge clk_tx_i or negedge rst_ni) begin
      if (!rst_ni) tx_word_o[i] <= WordUi'(i);
      else tx_word_o[i] <= tx_word_o[i] + WordUi'(1);
    end
    always_ff @(posedge clk_rx_i) begin
      rx_phase_o[i]     <= rx_word_i[i][5:0];
      rx_threshold_o[i] <= rx_los_i[i] ? -8'sd3 : 8'sd5;
    end
    assign tx_enable_o[i] = 1'(i);
    assign tx_drive_o[i]  = 8'(i);
  end

  assign sb_valid_o         = sb_valid_i;
  assign sb_data_o          = sb_data_i;
  assign link_state_o       = 4'd8;
  assign link_fail_o        = 4'd0;
  assign event_valid_o      = valid_q;
  assign event_code_o       = 4'd1;
  assign pready_o           = psel_i && penable_i;
  assign pslverr_o          = 1'b0;
  assign obs_sent_valid_o   = valid_q;
  assign obs_sent_seq_o     = seq_q;
  assign obs_launch_valid_o = 1'b0;
  assign obs_launch_seq_o   = '0;
  assign obs_accept_valid_o = die_rx_valid_o;
  assign obs_accept_seq_o   = seq_q;

  `OIO_ASSERT(NoForbiddenWrite_A, !(psel_i && pwrite_i && pwdata_i == 32'hdead), clk_core_i)

endmodule
