// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/pattern_traffic.hpp"

#include <algorithm>
#include <cstring>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "models/parameter.hpp"
#include "systemc/host/message_scoreboard.hpp"
#include "systemc/support/sc_duration.hpp"

namespace oio {

namespace {

constexpr std::uint64_t kSlotBytes = 4096;

// Write number k goes to slot k modulo this: at least four times what can be under way, so that a
// write that comes again after a reset is told from one that comes early; no more, to stay in
// caches.
std::uint64_t slots_for(unsigned outstanding) {
    std::uint64_t slots = 16;
    while (slots < std::uint64_t{4} * outstanding) slots *= 2;
    return slots;
}

// Finalizer of splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
// OOPSLA 2014).
std::uint64_t mix(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31);
}

constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ULL;

HostInitiatorConfig initiator_config(const PatternTrafficConfig& config) {
    HostInitiatorConfig initiator;
    initiator.max_outstanding = config.outstanding;
    initiator.blocking = config.blocking;
    return initiator;
}

HostMemoryConfig memory_config(const PatternTrafficConfig& config) {
    HostMemoryConfig memory;
    memory.latency_ns = config.memory_latency_ns;
    return memory;
}

}  // namespace

void PatternTrafficConfig::validate() const {
    check_range("pattern_traffic", "write_bytes", write_bytes, 1, kSlotBytes);
    check_range("pattern_traffic", "outstanding", outstanding, 1, 1024);
    check_range("pattern_traffic", "gap_ns", gap_ns, 0.0, 1e9);
    check_range("pattern_traffic", "gap_jitter_ns", gap_jitter_ns, 0.0, 1e9);
    check_range("pattern_traffic", "memory_latency_ns", memory_latency_ns, 0.0, 1e6);
    if ((gap_ns > 0.0 || gap_jitter_ns > 0.0) && outstanding != 1) {
        throw std::invalid_argument("outstanding: " + std::to_string(outstanding) +
                                    ", but with a gap between writes it must be 1");
    }
    if (!from_end[0] && !from_end[1]) {
        throw std::invalid_argument("from_end: at least one end must send");
    }
}

PatternTrafficConfig PatternTrafficConfig::unloaded(std::uint64_t writes, double gap_ns,
                                                    double jitter_ns) {
    PatternTrafficConfig config;
    config.write_bytes = 238;
    config.bytes_per_direction = writes * config.write_bytes;
    config.outstanding = 1;
    config.gap_ns = gap_ns;
    config.gap_jitter_ns = jitter_ns;
    config.from_end = {true, false};
    return config;
}

PatternTraffic::End::End(const std::string& name, const PatternTrafficConfig& config)
    : initiator((name + "_initiator").c_str(), initiator_config(config)),
      memory((name + "_memory").c_str(), memory_config(config)) {}

PatternTraffic::PatternTraffic(const sc_core::sc_module_name& name,
                               const PatternTrafficConfig& config)
    : sc_core::sc_module(name),
      config_((config.validate(), config)),
      slots_(slots_for(config.outstanding)),
      expected_(config.write_bytes),
      got_(config.write_bytes) {
    for (std::size_t from = 0; from < 2; ++from) {
        ends_[from] = std::make_unique<End>("end_" + std::to_string(from), config);
        directions_[from].active = config.from_end[from];
        sc_core::sc_spawn_options options;
        options.spawn_method();
        options.set_sensitivity(&directions_[from].gap_over);
        options.dont_initialize();
        sc_core::sc_spawn([this, from] { begin_write(from); },
                          sc_core::sc_gen_unique_name("gap_over"), &options);
    }
    for (std::size_t from = 0; from < 2; ++from) {
        ends_[1 - from]->memory.watch_writes(
            0, slots_ * kSlotBytes, [this, from](std::uint64_t address, std::size_t bytes) {
                write_arrived(from, address, bytes);
            });
    }
}

std::uint64_t PatternTraffic::total_writes() const {
    return (config_.bytes_per_direction + config_.write_bytes - 1) / config_.write_bytes;
}

bool PatternTraffic::may_start(const Direction& direction) const {
    return direction.active && !stopped_ &&
           (config_.bytes_per_direction == 0 || direction.started < total_writes());
}

void PatternTraffic::fill(std::size_t from, std::uint64_t number,
                          std::vector<std::uint8_t>& data) const {
    std::uint64_t state = mix(config_.seed * 2 + from + 1) + mix(number) * kGolden;
    // A Weyl sequence with its high half folded in: every byte changes, at one step per word.
    const auto next_word = [&state] {
        state += kGolden;
        return state ^ (state >> 29);
    };
    std::size_t at = 0;
    for (; at + 8 <= data.size(); at += 8) {
        const std::uint64_t word = next_word();
        std::memcpy(data.data() + at, &word, 8);
    }
    const std::uint64_t last = next_word();
    std::memcpy(data.data() + at, &last, data.size() - at);
}

void PatternTraffic::start() {
    for (std::size_t from = 0; from < 2; ++from) {
        // One write more than can be under way waits in the initiator, so that it never runs dry.
        const unsigned first = config_.outstanding == 1 ? 1 : config_.outstanding + 1;
        for (unsigned i = 0; i < first; ++i) begin_write(from);
    }
}

void PatternTraffic::begin_write(std::size_t from) {
    Direction& direction = directions_[from];
    if (!may_start(direction)) return;
    auto data = std::make_shared<std::vector<std::uint8_t>>(config_.write_bytes);
    const std::uint64_t number = direction.started++;
    fill(from, number, *data);
    ends_[from]->initiator.write(
        number % slots_ * kSlotBytes, std::move(data), 0, config_.write_bytes,
        [this, from](tlm::tlm_response_status status, const HostInitiator::Bytes&) {
            write_ended(from, status);
        });
}

void PatternTraffic::write_ended(std::size_t from, tlm::tlm_response_status status) {
    Direction& direction = directions_[from];
    ++direction.ended;
    if (status != tlm::TLM_OK_RESPONSE) ++direction.failed;
    if (config_.gap_ns == 0.0 && config_.gap_jitter_ns == 0.0) {
        begin_write(from);
        return;
    }
    const double share = static_cast<double>(mix(config_.seed + direction.ended * kGolden) >> 11) *
                         (1.0 / 9007199254740992.0);
    direction.gap_over.notify(sc_time_from_ns(config_.gap_ns + share * config_.gap_jitter_ns));
}

void PatternTraffic::write_arrived(std::size_t from, std::uint64_t address, std::size_t bytes) {
    Direction& direction = directions_[from];
    const std::uint64_t slot = address / kSlotBytes;
    const std::uint64_t ahead = (slot + slots_ - direction.next % slots_) % slots_;
    std::uint64_t number = direction.next + ahead;
    if (ahead > slots_ / 2) {
        number -= slots_;
        ++direction.repeated;
    } else {
        direction.lost += ahead;
        direction.next = number + 1;
        direction.checked += bytes;
    }
    fill(from, number, expected_);
    const HostMemory& memory = ends_[1 - from]->memory;
    if (bytes == got_.size()) memory.read(slot * kSlotBytes, got_.data(), bytes);
    direction.mismatched +=
        count_different_bytes(expected_.data(), expected_.size(), got_.data(), bytes);
    direction.last_arrival_fs = to_fs(sc_core::sc_time_stamp());
    if (number == 0) direction.first_arrival_fs = direction.last_arrival_fs;
}

bool PatternTraffic::finished() const {
    for (std::size_t from = 0; from < 2; ++from) {
        const Direction& direction = directions_[from];
        if (may_start(direction) || direction.ended != direction.started) return false;
    }
    return directions_[0].started + directions_[1].started != 0;
}

std::uint64_t PatternTraffic::mismatched_bytes(int from) const {
    return directions_.at(index(from)).mismatched;
}

std::uint64_t PatternTraffic::duplicated_writes(int from) const {
    const std::uint64_t retries = ends_.at(index(from))->initiator.retries();
    const std::uint64_t repeated = directions_.at(index(from)).repeated;
    return repeated > retries ? repeated - retries : 0;
}

double PatternTraffic::throughput_gbps(int from) const {
    const Direction& direction = directions_.at(index(from));
    if (direction.last_arrival_fs <= direction.first_arrival_fs) return 0.0;
    const double bits = 8.0 * static_cast<double>(direction.checked - config_.write_bytes);
    return bits * 1e6 / static_cast<double>(direction.last_arrival_fs - direction.first_arrival_fs);
}

std::string PatternTraffic::state() const {
    std::ostringstream out;
    for (std::size_t from = 0; from < 2; ++from) {
        const Direction& direction = directions_[from];
        if (!direction.active) continue;
        out << name() << " from end " << from << ": writes started " << direction.started
            << ", ended " << direction.ended << ", arrived " << direction.next << ", outstanding "
            << ends_[from]->initiator.outstanding() << '\n';
    }
    return out.str();
}

}  // namespace oio
