// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/explanation.hpp"

#include <catch2/catch.hpp>

#include "cosim/config_reader.hpp"

using Json = nlohmann::ordered_json;

namespace {

constexpr std::uint64_t kUs = 1'000'000'000;

oio::ErrorChain chain(std::uint64_t number, std::uint64_t us, int lane, const char* direction) {
    oio::ErrorChain chain;
    chain.number = number;
    chain.cause = {"0-1", direction, {}};
    chain.cause.error.time_fs = static_cast<std::int64_t>(us * kUs);
    chain.cause.error.lane = lane;
    chain.in_flit = true;
    chain.seq = 100 + static_cast<unsigned>(number);
    chain.byte = 130;
    chain.launched_fs = us * kUs - kUs / 10;
    chain.verdict = oio::FlitVerdict::BadCrc;
    chain.verdict_fs = us * kUs + kUs / 10;
    chain.repaired_fs = us * kUs + number * kUs;
    chain.repair = oio::FlitRepair::NakReplay;
    return chain;
}

Json three_chains() {
    oio::ChainReport report;
    report.available = true;
    report.chains = {chain(1, 300, 4, "a_to_b"), chain(2, 310, 5, "b_to_a"),
                     chain(3, 320, 4, "b_to_a")};
    return oio::chains_json(report);
}

Json result(const char* check, double time_us, bool at_end = false) {
    Json json = {{"failures", Json::array()}};
    if (check != nullptr) {
        json["failures"].push_back({{"check", check}, {"time_us", time_us}, {"at_end", at_end}});
    }
    return json;
}

}  // namespace

TEST_CASE("explanation: the error that is asked for", "[cosim][explain]") {
    const Json chains = three_chains();
    oio::ExplainOptions question;
    CHECK(oio::choose_chain(question, result(nullptr, 0), chains).chain == 0);
    question.number = 2;
    CHECK(oio::choose_chain(question, result(nullptr, 0), chains).chain == 1);
    question.number = 9;
    CHECK_THROWS_AS(oio::choose_chain(question, result(nullptr, 0), chains), oio::ConfigError);
    question = {};
    question.lane = "b:4";
    CHECK(oio::choose_chain(question, result(nullptr, 0), chains).chain == 2);
    question.lane = "4";
    CHECK(oio::choose_chain(question, result(nullptr, 0), chains).chain == 0);
    question.lane = "6";
    CHECK_THROWS_WITH(oio::choose_chain(question, result(nullptr, 0), chains),
                      Catch::Contains("no wrong bit"));
}

TEST_CASE("explanation: what the link does not have is no question", "[cosim][explain]") {
    Json run = result(nullptr, 0);
    run["links"] = {{{"directions", {{{"lane_errors", std::vector<int>(18)}}}}}};
    oio::ExplainOptions question;
    for (const char* lane : {"18", "a:18", "b:99", "99999999999999999999"}) {
        question.lane = lane;
        CHECK_THROWS_WITH(oio::choose_chain(question, run, three_chains()),
                          Catch::Contains(lane) && Catch::Contains("0 to 17"));
    }
    question.lane = "17";
    CHECK_THROWS_WITH(oio::choose_chain(question, run, three_chains()),
                      Catch::Contains("no wrong bit on it"));
    question = {};
    question.number = 1;
    CHECK_THROWS_WITH(oio::choose_chain(question, run, oio::chains_json({})),
                      Catch::EndsWith("no wrong bit in this run"));
}

TEST_CASE("explanation: the error behind a failure", "[cosim][explain]") {
    const Json chains = three_chains();
    const oio::ExplainOptions question;
    // At 311 us the first is repaired (at 301) and the second not (at 312).
    oio::Answer answer = oio::choose_chain(question, result("mismatch", 311.0), chains);
    CHECK(answer.chain == 1);
    CHECK_THAT(answer.why, Catch::Contains("not repaired by then"));
    answer = oio::choose_chain(question, result("mismatch", 319.0), chains);
    CHECK(answer.chain == 1);
    CHECK_THAT(answer.why, Catch::Contains("had been repaired"));
    answer = oio::choose_chain(question, result("rtl_assertion", 299.0), chains);
    CHECK_FALSE(answer.chain);
    CHECK_THAT(answer.why, Catch::Contains("the light is not the cause"));
    // A limit on latency: the longest repair.
    CHECK(oio::choose_chain(question, result("max_p99_latency_ns", 330.0, true), chains).chain ==
          2);
    CHECK(oio::choose_chain(question, result("max_ber", 330.0, true), chains).chain == 0);
    // A flit that was hit and taken comes before all others.
    Json missed = chains;
    missed["chains"][1]["check"]["verdict"] = "accepted";
    answer = oio::choose_chain(question, result("mismatch", 0.0), missed);
    CHECK(answer.chain == 1);
    CHECK_THAT(answer.why, Catch::Contains("no check caught"));
}

TEST_CASE("explanation: a chain in words", "[cosim][explain]") {
    const Json chains = three_chains();
    const std::string text = oio::chain_text(chains["chains"][1]);
    CHECK_THAT(text, Catch::Contains("error 2: 310.000000 us light b_to_a of link 0-1, lane 5"));
    CHECK_THAT(text, Catch::Contains("data 102, byte 130"));
    CHECK_THAT(text, Catch::Contains("chiplet_a at 310.100000 us: bad CRC of bytes 128 to 255"));
    CHECK_THAT(text, Catch::Contains("1900.0 ns after the check"));
    Json pad = chains["chains"][0];
    pad["flit"] = nullptr;
    pad["hit"] = "a frame marker or its pad";
    CHECK_THAT(oio::chain_text(pad), Catch::Contains("no flit, nothing to repair"));
}
