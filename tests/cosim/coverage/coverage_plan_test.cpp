// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage/coverage_plan.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "cosim/config_reader.hpp"
#include "tests/cosim/coverage/plan_file.hpp"

using oio::CoveragePlan;

namespace {

std::vector<std::string> bin_names(const CoveragePlan& plan) {
    std::vector<std::string> names;
    for (const oio::CoverageBin& bin : plan.bins()) names.push_back(bin.name);
    return names;
}

std::string message(const std::string& text) {
    try {
        PlanFile(text).plan();
    } catch (const oio::ConfigError& failure) {
        return failure.what();
    }
    return "";
}

const std::string kHead = "[group.g]\nfeature = \"f\"\nsample = \"lane\"\n";

}  // namespace

TEST_CASE("coverage_plan: names the bins of points and crosses", "[cosim]") {
    CHECK(bin_names(PlanFile(kLanePlan).plan()) ==
          std::vector<std::string>{"lane.margin_db.-3 to 0", "lane.margin_db.0 to 3", "lane.slip.0",
                                   "lane.slip.1", "lane.both.0 * -3 to 0", "lane.both.0 * 0 to 3",
                                   "lane.both.1 * -3 to 0", "lane.both.1 * 0 to 3"});
    CHECK(bin_names(PlanFile(kHead + "[group.g.point.slip]\nedges = [0, 1, 4, inf]\n").plan()) ==
          std::vector<std::string>{"g.slip.0", "g.slip.1..3", "g.slip.4 and more"});
}

TEST_CASE("coverage_plan: an edge belongs to the bin above it, the last one to the last bin",
          "[cosim]") {
    const CoveragePlan plan = PlanFile(kLanePlan).plan();
    const auto bin = [&](double margin_db) {
        for (const auto& [name, count] : plan.count({lane_sample(9, margin_db)})) return name;
        return std::string("none");
    };
    CHECK(bin(-3.001) == "none");
    CHECK(bin(-3.0) == "lane.margin_db.-3 to 0");
    CHECK(bin(-0.001) == "lane.margin_db.-3 to 0");
    CHECK(bin(0.0) == "lane.margin_db.0 to 3");
    CHECK(bin(3.0) == "lane.margin_db.0 to 3");
    CHECK(bin(3.001) == "none");
}

TEST_CASE("coverage_plan: a cross counts samples with a bin in every point", "[cosim]") {
    const CoveragePlan plan = PlanFile(kLanePlan).plan();
    const auto hits = plan.count({lane_sample(0, 1), lane_sample(0, 2), lane_sample(1, -1),
                                  lane_sample(1, 99), lane_sample(7, 1)});
    CHECK(hits == oio::CoverageHits{{"lane.both.0 * 0 to 3", 2},
                                    {"lane.both.1 * -3 to 0", 1},
                                    {"lane.margin_db.-3 to 0", 1},
                                    {"lane.margin_db.0 to 3", 3},
                                    {"lane.slip.0", 2},
                                    {"lane.slip.1", 2}});
}

TEST_CASE("coverage_plan: only, except and when choose", "[cosim]") {
    const std::string points =
        "[group.g.point.slip]\nvalues = [0, 1]\n[group.g.point.side]\nvalues = [\"a\", \"b\"]\n"
        "[group.g.cross.c]\nof = [\"slip\", \"side\"]\n";
    const auto crosses = [&](const std::string& text) {
        std::vector<std::string> names;
        for (const std::string& name : bin_names(PlanFile(kHead + points + text).plan())) {
            if (name.rfind("g.c.", 0) == 0) names.push_back(name);
        }
        return names;
    };
    CHECK(crosses("").size() == 4);
    CHECK(crosses("only = [[0, \"*\"]]\n") == std::vector<std::string>{"g.c.0 * a", "g.c.0 * b"});
    CHECK(crosses("except = [[0, \"*\"], [1, \"a\"]]\n") == std::vector<std::string>{"g.c.1 * b"});

    const CoveragePlan when =
        PlanFile(kHead + "when = \"margin_db > 1\"\n[group.g.point.slip]\nvalues = [0]\n").plan();
    CHECK(when.count({lane_sample(0, 0.5), lane_sample(0, 1.5)}).at("g.slip.0") == 1);
}

TEST_CASE("coverage_plan: keys of the scenario are observables of every kind", "[cosim]") {
    const CoveragePlan plan =
        PlanFile(kHead +
                 "[group.g.point.loss]\nobservable = \"link.extra_loss_db\"\nedges = [0, 1]\n")
            .plan();
    oio::CoverageSample sample = lane_sample(0, 0);
    CHECK_THROWS_WITH(plan.count({sample}),
                      Catch::Contains("a scenario has no link.extra_loss_db"));
    sample.values["link.extra_loss_db"] = 0.5;
    CHECK(plan.count({sample}).at("g.loss.0..1") == 1);
}

TEST_CASE("coverage_plan: exclusions carry a reason and match a bin", "[cosim]") {
    const std::string text =
        std::string(kLanePlan) + "[[excluded]]\nbin = \"lane.both.1*\"\nreason = \"because\"\n";
    int excluded = 0;
    const PlanFile file(text);
    for (const oio::CoverageBin& bin : file.plan().bins()) excluded += bin.excluded == "because";
    CHECK(excluded == 2);
    // A reason may change without making old data useless; a bin may not.
    CHECK(file.plan().hash() == PlanFile(kLanePlan).plan().hash());
    CHECK(file.plan().hash() !=
          PlanFile(kHead + "[group.g.point.slip]\nvalues = [0]\n").plan().hash());
}

TEST_CASE("coverage_plan: what is wrong is refused with its place", "[cosim]") {
    CHECK(message("[group.g]\nfeature = \"f\"\nsample = \"lanes\"\n[group.g.point.a]\n")
              .find("group.g.sample: must be one of event, fault, lane") != std::string::npos);
    CHECK(message(kHead + "[group.g.point.slp]\nvalues = [1]\n").find("did you mean slip?") !=
          std::string::npos);
    CHECK(message(kHead + "[group.g.point.slip]\nedges = [1, 1]\n").find("must rise") !=
          std::string::npos);
    CHECK(message(kHead + "[group.g.point.slip]\n").find("needs either values or edges") !=
          std::string::npos);
    CHECK(message(kHead + "[group.g.point.slip]\nvalues = [1]\n[group.g.cross.c]\nof = [\"x\"]\n")
              .find("\"x\" is no point of the group; allowed are slip") != std::string::npos);
    CHECK(message(kHead + "[group.g.point.slip]\nvalues = [1]\n[group.g.cross.c]\nof = "
                          "[\"slip\"]\nonly = [[2]]\n")
              .find("\"2\" is no bin of slip") != std::string::npos);
    CHECK(message(std::string(kLanePlan) + "[[excluded]]\nbin = \"lane.x\"\nreason = \"r\"\n")
              .find("no bin of the plan is called \"lane.x\"") != std::string::npos);
    CHECK(message(kHead + "when = \"slip <\"\n[group.g.point.slip]\nvalues = [1]\n")
              .find("ends too early") != std::string::npos);
}

TEST_CASE("coverage_plan: the one that ships reads, and each bin has its own name", "[cosim]") {
    const CoveragePlan plan(CoveragePlan::default_file());
    std::vector<std::string> names = bin_names(plan);
    CHECK(names.size() > 100);
    std::sort(names.begin(), names.end());
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}
