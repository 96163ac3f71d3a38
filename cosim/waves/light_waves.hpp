// SPDX-License-Identifier: Apache-2.0
//
// The light of one direction as signals: real values per lane, the codes behind them, the words
// that left and arrived, and a marker where the channel put an error into a word.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cosim/optical_port.hpp"
#include "cosim/rtl_chiplet.hpp"
#include "cosim/waves/optical_probe.hpp"
#include "cosim/waves/wave_signal.hpp"

namespace oio {

class LightWaves {
public:
    /// `scope` is "light.a_to_b"; `lanes` are lanes of the transmitter, empty = all.
    LightWaves(const std::string& scope, OpticalPort& light, const LightScale& scale,
               const RtlChiplet& sender, const RtlChiplet& receiver, const std::vector<int>& lanes);

    /// Takes what is known without history; a marker is right from the next received() on.
    void start();
    /// After an edge of the sender's and of the receiver's word clock (serial cut: unit interval).
    void launched();
    void received(std::uint64_t time_fs);
    /// received() was called since start().
    bool complete() const { return complete_; }

    /// Up to `count` lanes worth a look, since start(): those with most errors, then those with the
    /// smallest eye margin at the latest word.
    std::vector<int> worst_lanes(std::size_t count) const;
    const std::string& scope() const { return scope_; }
    /// Time of the first error since start(), and its lane; 0 and -1 if there was none.
    std::uint64_t first_error_fs() const { return first_error_fs_; }
    int first_error_lane() const { return first_error_lane_; }

    /// Changes with the sender, and with the receiver.
    const WaveBlock& sent_block() const { return sent_; }
    const WaveBlock& received_block() const { return received_; }

private:
    struct Lane {
        int lane = 0;
        int position = 0;
        double emitted_dbm = 0.0;
        std::uint32_t tx_word = 0;
        LaneOptics optics;
        std::uint32_t rx_phase = 0, rx_threshold = 0;
        std::uint32_t errors = 0, errors_at_start = 0;
        std::uint32_t error = 0;
        std::uint8_t enabled = 0, drive = 0;
    };

    void read_errors(std::uint64_t time_fs);
    bool read_temperature();

    const std::string scope_;
    const ThermalSchedule& thermal_;
    ChannelProbe probe_;
    const RtlChiplet& sender_;
    const RtlChiplet& receiver_;
    std::vector<Lane> lanes_;
    double temperature_c_ = 0.0;  // As received.
    double emitter_c_ = 0.0;      // As emitted.
    std::uint32_t any_error_ = 0;
    std::uint32_t total_errors_ = 0;
    std::uint64_t errors_seen_ = 0;
    std::uint64_t first_error_fs_ = 0;
    int first_error_lane_ = -1;
    bool complete_ = false;
    WaveBlock sent_, received_;
};

}  // namespace oio
