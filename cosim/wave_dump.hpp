// SPDX-License-Identifier: Apache-2.0
//
// Full waves of all chiplets of a run, one sample per clock edge.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "cosim/rtl_library.hpp"
#include "cosim/rtl_link.hpp"
#include "cosim/traffic.hpp"

namespace oio {

class WaveDump {
public:
    WaveDump(RtlLibrary& library, const std::filesystem::path& path, RtlLinks& links) {
        std::vector<RtlChiplet*> chiplets;
        for (std::unique_ptr<RtlLink>& link : links) {
            for (int side = 0; side < 2; ++side) chiplets.push_back(&link->chiplet(side).rtl());
        }
        trace_ = library.create_trace(path, chiplets);
        for (std::unique_ptr<RtlLink>& link : links) {
            for (int side = 0; side < 2; ++side) {
                link->chiplet(side).on_edge([this](std::uint64_t time_fs) { dump(time_fs); });
            }
        }
    }
    void close() { trace_->close(); }

private:
    // Two clocks may rise at once: the file takes one sample per time.
    void dump(std::uint64_t time_fs) {
        if (time_fs <= last_fs_) return;
        last_fs_ = time_fs;
        trace_->dump(time_fs);
    }

    std::unique_ptr<RtlTrace> trace_;
    std::uint64_t last_fs_ = 0;
};

}  // namespace oio
