// SPDX-License-Identifier: Apache-2.0
//
// Time of a launch and a receive call of the word channel in its three regimes. Not a test: prints.
// usage: word_channel_bench [lanes] [word_ui]
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>

#include "models/channel/lane_statistics.hpp"
#include "models/channel/word_channel.hpp"
#include "models/phy/lane_model.hpp"

namespace {

using Clock = std::chrono::steady_clock;

struct Case {
    const char* name;
    double length_m;
    int phase_offset;  // from the best phase
    bool noise;
    int dither;  // every this many words one lane group is off its phase for one word; 0 = never
};

double ns(Clock::duration d) {
    return std::chrono::duration<double, std::nano>(d).count();
}

void run(const Case& c, int lanes, int word_ui) {
    const oio::LaneModelConfig model = oio::LaneModelConfig::set_m();
    auto grid = std::make_shared<const oio::PhaseGrid>(
        oio::PulseResponse(model, oio::BitRate::from_gbps(2.125), oio::Length::from_m(c.length_m)));
    oio::WordChannelConfig config;
    config.lanes = lanes;
    config.word_ui = word_ui;
    config.flight_ns = 5.019 * c.length_m;
    config.grid = grid;
    config.sigma = 0.5 / model.q0;
    config.noise = c.noise;
    config.name = "bench";
    std::mt19937 random(1);
    for (int i = 0; i < lanes; ++i) {
        config.sites.push_back({1.0, (random() % 1536) / 64.0});
    }
    oio::WordChannel channel(config);
    const oio::lane_statistics::Optimum best =
        oio::lane_statistics::optimum(*grid, 1.0, config.sigma);
    const std::size_t n = static_cast<std::size_t>(lanes);
    std::vector<std::uint32_t> words(n), received(n);
    std::vector<std::uint8_t> enable(n, 1), drive(n, 128), phase(n, 0), los(n);
    std::vector<std::int8_t> threshold(
        n, static_cast<std::int8_t>((best.threshold - 0.5) / 0.5 * 127.0));
    std::vector<std::vector<std::uint32_t>> source(64, words);
    for (auto& row : source) {
        for (auto& word : row) word = random() & (word_ui == 32 ? ~0u : (1u << word_ui) - 1u);
    }
    const double period = config.ui_fs() * word_ui;
    Clock::duration launch{}, receive{};
    const int count = 40000, warm = 2000;
    std::clock_t cpu = 0;  // a loaded machine falsifies the other clock
    for (int k = 0; k < warm + count; ++k) {
        if (k == 1000) {
            for (std::size_t i = 0; i < n; ++i) {
                const int off =
                    best.f + c.phase_offset - channel.point(static_cast<int>(i)).where.fraction;
                phase[i] = static_cast<std::uint8_t>((phase[i] + off) & 63);
            }
        }
        if (k == warm) {
            channel.mark_settled();
            launch = receive = {};
            cpu = std::clock();
        }
        if (c.dither != 0 && k >= warm && k % c.dither < 2) {
            for (std::size_t i = 0; i < n; i += 1) {
                phase[i] =
                    static_cast<std::uint8_t>((phase[i] + (k % c.dither == 0 ? 12 : -12)) & 63);
            }
        }
        const auto t0 = Clock::now();
        channel.launch(std::llround(k * period), source[k % 64].data(), enable.data(),
                       drive.data());
        const auto t1 = Clock::now();
        channel.receive(static_cast<std::int64_t>(k * period + 0.3 * period), phase.data(),
                        threshold.data(), received.data(), los.data());
        const auto t2 = Clock::now();
        launch += t1 - t0;
        receive += t2 - t1;
    }
    const double cpu_ns = 1e9 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC / count;
    const oio::LaneCounters total = channel.settled_total();
    std::printf(
        "%-32s launch %6.0f ns  receive %7.0f ns  (%6.2f a lane)  both, CPU %7.0f ns  BER %.1e\n",
        c.name, ns(launch) / count, ns(receive) / count, ns(receive) / count / lanes, cpu_ns,
        static_cast<double>(total.errors) / static_cast<double>(total.bits));
}

}  // namespace

int main(int argc, char** argv) {
    const int lanes = argc > 1 ? std::atoi(argv[1]) : 420;
    const int word_ui = argc > 2 ? std::atoi(argv[2]) : 8;
    std::printf("%d lanes, %d unit intervals a word\n", lanes, word_ui);
    run({"no noise, 10 m", 10.0, 0, false, 0}, lanes, word_ui);
    run({"10 m, all dither once in 64 words", 10.0, 0, true, 64}, lanes, word_ui);
    run({"10 m", 10.0, 0, true, 0}, lanes, word_ui);
    run({"22 m", 22.0, 0, true, 0}, lanes, word_ui);
    run({"25 m", 25.0, 0, true, 0}, lanes, word_ui);
    run({"10 m, at the edge of the eye", 10.0, 28, true, 0}, lanes, word_ui);
    return 0;
}
