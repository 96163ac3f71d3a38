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

/// Forks; the child runs `run(order.line)` and exits with its code. It dies with its parent. Throws
/// std::runtime_error when no process can be made.
pid_t fork_run(const RunOrder& order, const RunFunction& run);

/// No room for another result there.
bool disk_is_full(const std::filesystem::path& folder);

/// The end of a text file, at most some 2000 characters from the start of a line.
std::string last_lines(const std::filesystem::path& path);

}  // namespace oio
