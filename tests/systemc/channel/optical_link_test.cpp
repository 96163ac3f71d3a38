// SPDX-License-Identifier: Apache-2.0
#include "systemc/channel/optical_link.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/phy/lane_model.hpp"

namespace {

constexpr int kLanes = 4;
constexpr int kWords = 300;

oio::WordChannelConfig config_10m() {
    oio::WordChannelConfig config;
    config.lanes = kLanes;
    config.flight_ns = 50.2;
    config.sigma = oio::LaneModelConfig::set_m().sigma();
    config.grid = std::make_shared<const oio::PhaseGrid>(oio::PulseResponse(
        oio::LaneModelConfig::set_m(), oio::BitRate::from_gbps(2.125), oio::Length::from_m(10.0)));
    return config;
}

/// Two clock domains around a link: sends counting words, keeps what arrives.
struct Bench : sc_core::sc_module {
    SC_HAS_PROCESS(Bench);
    explicit Bench(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
        SC_THREAD(transmit);
        SC_THREAD(receive);
    }
    static sc_core::sc_time edge(int k, double offset_fs) {
        return {std::round(k * 8.0 * 8'000'000 / 17) + offset_fs, sc_core::SC_FS};
    }
    void transmit() {
        const std::vector<std::uint8_t> enable(kLanes, 1), drive(kLanes, 128);
        for (int k = 0; k < kWords; ++k) {
            wait(edge(k, 0) - sc_core::sc_time_stamp());
            const std::vector<std::uint32_t> words(kLanes, static_cast<std::uint32_t>(k & 0xff));
            link.launch(words.data(), enable.data(), drive.data());
        }
    }
    void receive() {
        std::vector<std::uint8_t> phase(kLanes, 0), los(kLanes, 0);
        const std::vector<std::int8_t> threshold(kLanes, -20);
        std::vector<std::uint32_t> words(kLanes, 0);
        for (int k = 0; k < kWords; ++k) {
            wait(edge(k, 1'500'000) - sc_core::sc_time_stamp());
            link.receive(phase.data(), threshold.data(), words.data(), los.data());
            const int off = 32 - link.channel().point(0).where.fraction;
            if (k == 30) phase.assign(kLanes, static_cast<std::uint8_t>(off & 63));
            received.push_back(words);
            flags.push_back(los);
        }
    }
    oio::OpticalLink link{"link", config_10m()};
    std::vector<std::vector<std::uint32_t>> received;
    std::vector<std::vector<std::uint8_t>> flags;
};

}  // namespace

TEST_CASE("optical_link: words arrive a time of flight later, until their lane dies",
          "[systemc][channel]") {
    Bench bench("bench");
    CHECK(bench.link.channel().config().name == "bench.link");
    const int dies = 200;
    bench.link.faults().lane_dead(Bench::edge(dies, 1'500'000), 2, true);
    sc_core::sc_start();
    REQUIRE(bench.received.size() == kWords);
    const std::int64_t offset = bench.link.channel().point(0).where.bit_offset;
    // 50.2 ns are 106.7 unit intervals, the clocks 3.2, the word 8.
    CHECK(offset <= -110);
    CHECK(offset >= -113);
    int wrong = 0;
    for (int k = 40; k < kWords; ++k) {
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
            std::uint32_t expected = 0;
            for (int bit = 0; bit < 8; ++bit) {
                const std::int64_t from = k * 8 + bit + offset;
                expected |= static_cast<std::uint32_t>((from / 8) >> (from % 8) & 1) << bit;
            }
            if (lane == 2 && k >= dies) expected = 0;
            wrong += bench.received[static_cast<std::size_t>(k)][lane] != expected;
        }
    }
    CHECK(wrong == 0);
    CHECK(bench.flags[0] == std::vector<std::uint8_t>{1, 1, 1, 1});
    CHECK(bench.flags[dies] == std::vector<std::uint8_t>{0, 0, 0, 0});
    CHECK(bench.flags[kWords - 1] == std::vector<std::uint8_t>{0, 0, 1, 0});
}
