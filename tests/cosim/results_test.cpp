// SPDX-License-Identifier: Apache-2.0
#include "cosim/results.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cosim/config_reader.hpp"
#include "tests/cosim/sample_result.hpp"

using nlohmann::json;
using oio::RunResult;
using oio::test::sample_result;

TEST_CASE("results: the JSON has the promised fields", "[cosim]") {
    const json result = json::parse(oio::to_json(sample_result()));
    CHECK(result["schema"] == oio::kResultSchema);
    CHECK(result["status"] == "pass");
    CHECK(result["seed"] == 7);
    CHECK(result["lanes"] ==
          json::parse(R"({"data":16,"spare":2,"active":16,"dead":1,"mapped":1})"));
    CHECK(result["training"]["time_us"] == 87.25);
    CHECK(result["traffic"]["payload_bytes"] == 1835008);
    CHECK(result["traffic"]["flits"] == 7500);
    CHECK(result["traffic"]["replays"] == 12);
    CHECK(result["traffic"]["crc_errors"] == 3);
    CHECK(result["traffic"]["mismatches"] == 0);
    CHECK(result["throughput_gbps"] == 61.5);
    CHECK(result["efficiency"] == 0.905);
    for (const char* key : {"min", "mean", "p50", "p99", "max"}) {
        CHECK(result["latency_ns"][key].get<double>() > 0.0);
    }
    CHECK(result["latency_ns"]["stages"].size() == 5);
    CHECK(result["ber"]["errors_injected"] == 41);
    CHECK(result["ber"]["bits"] == 2'000'000'000);
    CHECK(result["ber"]["training_errors"] == 53'000);
    CHECK(result["ber"]["training_bits"] == 900'000);
    CHECK(result["ber"]["estimate"].get<double>() == Approx(2.05e-8));
    CHECK(result["ber"]["ci95"][0].get<double>() < 2.05e-8);
    CHECK(result["ber"]["ci95"][1].get<double>() > 2.05e-8);
    CHECK(result["energy"]["entries"].size() == 3);
    CHECK(result["links"].size() == 2);
    CHECK(result["links"][0]["directions"][1]["lane_errors"].size() == 18);
    CHECK(result["links"][0]["directions"][0]["dead_lanes"] == json::array({5}));
    CHECK(result["ranks"][1]["sent_bytes"] == 1835008);
    CHECK(result["ranks"][1]["received_bytes"] == 1835008);
    CHECK(result["events"].size() == 3);
    CHECK(result["failures"].empty());
    CHECK(result["wall"].is_object());
}

TEST_CASE("results: the predicted bit error rate is the mean over bits with light", "[cosim]") {
    oio::BerResult ber;
    oio::LaneResult lane;
    lane.bits = 300;
    lane.errors = 2;
    lane.predicted_log10_ber = -3.0;
    ber.add(lane);
    lane.bits = 100;
    lane.errors = 0;
    lane.predicted_log10_ber = -1.0;
    ber.add(lane);
    lane.dead = true;  // Its bits were counted before it died; the model knows no rate for it now.
    ber.add(lane);
    CHECK(ber.bits == 500);
    CHECK(ber.errors_injected == 2);
    CHECK(ber.predicted == Approx((300 * 1e-3 + 100 * 1e-1) / 400));
}

TEST_CASE("results: the energy total is the sum of its entries", "[cosim]") {
    RunResult result = sample_result();
    CHECK(result.energy_pj_per_bit() == Approx(0.525));
    result.energy[1].pj_per_bit *= 1.1;
    CHECK(json::parse(oio::to_json(result))["energy"]["total_pj_per_bit"].get<double>() ==
          Approx(0.55));
    CHECK(oio::joules_to_pj_per_bit(1e-6, 1e6) == Approx(1.0));
    CHECK(oio::joules_to_pj_per_bit(1e-6, 0.0) == 0.0);
}

TEST_CASE("results: equal runs differ in wall only", "[cosim]") {
    RunResult one = sample_result();
    RunResult two = sample_result();
    two.wall.total_s = 5.0;
    CHECK(oio::to_json(one) != oio::to_json(two));
    json a = json::parse(oio::to_json(one));
    json b = json::parse(oio::to_json(two));
    a.erase("wall");
    b.erase("wall");
    CHECK(a == b);
}

TEST_CASE("results: a link that never trained has no training time", "[cosim]") {
    RunResult result = sample_result();
    result.training_us = -1.0;
    CHECK(json::parse(oio::to_json(result))["training"]["time_us"].is_null());
}

TEST_CASE("results: a failure changes a pass and nothing worse", "[cosim]") {
    RunResult result;
    result.fail("a", "first");
    CHECK(result.status == oio::RunStatus::Fail);
    CHECK(oio::exit_code(result.status) == 1);
    result.status = oio::RunStatus::Timeout;
    result.fail("b", "second");
    CHECK(oio::exit_code(result.status) == 4);
    CHECK(result.failures.size() == 2);
    CHECK(oio::exit_code(oio::RunStatus::InternalError) == 3);
    CHECK(oio::exit_code(oio::RunStatus::RtlAssertion) == 1);
}

TEST_CASE("results: a file appears whole or not at all", "[cosim]") {
    const std::filesystem::path folder = "results_test_" + std::to_string(getpid());
    std::filesystem::create_directory(folder);
    oio::write_file_atomically(folder / "a.json", "{}\n");
    std::ifstream file(folder / "a.json");
    std::string text;
    std::getline(file, text);
    CHECK(text == "{}");
    CHECK_THROWS_AS(oio::write_file_atomically(folder / "none" / "a", "x"), oio::ConfigError);
    std::filesystem::create_directory(folder / "taken");
    CHECK_THROWS_AS(oio::write_file_atomically(folder / "taken", "x"), oio::ConfigError);
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        static_cast<void>(entry);
        ++files;
    }
    CHECK(files == 2);
    std::filesystem::remove_all(folder);
}

TEST_CASE("results: a check at the end has the time at which it was judged", "[cosim]") {
    RunResult result = sample_result();
    result.simulated_us = 199.0;
    result.fail("max_ber", "too many");
    result.fail("mismatch", "differs", 120.5);
    const json failures = json::parse(oio::to_json(result))["failures"];
    CHECK(failures[0]["time_us"] == 199.0);
    CHECK(failures[0]["at_end"] == true);
    CHECK(failures[1]["time_us"] == 120.5);
    CHECK(failures[1]["at_end"] == false);
}
