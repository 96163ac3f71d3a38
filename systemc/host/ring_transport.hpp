// SPDX-License-Identifier: Apache-2.0
// Carries the messages of a workload over TLM and the links of a ring of hosts.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <systemc>
#include <unordered_map>
#include <vector>

#include "systemc/host/message_scoreboard.hpp"
#include "systemc/host/rank_host.hpp"
#include "systemc/host/workload_transport.hpp"

namespace oio {

struct RingTransportConfig {
    int ranks = 2;  ///< [2, 1024]
    RankHostConfig host;

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

/// Rank r has link r on its right, whose far end is the left of rank r + 1. Two ranks share the one
/// link 0. A message goes the shorter way round (to the right if both are equal), from memory to
/// memory at every hop. The bytes delivered are read back from the memory of the receiver.
class RingTransport : public sc_core::sc_module, public WorkloadTransport {
public:
    using Delivery = std::function<void(int to_rank, int from_rank, std::uint64_t tag,
                                        std::vector<std::uint8_t> data)>;

    RingTransport(const sc_core::sc_module_name& name, const RingTransportConfig& config);

    /// Who gets the messages that arrive; set before the first can.
    void set_delivery(Delivery delivery) { delivery_ = std::move(delivery); }

    int ranks() const { return config_.ranks; }
    int link_count() const { return config_.ranks == 2 ? 1 : config_.ranks; }
    /// The ranks at the two ends of a link.
    int near_rank(int link) const { return link; }
    int far_rank(int link) const { return (link + 1) % config_.ranks; }

    /// Connects the hosts at both ends of a link with what carries their transactions: anything
    /// that has a `host_target_socket` and a `memory_initiator_socket`, such as a DieInterface.
    template <typename NearEnd, typename FarEnd>
    void bind_link(int link, NearEnd& near_end, FarEnd& far_end) {
        bind_end(host(near_rank(link)), RingSide::Right, near_end);
        bind_end(host(far_rank(link)), RingSide::Left, far_end);
    }

    RankHost& host(int rank) { return *hosts_.at(static_cast<std::size_t>(rank)); }
    const RankHost& host(int rank) const { return *hosts_.at(static_cast<std::size_t>(rank)); }

    void send(int from_rank, int to_rank, std::uint64_t tag, std::vector<std::uint8_t> data,
              std::function<void()> on_accepted) override;
    void call_after(double delay_ns, std::function<void()> action) override;
    double now_ns() const override;

    const MessageScoreboard& scoreboard() const { return scoreboard_; }
    /// Segments that never arrived at some hop, and writes that ended with an error for good.
    std::uint64_t lost_segments() const;
    std::uint64_t failed_writes() const;
    /// Doorbells that made no sense or named no rank.
    std::uint64_t bad_doorbells() const;
    /// Writes tried again after a reset of a link.
    std::uint64_t retries() const;
    /// Nothing is queued or under way in any host.
    bool idle() const;
    /// One line per host that is not idle; for the watchdog's dump.
    std::string state() const;

private:
    struct Timer {
        sc_core::sc_time time;
        std::uint64_t number;
        std::function<void()> action;
        bool operator>(const Timer& other) const {
            return time != other.time ? time > other.time : number > other.number;
        }
    };

    /// A message at its destination of which segments have arrived.
    struct Partial {
        std::vector<std::uint8_t> data;
        std::uint64_t received = 0;
    };

    template <typename End>
    static void bind_end(RankHost& rank_host, RingSide side, End& end) {
        rank_host.initiator(side).initiator_socket.bind(end.host_target_socket);
        end.memory_initiator_socket.bind(rank_host.memory_port(side).target_socket);
    }

    RingSide first_side(int from_rank, int to_rank) const;
    void segment_arrived(int rank, RingSide from, const SegmentInfo& info, std::uint64_t address);
    void timer_process();

    const RingTransportConfig config_;
    std::vector<std::unique_ptr<RankHost>> hosts_;
    Delivery delivery_;
    MessageScoreboard scoreboard_;
    std::unordered_map<std::uint64_t, Partial> partial_;  // by message number
    std::uint64_t misaddressed_ = 0;
    std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
    std::uint64_t timers_set_ = 0;
    sc_core::sc_event timer_event_{"timer_event"};
};

}  // namespace oio
