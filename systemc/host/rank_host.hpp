// SPDX-License-Identifier: Apache-2.0
// One xPU on the ring: its memory, and towards each neighbour an initiator with a send queue.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <systemc>

#include "systemc/host/host_initiator.hpp"
#include "systemc/host/host_memory.hpp"
#include "systemc/host/segment_channel.hpp"

namespace oio {

/// Towards the previous rank, towards the next.
enum class RingSide { Left = 0, Right = 1 };
inline RingSide opposite(RingSide side) {
    return side == RingSide::Left ? RingSide::Right : RingSide::Left;
}

struct RankHostConfig {
    HostInitiatorConfig initiator;
    double memory_latency_ns = 20.0;      ///< [0, 1e6]
    std::uint32_t segment_bytes = 65536;  ///< of a window slot; [64, 16777216]
    std::uint32_t window_slots = 16;      ///< per neighbour; [1, 1024]

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

/// Sides that do not exist (the ends of a pair) have no sockets.
class RankHost : public sc_core::sc_module {
public:
    /// A segment has arrived and lies at `address` in memory() until this returns.
    using SegmentHandler =
        std::function<void(RingSide from, const SegmentInfo& info, std::uint64_t address)>;

    RankHost(const sc_core::sc_module_name& name, const RankHostConfig& config, bool has_left,
             bool has_right, const SegmentHandler& handler);

    HostMemory memory;

    bool has(RingSide side) const { return sides_[index(side)] != nullptr; }
    /// The sockets towards a neighbour. Only where has(side).
    HostInitiator& initiator(RingSide side) { return sides_.at(index(side))->initiator; }
    const HostInitiator& initiator(RingSide side) const {
        return sides_.at(index(side))->initiator;
    }
    HostMemory::Port& memory_port(RingSide side) {
        return memory.ports[sides_.at(index(side))->port];
    }
    SegmentSender& sender(RingSide side) { return sides_.at(index(side))->sender; }
    const SegmentSender& sender(RingSide side) const { return sides_.at(index(side))->sender; }
    const SegmentReceiver& receiver(RingSide side) const {
        return sides_.at(index(side))->receiver;
    }

    bool idle() const;

private:
    struct SideParts {
        SideParts(RankHost& host, const RankHostConfig& config, RingSide side, unsigned port,
                  const SegmentHandler& handler);
        unsigned port;
        HostInitiator initiator;
        SegmentSender sender;
        SegmentReceiver receiver;
    };

    static std::size_t index(RingSide side) { return static_cast<std::size_t>(side); }
    static HostMemoryConfig memory_config(const RankHostConfig& config, unsigned ports);
    /// The window that the neighbour on this side writes to.
    static WindowLayout window(const RankHostConfig& config, RingSide side);

    std::array<std::unique_ptr<SideParts>, 2> sides_;
};

}  // namespace oio
