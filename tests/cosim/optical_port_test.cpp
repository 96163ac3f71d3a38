// SPDX-License-Identifier: Apache-2.0
#include "cosim/optical_port.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/phy/lane_model.hpp"

namespace {

constexpr int kLanes = 3;
constexpr int kBits = 2400;
constexpr int kCentred = 600;  // Bit after which the sampler stands in the middle of the eye.

oio::WordChannelConfig config_10m() {
    oio::WordChannelConfig config;
    config.lanes = kLanes;
    config.flight_ns = 50.2;
    config.noise = false;
    config.sigma = oio::LaneModelConfig::set_m().sigma();
    config.grid = std::make_shared<const oio::PhaseGrid>(oio::PulseResponse(
        oio::LaneModelConfig::set_m(), oio::BitRate::from_gbps(2.125), oio::Length::from_m(10.0)));
    return config;
}

/// Bit j that a lane sends: no shift of the stream agrees with another one.
std::uint32_t sent(std::int64_t j, std::size_t lane) {
    const auto x = static_cast<std::uint64_t>(j * kLanes) + lane + 1;
    return static_cast<std::uint32_t>(x * 0x9E3779B97F4A7C15u >> 63);
}

/// Both ends of a port, as the clock processes of two chiplets call it: `group` bits per call.
struct Bench : sc_core::sc_module {
    SC_HAS_PROCESS(Bench);
    Bench(const sc_core::sc_module_name& name, oio::OpticalPort& light, int bits_per_call)
        : sc_core::sc_module(name), port(light), group(bits_per_call) {
        SC_THREAD(run);
    }
    sc_core::sc_time edge(int k, double offset_fs) const {
        return {std::round(k * group * 8'000'000.0 / 17) + offset_fs, sc_core::SC_FS};
    }
    void run() {
        const std::vector<std::uint8_t> enable(kLanes, 1), drive(kLanes, 128);
        std::vector<std::uint8_t> phase(kLanes, 0), los(kLanes, 0);
        const std::vector<std::int8_t> threshold(kLanes, -20);
        for (int k = 0; k * group < kBits; ++k) {
            std::vector<std::uint32_t> words(kLanes, 0);
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                for (int bit = 0; bit < group; ++bit) {
                    words[lane] |= sent(k * group + bit, lane) << bit;
                }
            }
            wait(edge(k, 0) - sc_core::sc_time_stamp());
            port.launch(words.data(), enable.data(), drive.data());
            wait(edge(k, 200'000) - sc_core::sc_time_stamp());
            words.assign(kLanes, 0xffffffff);
            port.receive(phase.data(), threshold.data(), words.data(), los.data());
            const int off = 32 - port.channel().point(0).where.fraction;
            if (k == kCentred / group) phase.assign(kLanes, static_cast<std::uint8_t>(off & 63));
            received.push_back(words);
        }
        flags = los;
    }
    /// Bits after centring that are not those of the sender, a time of flight earlier.
    int wrong() const {
        const std::int64_t offset = port.channel().point(0).where.bit_offset;
        int count = 0;
        for (int j = kCentred + 2 * group; j < kBits; ++j) {
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                const std::uint32_t word = received[static_cast<std::size_t>(j / group)][lane];
                count += (word >> (j % group) & 1) != sent(j + offset, lane);
            }
        }
        return count;
    }
    oio::OpticalPort& port;
    const int group;
    std::vector<std::vector<std::uint32_t>> received;
    std::vector<std::uint8_t> flags;
};

}  // namespace

TEST_CASE("optical_port: the word port carries words", "[cosim]") {
    oio::WordPort port("light", config_10m());
    Bench bench("bench", port, 8);
    sc_core::sc_start();
    CHECK(bench.wrong() == 0);
    CHECK(bench.received.back()[0] <= 0xff);
    CHECK(bench.flags == std::vector<std::uint8_t>(kLanes, 0));
}

TEST_CASE("optical_port: the serial port carries the same stream bit by bit", "[cosim]") {
    oio::SerialPort port("light", config_10m());
    Bench bench("bench", port, 1);
    sc_core::sc_start();
    CHECK(bench.wrong() == 0);
    CHECK(bench.received.back()[0] <= 1);
    CHECK(bench.flags == std::vector<std::uint8_t>(kLanes, 0));
}

TEST_CASE("optical_port: a connector that is pulled darkens the serial port", "[cosim]") {
    oio::SerialPort port("light", config_10m());
    Bench bench("bench", port, 1);
    port.faults().dark(bench.edge(1800, 0), true);
    sc_core::sc_start();
    CHECK(bench.received.back() == std::vector<std::uint32_t>(kLanes, 0));
    CHECK(bench.flags == std::vector<std::uint8_t>(kLanes, 1));
}
