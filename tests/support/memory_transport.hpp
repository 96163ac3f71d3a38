// SPDX-License-Identifier: Apache-2.0
// Transports in memory for tests of workloads: perfect or slow and shuffled, or spoiling messages.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <tuple>
#include <utility>
#include <vector>

#include "systemc/host/workload.hpp"
#include "systemc/host/workload_transport.hpp"

namespace oio {

/// An event queue. Without delays everything happens at time 0, in order. With `max_delay_ns`
/// every acceptance and every delivery takes a random time; only messages of the same (from, to,
/// tag) keep their order.
class MemoryTransport : public WorkloadTransport {
public:
    explicit MemoryTransport(double max_delay_ns = 0.0, unsigned seed = 1)
        : max_delay_ns_(max_delay_ns), random_(seed) {}

    /// Changes or drops (returns false) message number `count`, counted from 0 over all ranks.
    std::function<bool(std::uint64_t count, std::vector<std::uint8_t>& data)> spoil;

    void send(int from_rank, int to_rank, std::uint64_t tag, std::vector<std::uint8_t> data,
              std::function<void()> on_accepted) override {
        if (data.empty() || from_rank == to_rank) ++bad_calls;
        bytes_between[{from_rank, to_rank}] += data.size();
        const std::uint64_t count = messages++;
        const double accepted = now_ns_ + delay();
        at(accepted, std::move(on_accepted));
        if (spoil && !spoil(count, data)) return;
        double& last = last_delivery_[{from_rank, to_rank, tag}];
        last = std::max(last, accepted + delay());
        at(last, [this, from_rank, to_rank, tag, data = std::move(data)] {
            workload_->rank(to_rank).on_message(from_rank, tag, data);
        });
    }

    void call_after(double delay_ns, std::function<void()> action) override {
        at(now_ns_ + delay_ns, std::move(action));
    }

    double now_ns() const override { return now_ns_; }

    /// Starts the workload and runs until nothing is pending.
    void run(Workload& workload) {
        workload_ = &workload;
        workload.start(*this);
        while (!events_.empty()) {
            auto event = events_.extract(events_.begin());
            now_ns_ = event.key().first;
            event.mapped()();
        }
    }

    std::uint64_t messages = 0;
    std::uint64_t bad_calls = 0;  ///< calls that the interface forbids
    std::map<std::pair<int, int>, std::uint64_t> bytes_between;

private:
    double delay() {
        return max_delay_ns_ <= 0.0
                   ? 0.0
                   : std::uniform_real_distribution<double>(0.0, max_delay_ns_)(random_);
    }

    void at(double time_ns, std::function<void()> action) {
        events_.emplace(std::pair(time_ns, events_made_++), std::move(action));
    }

    double max_delay_ns_;
    std::mt19937 random_;
    Workload* workload_ = nullptr;
    double now_ns_ = 0.0;
    std::uint64_t events_made_ = 0;
    std::map<std::pair<double, std::uint64_t>, std::function<void()>> events_;
    std::map<std::tuple<int, int, std::uint64_t>, double> last_delivery_;
};

}  // namespace oio
