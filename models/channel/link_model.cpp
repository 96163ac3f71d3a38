// SPDX-License-Identifier: Apache-2.0
#include "models/channel/link_model.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "models/channel/pattern_grid.hpp"
#include "models/channel/physical_lane.hpp"
#include "models/channel/pulse_response.hpp"
#include "models/phy/constants.hpp"
#include "models/random_stream.hpp"

namespace oio {

namespace {

constexpr double kReferenceC = 25.0;
constexpr double kFittedFlightNsPerM = 5.019;  // group index of silica at 430 nm
constexpr double kLeastCoupling = 1e-9;        // crosstalk below -90 dB is none
constexpr double kMostShare = 0.2;             // of a neighbour's light: what LaneResponse allows
// Bandwidth comes in classes a third of its sigma wide, out to 7/3 sigma, so that lanes share
// grids.
constexpr int kClassReach = 7;
constexpr int kClassesPerSigma = 3;

/// What one lane draws beyond coupling and skew.
struct LaneDraw {
    double power = 0.0;  ///< in sigmas
    double bandwidth = 0.0;
    double offset = 0.0;
};

LaneDraw draw_lane(const LinkModelConfig& config, int lane) {
    RandomStream random(config.seed, config.name + ".lane[" + std::to_string(lane) + "]",
                        "process");
    LaneDraw draw;
    draw.power = random.normal();
    draw.bandwidth = random.normal();
    draw.offset = random.normal();
    return draw;
}

int bandwidth_class(double sigmas) {
    const double nearest = std::round(sigmas * kClassesPerSigma);
    return static_cast<int>(std::clamp(nearest, -1.0 * kClassReach, 1.0 * kClassReach)) +
           kClassReach;
}

double class_factor(int index, double sigma) {
    return 1.0 + sigma * (index - kClassReach) / kClassesPerSigma;
}

bool as_they_are(const LaneTerms& terms) {
    return terms.emitter == 1.0 && terms.receiver == 1.0 && terms.chromatic == 1.0 &&
           terms.modal == 1.0;
}

/// Grid of a fitted lane with parts that may blur nothing, which PulseResponse cannot have.
PhaseGrid altered_grid(const LaneModelConfig& model, BitRate rate, Length length,
                       const LaneTerms& terms) {
    const std::vector<std::uint8_t> bits = de_bruijn(PhaseGrid::kTaps + 2);
    std::vector<double> light;
    for (const std::uint8_t bit : bits) light.insert(light.end(), PhaseGrid::kPhases, bit);
    LaneModelConfig fibre = model;
    fibre.linewidth_fwhm_nm *= terms.chromatic;
    fibre.modal_ps_per_m *= terms.modal;
    const double spread_s = fibre.dispersion(length).seconds();
    const double scale = model.transmission(length).linear();
    const auto transfer = [&](double cycles_per_ui) {
        const double hz = cycles_per_ui * rate.bits_per_second();
        const std::complex<double> led(1.0, terms.emitter * hz / (model.led_pole_ghz * 1e9));
        const std::complex<double> s(0.0, terms.receiver * hz / (model.receiver_filter_ghz * 1e9));
        // A sample stands for the time from itself to the next one.
        const double half = constants::kPi * cycles_per_ui / PhaseGrid::kPhases;
        const double hold = half > 0.0 ? std::sin(half) / half : 1.0;
        const double turns = constants::kPi * hz * spread_s;
        return scale * hold * std::polar(1.0, -half) * std::exp(-2.0 * turns * turns) /
               (led * (1.0 + std::sqrt(2.0) * s + s * s));
    };
    return pattern_grid(filter_periodic(light, PhaseGrid::kPhases, transfer), bits);
}

const LinkModelConfig& checked(const LinkModelConfig& config) {
    config.validate();
    return config;
}

}  // namespace

LaneModelKind lane_model_kind(const std::string& word) {
    if (word == "set_m") return LaneModelKind::SetM;
    if (word == "set_a") return LaneModelKind::SetA;
    if (word == "physics") return LaneModelKind::Physics;
    throw std::invalid_argument("link.lane_model: \"" + word + "\" is not set_m, set_a or physics");
}

void LinkModelConfig::validate() const {
    const auto check = [](const char* field, double value, double low, double high) {
        check_range("link", field, value, low, high);
    };
    check("lanes", lanes, 1, 4096);
    check("lane_rate_gbps", lane_rate_gbps, 0.01, 100.0);
    check("length_m", length_m, 0.0, 1000.0);
    check("extra_loss_db", extra_loss_db, 0.0, 60.0);
    check("temperature_c", temperature_c, -40.0, 125.0);
    if (q0) check("q0", *q0, 0.1, 1000.0);
    if (crosstalk_db) check("crosstalk_db", *crosstalk_db, -100.0, -8.0);
    if (jitter_rj_ui) check("jitter_rj_ui", *jitter_rj_ui, 0.0, 0.2);
    if (jitter_dj_ui) check("jitter_dj_ui", *jitter_dj_ui, 0.0, 0.5);
    if (bandwidth_sigma) check("bandwidth_sigma", *bandwidth_sigma, 0.0, 0.3);
    if (threshold_sigma) check("threshold_sigma", *threshold_sigma, 0.0, 0.2);
    variation.validate();
    if (kind == LaneModelKind::Physics) physics.validate();
}

LinkModel::LinkModel(LinkModelConfig config)
    : LinkModel(std::move(config), std::make_shared<GridCache>(), std::nullopt) {}

LinkModel::LinkModel(LinkModelConfig config, std::shared_ptr<GridCache> cache,
                     std::optional<Duration> flight)
    : config_(std::move(config)),
      cache_(std::move(cache)),
      array_(checked(config_).lanes, config_.physics.fibre.pitch_um),
      sites_(draw_lane_sites(config_.lanes, config_.variation, config_.seed, config_.name)) {
    const bool physical = config_.kind == LaneModelKind::Physics;
    const ProcessConfig& process = config_.physics.process;
    const bool spread = physical && config_.process_variation;
    const double bandwidth_sigma =
        config_.bandwidth_sigma.value_or(spread ? process.bandwidth_sigma : 0.0);

    for (int i = 0; i <= 2 * kClassReach; ++i) {
        class_factors_.push_back(class_factor(i, bandwidth_sigma));
    }
    std::vector<LaneDraw> draws;
    for (int lane = 0; lane < config_.lanes; ++lane) {
        draws.push_back(draw_lane(config_, lane));
        class_of_.push_back(bandwidth_sigma > 0.0 ? bandwidth_class(draws.back().bandwidth)
                                                  : kClassReach);
    }
    make_nominal();
    if (flight) {
        later_ui_ =
            (flight_ - *flight) / BitRate::from_gbps(config_.lane_rate_gbps).unit_interval();
        flight_ = *flight;
    }
    grids_.resize(class_factors_.size());
    for (std::size_t i = 0; i < grids_.size(); ++i) {
        const bool used = std::count(class_of_.begin(), class_of_.end(), static_cast<int>(i)) > 0;
        if (!used && i != kClassReach) continue;
        grids_[i] = class_grid(static_cast<int>(i));
    }
    nominal_.grid = grids_[kClassReach];
    nominal_.jitter_rj_ui = config_.jitter_rj_ui.value_or(nominal_.jitter_rj_ui);
    nominal_.jitter_dj_ui = config_.jitter_dj_ui.value_or(nominal_.jitter_dj_ui);
    nominal_.gain = Ratio::from_db(-config_.extra_loss_db).linear();

    const double power_sigma = spread ? process.power_sigma_db : 0.0;
    const double offset_sigma = config_.threshold_sigma.value_or(
        spread ? process.offset_sigma_na * 1e-9 / reference_a_ : 0.0);
    for (int lane = 0; lane < config_.lanes; ++lane) {
        const auto i = static_cast<std::size_t>(lane);
        LaneResponse response = nominal_;
        response.grid = grids_[static_cast<std::size_t>(class_of_[i])];
        response.gain *= sites_[i].gain;
        const double db = power_sigma * draws[i].power - edge_loss_db(lane);
        if (db != 0.0) response.gain *= Ratio::from_db(db).linear();
        response.threshold_offset += offset_sigma * draws[i].offset;
        response.skew_ui = sites_[i].skew_ui;
        lanes_.push_back(std::move(response));
    }
    const FibreConfig& fibre = config_.physics.fibre;
    stays_.assign(lanes_.size(), 1.0);
    if (physical || config_.crosstalk_db) {
        add_crosstalk(config_.crosstalk_db.value_or(fibre.crosstalk_db),
                      fibre.crosstalk_falloff_db);
    }
    for (const LaneResponse& lane : lanes_) lane.validate();
}

std::shared_ptr<const PhaseGrid> LinkModel::class_grid(int index) {
    std::weak_ptr<const PhaseGrid>& known = (*cache_)[{config_.temperature_c, index}];
    std::shared_ptr<const PhaseGrid> grid = known.lock();
    if (!grid) {
        grid = std::make_shared<const PhaseGrid>(
            make_grid(class_factors_[static_cast<std::size_t>(index)], {}).later(later_ui_));
        known = grid;
    }
    return grid;
}

LaneModelConfig LinkModel::fitted() const {
    LaneModelConfig model = config_.kind == LaneModelKind::SetA
                                ? LaneModelConfig::set_a(config_.lane_rate_gbps)
                                : LaneModelConfig::set_m();
    if (config_.q0) model.q0 = *config_.q0;
    return model;
}

PhysicalLane LinkModel::physical_lane(double rate_factor) const {
    PhysicsConfig physics = config_.physics;
    physics.micro_led.carriers.rate_factor *= rate_factor;
    return PhysicalLane(physics, BitRate::from_gbps(config_.lane_rate_gbps),
                        Length::from_m(config_.length_m),
                        Temperature::from_celsius(config_.temperature_c));
}

PhaseGrid LinkModel::make_grid(double rate_factor, const LaneTerms& terms) const {
    if (config_.kind == LaneModelKind::Physics) {
        return physical_lane(rate_factor).grid(reference_a_, terms);
    }
    LaneModelConfig model = fitted();
    model.led_pole_ghz *= rate_factor;
    const BitRate rate = BitRate::from_gbps(config_.lane_rate_gbps);
    const Length length = Length::from_m(config_.length_m);
    if (as_they_are(terms)) return PhaseGrid(PulseResponse(model, rate, length));
    return altered_grid(model, rate, length, terms);
}

void LinkModel::make_nominal() {
    if (config_.kind != LaneModelKind::Physics) {
        nominal_.thermal_sigma = fitted().sigma();
        flight_ = Duration::from_ns(config_.length_m * kFittedFlightNsPerM);
        return;
    }
    const BitRate rate = BitRate::from_gbps(config_.lane_rate_gbps);
    const PhysicalLane reference(config_.physics, rate, Length::from_m(0.0),
                                 Temperature::from_celsius(kReferenceC));
    reference_a_ = reference.photocurrent_one_a();
    const PhysicalLane lane = physical_lane();
    nominal_.thermal_sigma = lane.thermal_noise_a() / reference_a_;
    flight_ = lane.flight();
    const ReceiverConfig& receiver = config_.physics.receiver;
    nominal_.shot_variance = receiver.shot_noise_a2_per_a(rate) / reference_a_;
    nominal_.threshold_offset = receiver.offset_na * 1e-9 / reference_a_;
    nominal_.jitter_rj_ui = receiver.jitter_rj_mui * 1e-3;
    nominal_.jitter_dj_ui = receiver.jitter_dj_mui * 1e-3;
}

std::shared_ptr<const PhaseGrid> LinkModel::grid_with(int lane, const LaneTerms& terms) const {
    const int index = class_of_.at(static_cast<std::size_t>(lane));
    return std::make_shared<PhaseGrid>(
        make_grid(class_factors_[static_cast<std::size_t>(index)], terms));
}

double LinkModel::edge_loss_db(int lane) const {
    const bool rim = config_.kind == LaneModelKind::Physics && array_.edge(lane);
    return rim ? config_.physics.coupling.edge_excess_db : 0.0;
}

Duration LinkModel::chromatic_spread() const {
    if (config_.kind == LaneModelKind::Physics) return physical_lane().chromatic_spread();
    LaneModelConfig model = fitted();
    model.modal_ps_per_m = 0.0;
    return model.dispersion(Length::from_m(config_.length_m));
}

Duration LinkModel::modal_spread() const {
    if (config_.kind == LaneModelKind::Physics) return physical_lane().modal_spread();
    return Duration::from_ps(fitted().modal_ps_per_m * config_.length_m);
}

void LinkModel::add_crosstalk(double adjacent_db, double falloff_db) {
    const double adjacent = Ratio::from_db(adjacent_db).linear();
    const double second = Ratio::from_db(adjacent_db - falloff_db).linear();
    // What leaks out of a lane is missing in it: P_i' = (1 - sum k) P_i + sum k P_j.
    for (int lane = 0; lane < config_.lanes; ++lane) {
        const double leaks = adjacent * static_cast<double>(array_.neighbours(lane).size()) +
                             second * static_cast<double>(array_.second_ring(lane).size());
        stays_[static_cast<std::size_t>(lane)] = std::max(0.0, 1.0 - leaks);
        const double share = adjacent / stays_[static_cast<std::size_t>(lane)];
        if (!(share <= kMostShare)) {
            std::ostringstream message;
            message << "link.crosstalk_db: " << adjacent_db << " dB into each of "
                    << array_.neighbours(lane).size() << " neighbours leaves a lane "
                    << std::lround(100.0 * stays_[static_cast<std::size_t>(lane)])
                    << " % of its light; at most " << 100.0 * kMostShare
                    << " % of what stays may arrive from one neighbour (about -12.6 dB)";
            throw std::invalid_argument(message.str());
        }
    }
    for (int lane = 0; lane < config_.lanes; ++lane) {
        LaneResponse& response = lanes_[static_cast<std::size_t>(lane)];
        response.gain *= stays_[static_cast<std::size_t>(lane)];
        const auto add = [&](const std::vector<int>& others, double coupling) {
            if (coupling < kLeastCoupling) return;
            for (const int other : others) {
                // The aggressor's own gain holds what stays in it; the leak is of all its light.
                const double share = coupling / stays_[static_cast<std::size_t>(other)];
                response.aggressors.push_back({other, share});
            }
        };
        add(array_.neighbours(lane), adjacent);
        add(array_.second_ring(lane), second);
    }
}

double LinkModel::middle_level() const {
    constexpr int kPhase = PhaseGrid::kPhases / 2;
    const PhaseGrid& grid = *nominal_.grid;
    double lowest_one = HUGE_VAL;
    double highest_zero = -HUGE_VAL;
    for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; ++pattern) {
        const double level = grid.level(kPhase, pattern);
        const bool one = ((pattern >> PhaseGrid::kPre) & 1u) != 0;
        if (one) lowest_one = std::min(lowest_one, level);
        if (!one) highest_zero = std::max(highest_zero, level);
    }
    return 0.5 * nominal_.gain * (lowest_one + highest_zero);
}

LinkModel LinkModel::at(double temperature_c) const {
    LinkModelConfig config = config_;
    config.temperature_c = temperature_c;
    return LinkModel(std::move(config), cache_, flight_);
}

LinkModel LinkModel::other_direction(const std::string& name) const {
    LinkModelConfig config = config_;
    config.name = name;
    return LinkModel(std::move(config), cache_, flight_);
}

}  // namespace oio
