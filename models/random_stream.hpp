// SPDX-License-Identifier: Apache-2.0
//
// Random numbers for every stochastic element: one independent stream per (seed, name, purpose).
//
// Counter-based (Philox4x32-10; Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as
// 1, 2, 3", SC11, 2011), so a stream is a pure function of its key: adding an element or reordering
// calls of other elements never changes its numbers. Cheap to copy; a copy continues from the same
// place.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace oio {

/// One block of Philox4x32 with 10 rounds.
std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                           std::array<std::uint32_t, 2> key);

class RandomStream {
public:
    /// `name` is the hierarchical name of the element, `purpose` what the numbers are for.
    RandomStream(std::uint64_t seed, std::string_view name, std::string_view purpose);

    std::uint32_t next_u32() {
        if (used_ == block_.size()) refill();
        return block_[used_++];
    }
    std::uint64_t next_u64() {
        const std::uint64_t low = next_u32();
        return low | (static_cast<std::uint64_t>(next_u32()) << 32);
    }
    /// In the open interval (0, 1): odd multiples of 2^-53.
    double uniform() {
        return (static_cast<double>(next_u64() >> 12) + 0.5) * (1.0 / 4503599627370496.0);
    }
    /// Mean 0, variance 1 (Box-Muller; every second call is free of logarithms).
    double normal();
    /// Failures before the first success of trials with probability `p`. 0 for p >= 1 and the
    /// largest integer for p <= 0 or where the count does not fit.
    std::uint64_t geometric(double p);

private:
    void refill();

    std::array<std::uint32_t, 4> counter_;
    std::array<std::uint32_t, 2> key_;
    std::array<std::uint32_t, 4> block_{};
    std::uint32_t used_ = 4;
    bool have_spare_ = false;
    double spare_ = 0.0;
};

}  // namespace oio
