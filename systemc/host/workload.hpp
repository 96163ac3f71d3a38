// SPDX-License-Identifier: Apache-2.0
// A whole workload: all ranks, what they have done, and whether what they hold is right.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "systemc/host/golden.hpp"
#include "systemc/host/program_builder.hpp"
#include "systemc/host/rank_executor.hpp"
#include "systemc/host/rank_graph.hpp"

namespace oio {

/// Everything that can be wrong with a workload before it runs: graphs, messages, collectives.
/// Throws std::invalid_argument.
void check_workload(const std::vector<RankGraph>& graphs);

/// Owns one executor per rank. Life: construct, `start(transport)`, let the transport run until
/// `finished()`, ask for the results. If nothing is pending any more and it has not finished, the
/// ranks are blocked: `blocked_report()` says on what.
class Workload {
public:
    /// Checks the graphs and expands the collectives. Throws std::invalid_argument.
    Workload(std::vector<RankGraph> graphs, const WorkloadOptions& options);
    ~Workload();
    Workload(const Workload&) = delete;
    Workload& operator=(const Workload&) = delete;

    int rank_count() const { return static_cast<int>(graphs_.size()); }

    /// Starts all ranks, once. `transport` must outlive this object or its last call.
    void start(WorkloadTransport& transport);

    /// Valid after start(); this is where the transport delivers messages.
    RankExecutor& rank(int rank);
    const RankExecutor& rank(int rank) const;

    bool finished() const;

    /// Progress: payload bytes received by all ranks so far, and in total.
    std::uint64_t delivered_bytes() const;
    std::uint64_t total_bytes() const;

    std::uint64_t sent_bytes(int rank) const;
    std::uint64_t received_bytes(int rank) const;
    /// What the rank must send in the whole run, known before it starts.
    std::uint64_t planned_bytes(int rank) const;

    /// 32-bit words that differ from the closed form, plus stray messages. Final when finished().
    std::uint64_t mismatches(int rank) const;
    std::uint64_t mismatches() const;
    /// Bytes compared so far; a finished run that checked nothing has shown nothing.
    std::uint64_t checked_bytes() const;

    /// The reference results (for tests and reports).
    const Golden& golden() const { return *golden_; }

    /// One line: ranks, nodes, bytes, what kind of traffic.
    std::string describe() const;
    /// One line per rank that has not finished: which steps wait, and for what.
    std::string blocked_report() const;

private:
    std::string describe_op(int rank, std::uint32_t op) const;

    WorkloadOptions options_;
    std::vector<RankGraph> graphs_;
    Programs programs_;
    std::unique_ptr<Golden> golden_;
    std::vector<std::unique_ptr<RankExecutor>> executors_;
    std::vector<std::uint64_t> mismatches_;
    std::uint64_t checked_bytes_ = 0;
};

}  // namespace oio
