// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>

#include "tests/rtl/ucie/ucie_bench.hpp"

using oio::test::control_flit;
using oio::test::data_flit;
using oio::test::Flit;
using oio::test::UcieBench;

namespace {

/// A bench with the link up, the opening ack taken and `flits` data flits sent (serial = number).
struct Sent : UcieBench {
    explicit Sent(unsigned flits) {
        link(true);
        clock(2);
        take();
        for (unsigned k = 0; k < flits; ++k) {
            die(data_flit(k));
            REQUIRE(take_data() == data_flit(k, 0, 0, k));
        }
    }

    /// The ack or nak arrives and has taken effect.
    void tell(unsigned ack, bool nak) {
        arrive(control_flit(ack, nak));
        clock(3);
    }
};

}  // namespace

TEST_CASE("oio_ucie_llr_tx: numbers flits, keeps stack and flag, fits the CRC", "[rtl][ucie]") {
    UcieBench bench;
    bench.link(true);
    bench.clock(2);
    bench.take();
    for (unsigned k = 0; k < 20; ++k) {
        bench.die(data_flit(k, k & 1, k >> 1 & 1));
        const auto flit = bench.take_data();
        REQUIRE(flit.has_value());
        CHECK(*flit == data_flit(k, k & 1, k >> 1 & 1, k));
        CHECK(flit->intact());
    }
    CHECK(bench.dut.flits_sent_o == 20);
    CHECK(bench.dut.replay_level_o == 20);
}

TEST_CASE("oio_ucie_llr_tx: every flit without data is an ack and always there", "[rtl][ucie]") {
    Sent bench(0);
    for (unsigned k = 0; k < 10; ++k) {
        bench.clocks.settle();
        CHECK(bench.dut.tx_valid_o == 1);
        CHECK(bench.take() == control_flit(4095, false));
    }
}

TEST_CASE("oio_ucie_llr_tx: a cumulative ack frees the flits it covers", "[rtl][ucie]") {
    Sent bench(10);
    bench.tell(3, false);
    CHECK(bench.dut.replay_level_o == 6);
    bench.tell(3, false);
    CHECK(bench.dut.replay_level_o == 6);
    bench.tell(9, false);
    CHECK(bench.dut.replay_level_o == 0);
}

TEST_CASE("oio_ucie_llr_tx: an ack outside the window is ignored", "[rtl][ucie]") {
    Sent bench(10);
    bench.tell(3, false);
    for (const unsigned ack : {10U, 11U, 2000U, 2U, 4095U}) {
        bench.tell(ack, false);
        CHECK(bench.dut.replay_level_o == 6);
        bench.tell(ack, true);
        CHECK(bench.dut.replay_level_o == 6);
    }
    CHECK(bench.dut.naks_received_o == 0);
    CHECK_FALSE(bench.take_data().has_value());
}

TEST_CASE("oio_ucie_llr_tx: a nak replays everything behind the number it carries", "[rtl][ucie]") {
    Sent bench(10);
    bench.tell(3, true);
    bench.die(data_flit(10));
    for (unsigned number = 4; number <= 10; ++number) {
        CHECK(bench.take_data() == data_flit(number, 0, 0, number));
    }
    CHECK_FALSE(bench.take_data().has_value());
    CHECK(bench.dut.naks_received_o == 1);
    CHECK(bench.dut.replays_o == 6);
    CHECK(bench.dut.flits_sent_o == 11);
}

TEST_CASE("oio_ucie_llr_tx: a replay runs at one flit per clock", "[rtl][ucie]") {
    Sent bench(20);
    bench.tell(4095, true);
    for (unsigned number = 0; number < 20; ++number) {
        CHECK(bench.take() == data_flit(number, 0, 0, number));
    }
}

TEST_CASE("oio_ucie_llr_tx: an ack during a replay skips what the far side has", "[rtl][ucie]") {
    Sent bench(10);
    bench.tell(4095, true);
    CHECK(bench.take_data() == data_flit(0, 0, 0, 0));
    CHECK(bench.take_data() == data_flit(1, 0, 0, 1));
    bench.tell(6, false);
    CHECK(bench.take_data() == data_flit(7, 0, 0, 7));
    CHECK(bench.dut.replay_level_o == 3);
}

TEST_CASE("oio_ucie_llr_tx: stops at the replay depth and goes on after an ack", "[rtl][ucie]") {
    Sent bench(UcieBench::kReplayDepth);
    bench.die(data_flit(UcieBench::kReplayDepth));
    bench.clock(3);
    CHECK(bench.dut.replay_level_o == UcieBench::kReplayDepth);
    CHECK_FALSE(bench.take_data().has_value());
    bench.tell(0, false);
    CHECK(bench.take_data() == data_flit(32, 0, 0, 32));
    CHECK(bench.dut.replay_level_o == UcieBench::kReplayDepth);
}

TEST_CASE("oio_ucie_llr_tx: silence replays from the oldest after the time-out, again and again",
          "[rtl][ucie]") {
    Sent bench(3);
    bench.clock(UcieBench::kReplayTimeout - 30);
    for (unsigned k = 0; k < UcieBench::kQuiet; ++k) CHECK_FALSE(bench.take().is_data());
    CHECK(bench.dut.timeouts_o == 0);
    bench.clock(20);
    CHECK(bench.dut.timeouts_o == 1);
    for (unsigned k = 0; k < 3; ++k) CHECK(bench.take_data() == data_flit(k, 0, 0, k));
    // A far side under load acks by flits: as long as few have passed it may still do so.
    bench.clock(5 * UcieBench::kReplayTimeout);
    CHECK(bench.dut.timeouts_o == 1);
    for (unsigned k = 3; k < UcieBench::kQuiet; ++k) CHECK_FALSE(bench.take().is_data());
    bench.clock(2);
    CHECK(bench.dut.timeouts_o == 2);
    CHECK(bench.take_data() == data_flit(0, 0, 0, 0));
}

TEST_CASE("oio_ucie_llr_tx: four time-outs without progress are a stall", "[rtl][ucie]") {
    Sent bench(3);
    const auto time_out = [&](unsigned times) {
        const unsigned until = bench.dut.timeouts_o + times;
        while (bench.dut.timeouts_o != until) bench.take();
        bench.clock(2);
    };
    for (unsigned k = 0; k < 3; ++k) {
        time_out(1);
        CHECK(bench.dut.replay_stalled_o == 0);
    }
    time_out(1);
    CHECK(bench.dut.replay_stalled_o == 1);
    bench.tell(4095, true);  // A nak that acknowledges nothing.
    CHECK(bench.dut.replay_stalled_o == 1);
    time_out(2);
    CHECK(bench.dut.replay_stalled_o == 1);
    const auto end =
        GENERATE(as<std::string>(), "one ack", "all acks", "link down", "service ends");
    if (end == "link down") {
        bench.link(false);
    } else if (end == "service ends") {
        bench.dut.in_service_i = 0;
    } else {
        bench.tell(end == "one ack" ? 0 : 2, false);
    }
    bench.clock(2);
    CHECK(bench.dut.replay_stalled_o == 0);
    bench.link(true);
    if (end == "all acks") return;
    // It counts from nothing again.
    time_out(3);
    CHECK(bench.dut.replay_stalled_o == 0);
    time_out(1);
    CHECK(bench.dut.replay_stalled_o == 1);
}

TEST_CASE("oio_ucie_llr_tx: silence before the service begins says nothing", "[rtl][ucie]") {
    Sent bench(3);
    bench.dut.in_service_i = 0;
    for (unsigned k = 0; k < 10 * UcieBench::kReplayTimeout; ++k) bench.take();
    CHECK(bench.dut.timeouts_o == 0);
    CHECK(bench.dut.replay_stalled_o == 0);
    bench.link(true);
    for (unsigned k = 0; k < UcieBench::kReplayTimeout - 2; ++k) bench.take();
    CHECK(bench.dut.timeouts_o == 0);
    for (unsigned k = 0; k < 4; ++k) bench.take();
    CHECK(bench.dut.timeouts_o == 1);
}

TEST_CASE("oio_ucie_llr_tx: time-outs between which an ack comes are no stall", "[rtl][ucie]") {
    Sent bench(12);
    for (unsigned number = 0; number < 11; ++number) {
        for (unsigned k = 0; k < 2 * UcieBench::kReplayTimeout + 20; ++k) bench.take();
        bench.tell(number, false);
        REQUIRE(bench.dut.replay_stalled_o == 0);
    }
    CHECK(bench.dut.timeouts_o == 22);
}

TEST_CASE("oio_ucie_llr_tx: a link that comes back opens with an ack and replays what is owed",
          "[rtl][ucie]") {
    Sent bench(6);
    bench.tell(2, false);
    bench.link(false);
    bench.clock();
    CHECK(bench.dut.tx_valid_o == 0);
    bench.clock(2 * UcieBench::kReplayTimeout);
    CHECK(bench.dut.timeouts_o == 0);
    bench.link(true);
    CHECK(bench.take() == control_flit(4095, false));
    for (unsigned number = 3; number < 6; ++number) {
        CHECK(bench.take_data() == data_flit(number, 0, 0, number));
    }
}

TEST_CASE("oio_ucie_llr_tx: a restart forgets numbers and replay buffer and counts the loss",
          "[rtl][ucie]") {
    Sent bench(7);
    bench.tell(1, false);
    bench.link(false);
    bench.clock();
    bench.dut.restart_i = 1;
    bench.clock();
    CHECK(bench.dut.lost_o == 5);
    CHECK(bench.dut.replay_level_o == 0);
    bench.link(true);
    bench.take();
    CHECK_FALSE(bench.take_data().has_value());
    bench.die(data_flit(50));
    CHECK(bench.take_data() == data_flit(50, 0, 0, 0));
}

TEST_CASE("oio_ucie_llr_tx: spoils the CRC of exactly as many data flits as asked for",
          "[rtl][ucie]") {
    Sent bench(0);
    bench.dut.inject_crc_i = 2;
    bench.dut.inject_load_i = 1;
    bench.clock();
    CHECK(bench.take().intact());  // an ack is spared
    for (unsigned k = 0; k < 4; ++k) {
        bench.die(data_flit(k));
        const auto flit = bench.take_data();
        REQUIRE(flit.has_value());
        CHECK(flit->intact() == (k >= 2));
    }
    bench.tell(4095, true);  // the replay buffer holds the good flits
    for (unsigned k = 0; k < 4; ++k) CHECK(bench.take_data() == data_flit(k, 0, 0, k));
}

TEST_CASE("oio_ucie_llr_tx: acks take one flit in AckEvery under load", "[rtl][ucie]") {
    Sent bench(0);
    unsigned serial = 0;
    unsigned received = 0;
    unsigned last_sent = 4095;
    unsigned data = 0;
    unsigned control = 0;
    for (unsigned k = 0; k < 600; ++k) {
        if (bench.credits > 0) {
            bench.dut.die_tx_valid_i = 1;
            data_flit(serial++).to_port(bench.dut.die_tx_flit_i);
            --bench.credits;
        }
        // The far side sends three data flits and an ack of all it has got, in turn.
        bench.dut.rx_valid_i = 1;
        const Flit reply =
            k % 4 == 0 ? control_flit(last_sent, false) : data_flit(received, 0, 0, received);
        received += reply.is_data();
        reply.to_port(bench.dut.rx_flit_i);
        const Flit flit = bench.take();
        bench.clock();  // five credits do not sustain a flit in every clock
        if (flit.is_data()) last_sent = flit.number();
        if (k >= 20) (flit.is_data() ? data : control) += 1;  // before, the buffer fills
    }
    CHECK(data > 500);
    CHECK(control >= data / UcieBench::kAckEvery - 1);
    CHECK(control <= data / UcieBench::kAckEvery + 1);
}

TEST_CASE("oio_ucie_llr_tx: what an old replay read is not sent for the same number later",
          "[rtl][ucie]") {
    Sent bench(10);
    bench.tell(4095, true);  // flit 0 is read ahead
    bench.tell(9, false);    // and not needed any more
    for (unsigned serial = 10; serial <= 4096; ++serial) {
        bench.die(data_flit(serial));
        REQUIRE(bench.take_data().has_value());
        if (serial < 4096) bench.arrive(control_flit(serial, false));
    }
    bench.clock(3);
    REQUIRE(bench.dut.replay_level_o == 1);
    bench.tell(4095, true);
    CHECK(bench.take_data() == data_flit(4096, 0, 0, 0));
}
