// SPDX-License-Identifier: Apache-2.0
//
// Register accesses of the program, driven onto a chiplet's APB pins one core clock at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>

#include "cosim/rtl_chiplet.hpp"

namespace oio {

class ApbMaster {
public:
    /// `done` gets the data read (0 for a write) and whether the chiplet answered with an error.
    using Done = std::function<void(std::uint32_t data, bool error)>;

    void write(std::uint16_t address, std::uint32_t data, Done done = {});
    void read(std::uint16_t address, Done done);
    bool idle() const { return queue_.empty(); }

    /// Before and after every core edge.
    void before_edge(RtlChiplet& rtl);
    void after_edge(RtlChiplet& rtl);

private:
    struct Access {
        ApbRequest request;
        Done done;
    };
    std::deque<Access> queue_;
    bool access_phase_ = false;
    bool pins_driven_ = false;
};

}  // namespace oio
