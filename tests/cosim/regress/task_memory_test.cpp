// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/task_memory.hpp"

#include <catch2/catch.hpp>

using oio::task_memory;
using oio::TaskMemory;

TEST_CASE("task_memory: 1.3 times the largest run, rounded up", "[cosim][regress]") {
    const TaskMemory memory = task_memory({1000.5, "wide", 0});
    CHECK(memory.megabytes == 1301);
    CHECK(memory.reason == "a run of wide took 1000 MB");
}

TEST_CASE("task_memory: small runs leave room for the process of the task", "[cosim][regress]") {
    CHECK(task_memory({20.0, "small", 0}).megabytes == 128);
}

TEST_CASE("task_memory: nothing known, nothing asked for", "[cosim][regress]") {
    CHECK(task_memory({0.0, "", 3}).megabytes == 0);
}
