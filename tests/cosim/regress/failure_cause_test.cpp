// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/failure_cause.hpp"

#include <catch2/catch.hpp>
#include <csignal>

using oio::find_cause;
using oio::RunDigest;
using oio::RunOutcome;
using oio::RunState;

namespace {

std::string bucket(RunState state, const std::vector<oio::RunFailure>& failures,
                   const std::string& dump = "") {
    RunOutcome outcome;
    outcome.state = state;
    RunDigest digest;
    digest.failures = failures;
    digest.state_dump = dump;
    return find_cause(outcome, &digest).bucket();
}

std::string crash(int signal, const std::string& detail) {
    RunOutcome outcome;
    outcome.state = RunState::Crash;
    outcome.signal = signal;
    outcome.detail = detail;
    return find_cause(outcome, nullptr).bucket();
}

}  // namespace

TEST_CASE("failure_cause: lanes, times and seeds do not split a bucket", "[cosim][regress]") {
    const auto assertion = [](const std::string& lane, double time_us) {
        return bucket(RunState::Fail,
                      {{"rtl_assertion",
                        "RTL assertion in chiplet_a.u_serdes_rx.gen_lane[" + lane +
                            "].u_lane (rtl/serdes/oio_serdes_rx.sv:88): Assertion failed: level " +
                            lane + " too high",
                        time_us}});
    };
    CHECK(assertion("3", 10.0) == assertion("17", 99.0));
    CHECK_THAT(assertion("3", 10.0), Catch::StartsWith("serdes/assertion oio_serdes_rx.sv"));
    CHECK(bucket(RunState::Fail, {{"training", "chiplet_a of link 0-1: too few lanes", 1.0}}) ==
          bucket(RunState::Fail, {{"training", "chiplet_b of link 2-3: too few lanes", 7.0}}));
}

TEST_CASE("failure_cause: different causes have different buckets", "[cosim][regress]") {
    const std::string few =
        bucket(RunState::Fail, {{"training", "chiplet_a of link 0-1: too few lanes"}});
    const std::string dark =
        bucket(RunState::Fail, {{"training", "chiplet_a of link 0-1: no signal"}});
    CHECK(few != dark);
    CHECK(bucket(RunState::Fail, {{"mismatch", "3 payload bytes differ"}}) !=
          bucket(RunState::Fail, {{"lost", "3 flits were lost"}}));
    CHECK(crash(SIGSEGV, "ended by signal 11") != crash(SIGABRT, "ended by signal 6"));
    CHECK(crash(SIGABRT, "ended by signal 6\nassert a failed") !=
          crash(SIGABRT, "ended by signal 6\nassert b failed"));
    CHECK(bucket(RunState::Timeout, {{"watchdog", "nothing moved for 500 us"}},
                 "link 0-1 chiplet_a: active (failure none); x\n") !=
          bucket(RunState::Timeout, {{"watchdog", "nothing moved for 500 us"}},
                 "link 0-1 chiplet_a: retrain (failure none); x\n"));
    CHECK(bucket(RunState::Fail, {{"gate", "training_us is 5 us, the list allows at most 4 us"}}) ==
          "phy/gate training_us");
}

TEST_CASE("failure_cause: the first divergence counts more than any check", "[cosim][regress]") {
    RunOutcome outcome;
    outcome.state = RunState::Fail;
    const auto cause = [&](const std::string& check, const std::string& detail) {
        RunDigest digest;
        digest.failures = {{check, "7 bytes differ"}};
        digest.first_divergence = oio::Divergence{"ucie", "the die got a flit again", detail, 4.5};
        return find_cause(outcome, &digest);
    };
    CHECK(cause("mismatch", "flit 3").bucket() == "ucie/the die got a flit again");
    CHECK(cause("mismatch", "flit 3").bucket() == cause("max_p99_latency_ns", "flit 812").bucket());
    CHECK(cause("mismatch", "flit 3").time_us == Approx(4.5));
    CHECK(cause("mismatch", "flit 3").message == "flit 3; mismatch: 7 bytes differ");
    // It stopped the run where it failed.
    CHECK(cause("rtl_assertion", "flit 3").bucket() != "ucie/the die got a flit again");
}

TEST_CASE("failure_cause: violations at either die and in any number are one cause",
          "[cosim][regress]") {
    const auto protocol = [](const std::string& text) {
        return bucket(RunState::Fail, {{"protocol", text}});
    };
    CHECK(protocol("12 protocol violations; the first: link_0_1.die_a: crc: received data flit 40 "
                   "with a bad CRC") ==
          protocol("3 protocol violations; the first: link_2_3.die_b: crc: received data flit 2 "
                   "with a bad CRC"));
}

TEST_CASE("failure_cause: of several failures the one nearest to the cause counts",
          "[cosim][regress]") {
    CHECK(bucket(RunState::Fail, {{"max_ber", "ber is 1"},
                                  {"mismatch", "5 payload bytes differ"},
                                  {"die_port", "2 violations at die a of link 0-1"}}) ==
          "ucie/die_port: N violations at die of link N-N");
}
