// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/sweep_eye.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "cosim/config_reader.hpp"
#include "cosim/link_setup.hpp"
#include "models/channel/link_budget.hpp"

using namespace oio;

namespace {

using Settings = std::vector<ConfigOverride>;

EyePointResult evaluate(const Settings& settings, double ber = 1e-12,
                        EyeLanes lanes = EyeLanes::All) {
    return evaluate_eye(load_sim_config("small-16", settings), ber, lanes);
}

}  // namespace

TEST_CASE("sweep_eye: the nominal lane of set M is that of the table", "[cosim][regress]") {
    // Physics reference, section 1.8: 2 Gb/s over 20 m, 1.98e-8.
    const Settings settings = {{"t", "link.lane_rate_gbps", "2"}, {"t", "link.length_m", "20"}};
    const EyePointResult result = evaluate(settings, 1e-6, EyeLanes::Nominal);
    const double found = result.metrics.at("eye_nominal_log10_ber");
    CHECK(found == Approx(std::log10(1.98e-8)).epsilon(0.05));
    CHECK(result.failure.empty());
    CHECK(result.metrics.at("eye_nominal_height_sigma") > 0.0);
    CHECK(result.metrics.count("eye_worst_log10_ber") == 0);
    const EyePointResult strict = evaluate(settings, 1e-9, EyeLanes::Nominal);
    CHECK(strict.failure.find("the nominal lane errs in") == 0);
    CHECK(strict.metrics.at("eye_nominal_width_ui") == 0.0);
}

TEST_CASE("sweep_eye: worst and median are those of the budget's ranking", "[cosim][regress]") {
    for (const char* model : {"'set_m'", "'physics'"}) {
        const SimConfig config = load_sim_config("small-16", {{"t", "channel.lane_model", model}});
        const LaneRanking ranking = rank_lanes(LinkModel(link_model_config(config, 0, 1, 0)));
        const EyePointResult result = evaluate_eye(config, 1e-12, EyeLanes::All);
        CHECK(result.metrics.at("eye_worst_log10_ber") ==
              Approx(ranking.log10_ber[static_cast<std::size_t>(ranking.worst)]).epsilon(1e-4));
        CHECK(result.metrics.at("eye_median_log10_ber") ==
              Approx(ranking.log10_ber[static_cast<std::size_t>(ranking.median)]).epsilon(1e-4));
        CHECK(result.metrics.at("ber_margin_db") <= result.metrics.at("ber_margin_median_db"));
    }
}

TEST_CASE("sweep_eye: physics without a solution are refused", "[cosim][regress]") {
    CHECK_THROWS_AS(evaluate({{"t", "channel.lane_model", "'physics'"},
                              {"t", "physics.driver.modulation_ua", "60000"}}),
                    ConfigError);
}
