// SPDX-License-Identifier: Apache-2.0
//
// The controller between a mock of its own lanes and a mock of the far side.
#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

#include "tests/rtl/phy/train_bench.hpp"

using namespace oio::test;

TEST_CASE("oio_phy_train: is dark and in reset after reset", "[rtl][phy]") {
    TrainBench bench;
    bench.far.light = false;
    bench.run(10);
    CHECK(bench.dut.state_o == Reset);
    CHECK(bench.dut.tx_mode_o == Dark);
    CHECK(bench.dut.fail_o == 0);
    CHECK(bench.dut.link_up_o == 0);
    CHECK(bench.events.empty());
}

TEST_CASE("oio_phy_train: trains from darkness to payload and names it", "[rtl][phy]") {
    TrainBench bench;
    REQUIRE(bench.run_to(Active));
    CHECK(bench.states == std::vector<unsigned>{Reset, Detect, Threshold, Phase, Fine, Align,
                                                Deskew, Exchange, Active});
    bench.run(20);
    CHECK(bench.events == std::vector<unsigned>{LinkUp});
    CHECK(bench.dut.link_up_o == 1);
    CHECK(bench.dut.tx_mode_o == ActiveFrames);
    CHECK(bench.dut.rx_payload_o == 1);
    CHECK(bench.restarts == 1);
    CHECK(bench.dut.retrains_o == 0);
    bench.run(3000);
    CHECK(bench.dut.state_o == Active);
}

TEST_CASE("oio_phy_train: every scan runs in its order, and sweeps end with a decision",
          "[rtl][phy]") {
    TrainBench bench;
    REQUIRE(bench.run_to(Active));
    const auto count = [&bench](unsigned kind) {
        return std::count_if(bench.scans.begin(), bench.scans.end(),
                             [kind](const auto& scan) { return scan.kind == kind; });
    };
    CHECK(count(0) == 1);
    CHECK(count(1) == 12);
    CHECK(count(2) == 32);
    CHECK(count(3) == 32);
    for (const unsigned kind : {4U, 5U, 6U, 7U}) CHECK(count(kind) == 1);
    CHECK(std::is_sorted(bench.scans.begin(), bench.scans.end(),
                         [](const auto& a, const auto& b) { return a.kind < b.kind; }));
    CHECK(std::count_if(bench.scans.begin(), bench.scans.end(),
                        [](const auto& scan) { return scan.commit; }) == 4);
    unsigned phase = 0;
    int threshold = -93;
    for (const auto& scan : bench.scans) {
        if (scan.kind == 2) {
            CHECK(scan.code == phase);
            CHECK(scan.phase_offset == phase);
            CHECK(scan.commit == (phase == 62));
            phase += 2;
        }
        if (scan.kind == 3) {
            CHECK(scan.threshold_offset == threshold);
            CHECK(scan.commit == (threshold == 93));
            threshold += 6;
        }
    }
}

TEST_CASE("oio_phy_train: each cause of failure is reached and named", "[rtl][phy]") {
    struct Case {
        unsigned fail;
        void (*spoil)(TrainBench&);
    };
    const Case cases[] = {
        {NoSignal, [](TrainBench& b) { b.far.light = false; }},
        {TooFewLanes, [](TrainBench& b) { b.good[3] = 31; }},
        {TooFewLanes, [](TrainBench& b) { b.good[4] = 31; }},
        {AlignTimeout, [](TrainBench& b) { b.good[4] = 0; }},
        {AlignTimeout, [](TrainBench& b) { b.far.markers = false; }},
        {AlignTimeout, [](TrainBench& b) { b.far.marker_limit = 1; }},
        {LaneIdentity, [](TrainBench& b) { b.identity_error = true; }},
        {TooFewLanes, [](TrainBench& b) { b.good[6] = 31; }},
        {TooFewLanes, [](TrainBench& b) { b.good[7] = 31; }},
        {PeerTimeout, [](TrainBench& b) { b.far.messages = false; }},
        {PeerTimeout, [](TrainBench& b) { b.far.ready = false; }},
        {PeerTimeout, [](TrainBench& b) { b.far.applies = false; }},
        {PeerTimeout, [](TrainBench& b) { b.far.sends_payload = false; }},
    };
    const unsigned index = GENERATE(range(0U, 13U));
    TrainBench bench;
    cases[index].spoil(bench);
    REQUIRE(bench.run_to(FailedState, 60000));
    bench.run(1);
    CHECK(bench.dut.fail_o == cases[index].fail);
    CHECK(bench.events == std::vector<unsigned>{LinkFailed});
    CHECK(bench.dut.tx_mode_o == Dark);
    CHECK(bench.dut.link_up_o == 0);
    // Two starts were tried.
    CHECK(std::count(bench.states.begin(), bench.states.end(), unsigned{Detect}) == 2);
    bench.run(2000);
    CHECK(bench.dut.state_o == FailedState);
}

TEST_CASE("oio_phy_train: a failed link starts again when asked, with its cause cleared",
          "[rtl][phy]") {
    TrainBench bench;
    bench.far.light = false;
    REQUIRE(bench.run_to(FailedState));
    bench.far.light = true;
    bench.request_retrain();
    REQUIRE(bench.run_to(Active));
    CHECK(bench.dut.fail_o == 0);
}

TEST_CASE("oio_phy_train: no step waits for ever when the far side falls silent", "[rtl][phy]") {
    // Stop the far side at every moment of a training, lit or dark, and of the first time after it.
    const bool light = GENERATE(false, true);
    TrainBench whole;
    REQUIRE(whole.run_to(Active));
    const unsigned length = whole.clocks_run + 300;
    for (unsigned moment = 1; moment < length; moment += 41) {
        TrainBench bench;
        bench.run(moment);
        const auto states = bench.states.size();
        bench.far.stop(light);
        // It fails by name, or is in service (there the marker check watches the far side).
        bool ended = bench.dut.state_o == Active && light;
        for (unsigned k = 0; k < 60 && !ended; ++k) {
            bench.run(500);
            ended = bench.dut.state_o == FailedState || (light && bench.dut.state_o == Active);
        }
        CAPTURE(moment, states, unsigned{bench.dut.state_o});
        REQUIRE(ended);
    }
}

TEST_CASE("oio_phy_train: what ends the service is named, and service comes back", "[rtl][phy]") {
    struct Case {
        unsigned event;
        void (*cause)(TrainBench&);
    };
    const Case cases[] = {
        {RetrainRequest, [](TrainBench& b) { b.request_retrain(); }},
        {RetrainLos, [](TrainBench& b) { b.lost = true; }},
        {RetrainPeer, [](TrainBench& b) { b.far.light = false; }},
        {RetrainMarker, [](TrainBench& b) { b.dut.marker_loss_i = 1; }},
        {RetrainDrift,
         [](TrainBench& b) {
             b.dut.marker_loss_i = 1;
             b.dut.marker_drift_i = 1;
         }},
        {RetrainReplay, [](TrainBench& b) { b.dut.replay_stalled_i = 1; }},
    };
    const unsigned index = GENERATE(range(0U, 6U));
    TrainBench bench;
    REQUIRE(bench.run_to(Active));
    bench.run(50);
    bench.events.clear();
    cases[index].cause(bench);
    bench.far.fresh = false;
    REQUIRE(bench.run_to(RetrainState, 200));
    bench.run(1);
    bench.lost = false;
    bench.dut.marker_loss_i = 0;
    bench.dut.marker_drift_i = 0;
    bench.dut.replay_stalled_i = 0;
    CHECK(bench.dut.tx_mode_o == Dark);
    CHECK(bench.dut.link_up_o == 0);
    CHECK(bench.dut.retrains_o == 1);
    CHECK(bench.events == std::vector<unsigned>{cases[index].event});
    bench.far.light = true;
    const auto restarts = bench.restarts;
    REQUIRE(bench.run_to(Active));
    bench.run(5);
    // Both sides kept their numbers: the retry goes on.
    CHECK(bench.restarts == restarts);
    CHECK(bench.events == std::vector<unsigned>{cases[index].event, LinkUp});
}

TEST_CASE("oio_phy_train: a reset of one side is an event and a restart of the retry",
          "[rtl][phy]") {
    TrainBench bench;
    bench.far.fresh = false;
    REQUIRE(bench.run_to(Active));
    bench.run(5);
    CHECK(bench.events == std::vector<unsigned>{LocalReset});
    CHECK(bench.restarts == 1);
    bench.far.fresh = true;
    bench.request_retrain();
    REQUIRE(bench.run_to(RetrainState));
    REQUIRE(bench.run_to(Active));
    bench.run(5);
    CHECK(bench.events == std::vector<unsigned>{LocalReset, RetrainRequest, PeerReset});
    CHECK(bench.restarts == 2);
}

TEST_CASE("oio_phy_train: a signal that is lost for a moment only changes nothing", "[rtl][phy]") {
    TrainBench bench;
    REQUIRE(bench.run_to(Active));
    bench.run(20);
    bench.lost = true;
    bench.run(20);
    bench.lost = false;
    bench.run(300);
    CHECK(bench.dut.state_o == Active);
    CHECK(bench.dut.retrains_o == 0);
    CHECK(bench.events == std::vector<unsigned>{LinkUp});
}

TEST_CASE("oio_phy_train: darkness in the middle of training starts again from the dark time",
          "[rtl][phy]") {
    const unsigned state = GENERATE(Threshold, Phase, Fine, Align, Deskew, Exchange);
    TrainBench bench;
    REQUIRE(bench.run_to(state));
    bench.far.light = false;
    bench.run(30);
    CHECK(bench.dut.state_o == Reset);
    CHECK(bench.dut.tx_mode_o == Dark);
    bench.far.light = true;
    REQUIRE(bench.run_to(Active));
}

TEST_CASE("oio_phy_train: after light that comes late both sides start together", "[rtl][phy]") {
    // The far side has seen this one's light all the time and may be anywhere in its training. One
    // dark time starts it anew. Light within that time is an answer to this start.
    constexpr unsigned kQuietWords = 40;
    const bool late = GENERATE(false, true);
    TrainBench bench;
    bench.far.light = false;
    REQUIRE(bench.run_to(Detect));
    bench.run(late ? kQuietWords + 3 : kQuietWords - 3);
    CHECK(bench.dut.state_o == Detect);
    bench.far.light = true;
    bench.run(3);
    CHECK(bench.dut.state_o == (late ? Reset : Detect));
    CHECK((bench.dut.tx_mode_o == Dark) == late);
    REQUIRE(bench.run_to(Active));
    CHECK(std::count(bench.states.begin(), bench.states.end(), unsigned{Detect}) == (late ? 2 : 1));
    CHECK(bench.dut.retrains_o == 0);
}

TEST_CASE("oio_phy_train: a bit error test counts on the PRBS and ends in a new training",
          "[rtl][phy]") {
    TrainBench bench;
    bench.dut.bert_i = 1;
    bench.dut.prbs_select_i = 2;
    REQUIRE(bench.run_to(Bert));
    bench.run(50);
    CHECK(bench.dut.count_errors_o == 1);
    CHECK(bench.dut.tx_mode_o == Prbs);
    CHECK(bench.dut.prbs_select_o == 2);
    bench.dut.clear_counts_i = 1;
    bench.run(1);
    bench.settle();
    CHECK(bench.dut.count_clear_o == 1);
    bench.dut.clear_counts_i = 0;
    bench.dut.bert_i = 0;
    REQUIRE(bench.run_to(Active));
}

TEST_CASE("oio_phy_train: software can hold the link in the dark and darken the emitters",
          "[rtl][phy]") {
    TrainBench bench;
    REQUIRE(bench.run_to(Active));
    bench.dut.tx_off_i = 1;
    bench.run(2);
    CHECK(bench.dut.tx_mode_o == Dark);
    CHECK(bench.dut.state_o == Active);
    bench.dut.tx_off_i = 0;
    bench.dut.enable_i = 0;
    bench.run(500);
    CHECK(bench.dut.tx_mode_o == Dark);
    CHECK(bench.dut.state_o == RetrainState);
    bench.dut.enable_i = 1;
    REQUIRE(bench.run_to(Active));
}

TEST_CASE("oio_phy_train: probes alternate early and late, eight frames to a decision",
          "[rtl][phy]") {
    TrainBench bench;
    REQUIRE(bench.run_to(Active));
    std::vector<bool> late;
    unsigned decisions = 0;
    for (unsigned frame = 0; frame < 33; ++frame) {
        bench.to_frame_close();
        late.push_back(bench.dut.track_late_o != 0);
        for (unsigned k = 0; k < 4; ++k) {
            decisions += bench.dut.track_decide_o;
            bench.run(1);
        }
    }
    for (std::size_t k = 1; k < late.size(); ++k) CHECK(late[k] != late[k - 1]);
    CHECK(decisions == 4);
    CHECK(bench.dut.track_o == 1);
}

TEST_CASE("oio_phy_train: the count of retrains can be cleared", "[rtl][phy]") {
    TrainBench bench;
    for (unsigned k = 1; k < 3; ++k) {
        REQUIRE(bench.run_to(Active));
        bench.run(5);
        bench.request_retrain();
        REQUIRE(bench.run_to(RetrainState));
        CHECK(bench.dut.retrains_o == k);
    }
    bench.dut.clear_counts_i = 1;
    bench.run(1);
    CHECK(bench.dut.retrains_o == 0);
}
