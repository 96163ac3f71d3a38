// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/process_birth.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>

TEST_CASE("process_birth: a process keeps its own, one that has gone has none", "[regress]") {
    const std::string here = oio::process_birth(getpid());
    CHECK_FALSE(here.empty());
    CHECK(oio::process_birth(getpid()) == here);
    int gate[2];
    REQUIRE(pipe(gate) == 0);
    const pid_t child = fork();
    if (child == 0) {
        close(gate[1]);
        char byte = 0;
        _exit(read(gate[0], &byte, 1) == 0 ? 0 : 1);
    }
    REQUIRE(child > 0);
    CHECK_FALSE(oio::process_birth(child).empty());
    close(gate[1]);
    close(gate[0]);
    siginfo_t ended{};
    REQUIRE(waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) == 0);
    CHECK(oio::process_birth(child).empty());  // A zombie still.
    waitpid(child, nullptr, 0);
    CHECK(oio::process_birth(child).empty());
    CHECK_FALSE(oio::host_name().empty());
}
