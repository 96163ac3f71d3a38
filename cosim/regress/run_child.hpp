// SPDX-License-Identifier: Apache-2.0
//
// The forked process of one run.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "cosim/regress/run_order.hpp"

namespace oio {

/// Exit code of a child that could not write: the disk is full. Seen only inside the runner.
constexpr int kNoSpaceExit = 75;
/// In the run's folder: what it wrote to standard error; absent when it wrote nothing.
constexpr const char* kChildStderr = "stderr.txt";

struct RunProcess {
    pid_t pid = -1;
    int report = -1;  ///< Where it says what the run itself has used; the caller closes it.
};

/// Forks; the child runs `run(order.line)` and exits with its code. It dies with its parent. Throws
/// std::runtime_error when no process can be made.
RunProcess fork_run(const RunOrder& order, const RunFunction& run);

/// Processor time of the run itself, in s; 0 = it did not come to say so.
double reported_processor_s(const RunProcess& process);
/// Processor time of this process and of its children that have ended, in s.
double processor_s();

/// No room for another result there.
bool disk_is_full(const std::filesystem::path& folder);

/// The end of a text file, at most some 2000 characters from the start of a line.
std::string last_lines(const std::filesystem::path& path);

}  // namespace oio
