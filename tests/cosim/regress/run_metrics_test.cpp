// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/run_metrics.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "cosim/regress/run_judge.hpp"
#include "tests/support/scratch_folder.hpp"

using Json = nlohmann::json;

// Optical-power differences against 1e-12: physics.md, section 1.6, from the exact normal quantile.
TEST_CASE("run_metrics: BER margin agrees with published Q values", "[cosim][regress]") {
    CHECK(oio::ber_margin_db(-12.0) == Approx(0.0).margin(1e-9));
    CHECK(oio::ber_margin_db(-15.0) == Approx(0.53).margin(0.005));
    CHECK(oio::ber_margin_db(-27.0) == Approx(1.88).margin(0.005));
    CHECK(oio::ber_margin_db(std::log10(2.4e-4)) == Approx(-3.04).margin(0.005));
    CHECK(oio::ber_margin_db(0.0) <= -40.0);
    CHECK(oio::ber_margin_db(-400.0) == oio::ber_margin_db(-300.0));
}

TEST_CASE("run_metrics: margins are of lanes that live and carry bits", "[cosim][regress]") {
    const Json result = {{"status", "pass"},
                         {"energy", {{"total_pj_per_bit", 2.5}}},
                         {"training", {{"time_us", nullptr}}},
                         {"links",
                          {{{"directions",
                             {{{"lane_bits", {100, 100, 0, 100}},
                               {"lane_predicted_log10_ber", {-12.0, -3.0, -2.0, -15.0}},
                               {"dead_lanes", {1}}}}}}}}};
    const oio::RunDigest digest = oio::digest_result(result);
    CHECK(digest.metrics.at("ber_margin_db") == Approx(0.0).margin(1e-9));
    CHECK(digest.metrics.at("energy_pj_per_bit") == 2.5);
    CHECK(digest.metrics.count("training_us") == 0);
}

TEST_CASE("run_metrics: a gate is missed by a figure on the wrong side or not measured",
          "[cosim][regress]") {
    const oio::Metrics metrics = {{"training_us", 200.0}, {"ber_margin_db", -1.0}};
    const std::vector<oio::Gate> gates = {{"training_us", false, 199.0},
                                          {"training_us", false, 200.0},
                                          {"ber_margin_db", true, -1.0},
                                          {"ber_margin_db", true, -0.9},
                                          {"energy_pj_per_bit", false, 100.0}};
    const std::vector<oio::RunFailure> missed = oio::missed_gates(gates, metrics);
    REQUIRE(missed.size() == 3);
    CHECK_THAT(missed[0].message, Catch::Contains("training_us is 200 us"));
    CHECK_THAT(missed[1].message, Catch::Contains("at least -0.9 dB"));
    CHECK_THAT(missed[2].message, Catch::Contains("was not measured"));
}

TEST_CASE("run_metrics: a run that says pass but left no result has not passed",
          "[cosim][regress]") {
    const oio::test::ScratchFolder folder;
    oio::RunOutcome outcome;
    outcome.state = oio::RunState::Pass;
    const oio::LedgerRun run = oio::judge_run(outcome, oio::TestSpec{}, folder.path());
    CHECK(run.outcome.state == oio::RunState::BadExit);
}
