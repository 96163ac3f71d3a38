// SPDX-License-Identifier: Apache-2.0
//
// One direction of a link as its samplers see it: the response of every lane at a temperature, made
// from fitted poles (set_m, set_a) or from devices (physics). Everything that decides about errors
// starts here: both cuts, the statistical eye, the budget.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/channel/lane_array.hpp"
#include "models/channel/lane_response.hpp"
#include "models/channel/lane_variation.hpp"
#include "models/channel/physical_lane.hpp"
#include "models/channel/physics_config.hpp"
#include "models/phy/lane_model.hpp"

namespace oio {

enum class LaneModelKind { SetM, SetA, Physics };

/// "set_m", "set_a" or "physics"; throws std::invalid_argument for another word.
LaneModelKind lane_model_kind(const std::string& word);

struct LinkModelConfig {
    LaneModelKind kind = LaneModelKind::SetM;
    int lanes = 16;                 ///< physical, 1 to 4096
    double lane_rate_gbps = 2.125;  ///< 0.01 to 100
    double length_m = 10.0;         ///< 0 to 1000
    double extra_loss_db = 0.0;     ///< optical, 0 to 60; in the gain of each lane
    /// Ambient, -40 to 125 C. The fitted sets hold at one temperature and do not follow it.
    double temperature_c = 25.0;
    std::uint64_t seed = 1;
    std::string name;  ///< of the direction; key of every draw

    /// Coupling and skew of the lanes: sigma 0 switches a spread off.
    LaneVariationConfig variation;
    /// Physics: false switches physics.process off, so that lanes differ by `variation` alone.
    bool process_variation = true;

    /// Where given, instead of the lane model's own (which is none for the fitted sets).
    std::optional<double> q0;               ///< 0.1 to 1000; fitted sets only
    std::optional<double> crosstalk_db;     ///< into each adjacent lane, -100 to -8
    std::optional<double> jitter_rj_ui;     ///< rms, 0 to 0.2
    std::optional<double> jitter_dj_ui;     ///< peak to peak, 0 to 0.5
    std::optional<double> bandwidth_sigma;  ///< relative spread of the LED's pole, 0 to 0.3
    std::optional<double> threshold_sigma;  ///< rms spread of comparators, in levels, 0 to 0.2

    PhysicsConfig physics;  ///< of lane model physics

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

/// Immutable; a copy shares its grids, and so do links made from it by at() and other_direction(),
/// which therefore stay on one thread.
class LinkModel {
public:
    /// Computes all responses: milliseconds for a fitted set, tens of milliseconds per class of
    /// bandwidth (at most 16) for physics. Throws std::invalid_argument for a bad config and
    /// std::domain_error where the physics have no solution.
    explicit LinkModel(LinkModelConfig config);

    const LinkModelConfig& config() const { return config_; }
    /// In units of photocurrent (physics) or of level (sets) that is 1 in the responses: endless
    /// ones of the nominal lane at length 0 and 25 C.
    double reference_a() const { return reference_a_; }
    /// By transmit lane.
    const std::vector<LaneResponse>& lanes() const { return lanes_; }
    /// A lane without spread and without crosstalk.
    const LaneResponse& nominal() const { return nominal_; }
    /// Decision level in the middle of the nominal lane's eye at phase 32.
    double middle_level() const;
    /// Geometry of lanes, core neighbours.
    const LaneArray& array() const { return array_; }
    /// Time of flight through the fibre. A model made by at() keeps that of its origin: what the
    /// light then arrives earlier or later is in its grids' cursor references.
    Duration flight() const { return flight_; }

    /// Share of its own light that crosstalk leaves in a lane.
    double stays(int lane) const { return stays_[static_cast<std::size_t>(lane)]; }
    /// Loss of a lane at the rim of the array; 0 inside.
    double edge_loss_db(int lane) const;
    /// Rms spread of the fibre.
    Duration chromatic_spread() const;
    Duration modal_spread() const;
    /// The nominal lane's devices (physics only), and its fitted poles (sets only).
    PhysicalLane physical_lane() const { return physical_lane(1.0); }
    LaneModelConfig fitted() const;
    /// Grid of a lane with parts that are faster or slower than they are.
    std::shared_ptr<const PhaseGrid> grid_with(int lane, const LaneTerms& terms) const;

    /// The same link at another ambient temperature, C: the same lanes, drawn alike.
    LinkModel at(double temperature_c) const;
    /// The same kind of lanes drawn for another name: the way back. Takes the grids of this one, at
    /// any temperature, while something still uses them.
    LinkModel other_direction(const std::string& name) const;

private:
    /// Grids in use by temperature and class of bandwidth.
    using GridCache = std::map<std::pair<double, int>, std::weak_ptr<const PhaseGrid>>;

    LinkModel(LinkModelConfig config, std::shared_ptr<GridCache> cache,
              std::optional<Duration> flight);

    std::shared_ptr<const PhaseGrid> class_grid(int index);
    PhysicalLane physical_lane(double rate_factor) const;
    PhaseGrid make_grid(double rate_factor, const LaneTerms& terms) const;
    void make_nominal();
    void add_crosstalk(double adjacent_db, double falloff_db);

    LinkModelConfig config_;
    std::shared_ptr<GridCache> cache_;
    LaneArray array_;
    std::vector<LaneSite> sites_;
    std::vector<int> class_of_;
    std::vector<double> class_factors_;
    std::vector<double> stays_;
    std::vector<std::shared_ptr<const PhaseGrid>>
        grids_;  ///< by class; null where no lane is in it
    std::vector<LaneResponse> lanes_;
    LaneResponse nominal_;
    double reference_a_ = 1.0;
    Duration flight_ = Duration::from_seconds(0.0);
    double later_ui_ = 0.0;  ///< than flight_ says
};

}  // namespace oio
