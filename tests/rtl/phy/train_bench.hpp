// SPDX-License-Identifier: Apache-2.0
//
// An oio_phy_train with short timers, its own lanes (scans, maps, frame position) and a far side
// that can be spoiled one by one. Timers: see CMakeLists.txt.
#pragma once

#include <array>
#include <vector>

#include "Voio_phy_train.h"
#include "tests/support/single_clock.hpp"

namespace oio::test {

enum LinkState : unsigned {
    Reset,
    Detect,
    Threshold,
    Phase,
    Fine,
    Align,
    Deskew,
    Exchange,
    Active,
    RetrainState,
    Bert,
    FailedState = 15
};
enum LinkFail : unsigned { NoSignal = 1, TooFewLanes, LaneIdentity, AlignTimeout, PeerTimeout };
enum LinkEvent : unsigned {
    LinkUp = 1,
    RetrainLos,
    RetrainMarker,
    RetrainDrift,
    RetrainPeer,
    PeerReset,
    LocalReset,
    LinkFailed,
    RetrainRequest,
    RetrainReplay
};
enum TxMode : unsigned { Dark, Prbs, AlignMarkers, TrainFrames, ActiveFrames };

/// What the far side does; it follows this side's time table.
struct FarSide {
    bool light = true;
    bool markers = true;
    unsigned marker_limit = 1000000;  ///< frame markers seen in one training
    bool messages = true;
    bool ready = true;          ///< sends its map
    bool applies = true;        ///< loads ours
    bool fresh = true;          ///< came out of reset
    bool sends_payload = true;  ///< when both maps are in place

    /// Does nothing more; `lit` says whether its emitters stay on.
    void stop(bool lit) {
        light = lit;
        markers = messages = sends_payload = false;
    }
};

struct TrainBench : SingleClock<Voio_phy_train> {
    static constexpr unsigned kFrame = 266;

    struct ScanRecord {
        unsigned kind;
        unsigned code;
        bool commit;
        unsigned phase_offset;
        int threshold_offset;
    };

    FarSide far;
    std::array<unsigned, 8> good{40, 40, 40, 40, 40, 40, 40, 40};  ///< lanes passing each scan
    bool identity_error = false;
    bool lost = false;  ///< a lane in use has no signal

    std::vector<unsigned> states;
    std::vector<unsigned> events;
    std::vector<ScanRecord> scans;
    unsigned restarts = 0;
    unsigned clocks_run = 0;

    TrainBench() { dut.enable_i = 1; }

    void run(unsigned count) {
        for (unsigned k = 0; k < count; ++k) step();
    }
    /// Runs until the state is `state`; false after `limit` clocks.
    bool run_to(unsigned state, unsigned limit = 40000) {
        for (unsigned k = 0; k < limit; ++k) {
            if (dut.state_o == state) return true;
            step();
        }
        return false;
    }
    void request_retrain() {
        dut.retrain_i = 1;
        step();
        dut.retrain_i = 0;
    }
    void to_frame_close() {
        do step();
        while (!dut.frame_close_i);
    }

private:
    void step() {
        drive();
        settle();
        note_state();
        if (dut.event_valid_o) events.push_back(dut.event_o);
        const bool started = dut.scan_start_o;
        const bool rx_map = dut.rx_map_start_o;
        const bool tx_map = dut.tx_map_start_o;
        if (started) scan_ = 0;
        if (started) dut.scan_good_i = static_cast<std::uint16_t>(good[dut.scan_kind_o]);
        const unsigned kind = dut.scan_kind_o;
        if (dut.rx_map_start_o) rx_map_ = 0;
        clock();
        note_state();
        ++clocks_run;
        restarts += dut.restart_o;
        if (started) {
            settle();
            const int offset = dut.threshold_offset_o;
            scans.push_back({kind, dut.scan_code_o, dut.scan_commit_o != 0, dut.phase_offset_o,
                             offset > 255 ? offset - 512 : offset});
        }
        scan_ = scan_ < kScan ? scan_ + 1 : kScan;
        rx_map_ = rx_map ? 0 : rx_map_ < 50 ? rx_map_ + 1 : 50;
        tx_map_ = tx_map ? 0 : tx_map_ < 50 ? tx_map_ + 1 : 50;
        frame_ = (frame_ + 1) % kFrame;
        in_frames_ = dut.tx_mode_o >= TrainFrames ? in_frames_ + 1 : 0;
        const bool payload = dut.tx_mode_o == ActiveFrames;
        payload_ = payload ? payload_ + 1 : 0;
        if (dut.tx_mode_o < TrainFrames) markers_ = 0;
    }

    void note_state() {
        if (states.empty() || states.back() != dut.state_o) states.push_back(dut.state_o);
    }

    void drive() {
        // Own side.
        dut.scan_busy_i = scan_ < kScan;
        dut.scan_identity_error_i = identity_error;
        dut.scan_spread_i = 3;
        dut.rx_map_done_i = rx_map_ >= 45;
        dut.tx_map_done_i = tx_map_ >= 45;
        dut.frame_close_i = frame_ == 8;
        dut.tx_active_i = payload_ > kFrame;
        // Far side.
        dut.lit_i = far.light;
        dut.lost_i = lost || !far.light;
        const bool marker = far.markers && in_frames_ > 0 && frame_ == 10;
        dut.captured_i = marker && dut.capture_o && markers_ < far.marker_limit;
        markers_ += dut.captured_i;
        dut.message_valid_i = far.messages && in_frames_ > 0 && frame_ == 200;
        const bool applied = far.ready && far.applies && in_frames_ > 4 * kFrame;
        dut.message_flags_i = static_cast<std::uint8_t>(
            (far.ready ? 1U : 0U) | (applied ? 2U : 0U) | (far.fresh && far.ready ? 4U : 0U));
        dut.frame_is_active_i = far.sends_payload && payload_ > kFrame / 2;
    }

    static constexpr unsigned kScan = 12;
    unsigned scan_ = kScan;
    unsigned rx_map_ = 50;
    unsigned tx_map_ = 50;
    unsigned frame_ = 0;
    unsigned in_frames_ = 0;
    unsigned payload_ = 0;
    unsigned markers_ = 0;
};

}  // namespace oio::test
