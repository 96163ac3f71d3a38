// SPDX-License-Identifier: Apache-2.0
//
// Generated from oio_regs.toml by rtl/regs/generate.py: do not edit.
// The registers of the chiplet, byte addresses and bit positions. rtl/regs/README.md says
// what they mean.
#pragma once

#include <cstdint>

namespace oio {

/// What a register lets a program do.
enum class RegisterAccess { ReadOnly, ReadWrite, WriteOneClears, WriteOnePulses };

/// One register, for programs that walk through all of them.
struct RegisterInfo {
    const char* name;
    std::uint16_t address;
    RegisterAccess access;
    std::uint32_t mask;   ///< Bits that exist.
    std::uint32_t reset;  ///< After reset; of no meaning for a read-only register.
};

constexpr std::uint16_t kRegId = 0x000;
constexpr std::uint16_t kRegVersion = 0x004;
constexpr unsigned kRegVersionMajorShift = 16;
constexpr std::uint32_t kRegVersionMajorMask = 0xffff0000;
constexpr unsigned kRegVersionMinorShift = 8;
constexpr std::uint32_t kRegVersionMinorMask = 0x0000ff00;
constexpr unsigned kRegVersionPatchShift = 0;
constexpr std::uint32_t kRegVersionPatchMask = 0x000000ff;
constexpr std::uint16_t kRegGeometry = 0x008;
constexpr unsigned kRegGeometryLanesShift = 0;
constexpr std::uint32_t kRegGeometryLanesMask = 0x00000fff;
constexpr unsigned kRegGeometrySparesShift = 12;
constexpr std::uint32_t kRegGeometrySparesMask = 0x000ff000;
constexpr unsigned kRegGeometryWordUiShift = 20;
constexpr std::uint32_t kRegGeometryWordUiMask = 0x03f00000;
constexpr std::uint16_t kRegLink = 0x00c;
constexpr unsigned kRegLinkStateShift = 0;
constexpr std::uint32_t kRegLinkStateMask = 0x0000000f;
constexpr unsigned kRegLinkFailShift = 4;
constexpr std::uint32_t kRegLinkFailMask = 0x000000f0;
constexpr std::uint16_t kRegCtrl = 0x010;
constexpr unsigned kRegCtrlTrainEnableShift = 0;
constexpr std::uint32_t kRegCtrlTrainEnableMask = 0x00000001;
constexpr unsigned kRegCtrlBertShift = 1;
constexpr std::uint32_t kRegCtrlBertMask = 0x00000002;
constexpr unsigned kRegCtrlPrbsSelectShift = 2;
constexpr std::uint32_t kRegCtrlPrbsSelectMask = 0x0000000c;
constexpr unsigned kRegCtrlTxOffShift = 4;
constexpr std::uint32_t kRegCtrlTxOffMask = 0x00000010;
constexpr std::uint16_t kRegCmd = 0x014;
constexpr unsigned kRegCmdRetrainShift = 0;
constexpr std::uint32_t kRegCmdRetrainMask = 0x00000001;
constexpr unsigned kRegCmdClearCountersShift = 1;
constexpr std::uint32_t kRegCmdClearCountersMask = 0x00000002;
constexpr unsigned kRegCmdSnapshotShift = 2;
constexpr std::uint32_t kRegCmdSnapshotMask = 0x00000004;
constexpr std::uint16_t kRegEvents = 0x018;
constexpr unsigned kRegEventsLinkUpShift = 1;
constexpr std::uint32_t kRegEventsLinkUpMask = 0x00000002;
constexpr unsigned kRegEventsRetrainLosShift = 2;
constexpr std::uint32_t kRegEventsRetrainLosMask = 0x00000004;
constexpr unsigned kRegEventsRetrainMarkerShift = 3;
constexpr std::uint32_t kRegEventsRetrainMarkerMask = 0x00000008;
constexpr unsigned kRegEventsRetrainDriftShift = 4;
constexpr std::uint32_t kRegEventsRetrainDriftMask = 0x00000010;
constexpr unsigned kRegEventsRetrainPeerShift = 5;
constexpr std::uint32_t kRegEventsRetrainPeerMask = 0x00000020;
constexpr unsigned kRegEventsPeerResetShift = 6;
constexpr std::uint32_t kRegEventsPeerResetMask = 0x00000040;
constexpr unsigned kRegEventsLocalResetShift = 7;
constexpr std::uint32_t kRegEventsLocalResetMask = 0x00000080;
constexpr unsigned kRegEventsLinkFailedShift = 8;
constexpr std::uint32_t kRegEventsLinkFailedMask = 0x00000100;
constexpr unsigned kRegEventsRetrainRequestShift = 9;
constexpr std::uint32_t kRegEventsRetrainRequestMask = 0x00000200;
constexpr unsigned kRegEventsRetrainReplayShift = 10;
constexpr std::uint32_t kRegEventsRetrainReplayMask = 0x00000400;
constexpr std::uint16_t kRegInject = 0x01c;
constexpr std::uint16_t kRegLaneSelect = 0x040;
constexpr std::uint16_t kRegLaneStatus = 0x044;
constexpr unsigned kRegLaneStatusSignalShift = 0;
constexpr std::uint32_t kRegLaneStatusSignalMask = 0x00000001;
constexpr unsigned kRegLaneStatusLockedShift = 1;
constexpr std::uint32_t kRegLaneStatusLockedMask = 0x00000002;
constexpr unsigned kRegLaneStatusDeadShift = 2;
constexpr std::uint32_t kRegLaneStatusDeadMask = 0x00000004;
constexpr unsigned kRegLaneStatusCheckingShift = 3;
constexpr std::uint32_t kRegLaneStatusCheckingMask = 0x00000008;
constexpr unsigned kRegLaneStatusCapturedShift = 4;
constexpr std::uint32_t kRegLaneStatusCapturedMask = 0x00000010;
constexpr unsigned kRegLaneStatusMissedShift = 5;
constexpr std::uint32_t kRegLaneStatusMissedMask = 0x00000020;
constexpr unsigned kRegLaneStatusWatchedShift = 6;
constexpr std::uint32_t kRegLaneStatusWatchedMask = 0x00000040;
constexpr unsigned kRegLaneStatusSourceShift = 8;
constexpr std::uint32_t kRegLaneStatusSourceMask = 0x00000f00;
constexpr unsigned kRegLaneStatusMarkersMissedShift = 16;
constexpr std::uint32_t kRegLaneStatusMarkersMissedMask = 0x7fff0000;
constexpr unsigned kRegLaneStatusBusyShift = 31;
constexpr std::uint32_t kRegLaneStatusBusyMask = 0x80000000;
constexpr std::uint16_t kRegLaneCodes = 0x048;
constexpr unsigned kRegLaneCodesPhaseShift = 0;
constexpr std::uint32_t kRegLaneCodesPhaseMask = 0x0000003f;
constexpr unsigned kRegLaneCodesThresholdShift = 8;
constexpr std::uint32_t kRegLaneCodesThresholdMask = 0x0000ff00;
constexpr unsigned kRegLaneCodesSlipShift = 16;
constexpr std::uint32_t kRegLaneCodesSlipMask = 0x001f0000;
constexpr unsigned kRegLaneCodesDeskewShift = 24;
constexpr std::uint32_t kRegLaneCodesDeskewMask = 0x1f000000;
constexpr std::uint16_t kRegLaneErrors = 0x04c;
constexpr std::uint16_t kRegLaneWords = 0x050;
constexpr std::uint16_t kRegLaneId = 0x054;
constexpr std::uint16_t kRegTrainTime = 0x080;
constexpr std::uint16_t kRegTrainDead = 0x084;
constexpr std::uint16_t kRegTrainMapped = 0x088;
constexpr std::uint16_t kRegTrainActive = 0x08c;
constexpr std::uint16_t kRegFlitsSent = 0x100;
constexpr std::uint16_t kRegFlitsDelivered = 0x104;
constexpr std::uint16_t kRegReplays = 0x108;
constexpr std::uint16_t kRegNaksSent = 0x10c;
constexpr std::uint16_t kRegNaksReceived = 0x110;
constexpr std::uint16_t kRegTimeouts = 0x114;
constexpr std::uint16_t kRegCrcErrors = 0x118;
constexpr std::uint16_t kRegDieCrcErrors = 0x11c;
constexpr std::uint16_t kRegDuplicates = 0x120;
constexpr std::uint16_t kRegLost = 0x124;
constexpr std::uint16_t kRegRetrains = 0x128;
constexpr std::uint16_t kRegUnderflows = 0x12c;
constexpr std::uint16_t kRegFlitsSentSnapshot = 0x180;
constexpr std::uint16_t kRegFlitsDeliveredSnapshot = 0x184;
constexpr std::uint16_t kRegReplaysSnapshot = 0x188;
constexpr std::uint16_t kRegNaksSentSnapshot = 0x18c;
constexpr std::uint16_t kRegNaksReceivedSnapshot = 0x190;
constexpr std::uint16_t kRegTimeoutsSnapshot = 0x194;
constexpr std::uint16_t kRegCrcErrorsSnapshot = 0x198;
constexpr std::uint16_t kRegDieCrcErrorsSnapshot = 0x19c;
constexpr std::uint16_t kRegDuplicatesSnapshot = 0x1a0;
constexpr std::uint16_t kRegLostSnapshot = 0x1a4;
constexpr std::uint16_t kRegRetrainsSnapshot = 0x1a8;
constexpr std::uint16_t kRegUnderflowsSnapshot = 0x1ac;

/// Every register in the order of its address.
constexpr RegisterInfo kRegisters[] = {
    {"id", kRegId, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"version", kRegVersion, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"geometry", kRegGeometry, RegisterAccess::ReadOnly, 0x03ffffff, 0x00000000},
    {"link", kRegLink, RegisterAccess::ReadOnly, 0x000000ff, 0x00000000},
    {"ctrl", kRegCtrl, RegisterAccess::ReadWrite, 0x0000001f, 0x00000009},
    {"cmd", kRegCmd, RegisterAccess::WriteOnePulses, 0x00000007, 0x00000000},
    {"events", kRegEvents, RegisterAccess::WriteOneClears, 0x000007fe, 0x00000000},
    {"inject", kRegInject, RegisterAccess::WriteOnePulses, 0x000000ff, 0x00000000},
    {"lane_select", kRegLaneSelect, RegisterAccess::ReadWrite, 0x00000fff, 0x00000000},
    {"lane_status", kRegLaneStatus, RegisterAccess::ReadOnly, 0xffff0f7f, 0x00000000},
    {"lane_codes", kRegLaneCodes, RegisterAccess::ReadOnly, 0x1f1fff3f, 0x00000000},
    {"lane_errors", kRegLaneErrors, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"lane_words", kRegLaneWords, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"lane_id", kRegLaneId, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"train_time", kRegTrainTime, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"train_dead", kRegTrainDead, RegisterAccess::ReadOnly, 0x00000fff, 0x00000000},
    {"train_mapped", kRegTrainMapped, RegisterAccess::ReadOnly, 0x00000fff, 0x00000000},
    {"train_active", kRegTrainActive, RegisterAccess::ReadOnly, 0x00000fff, 0x00000000},
    {"flits_sent", kRegFlitsSent, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"flits_delivered", kRegFlitsDelivered, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"replays", kRegReplays, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"naks_sent", kRegNaksSent, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"naks_received", kRegNaksReceived, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"timeouts", kRegTimeouts, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"crc_errors", kRegCrcErrors, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"die_crc_errors", kRegDieCrcErrors, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"duplicates", kRegDuplicates, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"lost", kRegLost, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"retrains", kRegRetrains, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"underflows", kRegUnderflows, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"flits_sent_snapshot", kRegFlitsSentSnapshot, RegisterAccess::ReadOnly, 0xffffffff,
     0x00000000},
    {"flits_delivered_snapshot", kRegFlitsDeliveredSnapshot, RegisterAccess::ReadOnly, 0xffffffff,
     0x00000000},
    {"replays_snapshot", kRegReplaysSnapshot, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"naks_sent_snapshot", kRegNaksSentSnapshot, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"naks_received_snapshot", kRegNaksReceivedSnapshot, RegisterAccess::ReadOnly, 0xffffffff,
     0x00000000},
    {"timeouts_snapshot", kRegTimeoutsSnapshot, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"crc_errors_snapshot", kRegCrcErrorsSnapshot, RegisterAccess::ReadOnly, 0xffffffff,
     0x00000000},
    {"die_crc_errors_snapshot", kRegDieCrcErrorsSnapshot, RegisterAccess::ReadOnly, 0xffffffff,
     0x00000000},
    {"duplicates_snapshot", kRegDuplicatesSnapshot, RegisterAccess::ReadOnly, 0xffffffff,
     0x00000000},
    {"lost_snapshot", kRegLostSnapshot, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"retrains_snapshot", kRegRetrainsSnapshot, RegisterAccess::ReadOnly, 0xffffffff, 0x00000000},
    {"underflows_snapshot", kRegUnderflowsSnapshot, RegisterAccess::ReadOnly, 0xffffffff,
     0x00000000},
};

}  // namespace oio
