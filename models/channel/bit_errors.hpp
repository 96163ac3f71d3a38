// SPDX-License-Identifier: Apache-2.0
//
// Decisions of all receiver lanes under intersymbol interference and Gaussian noise, a word at a
// time, with no work per bit where nothing happens.
//
// A lane whose worst pattern is rarely wrong is *sparse*: the next candidate for an error is drawn
// ahead at the worst pattern's rate and accepted with the ratio of its own pattern's probability to
// that rate (thinning), which is exact. Any other lane is *dense*: every bit is decided.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/channel/decision_tables.hpp"
#include "models/channel/dense_decisions.hpp"
#include "models/random_stream.hpp"

namespace oio {

class BitErrors {
public:
    /// What a lane decides without noise: the bit that was sent, always 0, always 1, or no simple
    /// rule (dense).
    enum class Mode : std::uint8_t { Open, Zeros, Ones, Dense };

    static constexpr std::int64_t kNever = INT64_MAX;

    /// `sigma` is the noise in the unit of the levels; random streams are keyed by `seed`, `name`
    /// and the receive position. With `noise` false a decision is 1 if the level is above the
    /// threshold.
    BitErrors(int lanes, int word_ui, const PhaseGrid& grid, double sigma, bool noise,
              std::uint64_t seed, const std::string& name);

    /// Operating point of a lane from received bit number `bit` on.
    void set_point(int lane, int fraction, double gain, double threshold, std::int64_t bit);
    Mode mode(int lane) const { return mode_[at(lane)]; }
    const DecisionTables& tables() const { return tables_; }

    /// The lanes with a candidate before bit `end`: returns their number, ids in `lanes`. Each must
    /// be passed to `flips` once.
    int due(std::int64_t end, int* lanes);
    /// True if `due` would find something.
    bool any_due(std::int64_t end) const { return next_of_all_ < end; }

    /// Bits of the word starting at received bit `first` to invert, for a sparse lane. `window`
    /// holds the sent bits around the word, oldest first (WordHistory::window).
    std::uint32_t flips(int lane, std::int64_t first, std::uint64_t window);

    /// All bits of the word starting at received bit `first`, for each of `count` dense lanes with
    /// its window, into words[lane].
    void decide(std::int64_t first, int count, const int* lanes, const std::uint64_t* windows,
                std::uint32_t* words);

private:
    static constexpr int kGroup = 32;  // lanes that share an entry of next_of_group_

    static std::size_t at(int lane) { return static_cast<std::size_t>(lane); }
    void schedule(int lane, std::int64_t from);
    std::uint32_t decide_without_noise(int lane, std::uint64_t window) const;

    const DecisionTables tables_;
    DenseDecisions dense_;
    const int lanes_;
    const int word_ui_;
    const double sigma_;
    const bool noise_;

    std::vector<Mode> mode_;
    std::vector<std::int16_t> fraction_;
    std::vector<double> gain_, threshold_;
    // Sparse: an exponential clock that runs at the hazard of the present point, so a change of
    // point needs no new random number.
    std::vector<double> bound_, hazard_, remaining_;
    std::vector<std::int64_t> since_, next_, next_of_group_;
    std::int64_t next_of_all_ = kNever;
    std::vector<RandomStream> candidates_;
};

}  // namespace oio
