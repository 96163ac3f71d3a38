// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/rank_host.hpp"

#include <stdexcept>

#include "models/parameter.hpp"

namespace oio {

namespace {

const char* side_name(RingSide side) {
    return side == RingSide::Left ? "left" : "right";
}

}  // namespace

void RankHostConfig::validate() const {
    initiator.validate();
    if (!(memory_latency_ns >= 0.0 && memory_latency_ns <= 1e6)) {
        throw std::invalid_argument("memory_latency_ns: " + std::to_string(memory_latency_ns) +
                                    " is outside [0, 1e6]");
    }
    check_range("rank_host", "segment_bytes", segment_bytes, 64, 16777216);
    check_range("rank_host", "window_slots", window_slots, 1, 1024);
}

RankHost::SideParts::SideParts(RankHost& host, const RankHostConfig& config, RingSide side,
                               unsigned memory_port, const SegmentHandler& handler)
    : port(memory_port),
      initiator(side_name(side), config.initiator),
      sender(initiator, window(config, opposite(side))),
      receiver(std::string(host.name()) + "." + side_name(side), host.memory, window(config, side),
               [side, handler](const SegmentInfo& info, std::uint64_t address) {
                   handler(side, info, address);
               }) {}

RankHost::RankHost(const sc_core::sc_module_name& name, const RankHostConfig& config, bool has_left,
                   bool has_right, const SegmentHandler& handler)
    : sc_core::sc_module(name),
      memory("memory", memory_config((config.validate(), config),
                                     (has_left ? 1U : 0U) + (has_right ? 1U : 0U))) {
    unsigned port = 0;
    if (has_left) {
        sides_[0] = std::make_unique<SideParts>(*this, config, RingSide::Left, port++, handler);
    }
    if (has_right) {
        sides_[1] = std::make_unique<SideParts>(*this, config, RingSide::Right, port++, handler);
    }
}

HostMemoryConfig RankHost::memory_config(const RankHostConfig& config, unsigned ports) {
    HostMemoryConfig memory;
    memory.ports = ports;
    memory.latency_ns = config.memory_latency_ns;
    return memory;
}

WindowLayout RankHost::window(const RankHostConfig& config, RingSide side) {
    WindowLayout layout;
    layout.base = std::uint64_t{index(side) + 1} << 36;
    layout.segment_bytes = config.segment_bytes;
    layout.slots = config.window_slots;
    return layout;
}

bool RankHost::idle() const {
    for (const auto& side : sides_) {
        if (side != nullptr && !(side->sender.idle() && side->initiator.idle())) return false;
    }
    return true;
}

}  // namespace oio
