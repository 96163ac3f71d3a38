// SPDX-License-Identifier: Apache-2.0
//
// Two ucie stages back to back through a channel that delays, loses and damages flits, a die with
// credits at each end, and a scoreboard: every flit exactly once, in order, bit-exact.
#pragma once

#include <array>
#include <deque>
#include <random>
#include <string>

#include "tests/rtl/ucie/flit.hpp"
#include "tests/support/clocks.hpp"

namespace oio::test {

/// What may go wrong, and how fast things go. Index 0 is direction a to b, 1 is b to a.
struct RetryPairConfig {
    unsigned ingress_depth = 64;
    unsigned replay_depth = 512;
    unsigned delay = 10;                       ///< clocks in the channel
    unsigned slots_per_1000 = 870;             ///< clocks of 1000 in which the rows take a flit
    unsigned load_per_1000[2] = {1000, 1000};  ///< clocks of 1000 in which the die wants to send
    double corrupt[2] = {0, 0};  ///< probability that a flit gets one to three wrong bits
    double drop[2] = {0, 0};     ///< probability that a flit vanishes
    unsigned seed = 1;
};

template <class Dut>
class RetryPair {
public:
    struct Side {
        Dut dut;
        Clocks<Dut> clocks{dut};
        unsigned credits = 0;
        std::deque<Flit> expected;  ///< sent by this side's die, not yet seen by the other die
        std::uint64_t die_sent = 0;
        std::uint64_t die_delivered = 0;  ///< flits of this side that the other die got
        std::deque<std::pair<std::uint64_t, Flit>> channel;  ///< due time, from this side
        std::uint64_t data_slots = 0;
        std::uint64_t control_slots = 0;
        std::uint64_t spoiled = 0;  ///< damaged flits that reached the other side
        bool frozen = false;        ///< everything this side sends vanishes
        bool miss_next = false;     ///< damage the next data flit so that the CRC misses it
        unsigned max_replay_level = 0;
    };

    explicit RetryPair(const RetryPairConfig& config) : config_(config), random_(config.seed) {
        for (Side& side : sides_) {
            side.clocks.add(side.dut.clk_i);
            side.dut.rst_ni = 1;
            side.dut.eval();
            side.dut.rst_ni = 0;
            side.clocks.rise(3);
            side.dut.rst_ni = 1;
            side.dut.eval();
        }
    }
    ~RetryPair() {
        for (Side& side : sides_) side.dut.final();
    }

    Side& side(unsigned index) { return sides_[index]; }
    RetryPairConfig& config() { return config_; }
    std::mt19937& random() { return random_; }

    /// Number of scoreboard or credit violations, and the first one in words.
    unsigned violations() const { return violations_; }
    const std::string& first_violation() const { return first_violation_; }

    void link(bool a, bool b) {
        sides_[0].dut.link_up_i = a;
        sides_[1].dut.link_up_i = b;
        for (Side& side : sides_) side.dut.in_service_i = a && b;
        // What is on its way when a side stops listening is lost.
        if (!b) sides_[0].channel.clear();
        if (!a) sides_[1].channel.clear();
    }

    /// Both sides forget numbers and replay buffers; the scoreboard no longer expects what was
    /// lost.
    void restart() {
        for (Side& side : sides_) side.dut.restart_i = 1;
        run(1);
        for (Side& side : sides_) {
            side.dut.restart_i = 0;
            while (side.die_delivered + side.expected.size() > side.die_sent) {
                side.expected.pop_front();
            }
            // Everything that had a number is gone or delivered; the next to come has none yet.
            while (side.die_sent - side.expected.size() < side.dut.flits_sent_o) {
                side.expected.pop_front();
                ++forgotten_;
            }
        }
    }
    std::uint64_t forgotten() const { return forgotten_; }

    void run(unsigned clocks) {
        for (unsigned k = 0; k < clocks; ++k) clock();
    }

    /// Stops the dies and runs until everything has arrived and every credit is back.
    bool drain(unsigned limit = 100000) {
        config_.load_per_1000[0] = config_.load_per_1000[1] = 0;
        for (unsigned k = 0; k < limit; ++k) {
            clock();
            bool done = true;
            for (const Side& side : sides_) {
                done &= side.expected.empty() && side.dut.replay_level_o == 0 &&
                        side.dut.ingress_level_o == 0 && side.credits == config_.ingress_depth;
            }
            if (done) return true;
        }
        return false;
    }

private:
    bool chance(double probability) {
        return probability > 0 && std::uniform_real_distribution<>()(random_) < probability;
    }

    void violation(const std::string& text) {
        if (violations_++ == 0) first_violation_ = "clock " + std::to_string(now_) + ": " + text;
    }

    void clock() {
        slot_ += config_.slots_per_1000;
        const bool slot = slot_ >= 1000;
        if (slot) slot_ -= 1000;
        for (unsigned s = 0; s < 2; ++s) drive(sides_[s], sides_[1 - s], s, slot);
        for (unsigned s = 0; s < 2; ++s) observe(sides_[s], sides_[1 - s], s);
        for (Side& side : sides_) side.clocks.rise();
        ++now_;
    }

    void drive(Side& side, Side& other, unsigned index, bool slot) {
        side.dut.tx_ready_i = slot;
        side.dut.die_tx_valid_i =
            side.credits > 0 && random_() % 1000 < config_.load_per_1000[index];
        if (side.dut.die_tx_valid_i) {
            const Flit flit = data_flit(side.die_sent++ * 2 + index, random_() & 1, random_() & 1);
            flit.to_port(side.dut.die_tx_flit_i);
            side.expected.push_back(flit);
            --side.credits;
        }
        side.dut.rx_valid_i = !other.channel.empty() && other.channel.front().first == now_;
        if (side.dut.rx_valid_i) {
            other.channel.front().second.to_port(side.dut.rx_flit_i);
            other.channel.pop_front();
        }
    }

    void observe(Side& side, Side& other, unsigned index) {
        side.clocks.settle();
        side.credits += side.dut.die_tx_credit_o;
        if (side.credits > config_.ingress_depth) violation("more credits than places");
        if (side.dut.replay_level_o > config_.replay_depth) violation("replay buffer overrun");
        if (side.dut.replay_level_o > side.max_replay_level) {
            side.max_replay_level = side.dut.replay_level_o;
        }
        if (side.dut.tx_valid_o && side.dut.tx_ready_i) transmit(side, other, index);
        if (!side.dut.die_rx_valid_o) return;
        const Flit flit = Flit::from_port(side.dut.die_rx_flit_o);
        if (other.expected.empty()) {
            violation("a flit that nobody sent");
            return;
        }
        if (!(flit == other.expected.front())) violation("wrong, repeated or missing flit");
        other.expected.pop_front();
        ++other.die_delivered;
    }

    void transmit(Side& side, Side& other, unsigned index) {
        Flit flit = Flit::from_port(side.dut.tx_flit_o);
        if (side.dut.tx_is_data_o != flit.is_data()) violation("tx_is_data_o");
        if (flit.is_data() && side.dut.tx_seq_o != flit.number()) violation("tx_seq_o");
        (flit.is_data() ? side.data_slots : side.control_slots) += 1;
        if (side.frozen || !other.dut.link_up_i || chance(config_.drop[index])) return;
        if (side.miss_next && flit.is_data()) {
            for (const unsigned bit : {0U, 1U, 14U, 16U}) flit.flip(700 + bit);
            side.miss_next = false;
        }
        if (chance(config_.corrupt[index])) {
            for (unsigned k = 0; k <= random_() % 3; ++k) flit.flip(random_() % 2048);
            if (!flit.intact()) ++side.spoiled;
        }
        side.channel.emplace_back(now_ + config_.delay, flit);
    }

    RetryPairConfig config_;
    std::mt19937 random_;
    std::array<Side, 2> sides_;
    std::uint64_t now_ = 0;
    std::uint64_t forgotten_ = 0;
    unsigned slot_ = 0;
    unsigned violations_ = 0;
    std::string first_violation_;
};

}  // namespace oio::test
