// SPDX-License-Identifier: Apache-2.0
//
// Generated from oio_regs.toml by rtl/regs/generate.py: do not edit.
//
// The chiplet's registers behind an APB port on the core clock.
//
// No wait states: the answer to a read is taken in the setup phase and shown in the access phase,
// so it is the value of one clock before `penable_i`. A write acts at the end of the access phase;
// commands are pulses of one clock after it. `pslverr_o` answers what is not mapped or not allowed,
// and such a write changes nothing. The lane registers are read from another clock domain: a write
// of lane_select gives one clock of `lane_req_o`, and `lane_ack_i` brings the values.
//
// A counter input may only rise, or fall to 0: clearing remembers its value and subtracts it.

`include "oio_assert.svh"

`default_nettype none

module oio_regs #(
  /// Active lanes; multiple of 16, 16 to 1024.
  parameter int unsigned Lanes  = 16,
  /// Spare lanes; at most 64.
  parameter int unsigned Spares = 0,
  /// Unit intervals in a lane word: 8, 16 or 32.
  parameter int unsigned WordUi = 8
) (
  input  wire logic        clk_i,
  input  wire logic        rst_ni,

  input  wire logic        psel_i,
  input  wire logic        penable_i,
  input  wire logic        pwrite_i,
  input  wire logic [15:0] paddr_i,
  input  wire logic [31:0] pwdata_i,
  output logic      [31:0] prdata_o,
  output logic             pready_o,
  output logic             pslverr_o,

  input  wire logic [3:0]  link_state_i,
  input  wire logic [3:0]  link_fail_i,

  output logic             ctrl_train_enable_o,
  output logic             ctrl_bert_o,
  output logic      [1:0]  ctrl_prbs_select_o,
  output logic             ctrl_tx_off_o,

  output logic             cmd_retrain_o,
  output logic             cmd_clear_counters_o,
  output logic             cmd_snapshot_o,

  input  wire logic        event_valid_i,
  input  wire logic [3:0]  event_code_i,

  output logic             inject_load_o,
  output logic      [7:0]  inject_crc_o,

  output logic             lane_req_o,
  output logic      [11:0] lane_index_o,
  input  wire logic        lane_ack_i,
  input  wire logic [31:0] lane_status_i,
  input  wire logic [31:0] lane_codes_i,
  input  wire logic [31:0] lane_errors_i,
  input  wire logic [31:0] lane_words_i,
  input  wire logic [31:0] lane_id_i,

  input  wire logic [31:0] train_time_i,
  input  wire logic [11:0] train_dead_i,
  input  wire logic [11:0] train_mapped_i,
  input  wire logic [11:0] train_active_i,

  input  wire logic [31:0] flits_sent_i,
  input  wire logic [31:0] flits_delivered_i,
  input  wire logic [31:0] replays_i,
  input  wire logic [31:0] naks_sent_i,
  input  wire logic [31:0] naks_received_i,
  input  wire logic [31:0] timeouts_i,
  input  wire logic [31:0] crc_errors_i,
  input  wire logic [31:0] die_crc_errors_i,
  input  wire logic [31:0] duplicates_i,
  input  wire logic [31:0] lost_i,
  input  wire logic [31:0] retrains_i,
  input  wire logic [31:0] underflows_i
);

  if (Lanes < 16 || Lanes > 1024 || Lanes % 16 != 0) begin : gen_check_lanes
    $fatal(1, "oio_regs: Lanes is %0d, must be a multiple of 16 from 16 to 1024",
           Lanes);
  end
  if (Spares > 64) begin : gen_check_spares
    $fatal(1, "oio_regs: Spares is %0d, must be at most 64", Spares);
  end

  logic        setup;
  logic        write;
  logic [31:0] prdata_q;
  logic        error_q;
  logic        ctrl_train_enable_q;
  logic        ctrl_bert_q;
  logic [1:0]  ctrl_prbs_select_q;
  logic        ctrl_tx_off_q;
  logic        cmd_retrain_q;
  logic        cmd_clear_counters_q;
  logic        cmd_snapshot_q;
  logic [15:0] events_q;
  logic [15:0] events_set;
  logic        events_clear;
  logic        inject_load_q;
  logic [7:0]  inject_crc_q;
  logic [11:0] lane_select_index_q;
  logic        lane_req_q;
  logic        lane_busy_q;
  logic [31:0] lane_status_q;
  logic [31:0] lane_codes_q;
  logic [31:0] lane_errors_q;
  logic [31:0] lane_words_q;
  logic [31:0] lane_id_q;
  logic [31:0] flits_sent_base_q;
  logic [31:0] flits_delivered_base_q;
  logic [31:0] replays_base_q;
  logic [31:0] naks_sent_base_q;
  logic [31:0] naks_received_base_q;
  logic [31:0] timeouts_base_q;
  logic [31:0] crc_errors_base_q;
  logic [31:0] die_crc_errors_base_q;
  logic [31:0] duplicates_base_q;
  logic [31:0] lost_base_q;
  logic [31:0] retrains_base_q;
  logic [31:0] underflows_base_q;
  logic [31:0] flits_sent_snapshot_q;
  logic [31:0] flits_delivered_snapshot_q;
  logic [31:0] replays_snapshot_q;
  logic [31:0] naks_sent_snapshot_q;
  logic [31:0] naks_received_snapshot_q;
  logic [31:0] timeouts_snapshot_q;
  logic [31:0] crc_errors_snapshot_q;
  logic [31:0] die_crc_errors_snapshot_q;
  logic [31:0] duplicates_snapshot_q;
  logic [31:0] lost_snapshot_q;
  logic [31:0] retrains_snapshot_q;
  logic [31:0] underflows_snapshot_q;

  assign setup     = psel_i && !penable_i;
  assign write     = psel_i && penable_i && pwrite_i && !error_q;
  assign prdata_o  = prdata_q;
  assign pready_o  = 1'b1;
  assign pslverr_o = error_q;

  assign ctrl_train_enable_o = ctrl_train_enable_q;
  assign ctrl_bert_o = ctrl_bert_q;
  assign ctrl_prbs_select_o = ctrl_prbs_select_q;
  assign ctrl_tx_off_o = ctrl_tx_off_q;
  assign cmd_retrain_o = cmd_retrain_q;
  assign cmd_clear_counters_o = cmd_clear_counters_q;
  assign cmd_snapshot_o = cmd_snapshot_q;
  assign inject_load_o = inject_load_q;
  assign inject_crc_o = inject_crc_q;
  assign lane_req_o = lane_req_q;
  assign lane_index_o = lane_select_index_q;

  // Events since the last clear. A saturated counter stays so; one that fell was
  // reset outside.
  function automatic logic [31:0] since_clear(input logic [31:0] now,
                                              input logic [31:0] base);
    since_clear = (now == '1 || now < base) ? now : now - base;
  endfunction

  // The answer of the setup phase. A clocked case, so that a simulator looks at it
  // only when somebody asks.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      prdata_q <= '0;
      error_q  <= 1'b0;
    end else if (setup) begin
      prdata_q <= '0;
      error_q  <= pwrite_i;
      case (paddr_i)
        oio_regs_pkg::IdAddress: prdata_q <= 32'h4F494F31;
        oio_regs_pkg::VersionAddress: begin
          prdata_q[31:16] <= 16'd0;
          prdata_q[15:8] <= 8'd1;
          prdata_q[7:0] <= 8'd0;
        end
        oio_regs_pkg::GeometryAddress: begin
          prdata_q[11:0] <= 12'(Lanes);
          prdata_q[19:12] <= 8'(Spares);
          prdata_q[25:20] <= 6'(WordUi);
        end
        oio_regs_pkg::LinkAddress: begin
          prdata_q[3:0] <= link_state_i;
          prdata_q[7:4] <= link_fail_i;
        end
        oio_regs_pkg::CtrlAddress: begin
          error_q <= pwrite_i && 32'(pwdata_i[3:2]) > 32'(2);
          prdata_q[0] <= ctrl_train_enable_q;
          prdata_q[1] <= ctrl_bert_q;
          prdata_q[3:2] <= ctrl_prbs_select_q;
          prdata_q[4] <= ctrl_tx_off_q;
        end
        oio_regs_pkg::CmdAddress: error_q <= 1'b0;
        oio_regs_pkg::EventsAddress: begin
          error_q <= 1'b0;
          prdata_q[15:0] <= events_q;
        end
        oio_regs_pkg::InjectAddress: error_q <= 1'b0;
        oio_regs_pkg::LaneSelectAddress: begin
          error_q <= pwrite_i && (32'(pwdata_i[11:0]) > 32'(Lanes + Spares - 1) || lane_busy_q);
          prdata_q[11:0] <= lane_select_index_q;
        end
        oio_regs_pkg::LaneStatusAddress: begin
          prdata_q <= lane_status_q;
          prdata_q[31] <= lane_busy_q;
        end
        oio_regs_pkg::LaneCodesAddress: prdata_q <= lane_codes_q;
        oio_regs_pkg::LaneErrorsAddress: prdata_q <= lane_errors_q;
        oio_regs_pkg::LaneWordsAddress: prdata_q <= lane_words_q;
        oio_regs_pkg::LaneIdAddress: prdata_q <= lane_id_q;
        oio_regs_pkg::TrainTimeAddress: prdata_q <= train_time_i;
        oio_regs_pkg::TrainDeadAddress: prdata_q[11:0] <= train_dead_i;
        oio_regs_pkg::TrainMappedAddress: prdata_q[11:0] <= train_mapped_i;
        oio_regs_pkg::TrainActiveAddress: prdata_q[11:0] <= train_active_i;
        oio_regs_pkg::FlitsSentAddress: prdata_q <= since_clear(flits_sent_i, flits_sent_base_q);
        oio_regs_pkg::FlitsDeliveredAddress:
          prdata_q <= since_clear(flits_delivered_i, flits_delivered_base_q);
        oio_regs_pkg::ReplaysAddress: prdata_q <= since_clear(replays_i, replays_base_q);
        oio_regs_pkg::NaksSentAddress: prdata_q <= since_clear(naks_sent_i, naks_sent_base_q);
        oio_regs_pkg::NaksReceivedAddress:
          prdata_q <= since_clear(naks_received_i, naks_received_base_q);
        oio_regs_pkg::TimeoutsAddress: prdata_q <= since_clear(timeouts_i, timeouts_base_q);
        oio_regs_pkg::CrcErrorsAddress: prdata_q <= since_clear(crc_errors_i, crc_errors_base_q);
        oio_regs_pkg::DieCrcErrorsAddress:
          prdata_q <= since_clear(die_crc_errors_i, die_crc_errors_base_q);
        oio_regs_pkg::DuplicatesAddress: prdata_q <= since_clear(duplicates_i, duplicates_base_q);
        oio_regs_pkg::LostAddress: prdata_q <= since_clear(lost_i, lost_base_q);
        oio_regs_pkg::RetrainsAddress: prdata_q <= since_clear(retrains_i, retrains_base_q);
        oio_regs_pkg::UnderflowsAddress: prdata_q <= since_clear(underflows_i, underflows_base_q);
        oio_regs_pkg::FlitsSentSnapshotAddress: prdata_q <= flits_sent_snapshot_q;
        oio_regs_pkg::FlitsDeliveredSnapshotAddress: prdata_q <= flits_delivered_snapshot_q;
        oio_regs_pkg::ReplaysSnapshotAddress: prdata_q <= replays_snapshot_q;
        oio_regs_pkg::NaksSentSnapshotAddress: prdata_q <= naks_sent_snapshot_q;
        oio_regs_pkg::NaksReceivedSnapshotAddress: prdata_q <= naks_received_snapshot_q;
        oio_regs_pkg::TimeoutsSnapshotAddress: prdata_q <= timeouts_snapshot_q;
        oio_regs_pkg::CrcErrorsSnapshotAddress: prdata_q <= crc_errors_snapshot_q;
        oio_regs_pkg::DieCrcErrorsSnapshotAddress: prdata_q <= die_crc_errors_snapshot_q;
        oio_regs_pkg::DuplicatesSnapshotAddress: prdata_q <= duplicates_snapshot_q;
        oio_regs_pkg::LostSnapshotAddress: prdata_q <= lost_snapshot_q;
        oio_regs_pkg::RetrainsSnapshotAddress: prdata_q <= retrains_snapshot_q;
        oio_regs_pkg::UnderflowsSnapshotAddress: prdata_q <= underflows_snapshot_q;
        default: error_q <= 1'b1;
      endcase
    end else begin
      error_q <= 1'b0;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      ctrl_train_enable_q <= 1'd1;
      ctrl_bert_q <= 1'd0;
      ctrl_prbs_select_q <= 2'd2;
      ctrl_tx_off_q <= 1'd0;
    end else begin
      if (write && paddr_i == oio_regs_pkg::CtrlAddress) begin
        ctrl_train_enable_q <= pwdata_i[0];
        ctrl_bert_q <= pwdata_i[1];
        ctrl_prbs_select_q <= pwdata_i[3:2];
        ctrl_tx_off_q <= pwdata_i[4];
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      cmd_retrain_q <= 1'd0;
      cmd_clear_counters_q <= 1'd0;
      cmd_snapshot_q <= 1'd0;
    end else begin
      cmd_retrain_q <= write && paddr_i == oio_regs_pkg::CmdAddress && pwdata_i[0];
      cmd_clear_counters_q <= write && paddr_i == oio_regs_pkg::CmdAddress && pwdata_i[1];
      cmd_snapshot_q <= write && paddr_i == oio_regs_pkg::CmdAddress && pwdata_i[2];
    end
  end

  // An event in the clock of a clear wins.
  assign events_set   = event_valid_i ? (16'd1 << event_code_i) & 16'h07FE : '0;
  assign events_clear = write && paddr_i == oio_regs_pkg::EventsAddress;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      events_q <= '0;
    end else if (event_valid_i || events_clear) begin
      events_q <= (events_q & ~(events_clear ? pwdata_i[15:0] : '0)) | events_set;
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      inject_load_q <= 1'b0;
      inject_crc_q <= 8'd0;
    end else begin
      inject_load_q <= write && paddr_i == oio_regs_pkg::InjectAddress;
      if (write && paddr_i == oio_regs_pkg::InjectAddress) begin
        inject_crc_q <= pwdata_i[7:0];
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      lane_select_index_q <= 12'd0;
      lane_req_q <= 1'b0;
      lane_busy_q <= 1'b0;
    end else begin
      lane_req_q <= write && paddr_i == oio_regs_pkg::LaneSelectAddress;
      if (lane_ack_i) lane_busy_q <= 1'b0;
      if (write && paddr_i == oio_regs_pkg::LaneSelectAddress) begin
        lane_select_index_q <= pwdata_i[11:0];
        lane_busy_q <= 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      lane_status_q <= '0;
      lane_codes_q <= '0;
      lane_errors_q <= '0;
      lane_words_q <= '0;
      lane_id_q <= '0;
    end else if (lane_ack_i) begin
      lane_status_q <= lane_status_i & 32'h7FFF0F7F;
      lane_codes_q <= lane_codes_i & 32'h1F1FFF3F;
      lane_errors_q <= lane_errors_i & 32'hFFFFFFFF;
      lane_words_q <= lane_words_i & 32'hFFFFFFFF;
      lane_id_q <= lane_id_i & 32'hFFFFFFFF;
    end
  end

  // A snapshot with a clear in the same write holds the counts before the clear.
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      flits_sent_base_q <= '0;
      flits_sent_snapshot_q <= '0;
      flits_delivered_base_q <= '0;
      flits_delivered_snapshot_q <= '0;
      replays_base_q <= '0;
      replays_snapshot_q <= '0;
      naks_sent_base_q <= '0;
      naks_sent_snapshot_q <= '0;
      naks_received_base_q <= '0;
      naks_received_snapshot_q <= '0;
      timeouts_base_q <= '0;
      timeouts_snapshot_q <= '0;
      crc_errors_base_q <= '0;
      crc_errors_snapshot_q <= '0;
      die_crc_errors_base_q <= '0;
      die_crc_errors_snapshot_q <= '0;
      duplicates_base_q <= '0;
      duplicates_snapshot_q <= '0;
      lost_base_q <= '0;
      lost_snapshot_q <= '0;
      retrains_base_q <= '0;
      retrains_snapshot_q <= '0;
      underflows_base_q <= '0;
      underflows_snapshot_q <= '0;
    end else begin
      if (cmd_snapshot_q) begin
        flits_sent_snapshot_q <= since_clear(flits_sent_i, flits_sent_base_q);
        flits_delivered_snapshot_q <= since_clear(flits_delivered_i, flits_delivered_base_q);
        replays_snapshot_q <= since_clear(replays_i, replays_base_q);
        naks_sent_snapshot_q <= since_clear(naks_sent_i, naks_sent_base_q);
        naks_received_snapshot_q <= since_clear(naks_received_i, naks_received_base_q);
        timeouts_snapshot_q <= since_clear(timeouts_i, timeouts_base_q);
        crc_errors_snapshot_q <= since_clear(crc_errors_i, crc_errors_base_q);
        die_crc_errors_snapshot_q <= since_clear(die_crc_errors_i, die_crc_errors_base_q);
        duplicates_snapshot_q <= since_clear(duplicates_i, duplicates_base_q);
        lost_snapshot_q <= since_clear(lost_i, lost_base_q);
        retrains_snapshot_q <= since_clear(retrains_i, retrains_base_q);
        underflows_snapshot_q <= since_clear(underflows_i, underflows_base_q);
      end
      if (cmd_clear_counters_q) begin
        flits_sent_base_q <= flits_sent_i;
        flits_delivered_base_q <= flits_delivered_i;
        replays_base_q <= replays_i;
        naks_sent_base_q <= naks_sent_i;
        naks_received_base_q <= naks_received_i;
        timeouts_base_q <= timeouts_i;
        crc_errors_base_q <= crc_errors_i;
        die_crc_errors_base_q <= die_crc_errors_i;
        duplicates_base_q <= duplicates_i;
        lost_base_q <= lost_i;
        retrains_base_q <= retrains_i;
        underflows_base_q <= underflows_i;
      end
    end
  end

  ////////////////
  // Assertions //
  ////////////////

  `OIO_ASSERT(SetupBeforeAccess_A, psel_i && penable_i |-> $past(setup))
  `OIO_ASSERT(HeldInAccess_A, psel_i && penable_i |->
              $stable(paddr_i) && $stable(pwrite_i) && $stable(pwdata_i))
  `OIO_ASSERT(ErrorOnlyInAccess_A, pslverr_o |-> $past(setup))
  `OIO_ASSERT(EventSticks_A, event_valid_i |=>
              (events_q & $past(events_set)) == $past(events_set))
  `OIO_CHECK(LaneAckExpected_A, !lane_ack_i || lane_busy_q)
  `OIO_ASSERT(LaneReqIsPulse_A, lane_req_o |=> !lane_req_o)
  `OIO_ASSERT(LaneIndexHeld_A, lane_busy_q && !lane_req_q |->
              $stable(lane_index_o))

endmodule

`default_nettype wire
