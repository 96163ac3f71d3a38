// SPDX-License-Identifier: Apache-2.0
// Executes the dependency graph of one rank on real bytes.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "systemc/host/rank_program.hpp"
#include "systemc/host/workload_transport.hpp"

namespace oio {

/// One rank. A step starts when everything it depends on has finished; messages of the same
/// (sender, tag) go to the receives in the order of the program. No SystemC inside.
class RankExecutor {
public:
    /// Called with the bytes [offset, offset + bytes) of a region of this rank when they are final.
    using Checker = std::function<void(int rank, std::uint32_t region, std::uint64_t offset,
                                       const std::uint8_t* data, std::uint64_t bytes)>;

    /// `program`, `regions` and `transport` must outlive the executor.
    RankExecutor(const RankProgram& program, const std::vector<Region>& regions, int ranks,
                 std::uint64_t seed, WorkloadTransport& transport, Checker checker);

    /// Starts every step that depends on nothing.
    void start();

    /// The transport calls this when a message has arrived completely.
    void on_message(int from_rank, std::uint64_t tag, std::vector<std::uint8_t> data);

    int rank() const { return program_.rank; }
    bool finished() const { return ops_done_ == program_.ops.size(); }

    std::uint64_t sent_bytes() const { return sent_bytes_; }          ///< given to the transport
    std::uint64_t received_bytes() const { return received_bytes_; }  ///< arrived
    std::uint64_t ops_done() const { return ops_done_; }
    /// Messages nobody waits for, or of the wrong size; each is an error of the transport.
    std::uint64_t stray_messages() const { return stray_messages_; }
    double finish_time_ns() const { return finish_time_ns_; }
    /// Time in which this rank computed, and in which it only waited for communication.
    double compute_time_ns() const { return compute_time_ns_; }
    double stall_time_ns() const { return stall_time_ns_; }

    /// Positions (in the program) of the steps that have started and not finished.
    std::vector<std::uint32_t> waiting_ops() const;

private:
    using Channel = std::pair<int, std::uint64_t>;  // sender, tag

    struct Inbox {
        std::vector<std::uint32_t> receives;  // ops in the order in which they take messages
        std::size_t next = 0;                 // the receive that the next message belongs to
    };

    struct OpState {
        std::uint32_t deps_left = 0;
        bool started = false;
        bool done = false;
        bool arrived = false;
        std::vector<std::uint8_t> payload;
    };

    void pump();
    void begin(std::uint32_t index);
    void finish_receive(std::uint32_t index);
    void finish_compute(std::uint32_t index);
    void complete(std::uint32_t index);
    void complete_from_outside(std::uint32_t index);
    std::vector<std::uint8_t>& memory(std::uint32_t region);
    void account_until_now();

    const RankProgram& program_;
    const std::vector<Region>& regions_;
    const int ranks_;
    const std::uint64_t seed_;
    WorkloadTransport& transport_;
    Checker checker_;

    std::vector<OpState> state_;
    std::map<Channel, Inbox> inboxes_;
    std::map<std::uint32_t, std::vector<std::uint8_t>> memory_;
    std::deque<std::uint32_t> ready_;
    bool pumping_ = false;

    std::uint64_t ops_done_ = 0;
    std::uint64_t sent_bytes_ = 0;
    std::uint64_t received_bytes_ = 0;
    std::uint64_t stray_messages_ = 0;
    int computing_ = 0;
    double accounted_until_ns_ = 0.0;
    double compute_time_ns_ = 0.0;
    double stall_time_ns_ = 0.0;
    double finish_time_ns_ = 0.0;
};

}  // namespace oio
