// SPDX-License-Identifier: Apache-2.0
//
// Decisions of all receiver lanes under intersymbol interference, noise, jitter and light of other
// lanes, a word at a time, with no work per bit where nothing happens.
//
// A lane whose worst case is rarely wrong is *sparse*: the next candidate for an error is drawn
// ahead at a bound of the worst case's rate and accepted with the ratio of its own probability to
// that bound (thinning), which is exact. Any other lane is *dense*: every bit is decided.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/channel/crosstalk_light.hpp"
#include "models/channel/decision_tables.hpp"
#include "models/channel/dense_decisions.hpp"
#include "models/channel/lane_sampler.hpp"
#include "models/channel/sampled_decisions.hpp"
#include "models/random_stream.hpp"

namespace oio {

class BitErrors {
public:
    /// What a lane decides without noise: the bit that was sent, always 0, always 1, or no simple
    /// rule (dense).
    enum class Mode : std::uint8_t { Open, Zeros, Ones, Dense };

    static constexpr std::int64_t kNever = INT64_MAX;

    /// `responses` by receive position; random streams are keyed by `seed`, `name` and position.
    /// With `noise` false there is no jitter either, and a decision is 1 if the level is above the
    /// threshold.
    BitErrors(const std::vector<LaneResponse>& responses, int word_ui, bool noise,
              std::uint64_t seed, const std::string& name);

    /// Another response from the next set_point on; random numbers go on as they would have.
    void set_response(int lane, const LaneResponse& response);
    /// Operating point of a lane from received bit number `bit` on.
    void set_point(int lane, const SamplerPoint& point, std::int64_t bit);
    Mode mode(int lane) const { return mode_[at(lane)]; }
    const LaneSampler& sampler(int lane) const { return samplers_[at(lane)]; }
    const SamplerPoint& point(int lane) const { return points_[at(lane)]; }
    std::shared_ptr<const DecisionTables> tables(const std::shared_ptr<const PhaseGrid>& grid) {
        return cache_.of(grid);
    }

    /// The lanes with a candidate before bit `end`: returns their number, ids in `lanes`. Each must
    /// be passed to `flips` once.
    int due(std::int64_t end, int* lanes);
    /// True if `due` would find something.
    bool any_due(std::int64_t end) const { return next_of_all_ < end; }

    /// Bits of the word starting at received bit `first` to invert, for a sparse lane. `wide` holds
    /// the sent bits around the word, oldest first (WordHistory::wide_window); `others` has loaded
    /// the word and may be null where no other lane's light arrives.
    std::uint32_t flips(int lane, std::int64_t first, std::uint64_t wide,
                        const CrosstalkLight* others);
    /// The decisions behind the flips of the latest call of `flips`, and behind the wrong bits of
    /// not plain lanes in the latest one of `decide`.
    const std::vector<SampledDecision>& decisions() const { return decisions_; }

    /// All bits of the word starting at received bit `first`, for each of `count` dense lanes with
    /// its wide window, into words[lane].
    void decide(std::int64_t first, int count, const int* lanes, const std::uint64_t* wide,
                const CrosstalkLight* others, std::uint32_t* words);

private:
    static constexpr int kGroup = 32;  // lanes that share an entry of next_of_group_
    static constexpr int kKept = 4;    // bounds of a jittering lane: its centre and where it probes

    struct KeptBound {
        int key = -1;  // of phase and mode
        double probability = 0.0;
    };
    struct KeptBounds {
        std::array<KeptBound, kKept> of{};
        SamplerPoint point{};
        int next = 0;
    };

    static std::size_t at(int lane) { return static_cast<std::size_t>(lane); }
    TailBound bound(int lane, double margin);
    void schedule(int lane, std::int64_t from);
    std::uint32_t decide_without_noise(int lane, std::uint64_t wide,
                                       const CrosstalkLight* others) const;

    TableCache cache_;
    std::vector<LaneSampler> samplers_;
    DenseDecisions dense_;
    SampledDecisions sampled_;
    const int lanes_;
    const int word_ui_;
    const bool noise_;

    std::vector<Mode> mode_;
    std::vector<SamplerPoint> points_;
    std::vector<KeptBounds> kept_;
    // Sparse: an exponential clock that runs at the hazard of the present point, so a change of
    // point needs no new random number.
    std::vector<double> bound_, hazard_, remaining_;
    std::vector<std::int64_t> since_, next_, next_of_group_;
    std::int64_t next_of_all_ = kNever;
    std::vector<RandomStream> candidates_;
    std::vector<SampledDecision> decisions_;
    // Scratch of `decide`.
    std::vector<int> plain_;
    std::vector<std::uint64_t> plain_window_;
};

}  // namespace oio
