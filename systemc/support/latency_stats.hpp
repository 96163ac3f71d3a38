// SPDX-License-Identifier: Apache-2.0
// Count, minimum, maximum and mean of times, in femtoseconds.
#pragma once

#include <algorithm>
#include <cstdint>

namespace oio {

class LatencyStats {
public:
    void add(std::uint64_t fs) {
        min_fs_ = count_ == 0 ? fs : std::min(min_fs_, fs);
        max_fs_ = std::max(max_fs_, fs);
        sum_fs_ += static_cast<double>(fs);
        ++count_;
    }

    std::uint64_t count() const { return count_; }
    /// All three are 0 when nothing was added.
    double min_ns() const { return static_cast<double>(min_fs_) * 1e-6; }
    double max_ns() const { return static_cast<double>(max_fs_) * 1e-6; }
    double mean_ns() const {
        return count_ == 0 ? 0.0 : sum_fs_ / static_cast<double>(count_) * 1e-6;
    }

private:
    std::uint64_t count_ = 0;
    std::uint64_t min_fs_ = 0;
    std::uint64_t max_fs_ = 0;
    double sum_fs_ = 0.0;
};

}  // namespace oio
