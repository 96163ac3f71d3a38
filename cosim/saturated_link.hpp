// SPDX-License-Identifier: Apache-2.0
//
// The co-simulation side of `oio bench`: one saturated link in a process of its own, which measures
// a stretch of simulated time whenever it is told to.
#pragma once

#include <sys/types.h>

#include "cosim/sim_config.hpp"

namespace oio {

class SaturatedLink {
public:
    /// Forks a child that loads the RTL, builds the bench and trains; the RTL must be built
    /// already. SystemC elaborates once per process, so each configuration needs its own.
    explicit SaturatedLink(const SimConfig& config);
    ~SaturatedLink();
    SaturatedLink(const SaturatedLink&) = delete;
    SaturatedLink& operator=(const SaturatedLink&) = delete;

    /// CPU seconds for so many word clocks of saturated traffic. The first call waits for the
    /// training. Throws std::runtime_error when the child fails.
    double cpu_seconds(std::uint64_t word_clocks);

private:
    pid_t child_ = -1;
    int to_child_ = -1;
    int from_child_ = -1;
};

/// CPU time of this process, seconds.
double process_cpu_seconds();

}  // namespace oio
