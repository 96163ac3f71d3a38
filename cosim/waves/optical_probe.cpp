// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/optical_probe.hpp"

namespace oio {

ChannelProbe::ChannelProbe(LaneChannel& channel, const LightScale& scale)
    : channel_(channel),
      scale_(scale),
      position_of_(static_cast<std::size_t>(channel.config().lanes)),
      seen_(static_cast<std::size_t>(channel.config().lanes)) {
    set_ambient(25.0);
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
    return enabled ? dbm_of_uw(emitter_uw_ * channel_.config().drive(drive)) : kDarkDbm;
}

bool ChannelProbe::changed(int lane) const {
    const Seen& seen = seen_[static_cast<std::size_t>(lane)];
    return !seen.valid || channel_.point_version(position(lane)) != seen.version;
}

LaneOptics ChannelProbe::optics(int lane) {
    Seen& seen = seen_[static_cast<std::size_t>(lane)];
    if (!changed(lane)) return seen.optics;
    const LanePoint& point = channel_.point(position(lane));
    const LaneResponse& response = channel_.response(lane);
    seen.valid = true;
    seen.version = channel_.point_version(position(lane));
    LaneOptics& optics = seen.optics;
    // The grid's levels hold the fibre's loss.
    constexpr int kMiddle = PhaseGrid::kPhases / 2;
    const PhaseGrid& grid = *response.grid;
    optics.received_dbm =
        dbm_of_uw(scale_.received_uw(point.gain * grid.all_ones(kMiddle),
                                     point.gain * static_cast<double>(grid.level(kMiddle, 0))));
    optics.eye_sigma = channel_.eye_sigma(position(lane));
    optics.phase_ui = static_cast<double>(point.where.fraction) / PhaseGrid::kPhases;
    optics.threshold_uw = scale_.decision_uw(point.threshold);
    return optics;
}

std::uint64_t ChannelProbe::errors(int lane) {
    return channel_.counters(position(lane)).errors;
}

}  // namespace oio
