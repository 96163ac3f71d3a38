// SPDX-License-Identifier: Apache-2.0
#include "systemc/channel/serial_optical_link.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/phy/lane_model.hpp"

namespace {

constexpr int kBits = 2000;

oio::WordChannelConfig config_10m() {
    oio::WordChannelConfig config;
    config.lanes = 2;
    config.flight_ns = 50.2;
    config.sigma = oio::LaneModelConfig::set_m().sigma();
    config.grid = std::make_shared<const oio::PhaseGrid>(oio::PulseResponse(
        oio::LaneModelConfig::set_m(), oio::BitRate::from_gbps(2.125), oio::Length::from_m(10.0)));
    return config;
}

/// Bit j that a lane sends.
std::uint8_t sent(int j, std::size_t lane) {
    return static_cast<std::uint8_t>(((j * 7 + static_cast<int>(lane) * 3) / 5) & 1);
}

struct Bench : sc_core::sc_module {
    SC_HAS_PROCESS(Bench);
    explicit Bench(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
        SC_THREAD(run);
    }
    static sc_core::sc_time edge(int k, double offset_fs) {
        return {std::round(k * 8'000'000.0 / 17) + offset_fs, sc_core::SC_FS};
    }
    void run() {
        const std::vector<std::uint8_t> enable(2, 1), drive(2, 128);
        std::vector<std::uint8_t> phase(2, 0), los(2, 0), bits(2, 0);
        const std::vector<std::int8_t> threshold(2, -20);
        for (int k = 0; k < kBits; ++k) {
            wait(edge(k, 0) - sc_core::sc_time_stamp());
            bits = {sent(k, 0), sent(k, 1)};
            link.launch_bit(bits.data(), enable.data(), drive.data());
            wait(edge(k, 200'000) - sc_core::sc_time_stamp());
            link.receive_bit(phase.data(), threshold.data(), bits.data(), los.data());
            const int off = 32 - link.channel().point(0).where.fraction;
            if (k == 500) phase.assign(2, static_cast<std::uint8_t>(off & 63));
            received.push_back(bits);
        }
        flags = los;
    }
    oio::SerialOpticalLink link{"link", config_10m()};
    std::vector<std::vector<std::uint8_t>> received;
    std::vector<std::uint8_t> flags;
};

}  // namespace

TEST_CASE("serial_optical_link: bits arrive a time of flight later, until the connector is pulled",
          "[systemc][channel]") {
    Bench bench("bench");
    const int pulled = 1500;
    bench.link.faults().dark(Bench::edge(pulled, 0), true);
    sc_core::sc_start();
    const std::int64_t offset = bench.link.channel().point(0).where.bit_offset;
    CHECK(offset <= -106);
    CHECK(offset >= -110);
    int wrong = 0;
    for (int j = 600; j < kBits; ++j) {
        for (std::size_t lane = 0; lane < 2; ++lane) {
            const std::uint8_t expected =
                j >= pulled ? std::uint8_t{0} : sent(j + static_cast<int>(offset), lane);
            wrong += bench.received[static_cast<std::size_t>(j)][lane] != expected;
        }
    }
    CHECK(wrong == 0);
    CHECK(bench.flags == std::vector<std::uint8_t>{1, 1});
}
