// SPDX-License-Identifier: Apache-2.0
#include "cosim/budget_report.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cosim/link_setup.hpp"

namespace oio {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("budget_report: text and JSON tell the same", "[cosim]") {
    const SimConfig config = load_sim_config("small-16", {{"t", "link.length_m", "15"}});
    const LinkModel model(link_model_config(config, 0, 1, 0));
    const BudgetReport report = make_budget(model, 1e-9);
    CHECK(report.closed.empty());
    CHECK(report.worst.q <= report.median.q);
    CHECK(report.median.q <= report.best.q);
    const std::string text = budget_text(config, report);
    CHECK_THAT(text, Contains("OPEN  small-16: 18 lanes of set_m at 2.125 Gb/s, 15 m"));
    CHECK_THAT(text, Contains("margin to 1e-09, dB"));
    CHECK_THAT(text, Contains("limited by " + report.median.limit()));
    const auto json = nlohmann::json::parse(budget_json(config, report));
    CHECK(json["works"] == true);
    CHECK(json["lanes_log10_ber"].size() == 18);
    REQUIRE(json["budgets"].size() == 3);
    CHECK(json["budgets"][1]["which"] == "median");
    CHECK(json["budgets"][1]["lane"] == report.ranking.median);
    CHECK(json["budgets"][1]["limit"] == report.median.limit());
    CHECK(json["budgets"][1]["terms"].size() == report.median.terms.size());
    CHECK_FALSE(json["budgets"][1].contains("wall_plug_dbm"));  // a fitted set has no plug
}

TEST_CASE("budget_report: a closed link says why", "[cosim]") {
    const SimConfig config = load_sim_config("small-16", {{"t", "link.length_m", "60"}});
    const LinkModel model(link_model_config(config, 0, 1, 0));
    const BudgetReport report = make_budget(model, 1e-12);
    CHECK_THAT(budget_text(config, report), Contains("CLOSED"));
    CHECK_THAT(budget_text(config, report), Contains("chromatic dispersion"));
    const auto json = nlohmann::json::parse(budget_json(config, report));
    CHECK(json["works"] == false);
    CHECK(json["closed"].get<std::string>() == report.closed);
}

}  // namespace
}  // namespace oio
