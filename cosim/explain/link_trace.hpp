// SPDX-License-Identifier: Apache-2.0
//
// Watches one link in RTL for FlitTrace: reads signals of the retry after each clock edge and asks
// the light for every wrong bit. Needs RTL built with waves; changes nothing in a run.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "cosim/explain/flit_trace.hpp"
#include "cosim/explain/serial_words.hpp"
#include "cosim/rtl_chiplet.hpp"
#include "cosim/sim_config.hpp"

namespace oio {

class RtlLink;
class ChipletModule;

class LinkTrace {
public:
    /// Takes the link's on_edge hooks. `errors` numbers the errors of all links; that of number
    /// `wanted` is kept.
    LinkTrace(RtlLink& link, const LinkConfig& config, std::uint64_t& errors, std::uint64_t wanted);
    LinkTrace(const LinkTrace&) = delete;
    LinkTrace& operator=(const LinkTrace&) = delete;

    bool available() const;
    /// From here on wrong bits are kept and numbered, while the link carries data.
    void begin() { running_ = true; }
    void report(ChainReport& report);

private:
    struct Side {
        explicit Side(int word_ui) : serial(word_ui) {}
        RtlSignal fresh, replay, control, nak_pending, ack_seq, send_seq;
        RtlSignal accept, duplicate, ahead, spoiled, is_control, seq, flit;
        RtlSignal payload, far_dead;
        SerialWords serial;  // of lane 0
        bool was_active = false, in_rows = false;
    };

    void edge(int side, std::uint64_t time_fs);
    void core_edge(std::size_t side, std::uint64_t time_fs);
    void tx_edge(std::size_t side, std::uint64_t time_fs);
    void tx_ui_edge(std::size_t side);
    void rx_edge(std::size_t side);
    std::vector<int> lane_map(const Side& side) const;

    RtlLink& link_;
    const LinkConfig config_;
    std::uint64_t& errors_;
    std::array<Side, 2> sides_{Side{config_.word_ui}, Side{config_.word_ui}};
    std::array<std::unique_ptr<FlitTrace>, 2> traces_;  // by side that sends
    bool running_ = false;
};

}  // namespace oio
