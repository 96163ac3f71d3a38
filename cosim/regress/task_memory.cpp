// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/task_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace oio {

namespace {

constexpr double kMargin = 1.3;
constexpr double kLeastMb = 128.0;

}  // namespace

TaskMemory task_memory(const MemoryPeak& known) {
    if (known.largest_mb <= 0.0) return {};
    const double megabytes = std::ceil(std::max(kLeastMb, kMargin * known.largest_mb));
    return {static_cast<int>(megabytes),
            fmt::format("a run of {} took {:.0f} MB", known.test, known.largest_mb)};
}

}  // namespace oio
