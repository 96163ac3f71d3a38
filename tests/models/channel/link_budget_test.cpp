// SPDX-License-Identifier: Apache-2.0
#include "models/channel/link_budget.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "models/channel/lane_statistics.hpp"
#include "models/channel/statistical_eye.hpp"

namespace oio {
namespace {

using Catch::Matchers::Contains;

LinkModelConfig link_of(LaneModelKind kind, double rate_gbps, double length_m, int lanes = 100) {
    LinkModelConfig config;
    config.kind = kind;
    config.lanes = lanes;
    config.lane_rate_gbps = rate_gbps;
    config.length_m = length_m;
    config.name = "link_0-1.a_to_b";
    return config;
}

/// Median over every fifth of the lanes.
double median_log10_ber(const LinkModelConfig& config) {
    const LinkModel model(config);
    std::vector<double> sampled;
    int hint = -1;
    for (int lane = 2; lane < config.lanes; lane += 5) {
        const EyePoint point = best_point(model.lanes(), lane, hint);
        hint = point.phase;
        sampled.push_back(point.log10_ber);
    }
    std::sort(sampled.begin(), sampled.end());
    return sampled[sampled.size() / 2];
}

TEST_CASE("link_budget: one parameter set meets the five published points of MOSAIC",
          "[models][channel]") {
    // Benyahya et al., SIGCOMM 2025; statements U5 to U7 of physics.md 2.1. Limit before
    // correction: 2.4e-4 (KP4).
    const double limit = std::log10(2.4e-4);
    const auto physics = LaneModelKind::Physics;
    const double at_20 = median_log10_ber(link_of(physics, 2.0, 20.0));
    CHECK(at_20 < std::log10(2e-8));
    CHECK(at_20 > std::log10(2e-9));
    CHECK(median_log10_ber(link_of(physics, 2.0, 10.0)) < -12.0);
    CHECK(median_log10_ber(link_of(physics, 1.3, 20.0)) < -12.0);
    CHECK(median_log10_ber(link_of(physics, 1.6, 30.0)) < limit);
    const double at_30 = median_log10_ber(link_of(physics, 2.0, 30.0));
    CHECK(at_30 > limit);
    CHECK(at_30 < limit + 1.0);
}

TEST_CASE("link_budget: 2 Gb/s over 50 m is limited by dispersion, not by power",
          "[models][channel]") {
    // Statement U8.
    LinkModelConfig config = link_of(LaneModelKind::Physics, 2.0, 50.0, 40);
    config.variation.coupling_sigma_db = 0.0;
    config.process_variation = false;
    const LinkModel model(config);
    int lane = 0;
    while (model.array().edge(lane)) ++lane;
    const LinkBudget budget = link_budget(model, lane);
    CHECK(budget.limit() == "chromatic dispersion");
    CHECK(budget.margin_db < -5.0);
    const std::string reason = why_closed(model);
    CHECK_THAT(reason, Contains("the link cannot work: at 2 Gb/s over 50 m"));
    CHECK_THAT(reason, Contains("chromatic dispersion"));
    CHECK_THAT(reason, Contains("closes the eye"));

    const auto improved = [&](double launch, double linewidth_nm, double modal) {
        LinkModelConfig better = config;
        better.physics.micro_led.eta_lee *= launch;
        better.physics.micro_led.linewidth_fwhm_nm = linewidth_nm;
        better.physics.fibre.modal_ps_per_m *= modal;
        return best_point(LinkModel(better).lanes(), lane).log10_ber;
    };
    // Four times the light leaves it above 1e-3; twice the light in half the spectrum and half of
    // the modes reaches 1e-6.
    CHECK(improved(4.0, 17.0, 1.0) > -3.0);
    CHECK(improved(2.0, 8.0, 0.5) < -6.0);
}

TEST_CASE("link_budget: the terms sum to the Q of the statistical eye", "[models][channel]") {
    for (const LaneModelKind kind : {LaneModelKind::SetM, LaneModelKind::Physics}) {
        LinkModelConfig config = link_of(kind, 2.0, 20.0, 24);
        config.extra_loss_db = 0.5;
        config.crosstalk_db = -22.0;
        const LinkModel model(config);
        const LinkBudget budget = link_budget(model, 9);
        double sum = budget.start_dbm;
        for (const BudgetTerm& term : budget.terms) {
            sum += term.db;
            CAPTURE(term.name);
            CHECK(term.running == Approx(sum).margin(1e-9));
        }
        CHECK(sum == Approx(10.0 * std::log10(budget.q)).margin(1e-6));
        CHECK(budget.log10_ber == Approx(best_point(model.lanes(), 9).log10_ber));
        CHECK(budget.required_q == Approx(7.0345).epsilon(1e-4));
        CHECK(budget.margin_db == Approx(sum - 10.0 * std::log10(7.0345)).margin(1e-3));
    }
}

TEST_CASE("link_budget: power and losses by hand", "[models][channel]") {
    LinkModelConfig config = link_of(LaneModelKind::Physics, 2.0, 20.0, 24);
    const LinkModel model(config);
    const LinkBudget budget = link_budget(model, 0);  // a corner
    const auto db = [&](const char* name) {
        for (const BudgetTerm& term : budget.terms) {
            if (term.name == name) return term.db;
        }
        FAIL("no term " << name);
        return 0.0;
    };
    CHECK(budget.start_dbm == Approx(10.0 * std::log10(0.35)).margin(0.01));  // 3.5 V x 100 uA
    CHECK(db("attenuation") == Approx(-1.45));
    CHECK(db("connectors") == Approx(-1.5));
    CHECK(db("rim of the array") == Approx(-1.0));
    CHECK(db("extraction") == Approx(10.0 * std::log10(0.125)));
    CHECK(db("quantum efficiency") == Approx(10.0 * std::log10(0.25 / 0.35489)).margin(0.001));
    // Light on the photodiode, before the extinction, is what the chain of devices says.
    const PhysicalLane chain = model.physical_lane();
    const double average_w = 0.5 * (chain.photocurrent_one_a() + chain.photocurrent_zero_a()) /
                             0.25 * model.lanes()[0].gain;
    for (const BudgetTerm& term : budget.terms) {
        if (term.name == "fibre to photodiode") {
            CHECK(term.running == Approx(Power::from_watts(average_w).dbm()).margin(0.01));
        }
    }
}

TEST_CASE("link_budget: short links are limited by power, slow LEDs by the emitter",
          "[models][channel]") {
    LinkModelConfig config = link_of(LaneModelKind::Physics, 2.0, 1.0, 24);
    CHECK(link_budget(LinkModel(config), 9).limit() == "received power");
    config.physics.micro_led.carriers.p0_per_cm3 = 3e19;
    CHECK(link_budget(LinkModel(config), 9).limit() == "emitter bandwidth");
}

TEST_CASE("link_budget: whatever closes the eye is named", "[models][channel]") {
    const auto closed_by = [](const std::function<void(LinkModelConfig&)>& change) {
        LinkModelConfig config = link_of(LaneModelKind::Physics, 2.0, 2.0, 24);
        config.bandwidth_sigma = 0.0;
        change(config);
        return why_closed(LinkModel(config));
    };
    CHECK(closed_by([](LinkModelConfig&) {}).empty());
    CHECK_THAT(closed_by([](LinkModelConfig& c) { c.extra_loss_db = 20.0; }),
               Contains("received power") && Contains("is too low (with 20 dB more"));
    CHECK_THAT(closed_by([](LinkModelConfig& c) {
                   c.lane_rate_gbps = 3.0;
                   c.physics.micro_led.carriers.p0_per_cm3 = 1e18;
               }),
               Contains("; emitter bandwidth closes the eye"));
    CHECK_THAT(closed_by([](LinkModelConfig& c) {
                   c.physics.receiver.bandwidth_ghz = 0.2;
                   c.physics.receiver.bandwidth_per_gbps = 0.1;
               }),
               Contains("; receiver bandwidth closes the eye"));
    CHECK_THAT(closed_by([](LinkModelConfig& c) { c.length_m = 50.0; }),
               Contains("; chromatic dispersion (299 ps rms"));
    CHECK_THAT(closed_by([](LinkModelConfig& c) {
                   c.length_m = 50.0;
                   c.physics.fibre.modal_ps_per_m = 15.0;
                   c.physics.micro_led.linewidth_fwhm_nm = 4.0;
               }),
               Contains("; modal dispersion (750 ps rms"));
    CHECK_THAT(closed_by([](LinkModelConfig& c) {
                   c.jitter_rj_ui = 0.2;
                   c.jitter_dj_ui = 0.5;
               }),
               Contains("; jitter closes the eye"));
}

TEST_CASE("link_budget: error rates rise with temperature", "[models][channel]") {
    LinkModelConfig config = link_of(LaneModelKind::Physics, 2.0, 20.0, 12);
    const LinkModel model(config);
    double last = -1e9;
    for (const double celsius : {-20.0, 25.0, 70.0, 105.0}) {
        const double log10_ber = best_point(model.at(celsius).lanes(), 5).log10_ber;
        CAPTURE(celsius);
        CHECK(log10_ber > last);
        last = log10_ber;
    }
    CHECK(last < -2.0);  // worse, but no cliff
}

TEST_CASE("link_budget: refuses a lane that does not exist", "[models][channel]") {
    const LinkModel model(link_of(LaneModelKind::SetM, 2.0, 5.0, 8));
    CHECK_THROWS_WITH(link_budget(model, 8), Contains("link_budget.lane: 8 is outside [0, 7]"));
    CHECK_THROWS_WITH(link_budget(model, 0, 0.5), Contains("target_ber"));
    const LaneRanking ranking = rank_lanes(model);
    const auto worst = static_cast<std::size_t>(ranking.worst);
    CHECK(ranking.log10_ber[worst] ==
          *std::max_element(ranking.log10_ber.begin(), ranking.log10_ber.end()));
}

}  // namespace
}  // namespace oio
