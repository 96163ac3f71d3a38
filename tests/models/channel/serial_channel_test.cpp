// SPDX-License-Identifier: Apache-2.0
#include "models/channel/serial_channel.hpp"

#include <catch2/catch.hpp>

#include "tests/models/channel/channel_bench.hpp"

using oio::SerialChannel;
using oio::WordChannel;
using oio::WordChannelConfig;
using oio::test::ChannelBench;

TEST_CASE("serial_channel: without noise it gives the bits of the word model, in any eye",
          "[models][channel]") {
    const int word_ui = GENERATE(8, 16, 32);
    const double length_m = GENERATE(8.0, 22.0, 50.0);
    WordChannelConfig config = oio::test::set_m_config(40, word_ui, length_m);
    config.noise = false;
    for (int i = 0; i < config.lanes; ++i) {
        config.sites.push_back({0.8 + 0.01 * i, 1.613 * i});
        config.permutation.push_back((i * 7 + 3) % 40);
    }
    WordChannel by_word(config);
    SerialChannel by_bit(config);
    ChannelBench words(config, 300'000);
    ChannelBench bits(config, 300'000);
    const int shift = word_ui - 1;  // a word ends where its last bit does
    int wrong = 0;
    const int count = static_cast<int>(config.flight_ns / 0.47) / word_ui + 60;
    for (int m = 0; m < count; ++m) {
        if (m == count - 40) {
            by_word.set_lane_dead(5, true);
            by_bit.set_lane_dead(5, true);
        }
        for (int i = 0; i < config.lanes; ++i) {
            if (m % 10 != 3) continue;
            for (ChannelBench* bench : {&words, &bits}) {
                bench->move_phase(i, (i * 13 + m) % 61 - 30);
                bench->threshold[static_cast<std::size_t>(i)] =
                    static_cast<std::int8_t>((i * 29 + m * 17) % 255 - 127);
            }
        }
        words.step(by_word);
        bits.step(by_bit);
    }
    // Word m of the word model ends at edge m, its last bit is the serial bit that ends there.
    for (std::size_t i = 0; i < 40; ++i) {
        REQUIRE(words.sent[i] == bits.sent[i]);
        // Once light is there: the word model switches it on and off between words only.
        for (int m = count - 45; m < count; ++m) {
            for (int k = 0; k < word_ui; ++k) {
                const std::int64_t serial = std::int64_t{m} * word_ui + k - shift;
                // Codes change between words: compare words whose samples saw one code.
                if (m % 10 == 3 || m == count - 40) continue;
                const std::int64_t word = std::int64_t{m} * word_ui + k;
                wrong += words.received[i][static_cast<std::size_t>(word)] !=
                         bits.received[i][static_cast<std::size_t>(serial)];
            }
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("serial_channel: measured error rate is the predicted one from 1e-3 to 1e-5",
          "[models][channel]") {
    struct Point {
        double length_m;
        double low, high;
        int words;
    };
    const Point at = GENERATE(Point{29.5, 5e-4, 3e-3, 4'000}, Point{26.0, 5e-5, 3e-4, 12'000},
                              Point{23.5, 1e-5, 3e-5, 30'000});
    WordChannelConfig config = oio::test::set_m_config(48, 8, at.length_m);
    for (int i = 0; i < config.lanes; ++i) config.sites.push_back({1.0, 0.37 * i});
    SerialChannel channel(config);
    ChannelBench bench(config, 234'567);
    const auto best = oio::lane_statistics::optimum(*config.grid, 1.0, config.sigma);
    bench.set_thresholds(best.threshold);
    for (int m = 0; m < 60; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, best.f);
    const double ber = channel.predicted_ber(0);
    CHECK(ber > at.low);
    CHECK(ber < at.high);
    channel.mark_settled();
    const auto first = bench.received[0].size();
    for (int m = 0; m < at.words; ++m) bench.step(channel);
    const auto errors = static_cast<double>(bench.wrong_bits(channel, first).size());
    const auto bits = static_cast<double>((bench.received[0].size() - first) *
                                          static_cast<std::size_t>(config.lanes));
    CHECK(static_cast<double>(channel.settled_total().errors) == errors);
    CHECK(static_cast<double>(channel.settled_total().bits) == bits);
    CHECK(errors >= 100);
    INFO("errors " << errors << " expected " << ber * bits);
    CHECK(oio::test::agrees(errors, ber * bits));
}

TEST_CASE("serial_channel: a closed eye and a dark lane behave as in the word model",
          "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(16, 8, 22.0);
    WordChannel by_word(config);
    SerialChannel by_bit(config);
    ChannelBench words(config, 1000);
    ChannelBench bits(config, 1000);
    const auto run = [](ChannelBench& bench, auto& channel) {
        bench.set_thresholds(0.35);
        bench.enable[0] = 0;
        bench.threshold[0] = -120;  // 0.6 sigma above no light
        for (int m = 0; m < 60; ++m) bench.step(channel);
        oio::test::align_phases(bench, channel, 60);
        channel.mark_settled();
        double dark_ones = 0;
        for (int m = 0; m < 10'000; ++m) {
            bench.step(channel);
            for (int k = 0; k < 8; ++k)
                dark_ones +=
                    bench.received[0][bench.received[0].size() - 1 - static_cast<std::size_t>(k)];
        }
        return dark_ones;
    };
    const double dark[2] = {run(words, by_word), run(bits, by_bit)};
    const oio::LaneCounters total[2] = {by_word.settled_total(), by_bit.settled_total()};
    const double ber = by_word.predicted_ber(1);
    CHECK(ber > 0.01);
    CHECK(by_bit.predicted_ber(1) == Approx(ber));
    const double dark_one =
        0.5 * std::erfc(config.threshold(-120) / config.sigma / std::sqrt(2.0)) * 80'000;
    for (int i = 0; i < 2; ++i) {
        CHECK(total[i].bits == 15 * 80'000);
        CHECK(oio::test::agrees(static_cast<double>(total[i].errors),
                                ber * static_cast<double>(total[i].bits)));
        CHECK(oio::test::agrees(dark[i], dark_one));
    }
}

TEST_CASE("serial_channel: loss of signal has the delay of the word model", "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(2, 8, 10.0);
    SerialChannel channel(config);
    ChannelBench bench(config, 1000);
    std::vector<std::uint8_t> bits(2, 0);
    int up = -1;
    for (int ui = 0; ui < 400 && up < 0; ++ui) {
        channel.launch_bit(bench.transmit_fs(ui), bits.data(), bench.enable.data(),
                           bench.drive.data());
        channel.receive_bit(bench.receive_fs(ui), bench.phase.data(), bench.threshold.data(),
                            bits.data(), bench.los.data());
        if (bench.los[1] == 0) up = ui;
    }
    const double expected = (config.flight_ns + config.los_delay_ns) * 2.125;
    CHECK(up >= expected - 1);
    CHECK(up <= expected + 4);
}
