// SPDX-License-Identifier: Apache-2.0
//
// Decision probabilities of one lane at an operating point: a LaneResponse made ready for speed.
//
// Jitter is integrated by the trapezoidal rule over nine sigma either way; between two phases of
// the grid levels are interpolated.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "models/channel/decision_tables.hpp"
#include "models/channel/lane_response.hpp"

namespace oio {

/// Where a lane samples.
struct SamplerPoint {
    int fraction = 0;        ///< phase of the grid
    double gain = 0.0;       ///< amplitude of its own light; 0 without
    double threshold = 0.0;  ///< decision level, with the comparator's offset
    LevelRange crosstalk{};  ///< least and most light of other lanes
};

class LaneSampler {
public:
    /// A wide window holds one bit more on either side than a window of DecisionTables.
    static constexpr unsigned kWideMask = (1u << (PhaseGrid::kTaps + 2)) - 1u;

    LaneSampler(LaneResponse response, std::shared_ptr<const DecisionTables> tables);

    const LaneResponse& response() const { return response_; }
    const DecisionTables& tables() const { return *tables_; }
    /// Samples at exact times.
    bool steady() const { return nodes_.empty(); }
    /// The same noise at every level, levels that are sums, no jitter.
    bool plain() const { return plain_; }

    /// Level for gain 1 of a sample `steps` (1/64 unit interval, -64 to 127) after phase 0.
    double level(double steps, std::uint32_t wide) const;
    /// Probability that a decision is 1, or not, over noise and jitter.
    double probability(const SamplerPoint& point, std::uint32_t wide, double crosstalk,
                       bool one) const;
    /// The late arrival, in steps, behind such a decision, drawn by `uniform` in (0, 1).
    double draw_jitter(const SamplerPoint& point, std::uint32_t wide, double crosstalk, bool one,
                       double uniform) const;
    /// Samples with a deviate of the normal distribution and a bit are late by so many steps.
    double jitter_steps(double normal, bool late) const {
        return PhaseGrid::kPhases *
               (response_.jitter_rj_ui * normal + response_.jitter_dj_ui * (late ? 0.5 : -0.5));
    }

    /// Distance in sigma between the threshold and any level above (`below` false) or under it,
    /// from `range` of the own light at gain 1; at most the least, and negative if they overlap.
    double distance(const SamplerPoint& point, const LevelRange& range, bool below) const;
    /// Upper bound of the probability that a sent 0 is decided 1 or the reverse, whatever the bits
    /// around it and in other lanes, over jitter; `as_zero`: that a sent 0 (1) is not decided so.
    double bound(const SamplerPoint& point, bool zero_as_one, bool one_as_one) const;

private:
    struct Node {
        double steps;
        double weight;
    };

    double level_at(int phase, std::uint32_t wide) const {
        const int shift = phase >> 6;
        return static_cast<double>(tables_->levels(
            phase &
            (PhaseGrid::kPhases - 1))[(wide >> (1 + shift)) & (DecisionTables::kPatterns - 1)]);
    }
    double tail(const SamplerPoint& point, double own, double crosstalk, bool one) const;

    LaneResponse response_;
    std::shared_ptr<const DecisionTables> tables_;
    bool plain_;
    std::vector<Node> nodes_;
};

}  // namespace oio
