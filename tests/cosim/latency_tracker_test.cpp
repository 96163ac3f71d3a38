// SPDX-License-Identifier: Apache-2.0
#include "cosim/latency_tracker.hpp"

#include <catch2/catch.hpp>

namespace {

constexpr std::uint64_t kNs = 1'000'000;
constexpr std::uint64_t kChannelFs = 50 * kNs;

oio::LatencyTracker counting() {
    oio::LatencyTracker tracker;
    tracker.set_channel_fs(kChannelFs);
    tracker.begin();
    return tracker;
}

double mean(const oio::LatencyTracker& tracker, oio::LatencyStageId stage) {
    return tracker.stage(stage).mean_ns();
}

/// One flit through all stages: 2, 3, 50, 4 and 5 ns.
void pass(oio::LatencyTracker& tracker, unsigned seq, std::uint64_t at) {
    tracker.die_sent(at);
    tracker.rows_entered(seq, at + 2 * kNs);
    tracker.launched(seq, at + 5 * kNs);
    tracker.accepted(seq, at + 59 * kNs);
    tracker.die_received(at + 64 * kNs);
}

}  // namespace

TEST_CASE("latency_tracker: the stages of a flit sum to its total", "[cosim]") {
    oio::LatencyTracker tracker = counting();
    pass(tracker, 0, 100 * kNs);
    CHECK(mean(tracker, oio::LatencyStageId::UcieTx) == Approx(2.0));
    CHECK(mean(tracker, oio::LatencyStageId::AggregationSerdesTx) == Approx(3.0));
    CHECK(mean(tracker, oio::LatencyStageId::Channel) == Approx(50.0));
    CHECK(mean(tracker, oio::LatencyStageId::SerdesAggregationRx) == Approx(4.0));
    CHECK(mean(tracker, oio::LatencyStageId::UcieRx) == Approx(5.0));
    CHECK(tracker.total().mean_ns() == Approx(64.0));
}

TEST_CASE("latency_tracker: a launch stands for all flits of its row", "[cosim]") {
    oio::LatencyTracker tracker = counting();
    for (unsigned seq = 0; seq < 3; ++seq) {
        tracker.die_sent(seq * kNs);
        tracker.rows_entered(seq, (seq + 1) * kNs);
    }
    tracker.launched(1, 10 * kNs);
    tracker.launched(2, 20 * kNs);
    for (unsigned seq = 0; seq < 3; ++seq) {
        tracker.accepted(seq, 90 * kNs);
        tracker.die_received(91 * kNs);
    }
    // From rows to launch: 9, 8 and 17 ns.
    const oio::LatencyHistogram& waited = tracker.stage(oio::LatencyStageId::AggregationSerdesTx);
    CHECK(waited.count() == 3);
    CHECK(waited.min_ns() == Approx(8.0));
    CHECK(waited.mean_ns() == Approx(34.0 / 3));
    CHECK(waited.max_ns() == Approx(17.0));
}

TEST_CASE("latency_tracker: flits sent before the measurement are not counted", "[cosim]") {
    oio::LatencyTracker tracker;
    tracker.set_channel_fs(kChannelFs);
    pass(tracker, 0, 0);
    tracker.die_sent(100 * kNs);
    tracker.begin();
    tracker.rows_entered(1, 102 * kNs);
    tracker.launched(1, 105 * kNs);
    tracker.accepted(1, 159 * kNs);
    tracker.die_received(164 * kNs);
    CHECK(tracker.total().count() == 0);
    pass(tracker, 2, 200 * kNs);
    CHECK(tracker.total().count() == 1);
}

TEST_CASE("latency_tracker: a replayed flit is timed by its last copy", "[cosim]") {
    oio::LatencyTracker tracker = counting();
    tracker.die_sent(0);
    tracker.rows_entered(0, 2 * kNs);
    tracker.launched(0, 5 * kNs);
    tracker.rows_entered(0, 202 * kNs);  // The first copy was lost.
    tracker.launched(0, 205 * kNs);
    tracker.accepted(0, 259 * kNs);
    tracker.die_received(264 * kNs);
    CHECK(tracker.total().mean_ns() == Approx(264.0));
    CHECK(mean(tracker, oio::LatencyStageId::UcieTx) == Approx(202.0));
    CHECK(mean(tracker, oio::LatencyStageId::AggregationSerdesTx) == Approx(3.0));
    CHECK(mean(tracker, oio::LatencyStageId::SerdesAggregationRx) == Approx(4.0));
}

TEST_CASE("latency_tracker: a copy launched after the acceptance spoils no stage", "[cosim]") {
    oio::LatencyTracker tracker = counting();
    tracker.die_sent(0);
    tracker.rows_entered(0, 2 * kNs);
    tracker.launched(0, 5 * kNs);
    tracker.rows_entered(0, 50 * kNs);  // A time-out too early.
    tracker.launched(0, 53 * kNs);
    tracker.accepted(0, 59 * kNs);  // The first copy.
    tracker.die_received(64 * kNs);
    CHECK(tracker.total().count() == 1);
    CHECK(tracker.total().mean_ns() == Approx(64.0));
    CHECK(tracker.stage(oio::LatencyStageId::Channel).count() == 0);
}

TEST_CASE("latency_tracker: numbers start again at zero after a restart", "[cosim]") {
    oio::LatencyTracker tracker = counting();
    for (unsigned seq = 0; seq < 5; ++seq) pass(tracker, seq, seq * 100 * kNs);
    tracker.die_sent(600 * kNs);  // Lost with the reset.
    tracker.rows_entered(5, 602 * kNs);
    tracker.restart();
    pass(tracker, 0, 1000 * kNs);
    CHECK(tracker.total().count() == 6);
    CHECK(tracker.total().max_ns() == Approx(64.0));
    CHECK(tracker.stage(oio::LatencyStageId::UcieRx).count() == 6);
}

TEST_CASE("latency_tracker: sequence numbers wrap at 4096", "[cosim]") {
    oio::LatencyTracker tracker = counting();
    for (unsigned n = 0; n < 10'000; ++n) pass(tracker, n % 4096, n * 100 * kNs);
    CHECK(tracker.total().count() == 10'000);
    CHECK(tracker.total().min_ns() == Approx(64.0));
    CHECK(tracker.total().max_ns() == Approx(64.0));
    CHECK(tracker.stage(oio::LatencyStageId::SerdesAggregationRx).count() == 10'000);
}
