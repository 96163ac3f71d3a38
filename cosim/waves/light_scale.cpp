// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/light_scale.hpp"

#include <cmath>

#include "models/channel/physical_lane.hpp"

namespace oio {

namespace {

constexpr double kUwPerW = 1e6;
// Level 1 is that of endless ones at length 0 and this temperature; see LinkModel::reference_a().
constexpr double kReferenceC = 25.0;

PhysicalLane lane_at(const LinkModelConfig& link, double ambient_c) {
    return PhysicalLane(link.physics, BitRate::from_gbps(link.lane_rate_gbps), Length::from_m(0.0),
                        Temperature::from_celsius(ambient_c));
}

}  // namespace

LightScale::LightScale()
    : level_uw_(kEmitterUw * std::pow(10.0, -kFixedLossDb / 10.0) * kModulationOverAverage) {}

LightScale::LightScale(const LinkModelConfig& link) : LightScale() {
    if (link.kind != LaneModelKind::Physics) return;
    link_ = link;
    physical_ = true;
    level_uw_ = kUwPerW * lane_at(link, kReferenceC).photocurrent_one_a() /
                link.physics.photodiode.responsivity_a_per_w;
}

double LightScale::emitted_uw(double ambient_c) const {
    if (!physical_) return kEmitterUw;
    const PhysicalLane lane = lane_at(link_, ambient_c);
    const MicroLed& led = lane.led();
    return 0.5 * kUwPerW *
           (led.emitted_at(lane.one_a()).watts() + led.emitted_at(lane.zero_a()).watts());
}

// The levels of the sets are zero without a one, whatever the extinction.
double LightScale::received_uw(double ones, double zeros) const {
    if (!physical_) return ones * level_uw_ / kModulationOverAverage;
    return 0.5 * (ones + zeros) * level_uw_;
}

}  // namespace oio
