// SPDX-License-Identifier: Apache-2.0
#include "models/channel/pattern_grid.hpp"

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>
#include <unsupported/Eigen/FFT>

namespace oio {

namespace {

constexpr int kPhases = PhaseGrid::kPhases;
constexpr int kLatestUi = 8;  // of the best sample after the start of a bit

/// Delay, in samples, of the middle of the eye: where the lowest 1 is farthest above the highest 0.
std::size_t best_delay(const std::vector<double>& waveform, const std::vector<std::uint8_t>& bits) {
    constexpr std::size_t kDelays = std::size_t{kLatestUi} * kPhases;
    constexpr double kNone = std::numeric_limits<double>::infinity();
    std::vector<double> lowest_one(kDelays, kNone), highest_zero(kDelays, -kNone);
    for (std::size_t bit = 0; bit < bits.size(); ++bit) {
        // Samples from the bit's start on, across the end of the waveform in two pieces.
        const std::size_t start = bit * kPhases;
        for (std::size_t delay = 0; delay < kDelays;) {
            const std::size_t at = (start + delay) % waveform.size();
            const std::size_t count = std::min(kDelays - delay, waveform.size() - at);
            const double* const levels = waveform.data() + at;
            double* const extreme = (bits[bit] != 0 ? lowest_one : highest_zero).data() + delay;
            if (bits[bit] != 0) {
                for (std::size_t i = 0; i < count; ++i)
                    extreme[i] = std::min(extreme[i], levels[i]);
            } else {
                for (std::size_t i = 0; i < count; ++i)
                    extreme[i] = std::max(extreme[i], levels[i]);
            }
            delay += count;
        }
    }
    std::vector<double> openings(kDelays);
    for (std::size_t delay = 0; delay < kDelays; ++delay) {
        openings[delay] = lowest_one[delay] - highest_zero[delay];
    }
    return PhaseGrid::middle_of_eye(openings);
}

}  // namespace

std::vector<std::uint8_t> de_bruijn(int order) {
    if (order < 1 || order > 20) {
        throw std::invalid_argument("de_bruijn.order: " + std::to_string(order) +
                                    " is outside [1, 20]");
    }
    // Prefer a 1 unless that pattern has been seen (Martin's greedy construction).
    const std::size_t size = std::size_t{1} << order;
    std::vector<std::uint8_t> seen(size, 0);
    std::vector<std::uint8_t> bits;
    std::size_t state = 0;
    seen[0] = 1;
    bits.push_back(0);
    while (bits.size() < size) {
        const std::size_t with_one = ((state << 1) | 1u) & (size - 1);
        const std::size_t next = seen[with_one] == 0 ? with_one : (state << 1) & (size - 1);
        seen[next] = 1;
        state = next;
        bits.push_back(static_cast<std::uint8_t>(state & 1u));
    }
    return bits;
}

std::vector<double> filter_periodic(const std::vector<double>& waveform, int samples_per_ui,
                                    const TransferFunction& transfer) {
    if (waveform.empty() || (waveform.size() & (waveform.size() - 1)) != 0 || samples_per_ui < 1) {
        throw std::invalid_argument("filter_periodic: " + std::to_string(waveform.size()) +
                                    " samples, must be a power of two");
    }
    // Keeps its tables of sines, which cost as much as a transform, and nothing else.
    thread_local Eigen::FFT<double> fft;
    fft.SetFlag(Eigen::FFT<double>::HalfSpectrum);
    std::vector<std::complex<double>> spectrum;
    fft.fwd(spectrum, waveform);
    const double spacing =
        static_cast<double>(samples_per_ui) / static_cast<double>(waveform.size());
    for (std::size_t k = 0; k < spectrum.size(); ++k) {
        spectrum[k] *= transfer(static_cast<double>(k) * spacing);
    }
    std::vector<double> filtered;
    fft.inv(filtered, spectrum, static_cast<Eigen::FFT<double>::Index>(waveform.size()));
    return filtered;
}

PhaseGrid pattern_grid(const std::vector<double>& waveform, const std::vector<std::uint8_t>& bits) {
    if (bits.size() < PhaseGrid::kPatterns || waveform.size() != bits.size() * kPhases) {
        throw std::invalid_argument("pattern_grid: " + std::to_string(waveform.size()) +
                                    " samples for " + std::to_string(bits.size()) + " bits");
    }
    const std::size_t delay = best_delay(waveform, bits);
    // By pattern, then phase: as the waveform has them.
    std::vector<double> sums(std::size_t{kPhases} * PhaseGrid::kPatterns, 0.0);
    std::vector<int> counts(PhaseGrid::kPatterns, 0);
    for (std::size_t cursor = 0; cursor < bits.size(); ++cursor) {
        unsigned pattern = 0;
        for (int k = 0; k < PhaseGrid::kTaps; ++k) {
            const std::size_t bit =
                (cursor + bits.size() + PhaseGrid::kPre - static_cast<std::size_t>(k)) %
                bits.size();
            pattern |= static_cast<unsigned>(bits[bit]) << k;
        }
        ++counts[pattern];
        const std::size_t first = cursor * kPhases + delay + waveform.size() - kPhases / 2;
        double* const sum = sums.data() + std::size_t{pattern} * kPhases;
        for (std::size_t f = 0; f < kPhases; ++f) sum[f] += waveform[(first + f) % waveform.size()];
    }
    std::vector<float> levels(sums.size());
    for (std::size_t pattern = 0; pattern < PhaseGrid::kPatterns; ++pattern) {
        if (counts[pattern] == 0) {
            throw std::invalid_argument("pattern_grid: the bits do not hold every pattern");
        }
        for (std::size_t f = 0; f < kPhases; ++f) {
            levels[f * PhaseGrid::kPatterns + pattern] =
                static_cast<float>(sums[pattern * kPhases + f] / counts[pattern]);
        }
    }
    const double reference = (static_cast<double>(delay) - kPhases / 2.0) / kPhases;
    return PhaseGrid(reference, std::move(levels));
}

}  // namespace oio
