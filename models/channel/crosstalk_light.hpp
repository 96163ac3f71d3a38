// SPDX-License-Identifier: Apache-2.0
//
// Light of other lanes at the photodiode of each receive position: what their own bits, sampled at
// this position's instants, add to its level.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/channel/decision_tables.hpp"
#include "models/channel/lane_timing.hpp"
#include "models/channel/word_history.hpp"

namespace oio {

class CrosstalkLight {
public:
    explicit CrosstalkLight(int positions) : of_(static_cast<std::size_t>(positions)) {}

    /// Another lane whose light arrives with this amplitude (coupling x gain).
    struct Source {
        int lane = 0;  ///< transmit lane
        double amplitude = 0.0;
        std::shared_ptr<const DecisionTables> tables;
    };
    /// What arrives at a position from now on; sources without light may be left out.
    void set(int position, std::vector<Source> sources);
    bool any(int position) const { return !at(position).sources.empty(); }
    /// Least and most of it, at any time.
    const LevelRange& range(int position) const { return at(position).range; }

    /// Makes the bits around receive period m available to `level`, which looks them up when it is
    /// first asked: most decisions never ask. Both must live and stay as they are until then.
    void load(int position, std::int64_t m, const LaneTiming& timing, const WordHistory& history);
    /// At bit k of the loaded period.
    double level(int position, int k) const;
    /// The samplers of a position, or a lane that reaches it, moved.
    void moved(int position) { at(position).aligned = false; }

private:
    struct Alignment {
        HistoryTap tap;
        int fraction = 0;
        std::uint64_t window = 0;
    };
    struct Position {
        std::vector<Source> sources;
        LevelRange range;
        // Looked up on demand.
        mutable std::vector<Alignment> alignments;
        mutable bool aligned = false;
        mutable std::int64_t loaded = -1;
        std::int64_t wanted = -1;
        const LaneTiming* timing = nullptr;
        const WordHistory* history = nullptr;
    };
    static void look_up(int position, const Position& here);
    Position& at(int position) { return of_[static_cast<std::size_t>(position)]; }
    const Position& at(int position) const { return of_[static_cast<std::size_t>(position)]; }

    std::vector<Position> of_;
};

}  // namespace oio
