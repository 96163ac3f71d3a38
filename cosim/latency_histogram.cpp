// SPDX-License-Identifier: Apache-2.0
#include "cosim/latency_histogram.hpp"

#include <algorithm>
#include <cmath>

namespace oio {

namespace {

constexpr double kFsPerNs = 1e6;
constexpr double kPsPerNs = 1e3;
constexpr std::uint64_t kFsPerPs = 1000;
constexpr unsigned kExactBits = 14;  // One bin per ps below 2^14 ps.
constexpr std::size_t kExact = std::size_t{1} << kExactBits;
constexpr std::size_t kPerOctave = kExact / 2;

}  // namespace

std::size_t LatencyHistogram::index_of(std::uint64_t ps) {
    if (ps < kExact) return ps;
    const unsigned top = 63u - static_cast<unsigned>(__builtin_clzll(ps));
    const unsigned shift = top - (kExactBits - 1);
    return kExact + (shift - 1) * kPerOctave + ((ps >> shift) - kPerOctave);
}

std::uint64_t LatencyHistogram::low_of(std::size_t index) {
    if (index < kExact) return index;
    const std::size_t shift = (index - kExact) / kPerOctave + 1;
    return (std::uint64_t{(index - kExact) % kPerOctave} + kPerOctave) << shift;
}

void LatencyHistogram::add(std::uint64_t time_fs) {
    const std::size_t index = index_of((time_fs + kFsPerPs / 2) / kFsPerPs);
    if (index >= counts_.size()) counts_.resize(index + 1, 0);
    ++counts_[index];
    ++count_;
    sum_fs_ += static_cast<double>(time_fs);
    min_fs_ = std::min(min_fs_, time_fs);
    max_fs_ = std::max(max_fs_, time_fs);
}

void LatencyHistogram::merge(const LatencyHistogram& other) {
    if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size(), 0);
    for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
    count_ += other.count_;
    sum_fs_ += other.sum_fs_;
    min_fs_ = std::min(min_fs_, other.min_fs_);
    max_fs_ = std::max(max_fs_, other.max_fs_);
}

double LatencyHistogram::min_ns() const {
    return count_ == 0 ? 0.0 : static_cast<double>(min_fs_) / kFsPerNs;
}

double LatencyHistogram::max_ns() const {
    return static_cast<double>(max_fs_) / kFsPerNs;
}

double LatencyHistogram::mean_ns() const {
    return count_ == 0 ? 0.0 : sum_fs_ / static_cast<double>(count_) / kFsPerNs;
}

double LatencyHistogram::percentile_ns(double p) const {
    if (count_ == 0) return 0.0;
    const auto wanted = static_cast<std::uint64_t>(
        std::max(1.0, std::ceil(p * static_cast<double>(count_) - 1e-9)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        seen += counts_[i];
        if (seen < wanted) continue;
        const double middle =
            (static_cast<double>(low_of(i)) + static_cast<double>(low_of(i + 1) - 1)) / 2.0 /
            kPsPerNs;
        return std::clamp(middle, min_ns(), max_ns());
    }
    return max_ns();
}

std::vector<LatencyHistogram::Bin> LatencyHistogram::bins(int most) const {
    constexpr double kShown = 0.999;
    std::vector<Bin> bins;
    if (count_ == 0) return bins;
    const double low = min_ns();
    const double high = std::max(percentile_ns(kShown), low + most * 1.0 / kPsPerNs);
    const double width = (high - low) / most;
    for (int i = 0; i < most; ++i) bins.push_back({low + i * width, low + (i + 1) * width, 0});
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        if (counts_[i] == 0) continue;
        const double ns = static_cast<double>(low_of(i)) / kPsPerNs;
        const int bin = std::clamp(static_cast<int>((ns - low) / width), 0, most - 1);
        bins[static_cast<std::size_t>(bin)].count += counts_[i];
    }
    return bins;
}

}  // namespace oio
