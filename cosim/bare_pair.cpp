// SPDX-License-Identifier: Apache-2.0
#include "cosim/bare_pair.hpp"

#include <cstring>
#include <stdexcept>

#include "models/random_stream.hpp"
#include "systemc/ucie/flit.hpp"
#include "systemc/ucie/flit_crc.hpp"

namespace oio {

namespace {

constexpr int kFlitsInTurn = 256;
constexpr std::uint64_t kTrainLimitFs = 3'000'000'000'000;  // 3 ms

}  // namespace

BarePair::BarePair(const SimConfig& config, RtlLibrary& library)
    : core_(config.link.core_clock()), word_(config.link.word_clock()) {
    RandomStream stream(config.run.seed, "bench.bare_pair", "flits");
    for (int i = 0; i < kFlitsInTurn; ++i) {
        Flit flit;
        for (std::uint8_t& byte : flit.bytes) byte = static_cast<std::uint8_t>(stream.next_u32());
        flit.bytes[0] = 0x40;  // data
        flit.bytes[1] = 0x00;
        seal(flit);
        std::array<std::uint8_t, kFlitBytes> bytes{};
        std::copy(flit.bytes.begin(), flit.bytes.end(), bytes.begin());
        flits_.push_back(bytes);
    }
    const auto physical = static_cast<std::size_t>(config.link.physical());
    for (int i = 0; i < 2; ++i) {
        Side& side = sides_[static_cast<std::size_t>(i)];
        side.rtl = library.create(i == 0 ? "bare_a" : "bare_b");
        side.rtl->set_reset(false);
        const auto phase = [&](double share, const ClockRatio& clock) {
            return static_cast<std::uint64_t>(share * clock.period_fs());
        };
        side.core_offset = phase(i == 0 ? 0.15 : 0.45, core_);
        side.tx_offset = phase(i == 0 ? 0.05 : 0.35, word_);
        side.rx_offset = phase(i == 0 ? 0.60 : 0.80, word_);
        side.sent.assign(kRing, std::vector<std::uint32_t>(physical));
        side.dark.assign(physical, 1);
    }
}

bool BarePair::active() const {
    constexpr unsigned kActive = 8;
    return sides_[0].rtl->status().state == kActive && sides_[1].rtl->status().state == kActive;
}

void BarePair::core_edge(int index, bool saturate) {
    Side& side = sides_[static_cast<std::size_t>(index)];
    if (saturate && side.credits > 0) {
        side.rtl->die_send(flits_[side.flits_sent % kFlitsInTurn].data());
        ++side.flits_sent;
        --side.credits;
    }
    side.rtl->core_edge();
    side.credits += side.rtl->die_credits();
    std::array<std::uint8_t, kFlitBytes> got;
    if (side.rtl->die_receive(got.data())) {
        if (std::memcmp(got.data(), flits_[side.flits_received % kFlitsInTurn].data(),
                        kFlitBytes) != 0) {
            ++wrong_;
        }
        ++side.flits_received;
    }
}

// One edge: the earliest of the six clocks.
void BarePair::step(bool saturate) {
    std::uint64_t best = ~std::uint64_t{0};
    int who = 0, what = 0;
    for (int i = 0; i < 2; ++i) {
        const Side& side = sides_[static_cast<std::size_t>(i)];
        const std::uint64_t times[3] = {side.core_offset + core_.edge_fs(side.core_k),
                                        side.tx_offset + word_.edge_fs(side.tx_k),
                                        side.rx_offset + word_.edge_fs(side.rx_k)};
        for (int c = 0; c < 3; ++c) {
            if (times[c] < best) {
                best = times[c];
                who = i;
                what = c;
            }
        }
    }
    Side& side = sides_[static_cast<std::size_t>(who)];
    Side& far = sides_[static_cast<std::size_t>(1 - who)];
    side.rtl->set_time(best);
    if (what == 0) {
        core_edge(who, saturate);
        ++side.core_k;
    } else if (what == 1) {
        side.rtl->tx_edge();
        std::vector<std::uint32_t>& words = side.sent[side.tx_k % kRing];
        std::memcpy(words.data(), side.rtl->tx_words(), words.size() * sizeof(std::uint32_t));
        for (std::size_t i = 0; i < side.dark.size(); ++i) {
            side.dark[i] = side.rtl->tx_enable()[i] == 0;
        }
        ++side.tx_k;
    } else {
        const std::uint64_t from = far.tx_k < kFlightWords ? 0 : far.tx_k - kFlightWords;
        side.rtl->set_rx(far.sent[from % kRing].data(), far.dark.data());
        side.rtl->rx_edge();
        ++side.rx_k;
    }
}

void BarePair::train() {
    while (!active()) {
        step(false);
        if (core_.edge_fs(sides_[0].core_k) > kTrainLimitFs) {
            throw std::runtime_error("bench: the bare pair did not train");
        }
    }
}

void BarePair::run(std::uint64_t word_clocks) {
    const std::uint64_t until = sides_[0].tx_k + word_clocks;
    const std::uint64_t before = sides_[0].flits_received + sides_[1].flits_received;
    while (sides_[0].tx_k < until) step(true);
    if (wrong_ != 0 || sides_[0].flits_received + sides_[1].flits_received == before) {
        throw std::runtime_error("bench: the bare pair delivered wrong flits or none");
    }
}

}  // namespace oio
