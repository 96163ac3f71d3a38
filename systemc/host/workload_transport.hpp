// SPDX-License-Identifier: Apache-2.0
// The boundary between a workload (what the ranks say to each other) and the machine under it.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace oio {

/// Carries messages between ranks and keeps time. The machine implements it: over TLM and the
/// links, or in memory in a test. On arrival it calls `RankExecutor::on_message` of the receiver.
class WorkloadTransport {
public:
    virtual ~WorkloadTransport() = default;

    /// Sends one message of at least one byte; `from_rank` and `to_rank` differ. Messages of the
    /// same (from, to, tag) arrive in the order of these calls; routing over the ring is the
    /// transport's job. `on_accepted` is called once, when the sender may go on (its data is
    /// copied); that may be within this call. Delivery must not happen within this call.
    virtual void send(int from_rank, int to_rank, std::uint64_t tag, std::vector<std::uint8_t> data,
                      std::function<void()> on_accepted) = 0;

    /// Calls `action` once, `delay_ns` (zero or more) from now.
    virtual void call_after(double delay_ns, std::function<void()> action) = 0;

    /// The present simulated time.
    virtual double now_ns() const = 0;
};

}  // namespace oio
