// SPDX-License-Identifier: Apache-2.0
//
// The phase grid of a lane that is not linear: light of a bit sequence that holds every pattern,
// sent through the linear part of the lane and read at every pattern and phase.
#pragma once

#include <complex>
#include <cstdint>
#include <functional>
#include <vector>

#include "models/channel/phase_grid.hpp"

namespace oio {

/// Cyclic sequence of 2^order bits in which each pattern of `order` bits appears once (1 to 20).
std::vector<std::uint8_t> de_bruijn(int order);

/// Response at a frequency in cycles per unit interval, 1 at 0.
using TransferFunction = std::function<std::complex<double>(double cycles_per_ui)>;

/// A periodic waveform after a linear response. The length must be a power of two.
std::vector<double> filter_periodic(const std::vector<double>& waveform, int samples_per_ui,
                                    const TransferFunction& transfer);

/// Grid of the sequence de_bruijn(order), order >= PhaseGrid::kTaps, from its waveform with
/// PhaseGrid::kPhases samples per unit interval. A level is the mean over the bits outside of its
/// pattern. The most open eye lies at phase 32. Throws std::invalid_argument for a wrong length.
PhaseGrid pattern_grid(const std::vector<double>& waveform, const std::vector<std::uint8_t>& bits);

}  // namespace oio
