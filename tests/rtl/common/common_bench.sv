// SPDX-License-Identifier: Apache-2.0
//
// One instance of every module of rtl/common with its ports brought out, for their unit tests. The
// parameters are small and odd where a module allows it.

`default_nettype none

module common_bench (
  input  wire logic          clk_a_i,
  input  wire logic          clk_b_i,
  input  wire logic          rst_ni,

  input  wire logic          ram_wr_en_i,
  input  wire logic [2:0]    ram_wr_addr_i,
  input  wire logic [15:0]   ram_wr_data_i,
  input  wire logic          ram_rd_en_i,
  input  wire logic [2:0]    ram_rd_addr_i,
  output logic [15:0]        ram_rd_data_o,

  input  wire logic          fifo_in_valid_i,
  output logic               fifo_in_ready_o,
  input  wire logic [15:0]   fifo_in_data_i,
  output logic               fifo_out_valid_o,
  input  wire logic          fifo_out_ready_i,
  output logic [15:0]        fifo_out_data_o,
  output logic [2:0]         fifo_level_o,

  input  wire logic          async_wr_valid_i,
  output logic               async_wr_ready_o,
  input  wire logic [15:0]   async_wr_data_i,
  output logic [3:0]         async_wr_level_o,
  output logic               async_rd_valid_o,
  input  wire logic          async_rd_ready_i,
  output logic [15:0]        async_rd_data_o,
  output logic [3:0]         async_rd_level_o,

  input  wire logic [3:0]    sync_d_i,
  output logic [3:0]         sync_q_o,

  input  wire logic          reset_sync_rst_ni,
  output logic               reset_sync_rst_no,

  input  wire logic          bus_src_valid_i,
  output logic               bus_src_ready_o,
  input  wire logic [15:0]   bus_src_data_i,
  output logic               bus_dst_valid_o,
  output logic [15:0]        bus_dst_data_o,

  input  wire logic          pulse_src_i,
  output logic               pulse_busy_o,
  output logic               pulse_dst_o,

  input  wire logic [1:0]    lfsr_select_i,
  input  wire logic          lfsr_load_i,
  input  wire logic [30:0]   lfsr_load_state_i,
  input  wire logic          lfsr_en_i,
  output logic [7:0]         lfsr_word8_o,
  output logic [31:0]        lfsr_word32_o,
  output logic [0:0]         lfsr_word1_o,
  output logic [30:0]        lfsr_state8_o,
  output logic [30:0]        lfsr_state32_o,
  output logic [30:0]        lfsr_state1_o,

  input  wire logic          crc_en_i,
  input  wire logic [1007:0] crc_data_i,
  output logic [15:0]        crc_o,
  input  wire logic [23:0]   patch_delta_i,
  output logic [15:0]        patch_crc_o,
  input  wire logic [63:0]   fold_data_i,
  output logic [31:0]        fold_data_o,

  input  wire logic          counter_clear_i,
  input  wire logic [1:0]    counter_step_i,
  output logic [3:0]         counter_count_o
);

  oio_ram #(.Depth(8), .Width(16)) u_ram (
    .clk_wr_i  (clk_a_i),
    .wr_en_i   (ram_wr_en_i),
    .wr_addr_i (ram_wr_addr_i),
    .wr_data_i (ram_wr_data_i),
    .clk_rd_i  (clk_b_i),
    .rd_en_i   (ram_rd_en_i),
    .rd_addr_i (ram_rd_addr_i),
    .rd_data_o (ram_rd_data_o)
  );

  oio_fifo #(.Depth(5), .Width(16)) u_fifo (
    .clk_i       (clk_a_i),
    .rst_ni,
    .in_valid_i  (fifo_in_valid_i),
    .in_ready_o  (fifo_in_ready_o),
    .in_data_i   (fifo_in_data_i),
    .out_valid_o (fifo_out_valid_o),
    .out_ready_i (fifo_out_ready_i),
    .out_data_o  (fifo_out_data_o),
    .level_o     (fifo_level_o)
  );

  oio_fifo_async #(.Depth(8), .Width(16)) u_fifo_async (
    .clk_wr_i   (clk_a_i),
    .rst_wr_ni  (rst_ni),
    .wr_valid_i (async_wr_valid_i),
    .wr_ready_o (async_wr_ready_o),
    .wr_data_i  (async_wr_data_i),
    .wr_level_o (async_wr_level_o),
    .clk_rd_i   (clk_b_i),
    .rst_rd_ni  (rst_ni),
    .rd_valid_o (async_rd_valid_o),
    .rd_ready_i (async_rd_ready_i),
    .rd_data_o  (async_rd_data_o),
    .rd_level_o (async_rd_level_o)
  );

  oio_sync #(.Width(4), .ResetValue(4'b1010)) u_sync (
    .clk_i  (clk_a_i),
    .rst_ni,
    .d_i    (sync_d_i),
    .q_o    (sync_q_o)
  );

  oio_reset_sync u_reset_sync (
    .clk_i  (clk_a_i),
    .rst_ni (reset_sync_rst_ni),
    .rst_no (reset_sync_rst_no)
  );

  oio_cdc_bus #(.Width(16)) u_cdc_bus (
    .clk_src_i   (clk_a_i),
    .rst_src_ni  (rst_ni),
    .src_valid_i (bus_src_valid_i),
    .src_ready_o (bus_src_ready_o),
    .src_data_i  (bus_src_data_i),
    .clk_dst_i   (clk_b_i),
    .rst_dst_ni  (rst_ni),
    .dst_valid_o (bus_dst_valid_o),
    .dst_data_o  (bus_dst_data_o)
  );

  oio_pulse_sync u_pulse_sync (
    .clk_src_i   (clk_a_i),
    .rst_src_ni  (rst_ni),
    .src_pulse_i (pulse_src_i),
    .src_busy_o  (pulse_busy_o),
    .clk_dst_i   (clk_b_i),
    .rst_dst_ni  (rst_ni),
    .dst_pulse_o (pulse_dst_o)
  );

  oio_lfsr #(.W(8)) u_lfsr8 (
    .clk_i        (clk_a_i),
    .rst_ni,
    .select_i     (lfsr_select_i),
    .load_i       (lfsr_load_i),
    .load_state_i (lfsr_load_state_i),
    .en_i         (lfsr_en_i),
    .word_o       (lfsr_word8_o),
    .state_o      (lfsr_state8_o)
  );

  oio_lfsr #(.W(32)) u_lfsr32 (
    .clk_i        (clk_a_i),
    .rst_ni,
    .select_i     (lfsr_select_i),
    .load_i       (lfsr_load_i),
    .load_state_i (lfsr_load_state_i),
    .en_i         (lfsr_en_i),
    .word_o       (lfsr_word32_o),
    .state_o      (lfsr_state32_o)
  );

  oio_lfsr #(.W(1)) u_lfsr1 (
    .clk_i        (clk_a_i),
    .rst_ni,
    .select_i     (lfsr_select_i),
    .load_i       (lfsr_load_i),
    .load_state_i (lfsr_load_state_i),
    .en_i         (lfsr_en_i),
    .word_o       (lfsr_word1_o),
    .state_o      (lfsr_state1_o)
  );

  oio_crc16 u_crc16 (
    .en_i   (crc_en_i),
    .data_i (crc_data_i),
    .crc_o  (crc_o)
  );

  oio_crc16_patch u_crc16_patch (
    .delta_i (patch_delta_i),
    .crc_o   (patch_crc_o)
  );

  oio_crc16_fold #(.Width(2)) u_crc16_fold (
    .data_i (fold_data_i),
    .data_o (fold_data_o)
  );

  oio_sat_counter #(.Width(4), .StepW(2)) u_sat_counter (
    .clk_i   (clk_a_i),
    .rst_ni,
    .clear_i (counter_clear_i),
    .step_i  (counter_step_i),
    .count_o (counter_count_o)
  );

endmodule

`default_nettype wire
