// SPDX-License-Identifier: Apache-2.0
//
// Powers of the waves against the link budget, which adds up the losses of the devices one by one.
#include "cosim/waves/light_scale.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "models/channel/link_budget.hpp"

using namespace oio;

namespace {

double dbm(double uw) {
    return 10.0 * std::log10(uw * 1e-3);
}

double running(const LinkBudget& budget, const std::string& name) {
    const auto term = std::find_if(budget.terms.begin(), budget.terms.end(),
                                   [&](const BudgetTerm& each) { return each.name == name; });
    REQUIRE(term != budget.terms.end());
    REQUIRE(term->is_power);
    return term->running;
}

}  // namespace

TEST_CASE("light_scale: powers of physics are those of the link budget", "[cosim]") {
    LinkModelConfig config;
    config.kind = LaneModelKind::Physics;
    config.lanes = 18;
    config.extra_loss_db = 0.7;
    config.seed = 3;
    config.name = "scale";
    const LightScale scale(config);
    const LinkModel cold(config);
    const LinkModel hot = cold.at(65.0);
    CHECK(scale.decision_uw(1.0) ==
          Approx(cold.reference_a() / config.physics.photodiode.responsivity_a_per_w * 1e6));
    constexpr int kMiddle = PhaseGrid::kPhases / 2;
    for (const LinkModel* model : {&cold, &hot}) {
        for (const int lane : {0, 8}) {  // At the rim of the array and inside.
            const LinkBudget budget = link_budget(*model, lane);
            const double celsius = model->config().temperature_c;
            INFO("lane " << lane << " at " << celsius << " C");
            CHECK(dbm(scale.emitted_uw(celsius)) ==
                  Approx(running(budget, "extraction")).margin(1e-6));
            const LaneResponse& response = model->lanes()[static_cast<std::size_t>(lane)];
            const double ones = response.gain * response.grid->all_ones(kMiddle);
            const double zeros =
                response.gain * static_cast<double>(response.grid->level(kMiddle, 0));
            // A grid remembers 9 bits of endless ones.
            CHECK(dbm(scale.received_uw(ones, zeros)) ==
                  Approx(running(budget, "fibre to photodiode")).margin(0.05));
        }
    }
    CHECK(scale.emitted_uw(65.0) < 0.99 * scale.emitted_uw(25.0));
}

TEST_CASE("light_scale: the fitted sets have the budget of the default lane", "[cosim]") {
    LinkModelConfig config;
    config.kind = LaneModelKind::SetA;
    for (const LightScale& scale : {LightScale(), LightScale(config)}) {
        for (const double celsius : {25.0, 65.0}) CHECK(scale.emitted_uw(celsius) == 28.8);
        // 28.8 uW less 9.5 dB is 3.231 uW; of it 18/11 swing at an extinction of 10 dB.
        CHECK(scale.received_uw(1.0, 0.0) == Approx(3.231).epsilon(1e-3));
        CHECK(scale.decision_uw(0.5) == Approx(2.644).epsilon(1e-3));
    }
}
