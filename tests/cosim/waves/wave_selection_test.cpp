// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/wave_selection.hpp"

#include <catch2/catch.hpp>

#include "cosim/config_reader.hpp"

using oio::ConfigError;
using oio::WaveOptions;

namespace {

std::string error_of(const WaveOptions& options) {
    try {
        oio::select_waves(options, 18);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

WaveOptions with_waves() {
    WaveOptions options;
    options.enabled = true;
    return options;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("wave_selection: lanes are numbers and ranges, each once", "[cosim]") {
    CHECK(oio::parse_lanes("--waves-lanes", "3, 17,4-7,5", 18) ==
          std::vector<int>{3, 4, 5, 6, 7, 17});
}

TEST_CASE("wave_selection: a bad lane names the option, the value and the range", "[cosim]") {
    WaveOptions options = with_waves();
    for (const char* bad : {"18", "3,-1", "x", "", "3,,4", "1-18", "0x3", "2 3"}) {
        options.lanes = bad;
        if (options.lanes.empty()) continue;
        const std::string text = error_of(options);
        INFO(bad);
        CHECK(has(text, std::string("--waves-lanes ") + bad));
        CHECK(has(text, "0 to 17"));
    }
    options.lanes = "9-4";
    CHECK(has(error_of(options), "write 4-9"));
}

TEST_CASE("wave_selection: lanes alone leave the RTL out", "[cosim]") {
    WaveOptions options = with_waves();
    CHECK(oio::select_waves(options, 18).scopes.empty());
    options.lanes = "3";
    CHECK(oio::select_waves(options, 18).scopes ==
          std::vector<std::string>{"light", "transactions", "energy"});
    options.scopes = "chiplet_b.oio_chiplet.u_ucie, light";
    CHECK(oio::select_waves(options, 18).scopes ==
          std::vector<std::string>{"chiplet_b.oio_chiplet.u_ucie", "light"});
    options.scopes = "light,,energy";
    CHECK(has(error_of(options), "a scope is empty"));
}

TEST_CASE("wave_selection: times have a unit", "[cosim]") {
    const auto parse = [](const char* text) { return oio::parse_time_fs("--waves-from", text); };
    CHECK(parse("250us") == 250'000'000'000u);
    CHECK(parse("1.2 ms") == 1'200'000'000'000u);
    CHECK(parse("7fs") == 7u);
    CHECK(parse("0s") == 0u);
    CHECK(parse("2e-3ms") == 2'000'000'000u);
    for (const char* bad : {"250", "us", "-1us", "1 week", "1e9s", "nan us", "3us4", ""}) {
        INFO(bad);
        CHECK_THROWS_AS(parse(bad), ConfigError);
    }
}

TEST_CASE("wave_selection: a window that is none, and options without waves", "[cosim]") {
    WaveOptions options = with_waves();
    options.from = "20us";
    options.to = "20us";
    CHECK(has(error_of(options), "must be after --waves-from 20us"));
    options.to = "21us";
    CHECK(oio::select_waves(options, 18).from_fs == 20'000'000'000u);
    CHECK(oio::select_waves(options, 18).to_fs == 21'000'000'000u);
    options.enabled = false;
    CHECK(has(error_of(options), "--waves-from 20us: needs --waves full"));
    CHECK(error_of(WaveOptions{}).empty());
}

TEST_CASE("wave_selection: lanes and scopes of a run that goes back need no full waves",
          "[cosim]") {
    WaveOptions options;
    options.lanes = "3,5";
    CHECK(has(error_of(options), "--waves-lanes 3,5: needs --waves full or --rewind on"));
    CHECK(oio::select_waves(options, 18, true).lanes == std::vector<int>{3, 5});
    options.to = "20us";  // A window is where the trigger was.
    CHECK_THROWS_AS(oio::select_waves(options, 18, true), ConfigError);
}

TEST_CASE("wave_selection: a wrong scope suggests the nearest and lists what is there", "[cosim]") {
    const std::vector<std::string> known = {"light.",
                                            "light.any[3:0]",
                                            "chiplet_a.",
                                            "chiplet_a.oio_chiplet.",
                                            "chiplet_a.oio_chiplet.u_ucie.",
                                            "chiplet_a.oio_chiplet.gen[1].",
                                            "chiplet_a.oio_chiplet.rst_n"};
    CHECK_NOTHROW(oio::check_scopes(
        {"light", "chiplet_a.oio_chiplet.u_ucie", "light.any", "chiplet_a.oio_chiplet.gen[1]"},
        known));
    try {
        oio::check_scopes({"light", "chiplet_a.oio_chiplet.u_uice"}, known);
        FAIL("accepted");
    } catch (const ConfigError& error) {
        const std::string text = error.what();
        CHECK(has(text, "--waves-scope chiplet_a.oio_chiplet.u_uice: no such scope"));
        CHECK(has(text, "did you mean chiplet_a.oio_chiplet.u_ucie?"));
        CHECK(has(text, "chiplet_a.oio_chiplet has gen[1], rst_n, u_ucie"));
    }
    try {
        oio::check_scopes({"everything_else_entirely"}, known);
        FAIL("accepted");
    } catch (const ConfigError& error) {
        CHECK(has(error.what(), "the top has chiplet_a, light"));
    }
}

TEST_CASE("wave_selection: the options come back for the line that reproduces a run", "[cosim]") {
    WaveOptions options = with_waves();
    CHECK(oio::wave_arguments(options) == " --waves full");
    options.lanes = "3,5";
    options.from = "1 us";
    CHECK(oio::wave_arguments(options) == " --waves full --waves-lanes '3,5' --waves-from '1 us'");
    options.enabled = false;
    CHECK(oio::wave_arguments(options).empty());
}
