// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/optical_probe.hpp"

#include <algorithm>

namespace oio {

namespace {

// Average power at a detector of the nominal lane at length 0.
double nominal_received_uw() {
    return kEmitterUw * std::pow(10.0, -kFixedLossDb / 10.0);
}

}  // namespace

double eye_margin_sigma(const PhaseGrid& grid, int f, double gain, double threshold, double sigma) {
    double worst = HUGE_VAL;
    for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; ++pattern) {
        const double above = gain * static_cast<double>(grid.level(f, pattern)) - threshold;
        const bool one = ((pattern >> PhaseGrid::kPre) & 1u) != 0;
        worst = std::min(worst, one ? above : -above);
    }
    return worst / sigma;
}

ChannelProbe::ChannelProbe(LaneChannel& channel)
    : channel_(channel),
      position_of_(static_cast<std::size_t>(channel.config().lanes)),
      seen_(static_cast<std::size_t>(channel.config().lanes)) {
    for (int i = 0; i < lanes(); ++i) {
        position_of_[static_cast<std::size_t>(channel.config().source_lane(i))] = i;
    }
}

int ChannelProbe::lanes() const {
    return channel_.config().lanes;
}

int ChannelProbe::position(int lane) const {
    return position_of_[static_cast<std::size_t>(lane)];
}

double ChannelProbe::emitted_dbm(int, bool enabled, std::uint8_t drive) const {
    return enabled ? dbm_of_uw(kEmitterUw * channel_.config().drive(drive)) : kDarkDbm;
}

bool ChannelProbe::changed(int lane) const {
    const LanePoint& point = channel_.point(position(lane));
    const Seen& seen = seen_[static_cast<std::size_t>(lane)];
    return !seen.valid || point.gain != seen.gain || point.threshold != seen.threshold ||
           point.where.fraction != seen.fraction || channel_.response(lane).grid.get() != seen.grid;
}

LaneOptics ChannelProbe::optics(int lane) {
    Seen& seen = seen_[static_cast<std::size_t>(lane)];
    if (!changed(lane)) return seen.optics;
    const LaneResponse& response = channel_.response(lane);
    const LanePoint& point = channel_.point(position(lane));
    seen.valid = true;
    seen.gain = point.gain;
    seen.threshold = point.threshold;
    seen.fraction = point.where.fraction;
    seen.grid = response.grid.get();
    const double nominal_uw = nominal_received_uw();
    LaneOptics& optics = seen.optics;
    // The grid's level of endless ones holds the fibre's loss.
    const double level = point.gain * response.grid->all_ones(PhaseGrid::kPhases / 2);
    optics.received_dbm = dbm_of_uw(nominal_uw * level);
    // Noise of the mean level, as half of all bits are ones.
    optics.eye_sigma = eye_margin_sigma(*response.grid, point.where.fraction, point.gain,
                                        point.threshold, response.sigma(0.5 * level));
    optics.phase_ui = static_cast<double>(point.where.fraction) / PhaseGrid::kPhases;
    optics.threshold_uw = point.threshold * nominal_uw * kModulationOverAverage;
    return optics;
}

std::uint64_t ChannelProbe::errors(int lane) {
    return channel_.counters(position(lane)).errors;
}

}  // namespace oio
