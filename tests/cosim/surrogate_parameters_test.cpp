// SPDX-License-Identifier: Apache-2.0
#include "cosim/surrogate_parameters.hpp"

#include <catch2/catch.hpp>

using oio::load_sim_config;
using oio::surrogate_parameters;

namespace {

oio::SurrogateLinkConfig with(const std::string& key, const std::string& value) {
    return surrogate_parameters(load_sim_config("microled-800g", {{"--set", key, value}}));
}

}  // namespace

TEST_CASE("surrogate_parameters: flits, markers and acks leave 815 of 850 Gb/s", "[cosim]") {
    const oio::SurrogateLinkConfig link = surrogate_parameters(load_sim_config("microled-800g"));
    // 400 lanes at 2.125 Gb/s; 250 of 256 bytes; 80 UI of marker and pad in 32,848; an ack in 65.
    CHECK(link.payload_gbps == Approx(850.0 * 250 / 256 * 32768 / 32848 * 64 / 65).epsilon(1e-9));
    CHECK(link.payload_gbps == Approx(815.3).epsilon(1e-3));
    CHECK_NOTHROW(link.validate());
}

TEST_CASE("surrogate_parameters: a longer fibre adds its time of flight, more lanes add rate",
          "[cosim]") {
    const double at_5_m = with("link.length_m", "5.0").latency_ns;
    const double at_15_m = with("link.length_m", "15.0").latency_ns;
    CHECK(at_15_m - at_5_m == Approx(50.19).epsilon(1e-6));  // 5.019 ns per metre
    CHECK(with("link.lanes", "800").payload_gbps ==
          Approx(2 * with("link.lanes", "400").payload_gbps).epsilon(1e-12));
}

TEST_CASE("surrogate_parameters: skew delays by its whole range", "[cosim]") {
    const double none = with("channel.skew_range_ui", "0.0").latency_ns;
    const double some = with("channel.skew_range_ui", "17.0").latency_ns;
    CHECK(some - none == Approx(8.0).epsilon(1e-9));  // 17 UI of 1 / 2.125 ns
}

TEST_CASE("surrogate_parameters: the scenario's own numbers win", "[cosim]") {
    CHECK(with("surrogate.latency_ns", "123.5").latency_ns == 123.5);
    CHECK(with("surrogate.payload_gbps", "99.0").payload_gbps == 99.0);
}
