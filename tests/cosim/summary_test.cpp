// SPDX-License-Identifier: Apache-2.0
#include "cosim/summary.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "tests/cosim/sample_result.hpp"

using oio::test::sample_result;

TEST_CASE("summary: fits one screen, whatever happened", "[cosim]") {
    oio::RunResult result = sample_result();
    for (int i = 0; i < 50; ++i) {
        result.fail("check_" + std::to_string(i), std::string(300, 'x'));
        result.events.push_back({double(i), "channel", std::string(200, 'y')});
        result.links.push_back(result.links.back());
        result.latency_stages.push_back(result.latency_stages.front());
        result.energy.push_back(result.energy.front());
    }
    const std::string text = oio::summary_text(result, false);
    CHECK(std::count(text.begin(), text.end(), '\n') <= 40);
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        INFO(line);
        CHECK(line.size() <= 100);
    }
}

TEST_CASE("summary: says what a user asks for", "[cosim]") {
    const std::string text = oio::summary_text(sample_result(), false);
    for (const char* part : {"PASS", "1.835 MB", "0.525 pJ", "41 errors in 2e+09 bits", "87.2",
                             "61.5 Gb/s", "surrogate", "1,835,008", "0 mismatches"}) {
        INFO(part);
        CHECK(text.find(part) != std::string::npos);
    }
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(oio::summary_text(sample_result(), true).find('\x1b') != std::string::npos);
}

TEST_CASE("summary: neither a wave's file and times nor a failure is cut off", "[cosim]") {
    oio::RunResult result = sample_result();
    const std::string condition = std::string(200, 'c') + " > 2";
    result.rewind.push_back({condition, 174.502, 169.502, 175.502, "rewind_1.fst", true, ""});
    std::string reason;
    for (int i = 0; i < 30; ++i) reason += "word" + std::to_string(i) + " ";
    result.fail("waves", reason + "THE END");
    const std::string text = oio::summary_text(result, false);
    CHECK_THAT(text, Catch::Contains("rewind_1.fst, 169.502 to 175.502 us\n"));
    CHECK_THAT(text, Catch::Contains("cccc...:"));
    CHECK_THAT(text, Catch::Contains("THE END\n"));
    CHECK_THAT(text, Catch::Contains("word0") && Catch::Contains("word15"));
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 100);
    result.fail("max_ber", reason);
    result.fail("lost", reason);
    const std::string three = oio::summary_text(result, false);
    CHECK_THAT(three, Catch::Contains("max_ber: ") && Catch::Contains("lost: "));
    CHECK_THAT(three, !Catch::Contains("more failures"));
}

TEST_CASE("summary: numbers are grouped and scaled", "[cosim]") {
    CHECK(oio::grouped_text(999) == "999");
    CHECK(oio::grouped_text(1000) == "1,000");
    CHECK(oio::grouped_text(12345678) == "12,345,678");
    CHECK(oio::bytes_text(512) == "512 B");
    CHECK(oio::bytes_text(1835008) == "1.835 MB");
    CHECK(oio::ber_text({0, 0, 0, 1'000'000'000, 0.0}) ==
          "0 errors in 1e+09 bits, below 3.7e-09 (95 %)");
}
