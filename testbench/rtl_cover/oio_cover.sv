// SPDX-License-Identifier: Apache-2.0
//
// Cover points of the RTL, attached with `bind` so that the RTL itself stays free of them. Compiled
// in by `--cov=rtl` only; each is a line of coverage.dat (page v_user).

`default_nettype none

/// The sending half of the retry: what shares the rows with new data.
module oio_cover_llr_tx (
  input wire logic        clk_i,
  input wire logic        rst_ni,
  input wire logic        link_up_i,
  input wire logic        restart_i,
  input wire logic        taken,
  input wire logic        send_control,
  input wire logic        nak_pending_i,
  input wire logic        ack_due,
  input wire logic        replaying,
  input wire logic        replay_ready,
  input wire logic        in_valid_i,
  input wire logic [11:0] level,
  input wire logic [11:0] send_q,
  input wire logic [11:0] next_q
);

  NakSent_C:          cover property (@(posedge clk_i) taken && send_control && nak_pending_i);
  AckUnderLoad_C:     cover property (@(posedge clk_i) taken && send_control && ack_due && in_valid_i);
  NakInReplay_C:      cover property (@(posedge clk_i) taken && nak_pending_i && replaying);
  ReplayWaitsForRam_C: cover property (@(posedge clk_i) taken && replaying && !replay_ready);
  BufferHalfFull_C:   cover property (@(posedge clk_i) level == 12'd256);
  DownInReplay_C:     cover property (@(posedge clk_i) rst_ni && !link_up_i && replaying);
  RestartWithFlits_C: cover property (@(posedge clk_i) restart_i && level != '0);
  NumberWraps_C:      cover property (@(posedge clk_i) replaying && send_q > next_q);

endmodule

/// The receiving half: every judgement.
module oio_cover_llr_rx (
  input wire logic        clk_i,
  input wire logic        judge,
  input wire logic        intact,
  input wire logic        accept,
  input wire logic        duplicate,
  input wire logic        ahead,
  input wire logic        is_control,
  input wire logic        spoiled
);

  Accept_C:    cover property (@(posedge clk_i) accept);
  Control_C:   cover property (@(posedge clk_i) is_control);
  Duplicate_C: cover property (@(posedge clk_i) duplicate);
  Ahead_C:     cover property (@(posedge clk_i) ahead);
  BadCrc_C:    cover property (@(posedge clk_i) judge && !intact);
  Spoiled_C:   cover property (@(posedge clk_i) spoiled);

endmodule

/// Training: what interrupts it.
module oio_cover_train (
  input wire logic       clk_i,
  input wire logic       rst_ni,
  input wire logic       fail_now,
  input wire logic       restart_train,
  input wire logic       all_dark,
  input wire logic       in_service,
  input wire logic       marker_loss_i,
  input wire logic       marker_drift_i,
  input wire logic       lost_i
);

  Fails_C:          cover property (@(posedge clk_i) rst_ni && fail_now);
  Restarts_C:       cover property (@(posedge clk_i) rst_ni && restart_train);
  DarkInService_C:  cover property (@(posedge clk_i) rst_ni && all_dark && in_service);
  DarkInTraining_C: cover property (@(posedge clk_i) rst_ni && all_dark && !in_service);
  MarkersLost_C:    cover property (@(posedge clk_i) rst_ni && marker_loss_i && in_service);
  MarkersDrift_C:   cover property (@(posedge clk_i) rst_ni && marker_drift_i && in_service);
  SignalLost_C:     cover property (@(posedge clk_i) rst_ni && lost_i && in_service);

endmodule

bind oio_ucie_llr_tx oio_cover_llr_tx u_cover (.*);
bind oio_ucie_llr_rx oio_cover_llr_rx u_cover (.*);
bind oio_phy_train   oio_cover_train  u_cover (.*);

`default_nettype wire
