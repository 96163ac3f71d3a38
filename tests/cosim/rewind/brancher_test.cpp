// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/brancher.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cosim/config_reader.hpp"
#include "tests/support/scratch_folder.hpp"

namespace {

oio::SimConfig with(const std::string& branch, const std::vector<oio::ConfigOverride>& base = {}) {
    std::vector<oio::ConfigOverride> all = base;
    const oio::SimConfig before = oio::load_sim_config("small-16", base);
    for (const oio::ConfigOverride& item : oio::branch_overrides(branch, before)) {
        all.push_back(item);
    }
    return oio::load_sim_config("small-16", all);
}

}  // namespace

TEST_CASE("brancher: a branch changes several keys, with a sign by so much", "[cosim][rewind]") {
    const std::vector<oio::ConfigOverride> base = {{"--set", "link.extra_loss_db", "1.5"},
                                                   {"--set", "channel.lane_model", "physics"}};
    const oio::SimConfig config = with(
        "link.extra_loss_db=+3,link.dead_lanes=['a:5', 'b:7'],channel.temperature_c=+20", base);
    CHECK(config.link.extra_loss_db == 4.5);
    CHECK(config.channel.temperature.front().celsius == 45.0);
    REQUIRE(config.link.dead_lanes.size() == 2);
    CHECK(config.link.dead_lanes[1].lane == 7);
    CHECK(config.link.dead_lanes[1].side == oio::Side::B);
    CHECK(with("link.extra_loss_db=2", base).link.extra_loss_db == 2.0);
    CHECK(with("link.dead_lanes=a:3").link.dead_lanes.front().lane == 3);
}

TEST_CASE("brancher: what cannot change while a run goes on is refused, with what can",
          "[cosim][rewind]") {
    const oio::SimConfig base = oio::load_sim_config("small-16");
    CHECK_THROWS_WITH(oio::branch_overrides("link.lanes=32", base),
                      Catch::Contains("link.lanes cannot change while a run goes on") &&
                          Catch::Contains("link.extra_loss_db"));
    CHECK_THROWS_AS(oio::branch_overrides("link.extra_loss_db", base), oio::ConfigError);
    CHECK_THROWS_AS(oio::branch_overrides("link.extra_loss_db=+much", base), oio::ConfigError);
    // The range is that of the scenario's key.
    CHECK_THROWS_WITH(with("link.extra_loss_db=+70"), Catch::Contains("extra_loss_db"));
}

TEST_CASE("brancher: an empty branch and a key that is none are refused", "[cosim][rewind]") {
    const oio::SimConfig base = oio::load_sim_config("small-16");
    for (const char* empty : {"", ",", "=3", "link.extra_loss_db=1,"}) {
        INFO(empty);
        CHECK_THROWS_WITH(oio::branch_overrides(empty, base),
                          Catch::Contains("write --branch key=value"));
    }
    CHECK_THROWS_WITH(oio::branch_overrides("link.extra_los_db=1", base),
                      Catch::Contains("unknown key; did you mean link.extra_loss_db?"));
    // Known, and of another type than a number: it is the key that is refused, not a value.
    for (const char* fixed :
         {"link.cut=serial", "topology.rtl_links=0-1", "rewind.when=active == 1",
          "channel.temperature_profile=0:25", "checks.max_ber=1"}) {
        CHECK_THROWS_WITH(oio::branch_overrides(fixed, base),
                          Catch::Contains("cannot change while a run goes on"));
    }
}

TEST_CASE("brancher: a branch that was lost has no figures", "[cosim][rewind]") {
    oio::BranchOutcome measured, lost;
    measured.name = "as it was";
    lost.name = "link.light=false";
    lost.status = "lost";
    lost.failure = "the run ended at 200 us, before the instant";
    lost.measured = false;
    const std::string text = oio::outcomes_text({measured, lost}, 300.0);
    const std::string row = text.substr(text.find("link.light"));
    CHECK(row.substr(0, row.find("before the instant")).find('0') == row.find("200 us") + 1);
    CHECK_THAT(text, Catch::Contains("0.0e+00"));
    const oio::test::ScratchFolder folder;
    const auto path = folder.write("branches.json", oio::outcomes_json({measured, lost}, 300.0));
    const nlohmann::json json = nlohmann::json::parse(std::ifstream(path));
    CHECK(json["branches"][0]["ber"] == 0.0);
    for (const char* figure : {"ber", "errors_injected", "worst_eye_sigma", "simulated_us"}) {
        CHECK(json["branches"][1][figure].is_null());
    }
    const std::vector<oio::BranchOutcome> back = oio::read_outcomes(path);
    CHECK(back[0].measured);
    CHECK_FALSE(back[1].measured);
    CHECK(oio::outcomes_text(back, 300.0) == text);
}

TEST_CASE("brancher: outcomes are a table and JSON", "[cosim][rewind]") {
    oio::BranchOutcome outcome;
    outcome.name = "link.extra_loss_db=+3";
    outcome.status = "fail";
    outcome.failure = "mismatch at 310.5 us";
    outcome.bits = 1000;
    outcome.errors = 5;
    const std::string text = oio::outcomes_text({outcome}, 300.0);
    CHECK_THAT(text, Catch::Contains("from 300 us on"));
    CHECK_THAT(text, Catch::Contains("5.0e-03"));
    CHECK_THAT(text, Catch::Contains("mismatch at 310.5 us"));
    CHECK_THAT(oio::outcomes_json({outcome}, 300.0), Catch::Contains("\"ber\": 0.005"));
}
