// SPDX-License-Identifier: Apache-2.0
//
// A histogram of times with bounded memory and exact extremes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace oio {

/// Times are counted in picoseconds: exactly below 16.384 ns, in bins of at most 1/8192 of the
/// value above. Minimum, maximum and mean are exact. An empty histogram answers 0 to everything.
class LatencyHistogram {
public:
    void add(std::uint64_t time_fs);
    void merge(const LatencyHistogram& other);
    std::uint64_t count() const { return count_; }
    double min_ns() const;
    double max_ns() const;
    double mean_ns() const;
    /// The smallest time that at least the share `p` (0 to 1) of the samples do not exceed.
    double percentile_ns(double p) const;

    struct Bin {
        double low_ns;
        double high_ns;
        std::uint64_t count;
    };
    /// At most `most` bins of equal width from the minimum to the 99.9th percentile; samples above
    /// that are in the last one.
    std::vector<Bin> bins(int most) const;

private:
    static std::size_t index_of(std::uint64_t ps);
    static std::uint64_t low_of(std::size_t index);

    std::vector<std::uint64_t> counts_;
    std::uint64_t count_ = 0;
    std::uint64_t min_fs_ = ~std::uint64_t{0};
    std::uint64_t max_fs_ = 0;
    double sum_fs_ = 0.0;
};

}  // namespace oio
