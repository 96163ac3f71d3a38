// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/flit_trace.hpp"

#include <catch2/catch.hpp>

using oio::ErrorChain;
using oio::FlitKind;
using oio::FlitRepair;
using oio::FlitTrace;
using oio::FlitVerdict;

namespace {

constexpr std::uint64_t kNs = 1'000'000;

/// Two columns of 16 lanes and words of 8: a row has 2 chunks, a flit 8 rows. Words 100, 101, ...
/// carry rows, one per 4 ns; spare lanes 32 and 33, and lane 3 is dead.
struct Bench {
    FlitTrace trace{oio::RowShape{32, 8}};
    std::uint64_t now = 1000 * kNs;

    Bench() {
        std::vector<int> map;
        for (int lane = 0; lane < 34; ++lane) map.push_back(lane < 3 ? lane : lane - 1);
        map[3] = -1;
        map[33] = -1;
        trace.set_lane_map(map);
    }
    void data(unsigned seq) { trace.sent(now += 30 * kNs, FlitKind::Data, seq); }
    void replay(unsigned seq) { trace.sent(now += 30 * kNs, FlitKind::Replay, seq); }
    void ack(unsigned seq) { trace.sent(now += 30 * kNs, FlitKind::Ack, seq); }
    void rows(std::uint64_t first, std::uint64_t count) {
        for (std::uint64_t k = first; k < first + count; ++k) trace.word(k, k * 4 * kNs, true);
    }
    void judge(FlitVerdict verdict, unsigned seq = 0) {
        trace.judged(now += 10 * kNs, verdict, seq);
    }
    /// It arrives 100 ns after the word has left.
    static oio::CausedError error(int lane, std::int64_t word, int bit) {
        oio::CausedError cause{"0-1", "a_to_b", {}};
        cause.error.lane = lane;
        cause.error.unit_interval = word * 8 + bit;
        cause.error.time_fs = (word * 4 + 100) * static_cast<std::int64_t>(kNs);
        return cause;
    }
    void wrong(int lane, std::int64_t word, int bit) {
        trace.wrong_bit(error(lane, word, bit), ++errors);
    }
    std::uint64_t errors = 0;
};

}  // namespace

TEST_CASE("flit_trace: names flit, byte and bit of a wrong bit", "[cosim][explain]") {
    Bench bench;
    for (unsigned seq = 0; seq < 4; ++seq) bench.data(seq);
    bench.rows(100, 32);
    // Row 13 is the sixth of flit 1: chunks 10 and 11 of it. Lane 20 is active lane 19, the fourth
    // of the second column.
    bench.wrong(20, 113, 5);
    const ErrorChain chain = bench.trace.chains().at(0);
    REQUIRE(chain.in_flit);
    CHECK(chain.kind == FlitKind::Data);
    CHECK(chain.seq == 1);
    CHECK(chain.byte == 11 * 16 + 3);
    CHECK(chain.bit == 5);
    CHECK(chain.launched_fs == 113 * 4 * kNs);
}

TEST_CASE("flit_trace: pads, spares and training are no flits", "[cosim][explain]") {
    Bench bench;
    for (unsigned seq = 0; seq < 4; ++seq) bench.data(seq);
    bench.rows(100, 8);
    bench.trace.word(108, 108 * 4 * kNs, false);
    bench.rows(118, 8);
    bench.wrong(0, 110, 0);
    bench.wrong(33, 102, 0);
    bench.wrong(0, 150, 0);
    const std::vector<ErrorChain> chains = bench.trace.chains();
    CHECK(chains.at(0).where == "a frame marker or its pad");
    CHECK(chains.at(1).where == "a spare lane that carries no data");
    CHECK(chains.at(2).where == "no payload: the link trains");
    for (const ErrorChain& chain : chains) CHECK(chain.repair == FlitRepair::Nothing);
    // The stream of rows goes on behind the marker: row 8 is the first of flit 1.
    bench.wrong(0, 118, 0);
    CHECK(bench.trace.chains().at(3).seq == 1);
    CHECK(bench.trace.chains().at(3).byte == 0);
}

TEST_CASE("flit_trace: from the bad check over nak and replay to the repair", "[cosim][explain]") {
    Bench bench;
    for (unsigned seq = 0; seq < 4; ++seq) bench.data(seq);
    bench.rows(100, 32);
    bench.wrong(0, 108, 0);
    bench.judge(FlitVerdict::Accepted, 0);
    bench.judge(FlitVerdict::BadCrc);
    const std::uint64_t checked = bench.now;
    bench.judge(FlitVerdict::Gap, 2);
    bench.trace.nak_sent(bench.now += 5 * kNs, 0);  // Lost.
    bench.trace.nak_sent(bench.now += 500 * kNs, 0);
    const std::uint64_t nak_sent = bench.now;
    bench.judge(FlitVerdict::Gap, 3);
    bench.trace.nak_received(bench.now += 100 * kNs, 0);
    bench.replay(1);
    const std::uint64_t replayed = bench.now;
    bench.replay(2);
    bench.judge(FlitVerdict::Accepted, 1);
    const ErrorChain chain = bench.trace.chains().at(0);
    CHECK(chain.verdict == FlitVerdict::BadCrc);
    CHECK(chain.verdict_fs == checked);
    CHECK(chain.nak_sent_fs == nak_sent);
    CHECK(chain.nak_received_fs > chain.nak_sent_fs);
    CHECK(chain.replayed_fs == replayed);
    CHECK(chain.repaired_fs == bench.now);
    CHECK(chain.cost_fs() == bench.now - checked);
    CHECK(chain.repair == FlitRepair::NakReplay);
    CHECK(chain.flits_dropped == 2);
    CHECK(bench.trace.bad_crcs() == 1);
    CHECK(bench.trace.unexplained_bad_crcs() == 0);
}

TEST_CASE("flit_trace: without a nak the timer repairs, after training the new link",
          "[cosim][explain]") {
    Bench bench;
    for (unsigned seq = 0; seq < 4; ++seq) bench.data(seq);
    bench.rows(100, 32);
    bench.wrong(0, 100, 0);
    bench.wrong(0, 116, 0);
    bench.judge(FlitVerdict::BadCrc);
    const std::uint64_t checked = bench.now;
    bench.judge(FlitVerdict::Gap, 1);
    // The first number tells what was judged before it.
    CHECK(bench.trace.chains().at(0).verdict == FlitVerdict::BadCrc);
    CHECK(bench.trace.chains().at(0).verdict_fs == checked);
    bench.replay(0);
    bench.trace.retrain(bench.now += 10 * kNs);
    bench.now += 100'000 * kNs;
    bench.replay(2);
    bench.judge(FlitVerdict::Accepted, 2);
    CHECK(bench.trace.chains().at(1).repair == FlitRepair::Retrain);

    Bench late;
    for (unsigned seq = 0; seq < 4; ++seq) late.data(seq);
    late.rows(100, 32);
    late.judge(FlitVerdict::Accepted, 0);
    late.wrong(0, 108, 0);
    late.judge(FlitVerdict::BadCrc);
    late.replay(1);
    late.judge(FlitVerdict::Gap, 2);
    late.judge(FlitVerdict::Gap, 3);
    late.judge(FlitVerdict::Accepted, 1);
    CHECK(late.trace.chains().at(0).repair == FlitRepair::TimeoutReplay);
}

TEST_CASE("flit_trace: a receiver that comes up late is brought in step by the first number",
          "[cosim][explain]") {
    Bench bench;
    for (int i = 0; i < 5; ++i) bench.ack(4095);
    bench.data(0);
    bench.rows(100, 48);
    bench.wrong(0, 100 + 3 * 8, 0);  // in the fourth ack
    bench.judge(FlitVerdict::Control);
    bench.judge(FlitVerdict::BadCrc);
    const std::uint64_t checked = bench.now;
    bench.judge(FlitVerdict::Control);
    bench.judge(FlitVerdict::Accepted, 0);
    const ErrorChain chain = bench.trace.chains().at(0);
    CHECK(chain.kind == FlitKind::Ack);
    CHECK(chain.verdict == FlitVerdict::BadCrc);
    CHECK(chain.verdict_fs == checked);
    CHECK(chain.repair == FlitRepair::Nothing);
}

TEST_CASE("flit_trace: the first flits wait for a marker; a later pause is a new stream",
          "[cosim][explain]") {
    Bench bench;
    bench.ack(4095);
    bench.now = 14'400 * kNs;
    bench.rows(3600, 4);  // 14.4 us
    bench.data(0);
    bench.rows(3604, 12);
    bench.wrong(0, 3608, 0);
    CHECK(bench.trace.chains().at(0).kind == FlitKind::Data);
    bench.trace.word(3616, 3616 * 4 * kNs, false);
    bench.now = 20'000 * kNs;
    bench.data(7);
    bench.rows(5100, 8);
    bench.wrong(0, 5100, 0);
    CHECK(bench.trace.chains().at(1).seq == 7);
}

TEST_CASE("flit_trace: a hit flit that passes the check is not called repaired",
          "[cosim][explain]") {
    Bench bench;
    bench.data(0);
    bench.data(1);
    bench.rows(100, 16);
    bench.judge(FlitVerdict::Accepted, 0);
    bench.wrong(0, 108, 0);
    bench.judge(FlitVerdict::Accepted, 1);
    const ErrorChain chain = bench.trace.chains().at(0);
    CHECK(chain.verdict == FlitVerdict::Accepted);
    CHECK(chain.repair == FlitRepair::Nothing);
    CHECK(chain.repaired_fs == 0);
}

TEST_CASE("flit_trace: a check that fails without a wrong bit is told", "[cosim][explain]") {
    Bench bench;
    bench.data(0);
    bench.data(1);
    bench.rows(100, 16);
    bench.judge(FlitVerdict::Accepted, 0);
    bench.judge(FlitVerdict::BadCrc);
    CHECK(bench.trace.bad_crcs() == 1);
    CHECK(bench.trace.unexplained_bad_crcs() == 1);
    // A far side that trains again sends no flits: what is made of its darkness is no riddle.
    bench.trace.retrain(bench.now);
    bench.judge(FlitVerdict::BadCrc);
    CHECK(bench.trace.bad_crcs() == 2);
    CHECK(bench.trace.unexplained_bad_crcs() == 1);
    CHECK(bench.trace.bad_crcs_going_down() == 1);
    bench.trace.link_up();
    bench.judge(FlitVerdict::BadCrc);
    CHECK(bench.trace.unexplained_bad_crcs() == 2);
}

TEST_CASE("flit_trace: of the wrong bits of a dead lane one in each flit is wanted",
          "[cosim][explain]") {
    Bench bench;
    for (unsigned seq = 0; seq < 4; ++seq) bench.data(seq);
    bench.rows(100, 32);
    oio::CausedError cause{"0-1", "a_to_b", {}};
    cause.error.lane = 0;
    cause.error.unit_interval = 105 * 8;
    CHECK(bench.trace.spoils_another_flit(cause));
    bench.wrong(0, 105, 0);
    cause.error.unit_interval = 107 * 8;  // The same flit.
    CHECK_FALSE(bench.trace.spoils_another_flit(cause));
    cause.error.unit_interval = 108 * 8;  // The next one.
    CHECK(bench.trace.spoils_another_flit(cause));
    cause.error.unit_interval = 160 * 8;  // No rows.
    CHECK_FALSE(bench.trace.spoils_another_flit(cause));
}

TEST_CASE("flit_trace: of many errors the first and the latest are kept", "[cosim][explain]") {
    Bench bench;
    for (unsigned seq = 0; seq < 4; ++seq) bench.data(seq);
    bench.rows(100, 32);
    for (int i = 0; i < 1000; ++i) bench.wrong(0, 100 + i % 32, i % 8);
    const std::vector<ErrorChain> chains = bench.trace.chains();
    CHECK(chains.size() == FlitTrace::kFirst + FlitTrace::kLatest);
    CHECK(bench.trace.left_out() == 1000 - chains.size());
    CHECK(chains.front().number == 1);
    CHECK(chains.back().number == 1000);
}

TEST_CASE("flit_trace: the error asked for is kept, and the first of each lane",
          "[cosim][explain]") {
    FlitTrace trace{oio::RowShape{32, 8}, 500};
    for (std::uint64_t number = 1; number <= 1000; ++number) {
        oio::CausedError cause{"0-1", "a_to_b", {}};
        cause.error.lane = number == 600 || number == 601 ? 7 : 0;
        trace.wrong_bit(cause, number);
    }
    std::vector<std::uint64_t> between;
    for (const ErrorChain& chain : trace.chains()) {
        if (chain.number > 200 && chain.number <= 800) between.push_back(chain.number);
    }
    CHECK(between == std::vector<std::uint64_t>{500, 600});
    CHECK(trace.left_out() == 598);
}

TEST_CASE("flit_trace: a copy of what had arrived needs no repair, and no nak is its own",
          "[cosim][explain]") {
    Bench bench;
    for (unsigned seq = 0; seq < 3; ++seq) bench.data(seq);
    bench.replay(1);
    bench.data(3);
    bench.data(4);
    bench.rows(100, 48);
    bench.wrong(0, 124, 0);  // The copy of 1.
    for (unsigned seq = 0; seq < 3; ++seq) bench.judge(FlitVerdict::Accepted, seq);
    bench.judge(FlitVerdict::BadCrc);
    bench.trace.nak_sent(bench.now += 5 * kNs, 2);  // Asks for 3 and what follows.
    bench.trace.nak_received(bench.now += 100 * kNs, 2);
    CHECK(bench.trace.chains().at(0).repair == FlitRepair::None);
    CHECK(bench.trace.chains().at(0).nak_sent_fs == 0);
    bench.judge(FlitVerdict::Accepted, 3);
    const ErrorChain chain = bench.trace.chains().at(0);
    CHECK(chain.repair == FlitRepair::NotNeeded);
    CHECK(chain.repaired_fs == 0);
    CHECK(chain.cost_fs() == 0);
}

TEST_CASE("flit_trace: the copy that was accepted counts, not those lost before it",
          "[cosim][explain]") {
    Bench bench;
    bench.data(0);
    bench.data(1);
    bench.replay(1);
    bench.replay(1);
    const std::uint64_t second = bench.now;
    bench.replay(1);
    bench.rows(100, 40);
    bench.wrong(0, 108, 0);
    bench.judge(FlitVerdict::Accepted, 0);
    bench.judge(FlitVerdict::BadCrc);
    bench.trace.nak_sent(bench.now += 5 * kNs, 0);
    // That one was lost; another with the same number, of a later error, is not its own.
    bench.trace.retrain(bench.now += 5 * kNs);
    bench.trace.link_up();
    bench.trace.nak_received(bench.now += 200 * kNs, 0);
    bench.judge(FlitVerdict::BadCrc);
    bench.judge(FlitVerdict::Accepted, 1);
    const ErrorChain chain = bench.trace.chains().at(0);
    CHECK(chain.replayed_fs == second);
    CHECK(chain.nak_received_fs == 0);
    CHECK(chain.repair == FlitRepair::Retrain);
}

TEST_CASE("flit_trace: a receiver that never gets in step began with a frame", "[cosim][explain]") {
    // Two frames; the receiver comes up between them and finds every flit bad.
    Bench bench;
    for (int i = 0; i < 4; ++i) bench.ack(4095);
    bench.rows(100, 16);
    bench.trace.word(116, 116 * 4 * kNs, false);
    bench.rows(126, 16);
    bench.wrong(0, 108, 0);  // nobody looks
    bench.wrong(0, 126, 0);
    bench.trace.wrong_bit(Bench::error(0, 134, 0), 0);
    bench.now = (142 * 4 + 110) * kNs;
    bench.judge(FlitVerdict::BadCrc);
    const std::uint64_t checked = bench.now;
    bench.judge(FlitVerdict::BadCrc);
    bench.trace.retrain(bench.now);
    bench.judge(FlitVerdict::BadCrc);  // of darkness
    const bool ends = GENERATE(true, false);
    if (ends) {
        bench.trace.finish();
    } else {
        bench.now += 100'000'000 * kNs;
        bench.data(1);
    }
    const std::vector<ErrorChain> chains = bench.trace.chains();
    REQUIRE(chains.size() == 2);
    CHECK(chains[0].verdict == FlitVerdict::None);
    CHECK(chains[1].verdict == FlitVerdict::BadCrc);
    CHECK(chains[1].verdict_fs == checked);
    CHECK(bench.trace.bad_crcs() == 3);
    CHECK(bench.trace.unexplained_bad_crcs() == 0);
    CHECK(bench.trace.bad_crcs_without_chain() == 1);
    CHECK(bench.trace.bad_crcs_going_down() == 1);
}

TEST_CASE("flit_trace: what a receiver out of step finds bad is not explained without a wrong bit",
          "[cosim][explain]") {
    Bench bench;
    bench.data(0);
    bench.rows(100, 8);
    bench.judge(FlitVerdict::BadCrc);
    bench.judge(FlitVerdict::BadCrc);
    bench.now += 100'000'000 * kNs;  // The link was down: another stream begins.
    bench.data(1);
    CHECK(bench.trace.unexplained_bad_crcs() == 2);
    bench.judge(FlitVerdict::BadCrc);
    bench.judge(FlitVerdict::Accepted, 1);
    CHECK(bench.trace.bad_crcs() == 3);
}
