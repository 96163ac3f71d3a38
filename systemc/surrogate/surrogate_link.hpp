// SPDX-License-Identifier: Apache-2.0
// A link between two neighbours that is not in RTL: the same die interfaces, and between them the
// rate, latency, errors and energy that the RTL link was measured to have.
#pragma once

#include <cstdint>
#include <systemc>

#include "systemc/surrogate/flit_pipe.hpp"
#include "systemc/ucie/die_interface.hpp"

namespace oio {

struct SurrogateLinkConfig {
    double latency_ns = 150.0;  ///< one way, unloaded, flit in to flit out; [0, 1e9]
    /// Payload of full flits (250 of 256 bytes) per direction, what acks and markers leave; record
    /// headers are inside. From user data at saturation: divide by user_share(). [0.01, 1e6]
    double payload_gbps = 828.0;
    double core_clock_ns = 2.0;      ///< of the chiplet it stands for; [0.01, 1000]
    double flit_error_rate = 0.0;    ///< share of flits that need a replay; [0, 0.5]
    double replay_penalty_ns = 0.0;  ///< standstill per replay; [0, 1e9]
    double energy_pj_per_bit = 0.0;  ///< per delivered bit of user data; [0, 1e6]
    unsigned max_outstanding = 64;   ///< requests under way per direction; [1, 4096]
    std::uint64_t seed = 1;          ///< of the replays

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
    FlitPipeConfig pipe() const;
};

/// End 0 and end 1 are bound to hosts as the die interfaces of an RTL link are.
class SurrogateLink : public sc_core::sc_module {
public:
    SurrogateLink(const sc_core::sc_module_name& name, const SurrogateLinkConfig& config);

    DieInterface& end(int which) { return which == 0 ? end_0_ : end_1_; }
    const DieInterface& end(int which) const { return which == 0 ? end_0_ : end_1_; }

    /// What has left an end: 0 or 1.
    std::uint64_t flits(int from) const { return pipe(from).flits(); }
    std::uint64_t replays(int from) const { return pipe(from).replays(); }
    /// User data delivered in both directions.
    std::uint64_t user_bytes() const;
    /// Delivered bits of user data times the energy per bit.
    double energy_joules() const;
    bool idle() const { return pipe_0_.idle() && pipe_1_.idle(); }

private:
    const FlitPipe& pipe(int from) const { return from == 0 ? pipe_0_ : pipe_1_; }

    const SurrogateLinkConfig config_;
    DieInterface end_0_;
    DieInterface end_1_;
    FlitPipe pipe_0_;
    FlitPipe pipe_1_;
};

}  // namespace oio
