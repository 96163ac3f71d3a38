// SPDX-License-Identifier: Apache-2.0
//
// The link's state, events and training results as the core clock sees them.
//
// State and cause travel together through a handshake, so that no mixture is ever seen; events one
// by one; counts are held stable by the receive side while the link is up. `train_time_o` counts
// core clocks from reset, or from the loss of the link, to payload.

`include "oio_assert.svh"

`default_nettype none

module oio_phy_status (
  input  wire logic         clk_rx_i,
  input  wire logic         rst_rx_ni,
  input  wire logic [3:0]   state_i,
  input  wire logic [3:0]   fail_i,
  input  wire logic [3:0]   event_i,
  input  wire logic         event_valid_i,
  input  wire logic         link_up_i,
  input  wire logic         restart_i,
  input  wire logic [15:0]  retrains_i,
  input  wire logic [10:0]  dead_i,
  input  wire logic [6:0]   mapped_i,

  input  wire logic         clk_i,
  input  wire logic         rst_ni,
  output logic      [3:0]   state_o,
  output logic      [3:0]   fail_o,
  output logic      [3:0]   event_o,
  output logic              event_valid_o,
  output logic              link_up_o,
  output logic              restart_o,
  output logic      [31:0]  retrains_o,
  output logic      [11:0]  dead_o,
  output logic      [11:0]  mapped_o,
  output logic      [31:0]  train_time_o
);

  logic       state_ready, event_ready, event_pending_q, restart_busy;
  logic [3:0] event_q;
  logic       state_valid;
  logic [7:0] state_bits;

  oio_cdc_bus #(
    .Width (8)
  ) u_state (
    .clk_src_i   (clk_rx_i),
    .rst_src_ni  (rst_rx_ni),
    .src_valid_i (1'b1),
    .src_ready_o (state_ready),
    .src_data_i  ({state_i, fail_i}),
    .clk_dst_i   (clk_i),
    .rst_dst_ni  (rst_ni),
    .dst_valid_o (state_valid),
    .dst_data_o  (state_bits)
  );

  always_ff @(posedge clk_rx_i or negedge rst_rx_ni) begin
    if (!rst_rx_ni) begin
      event_pending_q <= 1'b0;
      event_q         <= '0;
    end else if (event_valid_i) begin
      event_pending_q <= 1'b1;
      event_q         <= event_i;
    end else if (event_ready) begin
      event_pending_q <= 1'b0;
    end
  end

  oio_cdc_bus #(
    .Width (4)
  ) u_event (
    .clk_src_i   (clk_rx_i),
    .rst_src_ni  (rst_rx_ni),
    .src_valid_i (event_pending_q),
    .src_ready_o (event_ready),
    .src_data_i  (event_q),
    .clk_dst_i   (clk_i),
    .rst_dst_ni  (rst_ni),
    .dst_valid_o (event_valid_o),
    .dst_data_o  (event_o)
  );

  oio_pulse_sync u_restart (
    .clk_src_i   (clk_rx_i),
    .rst_src_ni  (rst_rx_ni),
    .src_pulse_i (restart_i),
    .src_busy_o  (restart_busy),
    .clk_dst_i   (clk_i),
    .rst_dst_ni  (rst_ni),
    .dst_pulse_o (restart_o)
  );

  oio_sync u_link_up (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .d_i    (link_up_i),
    .q_o    (link_up_o)
  );

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      state_o      <= oio_pkg::LinkReset;
      fail_o       <= oio_pkg::FailNone;
      retrains_o   <= '0;
      dead_o       <= '0;
      mapped_o     <= '0;
      train_time_o <= '0;
    end else begin
      if (state_valid) {state_o, fail_o} <= state_bits;
      if (state_valid && state_bits[7:4] != state_o) begin
        retrains_o <= {16'd0, retrains_i};
        dead_o     <= {1'b0, dead_i};
        mapped_o   <= {5'd0, mapped_i};
      end
      if (state_o == oio_pkg::LinkReset || state_o == oio_pkg::LinkRetrain) begin
        if (state_valid && state_bits[7:4] == oio_pkg::LinkRetrain
            && state_o != oio_pkg::LinkRetrain) begin
          train_time_o <= '0;
        end else if (train_time_o != '1) begin
          train_time_o <= train_time_o + 1'b1;
        end
      end else if (state_o == oio_pkg::LinkActive) begin
        if (state_valid && state_bits[7:4] != oio_pkg::LinkActive) train_time_o <= '0;
      end else if (state_o != oio_pkg::LinkFailed && train_time_o != '1) begin
        train_time_o <= train_time_o + 1'b1;
      end
    end
  end

  logic unused_ready;
  assign unused_ready = ^{state_ready, restart_busy};

  `OIO_ASSERT(EventIsNamed_A, event_valid_o |-> event_o != oio_pkg::EventNone)

endmodule

`default_nettype wire
