// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_channel.hpp"

#include <catch2/catch.hpp>

#include "tests/models/channel/channel_bench.hpp"

using oio::WordChannel;
using oio::WordChannelConfig;
using oio::test::ChannelBench;

namespace {

// Past the first samples, every lane in the middle of its eye; errors count from here.
template <typename Channel>
void train(ChannelBench& bench, Channel& channel) {
    for (int m = 0; m < 60; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, 32);
    channel.mark_settled();
}

constexpr double kWordNs = 8.0 / 2.125;

/// Words from now until the flag of a lane has the given value.
int words_until_los(ChannelBench& bench, WordChannel& channel, int lane, int value) {
    for (int m = 0; m < 1000; ++m) {
        bench.step(channel);
        if (bench.los[static_cast<std::size_t>(lane)] == value) return m;
    }
    return -1;
}

bool last_word_is(const ChannelBench& bench, int lane, std::uint32_t value) {
    return bench.words[static_cast<std::size_t>(lane)] == value;
}

}  // namespace

TEST_CASE("lane_channel: loss of signal follows the light after flight time and delay",
          "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(4, 8, 10.0);
    config.los_delay_ns = 100.0;
    WordChannel channel(config);
    ChannelBench bench(config, 1000);
    const int flight = static_cast<int>(config.flight_ns / kWordNs);  // 13 words
    const int delay = static_cast<int>(std::lround(100.0 / kWordNs));

    const int up = words_until_los(bench, channel, 0, 0);
    CHECK(up >= flight + delay);
    CHECK(up <= flight + delay + 2);

    bench.enable[0] = 0;
    const int down = words_until_los(bench, channel, 0, 1);
    CHECK(down >= flight + delay);
    CHECK(down <= flight + delay + 2);
    CHECK(bench.los[1] == 0);
    CHECK_FALSE(channel.point(0).lit);
    CHECK(channel.predicted_ber(0) == 0.5);

    bench.enable[0] = 1;
    bench.drive[0] = 0;
    CHECK(words_until_los(bench, channel, 0, 0) == -1);
    bench.drive[0] = 128;
    CHECK(words_until_los(bench, channel, 0, 0) == up);

    // Gone for less than the delay: no flag.
    bench.enable[0] = 0;
    for (int m = 0; m < delay - 1; ++m) bench.step(channel);
    bench.enable[0] = 1;
    CHECK(words_until_los(bench, channel, 0, 1) == -1);
}

TEST_CASE("lane_channel: a dead lane is dark at its receive position only, and can recover",
          "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(4, 8, 10.0);
    config.permutation = {2, 3, 0, 1};
    WordChannel channel(config);
    ChannelBench bench(config, 1000);
    for (int m = 0; m < 200; ++m) bench.step(channel);
    channel.set_lane_dead(3, true);
    const oio::LaneCounters before = channel.counters(1);
    for (int m = 0; m < 100; ++m) {
        bench.step(channel);
        CHECK(last_word_is(bench, 1, 0));  // 11 sigma below the threshold
    }
    CHECK(bench.los == std::vector<std::uint8_t>{0, 1, 0, 0});
    CHECK(channel.counters(1).bits == before.bits);
    CHECK(channel.counters(0).bits == before.bits + 800);
    channel.set_lane_dead(3, false);
    for (int m = 0; m < 100; ++m) bench.step(channel);
    CHECK(bench.los == std::vector<std::uint8_t>{0, 0, 0, 0});
    CHECK(channel.point(1).lit);
    CHECK_THROWS_AS(channel.set_lane_dead(4, true), std::out_of_range);
}

TEST_CASE("lane_channel: a pulled connector is dark on all lanes until it is back",
          "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(3, 16, 10.0);
    WordChannel channel(config);
    ChannelBench bench(config, 1000);
    bench.set_thresholds(0.42);
    for (int m = 0; m < 100; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, 32);
    channel.set_dark(true);
    for (int m = 0; m < 60; ++m) bench.step(channel);
    CHECK(bench.los == std::vector<std::uint8_t>{1, 1, 1});
    CHECK(bench.words == std::vector<std::uint32_t>{0, 0, 0});
    channel.set_dark(false);
    for (int m = 0; m < 60; ++m) bench.step(channel);
    CHECK(bench.los == std::vector<std::uint8_t>{0, 0, 0});
    // The same delay as before: the light was cut, not the clocks.
    const auto at = bench.sample(0, bench.word - 1, 0, 16);
    CHECK(bench.received[0][static_cast<std::size_t>((bench.word - 1) * 16)] ==
          bench.sent[0][static_cast<std::size_t>(at.bit)]);
}

TEST_CASE("lane_channel: light is back when the last cause of darkness has gone",
          "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(2, 8, 10.0);
    WordChannel channel(config);
    ChannelBench bench(config, 1000);
    const auto lit = [&] {
        for (int m = 0; m < 100; ++m) bench.step(channel);
        return std::make_pair(channel.point(0).lit, channel.point(1).lit);
    };
    CHECK(lit() == std::make_pair(true, true));
    channel.set_dark(true);
    channel.set_dark(true);
    channel.set_lane_dead(1, true);
    channel.set_lane_dead(1, true);
    channel.set_dark(false);
    CHECK(lit() == std::make_pair(false, false));
    channel.set_dark(false);
    channel.set_lane_dead(1, false);
    CHECK(lit() == std::make_pair(true, false));
    channel.set_lane_dead(1, false);
    CHECK(lit() == std::make_pair(true, true));
    channel.set_lane_dead(1, false);  // Nothing was wrong: nothing is stored up.
    channel.set_lane_dead(1, true);
    CHECK(lit() == std::make_pair(true, false));
}

TEST_CASE("lane_channel: without light and a threshold at zero decisions are coin tosses",
          "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(2, 8, 10.0);
    WordChannel channel(config);
    ChannelBench bench(config, 1000);
    bench.enable = {0, 0};
    bench.threshold = {-127, 127};  // 0 and 1
    double ones[2] = {0, 0};
    for (int m = 0; m < 5000; ++m) {
        bench.step(channel);
        for (std::size_t i = 0; i < 2; ++i) {
            for (int k = 0; k < 8; ++k) ones[i] += (bench.words[i] >> k) & 1u;
        }
    }
    CHECK(ones[0] == Approx(20'000).margin(3.3 * 100.0));
    CHECK(ones[1] == 0.0);
    CHECK(channel.counters(0).bits == 0);
    CHECK(channel.errors_injected() == 0);
}

TEST_CASE("lane_channel: slow drift moves the sampling point until the code follows",
          "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(2, 8, 10.0);
    WordChannel channel(config);
    ChannelBench bench(config, 1000);
    bench.set_thresholds(0.42);
    for (int m = 0; m < 60; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, 32);
    const auto start = channel.point(0).where;
    channel.mark_settled();
    for (int step = 0; step < 192; ++step) {  // three unit intervals
        channel.add_delay_ui(0, 1.0 / 64.0);
        bench.step(channel);
        CHECK(channel.point(0).where.fraction == 31);
        bench.move_phase(0, 1);
        bench.step(channel);
        CHECK(channel.point(0).where.bit_offset == start.bit_offset);
        CHECK(channel.point(0).where.fraction == 32);
    }
    CHECK(channel.point(1).where.fraction == 32);
    CHECK(channel.settled_total().errors == 0);
    // Left alone, the lane slips: earlier bits arrive.
    channel.add_delay_ui(0, 2.0);
    bench.step(channel);
    CHECK(channel.point(0).where.bit_offset == start.bit_offset - 2);
}

TEST_CASE("lane_channel: bits of a link that trains again are counted apart, wrong ones above all",
          "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(2, 8, 10.0);
    WordChannel channel(config);
    ChannelBench bench(config, 1000);
    bench.set_thresholds(0.42);
    train(bench, channel);
    for (int m = 0; m < 100; ++m) bench.step(channel);
    channel.set_carrying(false);
    bench.move_phase(0, 32);  // A sweep looks at the edge of the eye, far from where it was.
    for (int m = 0; m < 200; ++m) bench.step(channel);
    bench.move_phase(0, -20);
    for (int m = 0; m < 10; ++m) bench.step(channel);
    const oio::LaneCounters idle = channel.idle_total();
    CHECK(idle.bits == 2 * 8 * 210);
    CHECK(idle.errors > 100);
    CHECK(channel.probe_errors() == 0);
    channel.set_carrying(true);
    for (int m = 0; m < 100; ++m) bench.step(channel);
    CHECK(channel.settled_total().bits == 2 * 8 * 200);
    CHECK(channel.idle_total().bits == idle.bits);
    CHECK(channel.idle_total().errors == idle.errors);
    // Where training ended is the new centre: wrong bits there are none of a probe.
    for (int m = 0; m < 400; ++m) {
        if (m < 3) bench.move_phase(0, 5);
        bench.step(channel);
    }
    CHECK(channel.settled_counters(0).errors > 0);
    CHECK(channel.probe_errors() == 0);
}

TEST_CASE("lane_channel: drive and loss scale the light and arrive with it", "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(2, 8, 10.0);
    config.extra_loss_db = 3.0;
    config.sites = {{1.1, 0.0}, {0.9, 0.0}};
    WordChannel channel(config);
    ChannelBench bench(config, 1000);
    for (int m = 0; m < 60; ++m) bench.step(channel);
    CHECK(channel.point(0).gain == Approx(1.1 * 0.501187).epsilon(1e-4));
    CHECK(channel.point(1).gain == Approx(0.9 * 0.501187).epsilon(1e-4));
    bench.drive[0] = 255;
    bench.step(channel);
    CHECK(channel.point(0).gain == Approx(1.1 * 0.501187).epsilon(1e-4));
    for (int m = 0; m < 30; ++m) bench.step(channel);
    CHECK(channel.point(0).gain == Approx(1.1 * 0.501187 * 255.0 / 128.0).epsilon(1e-4));
    CHECK(channel.point(1).gain == Approx(0.9 * 0.501187).epsilon(1e-4));
}

TEST_CASE("lane_channel: recent errors are logged with time and place", "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(4, 8, 27.0);
    WordChannel channel(config);
    ChannelBench bench(config, 1000);
    bench.set_thresholds(0.31);
    train(bench, channel);
    const std::size_t before = channel.recent_errors().size();
    const std::int64_t from = bench.receive_fs(bench.word * 8);
    while (channel.settled_total().errors < 50) bench.step(channel);
    const auto log = channel.recent_errors();
    std::size_t since = 0;
    for (const oio::InjectedError& error : log) {
        if (error.time_fs < from) continue;
        ++since;
        REQUIRE(error.position >= 0);
        REQUIRE(error.position < 4);
        const std::int64_t m = std::llround((error.time_fs - 1000) / (8 * config.ui_fs()));
        CHECK(bench.receive_fs(m * 8) == error.time_fs);
        const auto lane = static_cast<std::size_t>(error.position);
        const auto bit = static_cast<std::size_t>(m * 8 + error.bit);
        const auto sent = static_cast<std::size_t>(static_cast<std::int64_t>(bit) +
                                                   channel.point(error.position).where.bit_offset);
        CHECK(bench.received[lane][bit] != bench.sent[lane][sent]);
    }
    CHECK(since == channel.settled_total().errors);
    CHECK(log.size() >= before);
}

TEMPLATE_TEST_CASE("lane_channel: the first wrong bit of a lane that dies is logged, once",
                   "[models][channel]", WordChannel, oio::SerialChannel) {
    WordChannelConfig config = oio::test::set_m_config(4, 8, 2.0);
    TestType channel(config);
    ChannelBench bench(config, 1000);
    bench.set_thresholds(0.31);
    train(bench, channel);
    const std::uint64_t before = channel.errors_logged();
    const auto died = static_cast<std::size_t>(bench.word * 8);
    channel.set_lane_dead(2, true);
    for (int m = 0; m < 60; ++m) bench.step(channel);
    REQUIRE(channel.errors_logged() == before + 1);
    const oio::InjectedError error = channel.recent_errors().back();
    CHECK(error.lane == 2);
    CHECK(error.cause() == oio::ErrorCause::Dark);
    CHECK(error.sent());
    // The bits before it were zeros, which a dark lane gets right.
    const auto offset = channel.point(2).where.bit_offset;
    const auto first = static_cast<std::size_t>(error.unit_interval);
    CHECK(bench.sent[2][first] == 1);
    for (std::size_t bit = died + static_cast<std::size_t>(offset); bit < first; ++bit) {
        CHECK(bench.sent[2][bit] == 0);
    }
    CHECK(channel.settled_total().errors == 0);
    channel.set_lane_dead(2, false);
    for (int m = 0; m < 10; ++m) bench.step(channel);
    channel.set_lane_dead(2, true);
    for (int m = 0; m < 20; ++m) bench.step(channel);
    CHECK(channel.errors_logged() == before + 2);
}

TEST_CASE("lane_channel: missed launches are dark, late or misplaced calls are refused",
          "[models][channel]") {
    WordChannelConfig config = oio::test::set_m_config(1, 8, 2.0);
    WordChannel channel(config);
    const ChannelBench bench(config, 1'000'000);
    std::uint32_t word = 0xff;
    std::uint8_t on = 1, drive = 128, phase = 0, los = 0;
    std::int8_t threshold = 0;
    const auto launch = [&](std::int64_t m) {
        word = 0xff;
        channel.launch(bench.transmit_fs(m * 8), &word, &on, &drive);
    };
    const auto receive = [&](std::int64_t m) {
        channel.receive(bench.receive_fs(m * 8), &phase, &threshold, &word, &los);
        return word;
    };
    for (int m = 0; m < 60; ++m) {
        launch(m);
        receive(m);
    }
    CHECK(word == 0xff);
    CHECK(los == 0);
    for (int m = 60; m < 120; ++m) receive(m);
    CHECK(word == 0);
    CHECK(los == 1);
    CHECK_THROWS_AS(launch(90), std::logic_error);
    for (int m = 130; m < 190; ++m) {
        launch(m);
        receive(m);
    }
    CHECK(word == 0xff);
    CHECK(los == 0);
    CHECK_THROWS_AS(
        channel.receive(bench.receive_fs(190 * 8) + 100, &phase, &threshold, &word, &los),
        std::logic_error);
    CHECK_THROWS_AS(receive(189), std::logic_error);
}
