// SPDX-License-Identifier: Apache-2.0
//
// Ctrl-C ends a regression or a sweep in order; a second one ends it as usual.
#pragma once

#include <csignal>
#include <cstddef>

namespace oio {

/// While one of these lives, the first SIGINT, SIGTERM or SIGHUP is only noted. One at a time.
class InterruptGuard {
public:
    InterruptGuard();
    ~InterruptGuard();
    InterruptGuard(const InterruptGuard&) = delete;
    InterruptGuard& operator=(const InterruptGuard&) = delete;

    static bool interrupted();

private:
    static constexpr std::size_t kCount = 3;
    struct sigaction before_[kCount];
};

}  // namespace oio
