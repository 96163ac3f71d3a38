// SPDX-License-Identifier: Apache-2.0
//
// How much memory an array task asks its cluster for, when the user does not say.
#pragma once

#include <string>

#include "cosim/regress/ledger.hpp"

namespace oio {

struct TaskMemory {
    int megabytes = 0;   ///< 0 = nothing is known: the cluster's default.
    std::string reason;  ///< For the user.
};

/// The largest resident set that a run of these tests has had, and 30 % more for seeds that take
/// more. A task executes its runs one after the other, in a process beside its own of some 30 MB,
/// which a margin of small runs would not cover: never less than 128 MB.
TaskMemory task_memory(const MemoryPeak& known);

}  // namespace oio
