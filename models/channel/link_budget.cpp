// SPDX-License-Identifier: Apache-2.0
#include "models/channel/link_budget.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

#include "models/channel/lane_statistics.hpp"
#include "models/channel/statistical_eye.hpp"

namespace oio {

namespace {

constexpr double kOneDb = 0.79432823472428150;  // 10^-0.1
constexpr double kTrainable = 1.0 / 64.0;       // error ratio of the training's search

double db_of(double ratio) {
    return 10.0 * std::log10(ratio);
}

/// What a variant of a lane changes. The lane's aggressors and jitter can be left out.
struct Variant {
    LaneTerms terms;
    bool new_grid = false;
    double gain = 1.0;
    double crosstalk = 1.0;
    double jitter = 1.0;
};

double log10_ber_of(const LinkModel& model, int lane, const Variant& variant) {
    std::vector<LaneResponse> lanes = model.lanes();
    LaneResponse& own = lanes[static_cast<std::size_t>(lane)];
    if (variant.new_grid) own.grid = model.grid_with(lane, variant.terms);
    own.jitter_rj_ui *= variant.jitter;
    own.jitter_dj_ui *= variant.jitter;
    if (variant.crosstalk == 0.0) own.aggressors.clear();
    for (Aggressor& other : own.aggressors) other.coupling *= variant.crosstalk;
    for (LaneResponse& each : lanes) each.gain *= variant.gain;  // crosstalk grows with it
    return best_point(lanes, lane).log10_ber;
}

double q_of(const LinkModel& model, int lane, const Variant& variant) {
    return lane_statistics::q_of_log10(log10_ber_of(model, lane, variant));
}

Variant blur(double emitter, double receiver, double chromatic, double modal) {
    Variant variant;
    variant.new_grid = true;
    variant.terms = {emitter, receiver, chromatic, modal};
    return variant;
}

/// Adds terms and keeps the running sum.
class Waterfall {
public:
    Waterfall(LinkBudget& budget, double start) : budget_(budget), running_(start) {
        budget_.start_dbm = start;
    }
    void add(const char* stage, const char* name, double db) {
        running_ += db;
        budget_.terms.push_back({name, stage, db, running_, is_power_});
    }
    /// From here on the running sum is Q in dB.
    void reach_noise(double q) {
        is_power_ = false;
        add("receiver", "noise", db_of(q) - running_);
    }
    double running() const { return running_; }

private:
    LinkBudget& budget_;
    double running_;
    bool is_power_ = true;
};

double spread_db(const LinkModel& model, int lane) {
    const LinkModelConfig& config = model.config();
    const double rim = model.edge_loss_db(lane);
    return db_of(model.lanes()[static_cast<std::size_t>(lane)].gain) + config.extra_loss_db + rim -
           db_of(model.stays(lane));
}

/// From the supply to the current of the photodiode.
void add_power(Waterfall& fall, const LinkModel& model, int lane) {
    const LinkModelConfig& config = model.config();
    const PhysicalLane chain = model.physical_lane();
    const PhysicsConfig& physics = config.physics;
    const MicroLed& led = chain.led();
    const double average_a = chain.average_a();
    const double forward_v = led.forward_voltage_v(average_a);
    const double one_w = led.emitted_at(chain.one_a()).watts();
    const double zero_w = led.emitted_at(chain.zero_a()).watts();
    const double injection = physics.micro_led.carriers.eta_inj;
    const double extraction = physics.micro_led.eta_lee;
    const double internal = 0.5 * (one_w + zero_w) /
                            (average_a * led.photon_v() * injection * extraction * led.remaining());
    fall.add("emitter", "driver headroom", db_of(forward_v / physics.driver.supply_v));
    fall.add("emitter", "junction voltage", db_of(led.photon_v() / forward_v));
    fall.add("emitter", "injection", db_of(injection));
    fall.add("emitter", "internal efficiency", db_of(internal));
    fall.add("emitter", "ageing", db_of(led.remaining()));
    fall.add("emitter", "extraction", db_of(extraction));
    fall.add("coupling", "aperture of the fibre", chain.coupling().aperture.db());
    fall.add("coupling", "spot on cores", chain.coupling().area.db());
    fall.add("coupling", "lens and faces", chain.coupling().optics.db());
    fall.add("coupling", "rim of the array", -model.edge_loss_db(lane));
    fall.add("coupling", "spread of this lane", spread_db(model, lane));
    fall.add("fibre", "connectors", -physics.fibre.connector_db);
    fall.add("fibre", "attenuation",
             physics.fibre.transmission(Length::from_m(config.length_m)).db());
    fall.add("fibre", "extra loss", -config.extra_loss_db);
    fall.add("fibre", "leaked to other lanes", db_of(model.stays(lane)));
    fall.add("receiver", "fibre to photodiode", -physics.coupling.receiver_db);
    fall.add("receiver", "extinction", db_of((one_w - zero_w) / (one_w + zero_w)));
    fall.add("receiver", "quantum efficiency",
             db_of(physics.photodiode.responsivity_a_per_w /
                   PhotodiodeConfig::quantum_limit_a_per_w(led.wavelength_nm())));
}

void add_eye(Waterfall& fall, const LinkModel& model, int lane) {
    // Each part of the blur on top of those before it; the order is that of the light.
    const auto add = [&](const char* name, Variant variant, double crosstalk, double jitter) {
        variant.crosstalk = crosstalk;
        variant.jitter = jitter;
        fall.add("eye", name, db_of(q_of(model, lane, variant)) - fall.running());
    };
    add("emitter bandwidth", blur(1, 0, 0, 0), 0.0, 0.0);
    add("chromatic dispersion", blur(1, 0, 1, 0), 0.0, 0.0);
    add("modal dispersion", blur(1, 0, 1, 1), 0.0, 0.0);
    add("receiver bandwidth", Variant{}, 0.0, 0.0);
    add("crosstalk", Variant{}, 1.0, 0.0);
    add("jitter", Variant{}, 1.0, 1.0);
}

std::vector<BudgetLever> levers(const LinkModel& model, int lane, double q) {
    std::vector<BudgetLever> list;
    const auto add = [&](const char* name, const Variant& variant) {
        list.push_back({name, db_of(q_of(model, lane, variant) / q)});
    };
    Variant more_light;
    more_light.gain = 1.0 / kOneDb;
    add("received power", more_light);
    add("emitter bandwidth", blur(kOneDb, 1, 1, 1));
    add("receiver bandwidth", blur(1, kOneDb, 1, 1));
    add("chromatic dispersion", blur(1, 1, kOneDb, 1));
    add("modal dispersion", blur(1, 1, 1, kOneDb));
    Variant variant;
    variant.crosstalk = kOneDb;
    add("crosstalk", variant);
    variant = {};
    variant.jitter = kOneDb;
    add("jitter", variant);
    std::stable_sort(list.begin(), list.end(), [](const BudgetLever& a, const BudgetLever& b) {
        return a.q_db_per_db > b.q_db_per_db;
    });
    return list;
}

/// The lane without a term; received power: with a hundred times as much.
Variant removal(const std::string& term) {
    Variant variant;
    if (term == "received power") variant.gain = 100.0;
    if (term == "emitter bandwidth") variant = blur(0, 1, 1, 1);
    if (term == "receiver bandwidth") variant = blur(1, 0, 1, 1);
    if (term == "chromatic dispersion") variant = blur(1, 1, 0, 1);
    if (term == "modal dispersion") variant = blur(1, 1, 1, 0);
    if (term == "crosstalk") variant.crosstalk = 0.0;
    if (term == "jitter") variant.jitter = 0.0;
    return variant;
}

std::string power_of_ten(double log10_value) {
    std::ostringstream text;
    text.precision(2);
    text << std::pow(10.0, log10_value);
    return text.str();
}

/// The term in figures, for the message.
std::string figures(const LinkModel& model, const std::string& term) {
    const LinkModelConfig& config = model.config();
    std::ostringstream text;
    text.precision(3);
    const double ui_ps = 1e3 / config.lane_rate_gbps;
    const auto spread = [&](double ps) {
        text << " (" << ps << " ps rms, " << ps / ui_ps << " unit intervals)";
    };
    if (term == "chromatic dispersion") spread(model.chromatic_spread().ps());
    if (term == "modal dispersion") spread(model.modal_spread().ps());
    if (term == "received power") {
        text << " (a steady 1 is "
             << model.nominal().gain * model.nominal().grid->all_ones(32) /
                    model.nominal().thermal_sigma
             << " times the noise)";
    }
    return text.str();
}

}  // namespace

LinkBudget link_budget(const LinkModel& model, int lane, double target_ber) {
    check_range("link_budget", "lane", lane, 0, model.config().lanes - 1);
    check_range("link_budget", "target_ber", target_ber, 1e-30, 0.1);
    const bool physical = model.config().kind == LaneModelKind::Physics;
    LinkBudget budget;
    budget.lane = lane;
    Variant ideal = blur(0, 0, 0, 0);
    ideal.crosstalk = 0.0;
    ideal.jitter = 0.0;
    const double ideal_q = q_of(model, lane, ideal);
    if (physical) {
        const double watts =
            model.config().physics.driver.supply_v * model.physical_lane().average_a();
        Waterfall fall(budget, Power::from_watts(watts).dbm());
        add_power(fall, model, lane);
        fall.reach_noise(ideal_q);
        add_eye(fall, model, lane);
    } else {
        Waterfall fall(budget, 0.0);
        const double fibre_db =
            model.fitted().transmission(Length::from_m(model.config().length_m)).db();
        fall.add("coupling", "spread of this lane", spread_db(model, lane));
        fall.add("fibre", "attenuation", fibre_db);
        fall.add("fibre", "extra loss", -model.config().extra_loss_db);
        fall.add("fibre", "leaked to other lanes", db_of(model.stays(lane)));
        fall.reach_noise(ideal_q);
        add_eye(fall, model, lane);
    }
    budget.log10_ber = log10_ber_of(model, lane, Variant{});
    budget.q = lane_statistics::q_of_log10(budget.log10_ber);
    budget.required_q = lane_statistics::q_of_log10(std::log10(target_ber));
    budget.margin_db = db_of(budget.q / budget.required_q);
    budget.levers = levers(model, lane, budget.q);
    return budget;
}

LaneRanking rank_lanes(const LinkModel& model) {
    LaneRanking ranking;
    for (const EyePoint& point : best_points(model.lanes())) {
        ranking.log10_ber.push_back(point.log10_ber);
    }
    std::vector<int> order(ranking.log10_ber.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        return ranking.log10_ber[static_cast<std::size_t>(a)] <
               ranking.log10_ber[static_cast<std::size_t>(b)];
    });
    ranking.best = order.front();
    ranking.median = order[order.size() / 2];
    ranking.worst = order.back();
    return ranking;
}

std::string why_closed(const LinkModel& model, const LaneRanking& ranking) {
    const int lane = ranking.median;
    const double log10_ber = ranking.log10_ber[static_cast<std::size_t>(lane)];
    if (log10_ber < std::log10(kTrainable)) return "";
    const double q = lane_statistics::q_of_log10(log10_ber);
    const std::string culprit = levers(model, lane, q).front().name;
    const bool dim = culprit == "received power";
    const double without = log10_ber_of(model, lane, removal(culprit));
    std::ostringstream text;
    text << "the link cannot work: at " << model.config().lane_rate_gbps << " Gb/s over "
         << model.config().length_m << " m the median lane errs in " << power_of_ten(log10_ber)
         << " of its bits; " << culprit << figures(model, culprit)
         << (dim ? " is too low (with 20 dB more " : " closes the eye (without it ")
         << power_of_ten(without) << ")";
    return text.str();
}

}  // namespace oio
