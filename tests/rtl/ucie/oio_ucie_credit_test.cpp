// SPDX-License-Identifier: Apache-2.0
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdio>

#include "tests/rtl/ucie/ucie_bench.hpp"

using oio::test::data_flit;
using oio::test::Flit;
using oio::test::UcieBench;

TEST_CASE("oio_ucie_credit: grants the whole buffer in the first clock and nothing more",
          "[rtl][ucie]") {
    UcieBench bench;
    CHECK(bench.dut.die_tx_credit_o == 0);
    bench.clock();
    CHECK(bench.dut.die_tx_credit_o == UcieBench::kIngressDepth);
    bench.clock(50);
    CHECK(bench.credits == UcieBench::kIngressDepth);
}

TEST_CASE("oio_ucie_credit: returns one credit for each flit that leaves the buffer",
          "[rtl][ucie]") {
    UcieBench bench;
    bench.clock(3);
    for (unsigned k = 0; k < UcieBench::kIngressDepth; ++k) bench.die(data_flit(k));
    bench.clock(20);
    CHECK(bench.credits == 0);
    bench.link(true);
    bench.clock();
    for (unsigned left = 1; left <= UcieBench::kIngressDepth; ++left) {
        REQUIRE(bench.take_data().has_value());
        bench.clock(2);
        CHECK(bench.credits == left);
    }
    bench.clock(20);
    CHECK(bench.credits == UcieBench::kIngressDepth);
}

TEST_CASE("oio_ucie_credit: returns the credit of a discarded flit", "[rtl][ucie]") {
    UcieBench bench;
    bench.clock(3);
    Flit bad = data_flit(1);
    bad.flip(999);
    bench.die(bad);
    bench.die(Flit{});  // NOP
    CHECK(bench.credits == UcieBench::kIngressDepth - 2);
    bench.clock(4);
    CHECK(bench.credits == UcieBench::kIngressDepth);
}

TEST_CASE("oio_ucie_credit: a flit that leaves while another is discarded returns two credits",
          "[rtl][ucie]") {
    UcieBench bench;
    bench.link(true);
    bench.clock(3);
    bench.take();
    bench.die(data_flit(1));
    bench.die(Flit{});
    REQUIRE(bench.take().is_data());
    bench.clock();
    CHECK(bench.credits == UcieBench::kIngressDepth);
}

TEST_CASE("oio_ucie_credit: a die that sends without a credit is stopped by an assertion",
          "[rtl][ucie]") {
    // In a child process, because a failed assertion aborts.
    const unsigned flits = GENERATE(UcieBench::kIngressDepth, UcieBench::kIngressDepth + 1);
    std::fflush(nullptr);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        std::signal(SIGABRT, SIG_DFL);  // instead of Catch's report
        if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(9);
        if (std::freopen("/dev/null", "w", stderr) == nullptr) _exit(9);
        UcieBench bench;
        bench.clock(3);
        for (unsigned k = 0; k < flits; ++k) bench.die(data_flit(k));
        bench.clock(3);
        _exit(0);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    if (flits == UcieBench::kIngressDepth) {
        CHECK(WIFEXITED(status));
    } else {
        REQUIRE(WIFSIGNALED(status));
        CHECK(WTERMSIG(status) == SIGABRT);
    }
}
