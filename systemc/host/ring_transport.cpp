// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/ring_transport.hpp"

#include <sstream>
#include <stdexcept>
#include <utility>

#include "systemc/support/sc_duration.hpp"

namespace oio {

namespace {

constexpr RingSide kSides[] = {RingSide::Left, RingSide::Right};

}  // namespace

void RingTransportConfig::validate() const {
    if (ranks < 2 || ranks > 1024) {
        throw std::invalid_argument("ranks: " + std::to_string(ranks) + " is outside [2, 1024]");
    }
    host.validate();
}

RingTransport::RingTransport(const sc_core::sc_module_name& name, const RingTransportConfig& config)
    : sc_core::sc_module(name), config_((config.validate(), config)) {
    require_fs_resolution(this->name());
    for (int rank = 0; rank < config.ranks; ++rank) {
        const bool pair = config.ranks == 2;
        hosts_.push_back(std::make_unique<RankHost>(
            ("rank_" + std::to_string(rank)).c_str(), config.host, !pair || rank == 1,
            !pair || rank == 0,
            [this, rank](RingSide from, const SegmentInfo& info, std::uint64_t address) {
                segment_arrived(rank, from, info, address);
            }));
    }
    SC_HAS_PROCESS(RingTransport);
    SC_METHOD(timer_process);
    sensitive << timer_event_;
    dont_initialize();
}

RingSide RingTransport::first_side(int from_rank, int to_rank) const {
    if (config_.ranks == 2) return from_rank == 0 ? RingSide::Right : RingSide::Left;
    const int right_hops = (to_rank - from_rank + config_.ranks) % config_.ranks;
    return right_hops <= config_.ranks - right_hops ? RingSide::Right : RingSide::Left;
}

void RingTransport::send(int from_rank, int to_rank, std::uint64_t tag,
                         std::vector<std::uint8_t> data, std::function<void()> on_accepted) {
    if (from_rank < 0 || from_rank >= config_.ranks || to_rank < 0 || to_rank >= config_.ranks ||
        from_rank == to_rank || data.empty()) {
        throw std::invalid_argument(
            std::string(name()) + ": message of " + std::to_string(data.size()) +
            " bytes from rank " + std::to_string(from_rank) + " to " + std::to_string(to_rank) +
            "; ranks are 0 to " + std::to_string(config_.ranks - 1) + " and must differ");
    }
    Outgoing outgoing;
    outgoing.data = std::make_shared<const std::vector<std::uint8_t>>(std::move(data));
    outgoing.info.source = static_cast<std::uint16_t>(from_rank);
    outgoing.info.destination = static_cast<std::uint16_t>(to_rank);
    outgoing.info.tag = tag;
    outgoing.info.message = scoreboard_.sent(from_rank, to_rank, tag, outgoing.data);
    outgoing.info.message_bytes = outgoing.data->size();
    outgoing.accepted = std::move(on_accepted);
    host(from_rank).sender(first_side(from_rank, to_rank)).push_own(std::move(outgoing));
}

void RingTransport::segment_arrived(int rank, RingSide from, const SegmentInfo& info,
                                    std::uint64_t address) {
    RankHost& here = host(rank);
    const RingSide onward = opposite(from);
    const bool for_us = info.destination == rank;
    if (info.source >= config_.ranks || info.destination >= config_.ranks ||
        (!for_us && (!here.has(onward) || info.source == rank))) {
        ++misaddressed_;
        SC_REPORT_ERROR(here.name(),
                        ("segment from rank " + std::to_string(info.source) + " to rank " +
                         std::to_string(info.destination) + " does not belong here")
                            .c_str());
        return;
    }
    if (!for_us) {
        auto data = std::make_shared<std::vector<std::uint8_t>>(info.bytes);
        here.memory.read(address, data->data(), data->size());
        Outgoing outgoing;
        outgoing.info = info;
        outgoing.data = std::move(data);
        here.sender(onward).push_transit(std::move(outgoing));
        return;
    }
    Partial& partial = partial_[info.message];
    if (partial.data.empty()) partial.data.resize(info.message_bytes);
    if (partial.data.size() != info.message_bytes) {  // a doorbell that contradicts the first one
        ++misaddressed_;
        return;
    }
    here.memory.read(address, partial.data.data() + info.offset, info.bytes);
    partial.received += info.bytes;
    if (partial.received < info.message_bytes) return;
    std::vector<std::uint8_t> data = std::move(partial.data);
    partial_.erase(info.message);
    if (!scoreboard_.arrived(info.message, info.source, rank, info.tag, data)) return;
    delivery_(rank, info.source, info.tag, std::move(data));
}

void RingTransport::call_after(double delay_ns, std::function<void()> action) {
    if (!(delay_ns >= 0.0 && delay_ns <= 1e12)) {
        throw std::invalid_argument(std::string(name()) + ": delay_ns " + std::to_string(delay_ns) +
                                    " is outside [0, 1e12]");
    }
    const sc_core::sc_time time = sc_core::sc_time_stamp() + sc_time_from_ns(delay_ns);
    timers_.push({time, timers_set_++, std::move(action)});
    // Of several pending notifications an event keeps the earliest, which is the one wanted.
    timer_event_.notify(timers_.top().time - sc_core::sc_time_stamp());
}

void RingTransport::timer_process() {
    while (!timers_.empty() && timers_.top().time <= sc_core::sc_time_stamp()) {
        const std::function<void()> action = timers_.top().action;
        timers_.pop();
        action();
    }
    if (!timers_.empty()) timer_event_.notify(timers_.top().time - sc_core::sc_time_stamp());
}

double RingTransport::now_ns() const {
    return to_ns(sc_core::sc_time_stamp());
}

std::uint64_t RingTransport::lost_segments() const {
    std::uint64_t sum = 0;
    for (const auto& rank_host : hosts_) {
        for (const RingSide side : kSides) {
            if (rank_host->has(side)) sum += rank_host->receiver(side).lost_segments();
        }
    }
    return sum;
}

std::uint64_t RingTransport::failed_writes() const {
    std::uint64_t sum = 0;
    for (const auto& rank_host : hosts_) {
        for (const RingSide side : kSides) {
            if (rank_host->has(side)) sum += rank_host->sender(side).failed_writes();
        }
    }
    return sum;
}

std::uint64_t RingTransport::bad_doorbells() const {
    std::uint64_t sum = misaddressed_;
    for (const auto& rank_host : hosts_) {
        for (const RingSide side : kSides) {
            if (rank_host->has(side)) sum += rank_host->receiver(side).bad_doorbells();
        }
    }
    return sum;
}

std::uint64_t RingTransport::retries() const {
    std::uint64_t sum = 0;
    for (const auto& rank_host : hosts_) {
        for (const RingSide side : kSides) {
            if (rank_host->has(side)) sum += rank_host->initiator(side).retries();
        }
    }
    return sum;
}

bool RingTransport::idle() const {
    for (const auto& rank_host : hosts_) {
        if (!rank_host->idle()) return false;
    }
    return true;
}

std::string RingTransport::state() const {
    std::ostringstream out;
    for (const auto& rank_host : hosts_) {
        for (const RingSide side : kSides) {
            if (!rank_host->has(side) || rank_host->sender(side).idle()) continue;
            const HostInitiator& initiator = rank_host->initiator(side);
            out << rank_host->name() << (side == RingSide::Left ? " left: " : " right: ")
                << rank_host->sender(side).state() << "; outstanding " << initiator.outstanding()
                << ", queued " << initiator.queued_jobs() << '\n';
        }
    }
    return out.str();
}

}  // namespace oio
