// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/explain_options.hpp"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

using Catch::Contains;

namespace {

oio::ExplainOptions parse(const std::string& arguments) {
    CLI::App app;
    oio::ExplainOptions options;
    oio::add_explain_command(app, options);
    app.parse("explain out " + arguments, false);
    return options;
}

}  // namespace

TEST_CASE("explain_options: numbers of errors and lanes are read", "[cosim][explain]") {
    CHECK(parse("").number == 0);
    CHECK(parse("--error 1").number == 1);
    CHECK(parse("--error 18446744073709551615").number == 18446744073709551615U);
    for (const char* lane : {"17", "a:17", "b:0"}) {
        CHECK(parse(std::string("--lane ") + lane).lane == lane);
    }
    CHECK_THROWS_AS(parse("--error 1 --lane 2"), CLI::ParseError);
}

TEST_CASE("explain_options: what is no number of an error is refused in a line",
          "[cosim][explain]") {
    for (const char* wrong : {"0", "-1", "x", "1.5", "1x", "+1", "00", "18446744073709551616",
                              "99999999999999999999"}) {
        INFO(wrong);
        try {
            parse(std::string("--error ") + wrong);
            FAIL("accepted");
        } catch (const CLI::ParseError& failure) {
            const std::string message = failure.what();
            CHECK_THAT(message, Contains(wrong) && Contains("must be a whole number from 1"));
            CHECK(message.size() < 100);
        }
    }
    for (const char* wrong : {"x", "c:1", "a:", "-1", "99999"}) {
        CHECK_THROWS_WITH(parse(std::string("--lane ") + wrong), Contains("is no lane"));
    }
}
