// SPDX-License-Identifier: Apache-2.0
#include "models/channel/error_record.hpp"

#include <catch2/catch.hpp>

using oio::ErrorRecord;

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
