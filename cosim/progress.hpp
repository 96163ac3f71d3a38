// SPDX-License-Identifier: Apache-2.0
//
// How a long job tells what it is doing. The base class is silent.
#pragma once

#include <cstdint>
#include <string>

namespace oio {

class Progress {
public:
    virtual ~Progress() = default;

    /// A new phase begins ("building RTL small-16", "training", "running").
    virtual void phase(const std::string& name) { (void)name; }
    /// Simulated time and the share of the job that is done, 0 to 1 (negative: not known).
    /// Cheap: may be called every few microseconds of simulated time.
    virtual void update(std::uint64_t time_fs, double done) { (void)time_fs, (void)done; }
    /// One line for the log (and the terminal, when not quiet).
    virtual void note(const std::string& line) { (void)line; }
    /// Like note(), for something that the user should look at.
    virtual void warn(const std::string& line) { (void)line; }
};

}  // namespace oio
