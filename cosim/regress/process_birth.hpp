// SPDX-License-Identifier: Apache-2.0
//
// Who a process is, also after it has gone.
#pragma once

#include <sys/types.h>

#include <string>

namespace oio {

std::string host_name();

/// Start time of a process in clock ticks since boot, and the boot: tells a process of this host
/// from a later one with the same number. Empty when there is no such process, or only what its
/// parent has not yet collected.
std::string process_birth(pid_t pid);

}  // namespace oio
