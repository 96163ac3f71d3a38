// SPDX-License-Identifier: Apache-2.0
//
// What runs over the link(s) of a simulation: one class per kind of workload.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cosim/results.hpp"
#include "cosim/rtl_link.hpp"
#include "cosim/sim_config.hpp"
#include "systemc/host/rank_graph.hpp"

namespace oio {

class Traffic {
public:
    virtual ~Traffic() = default;
    /// Called once, when every RTL link is trained.
    virtual void start() = 0;
    virtual bool finished() const = 0;
    /// A number that grows while anything moves (for the watchdog), and the share done.
    virtual std::uint64_t progress() const = 0;
    virtual double done() const = 0;
    /// Payload bytes found different so far; a bit error test has none.
    virtual std::uint64_t mismatches() const { return 0; }
    /// Fills payload, mismatches, losses, ranks and surrogate links.
    virtual void report(RunResult& result) = 0;
    virtual std::string state() const = 0;
};

using RtlLinks = std::vector<std::unique_ptr<RtlLink>>;

/// Saturation or unloaded latency over one link ("saturate", "latency").
std::unique_ptr<Traffic> make_pattern_traffic(const SimConfig& config, RtlLinks& links);
/// The bit error test of the chiplets' own checkers ("prbs").
std::unique_ptr<Traffic> make_bert_traffic(const SimConfig& config, RtlLinks& links);
/// A graph per rank, ranks on a ring, surrogates where there is no RTL link.
std::unique_ptr<Traffic> make_rank_traffic(const SimConfig& config, std::vector<RankGraph> graphs,
                                           RtlLinks& links);

}  // namespace oio
