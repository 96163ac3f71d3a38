// SPDX-License-Identifier: Apache-2.0
//
// Generated from oio_regs.toml by rtl/regs/generate.py: do not edit.
//
// Byte addresses of the registers.

`default_nettype none

package oio_regs_pkg;

  localparam logic [15:0] IdAddress                     = 16'h0000;
  localparam logic [15:0] VersionAddress                = 16'h0004;
  localparam logic [15:0] GeometryAddress               = 16'h0008;
  localparam logic [15:0] LinkAddress                   = 16'h000C;
  localparam logic [15:0] CtrlAddress                   = 16'h0010;
  localparam logic [15:0] CmdAddress                    = 16'h0014;
  localparam logic [15:0] EventsAddress                 = 16'h0018;
  localparam logic [15:0] InjectAddress                 = 16'h001C;
  localparam logic [15:0] LaneSelectAddress             = 16'h0040;
  localparam logic [15:0] LaneStatusAddress             = 16'h0044;
  localparam logic [15:0] LaneCodesAddress              = 16'h0048;
  localparam logic [15:0] LaneErrorsAddress             = 16'h004C;
  localparam logic [15:0] LaneWordsAddress              = 16'h0050;
  localparam logic [15:0] LaneIdAddress                 = 16'h0054;
  localparam logic [15:0] TrainTimeAddress              = 16'h0080;
  localparam logic [15:0] TrainDeadAddress              = 16'h0084;
  localparam logic [15:0] TrainMappedAddress            = 16'h0088;
  localparam logic [15:0] TrainActiveAddress            = 16'h008C;
  localparam logic [15:0] FlitsSentAddress              = 16'h0100;
  localparam logic [15:0] FlitsDeliveredAddress         = 16'h0104;
  localparam logic [15:0] ReplaysAddress                = 16'h0108;
  localparam logic [15:0] NaksSentAddress               = 16'h010C;
  localparam logic [15:0] NaksReceivedAddress           = 16'h0110;
  localparam logic [15:0] TimeoutsAddress               = 16'h0114;
  localparam logic [15:0] CrcErrorsAddress              = 16'h0118;
  localparam logic [15:0] DieCrcErrorsAddress           = 16'h011C;
  localparam logic [15:0] DuplicatesAddress             = 16'h0120;
  localparam logic [15:0] LostAddress                   = 16'h0124;
  localparam logic [15:0] RetrainsAddress               = 16'h0128;
  localparam logic [15:0] UnderflowsAddress             = 16'h012C;
  localparam logic [15:0] FlitsSentSnapshotAddress      = 16'h0180;
  localparam logic [15:0] FlitsDeliveredSnapshotAddress = 16'h0184;
  localparam logic [15:0] ReplaysSnapshotAddress        = 16'h0188;
  localparam logic [15:0] NaksSentSnapshotAddress       = 16'h018C;
  localparam logic [15:0] NaksReceivedSnapshotAddress   = 16'h0190;
  localparam logic [15:0] TimeoutsSnapshotAddress       = 16'h0194;
  localparam logic [15:0] CrcErrorsSnapshotAddress      = 16'h0198;
  localparam logic [15:0] DieCrcErrorsSnapshotAddress   = 16'h019C;
  localparam logic [15:0] DuplicatesSnapshotAddress     = 16'h01A0;
  localparam logic [15:0] LostSnapshotAddress           = 16'h01A4;
  localparam logic [15:0] RetrainsSnapshotAddress       = 16'h01A8;
  localparam logic [15:0] UnderflowsSnapshotAddress     = 16'h01AC;

endpackage

`default_nettype wire
