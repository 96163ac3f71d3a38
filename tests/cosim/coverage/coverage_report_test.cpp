// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage/coverage_report.hpp"

#include <catch2/catch.hpp>

#include "cosim/config_reader.hpp"
#include "tests/cosim/coverage/plan_file.hpp"

using oio::CoverageData;
using oio::CoverageHits;
using oio::CoveragePlan;

namespace {

// Eight bins: two of slip, two of margin, four of the cross; one of the cross is excluded.
const std::string kPlan = std::string(kLanePlan) +
                          "[[excluded]]\nbin = \"lane.both.1 * 0 to 3\"\nreason = \"cannot be\"\n";

CoverageData data_of(
    const CoveragePlan& plan,
    const std::vector<std::pair<std::uint64_t, std::vector<oio::CoverageSample>>>& runs) {
    CoverageData data;
    for (const auto& [seed, samples] : runs) {
        data.merge(CoverageData(plan.hash(), {"t", seed, "c"}, plan.count(samples)), "run");
    }
    return data;
}

}  // namespace

TEST_CASE("coverage_report: holes are the bins without a hit and without a reason", "[cosim]") {
    const CoveragePlan plan = PlanFile(kPlan).plan();
    const auto summary = summarise_coverage(plan, data_of(plan, {{1, {lane_sample(0, 1)}}}));
    REQUIRE(summary.features.size() == 1);
    CHECK(summary.features[0].name == "striping");
    CHECK(summary.wanted() == 7);
    CHECK(summary.hit() == 3);
    CHECK(summary.features[0].holes ==
          std::vector<std::string>{"lane.margin_db.-3 to 0", "lane.slip.1", "lane.both.0 * -3 to 0",
                                   "lane.both.1 * -3 to 0"});
    CHECK_FALSE(summary.complete());
    CHECK(summary.excluded.size() == 1);
    CHECK(oio::holes_text(summary).find("striping: lane.slip.1") != std::string::npos);
    CHECK(oio::holes_text(summary).find("cannot be") != std::string::npos);

    const auto full = summarise_coverage(
        plan, data_of(plan, {{1, {lane_sample(0, 1), lane_sample(0, -1), lane_sample(1, -1)}}}));
    CHECK(full.complete());
}

TEST_CASE("coverage_report: an excluded bin that is hit is no success", "[cosim]") {
    const CoveragePlan plan = PlanFile(kPlan).plan();
    const auto summary = summarise_coverage(
        plan,
        data_of(
            plan,
            {{1, {lane_sample(0, 1), lane_sample(0, -1), lane_sample(1, -1), lane_sample(1, 1)}}}));
    CHECK(summary.hit() == summary.wanted());
    REQUIRE(summary.stale.size() == 1);
    CHECK_FALSE(summary.complete());
    CHECK(oio::holes_text(summary).find("the reason does not hold") != std::string::npos);
}

TEST_CASE("coverage_report: rank takes the run that adds most, until nothing is missing",
          "[cosim]") {
    const CoveragePlan plan = PlanFile(kPlan).plan();
    // Seed 3 hits six bins; seed 2 adds nothing to it; seed 1 adds "slip 0 at low margin" alone.
    const CoverageData data = data_of(plan, {{1, {lane_sample(0, -1)}},
                                             {2, {lane_sample(1, -1)}},
                                             {3, {lane_sample(0, 1), lane_sample(1, -1)}}});
    const auto ranks = rank_coverage(plan, data);
    REQUIRE(ranks.size() == 2);
    CHECK(ranks[0].run.seed == 3);
    CHECK(ranks[0].new_bins == 6);
    CHECK(ranks[1].run.seed == 1);
    CHECK(ranks[1].new_bins == 1);
    CHECK(ranks[1].total_bins == 7);
    CHECK(oio::rank_text(ranks, 3).find("2 of 3 runs have all 7 bins") != std::string::npos);
}

TEST_CASE("coverage_report: data of another plan are refused", "[cosim]") {
    const CoveragePlan plan = PlanFile(kPlan).plan();
    CHECK_THROWS_AS(summarise_coverage(plan, CoverageData("other", {"t", 1, "c"}, {})),
                    oio::ConfigError);
    CHECK_THROWS_AS(rank_coverage(plan, CoverageData()), oio::ConfigError);
}
