// SPDX-License-Identifier: Apache-2.0
#include "models/channel/error_record.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/models/channel/channel_bench.hpp"

using oio::ErrorRecord;
using oio::SerialChannel;
using oio::WordChannel;
using oio::WordChannelConfig;
using oio::test::ChannelBench;
using oio::test::WrongBits;

TEST_CASE("error_record: counts since a mark are the growth of the totals", "[models][channel]") {
    ErrorRecord record(2, 4);
    record.add_bits(0, 100);
    record.add_errors(0, 3);
    record.mark();
    record.add_bits(0, 50);
    record.add_bits(1, 60);
    record.add_errors(1, 2);
    CHECK(record.lane(0).bits == 150);
    CHECK(record.since_mark(0).bits == 50);
    CHECK(record.since_mark(0).errors == 0);
    CHECK(record.total_since_mark().bits == 110);
    CHECK(record.total_since_mark().errors == 2);
    CHECK(record.total_errors() == 5);
}

TEST_CASE("error_record: what comes while the link carries nothing is counted apart",
          "[models][channel]") {
    ErrorRecord record(2, 4);
    record.add_bits(1, 7);
    record.set_carrying(false);
    record.add_bits(1, 1000);
    record.mark();
    CHECK(record.idle_since_mark().bits == 0);
    record.add_bits(0, 40);
    record.add_errors(0, 20);
    record.log({1, 0, 3});
    record.set_carrying(true);
    record.add_bits(0, 100);
    record.add_errors(0, 1);
    record.log({2, 0, 3});
    CHECK(record.since_mark(0).bits == 100);
    CHECK(record.since_mark(0).errors == 1);
    CHECK(record.total_since_mark().bits == 100);
    CHECK(record.idle_since_mark().bits == 40);
    CHECK(record.idle_since_mark().errors == 20);
    CHECK(record.lane(0).bits == 140);
    CHECK(record.total_errors() == 21);
    REQUIRE(record.recent().size() == 2);
    CHECK_FALSE(record.recent()[0].carrying);
    CHECK(record.recent()[1].carrying);
}

TEST_CASE("error_record: the log keeps the latest, oldest first", "[models][channel]") {
    ErrorRecord record(1, 3);
    CHECK(record.recent().empty());
    for (int i = 0; i < 5; ++i) record.log({i, 0, i});
    const auto log = record.recent();
    REQUIRE(log.size() == 3);
    CHECK(log[0].time_fs == 2);
    CHECK(log[2].bit == 4);
}

TEST_CASE("error_record: a follower gets each error once, whatever the log forgets",
          "[models][channel]") {
    ErrorRecord record(2, 1);
    record.log({1, 0, 0});
    CHECK(record.take_followed().empty());
    record.start_following();
    record.set_off_centre(1, true);
    record.log({2, 0, 0});
    record.log({3, 1, 0});
    record.follow({4, 0, 0});
    const auto followed = record.take_followed();
    REQUIRE(followed.size() == 3);
    CHECK(followed[0].time_fs == 2);
    CHECK(followed[1].off_centre);
    CHECK(followed[2].time_fs == 4);
    CHECK(record.logged() == 3);
    CHECK(record.take_followed().empty());
    record.set_carrying(false);
    CHECK_FALSE(record.follows());
}

TEST_CASE("error_record: of a lane that goes dark the first wrong bit is wanted, or all",
          "[models][channel]") {
    ErrorRecord record(1, 8);
    record.mark();
    record.set_lost(0, true, false);
    CHECK_FALSE(record.wants_lost(0));  // It had no light that counted.
    record.set_lost(0, false, true);
    record.set_lost(0, true, true);
    REQUIRE(record.wants_lost(0));
    record.set_carrying(false);
    CHECK_FALSE(record.wants_lost(0));  // Not yet.
    CHECK(record.watches_lost(0));
    record.set_carrying(true);
    record.set_off_centre(0, true);
    CHECK_FALSE(record.wants_lost(0));
    record.set_off_centre(0, false);
    record.log_lost({1, 0, 0});
    CHECK_FALSE(record.watches_lost(0));
    CHECK_FALSE(record.wants_lost(0));
    record.set_lost(0, true, false);  // Looked at again.
    CHECK_FALSE(record.wants_lost(0));
    record.start_following();
    REQUIRE(record.wants_lost(0));
    record.log_lost({2, 0, 0});
    CHECK(record.logged() == 1);
    const auto followed = record.take_followed();
    REQUIRE(followed.size() == 1);
    CHECK(followed[0].repeated);
    CHECK(followed[0].cause() == oio::ErrorCause::Dark);
}

TEST_CASE("error_record: a lane that goes dark before the mark has its first wrong bit after it",
          "[models][channel]") {
    ErrorRecord record(1, 8);
    record.set_lost(0, true, true);
    CHECK_FALSE(record.wants_lost(0));
    record.start_following();
    REQUIRE(record.wants_lost(0));
    record.log_lost({1, 0, 0});
    CHECK(record.logged() == 0);
    record.mark();
    record.log_lost({2, 0, 0});
    record.log_lost({3, 0, 0});
    CHECK(record.logged() == 1);
    const auto followed = record.take_followed();
    REQUIRE(followed.size() == 3);
    CHECK(followed[0].repeated);
    CHECK_FALSE(followed[1].repeated);
    CHECK(followed[2].repeated);
}

TEMPLATE_TEST_CASE("error_record: who follows errors gets every wrong bit", "[models][channel]",
                   WordChannel, SerialChannel) {
    // Lane 1 is stuck at 0 and lane 3 at 1, their thresholds out of the eye; lane 2 dies, and noise
    // passes its threshold; the others make a wrong bit now and then.
    struct Outcome {
        WrongBits wrong, told;
        std::vector<std::vector<std::uint8_t>> received;
        std::uint64_t logged = 0, first_of_dead = 0;
    };
    const auto run = [](bool follow) {
        WordChannelConfig config = oio::test::set_m_config(6, 8, 28.0);
        TestType channel(config);
        ChannelBench bench(config, 1000);
        bench.set_thresholds(0.31);
        for (int m = 0; m < 60; ++m) bench.step(channel);
        oio::test::align_phases(bench, channel, 32);
        bench.threshold[1] = 127;
        bench.threshold[2] = -120;
        bench.threshold[3] = -127;
        channel.mark_settled();
        if (follow) channel.follow_errors();
        Outcome outcome;
        const auto take = [&] {
            for (const oio::InjectedError& error : channel.take_followed()) {
                CHECK(outcome.told.emplace(error.lane, error.unit_interval).second);
                CHECK(error.lit == (error.lane != 2));
                CHECK(error.sent() ==
                      (bench.sent[static_cast<std::size_t>(error.lane)]
                                 [static_cast<std::size_t>(error.unit_interval)] != 0));
                if (error.lane == 2 && !error.repeated) ++outcome.first_of_dead;
            }
        };
        channel.set_lane_dead(2, true);
        const std::size_t first = bench.received[0].size();
        for (int m = 0; m < 2000; ++m) {
            bench.step(channel);
            take();
        }
        outcome.wrong = bench.wrong_bits(channel, first);
        outcome.received = bench.received;
        outcome.logged = channel.errors_logged();
        return outcome;
    };
    const Outcome followed = run(true);
    const auto of_lane = [&](int lane) {
        return std::count_if(followed.wrong.begin(), followed.wrong.end(),
                             [&](const auto& at) { return at.first == lane; });
    };
    REQUIRE(of_lane(0) > 5);
    REQUIRE(of_lane(1) > 7000);
    REQUIRE(of_lane(2) > 7000);
    REQUIRE(of_lane(3) > 1000);
    CHECK(followed.told == followed.wrong);
    CHECK(followed.first_of_dead == 1);
    // Following changes nothing of what one would see without it.
    const Outcome plain = run(false);
    CHECK(plain.told.empty());
    CHECK(plain.received == followed.received);
    CHECK(plain.logged == followed.logged);
}

TEMPLATE_TEST_CASE("error_record: a lane that dies while nobody looks is told of once one does",
                   "[models][channel]", WordChannel, SerialChannel) {
    WordChannelConfig config = oio::test::set_m_config(4, 8, 2.0);
    TestType channel(config);
    ChannelBench bench(config, 1000);
    bench.set_thresholds(0.31);
    for (int m = 0; m < 60; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, 32);
    channel.mark_settled();
    channel.follow_errors();
    const bool training = GENERATE(true, false);
    if (training) {
        channel.set_carrying(false);
    } else {
        bench.move_phase(2, 20);  // A look at the edge of the eye.
        bench.step(channel);
    }
    channel.take_followed();
    const std::uint64_t before = channel.errors_logged();
    channel.set_lane_dead(2, true);
    for (int m = 0; m < 3; ++m) bench.step(channel);
    CHECK(channel.take_followed().empty());
    channel.set_carrying(true);
    if (!training) bench.move_phase(2, -20);
    const std::size_t first = bench.received[2].size();
    for (int m = 0; m < 40; ++m) bench.step(channel);
    // The other lanes make none so near.
    const WrongBits wrong = bench.wrong_bits(channel, first);
    WrongBits told;
    const auto followed = channel.take_followed();
    for (const oio::InjectedError& error : followed) {
        told.emplace(error.lane, error.unit_interval);
        CHECK(error.cause() == oio::ErrorCause::Dark);
        CHECK(error.repeated == (error.unit_interval != wrong.begin()->second));
    }
    CHECK(wrong.size() > 100);
    CHECK(told == wrong);
    CHECK(channel.errors_logged() == before + 1);
}

TEMPLATE_TEST_CASE("error_record: a lane that dies before the link is up counts once it is",
                   "[models][channel]", WordChannel, SerialChannel) {
    WordChannelConfig config = oio::test::set_m_config(4, 8, 2.0);
    TestType channel(config);
    ChannelBench bench(config, 1000);
    bench.set_thresholds(0.31);
    for (int m = 0; m < 60; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, 32);
    const bool follow = GENERATE(false, true);
    if (follow) channel.follow_errors();
    channel.set_carrying(false);  // It trains for the first time.
    channel.set_lane_dead(2, true);
    for (int m = 0; m < 20; ++m) bench.step(channel);
    CHECK(channel.take_followed().empty());
    channel.set_carrying(true);
    for (int m = 0; m < 20; ++m) bench.step(channel);
    for (const oio::InjectedError& error : channel.take_followed()) CHECK(error.repeated);
    CHECK(channel.errors_logged() == 0);
    channel.mark_settled();
    const std::size_t first = bench.received[2].size();
    for (int m = 0; m < 40; ++m) bench.step(channel);
    REQUIRE(channel.errors_logged() == 1);
    const WrongBits wrong = bench.wrong_bits(channel, first);
    const oio::InjectedError logged = channel.recent_errors().at(0);
    CHECK(logged.cause() == oio::ErrorCause::Dark);
    CHECK(logged.unit_interval == wrong.begin()->second);
    WrongBits told;
    for (const oio::InjectedError& error : channel.take_followed()) {
        told.emplace(error.lane, error.unit_interval);
    }
    CHECK(wrong.size() > 100);
    if (follow) CHECK(told == wrong);
}
