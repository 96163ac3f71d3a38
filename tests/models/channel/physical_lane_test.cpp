// SPDX-License-Identifier: Apache-2.0
#include "models/channel/physical_lane.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

namespace oio {
namespace {

const BitRate kRate = BitRate::from_gbps(2.0);
const Temperature kRoom = Temperature::from_celsius(25.0);

PhysicalLane lane_of(const PhysicsConfig& config, double length_m) {
    return PhysicalLane(config, kRate, Length::from_m(length_m), kRoom);
}

TEST_CASE("physical_lane: losses in decibels add up", "[models][channel]") {
    PhysicsConfig config;
    const PhysicalLane lane = lane_of(config, 20.0);
    const double db = lane.coupling().total().db() - config.fibre.connector_db -
                      20.0 * config.fibre.attenuation_db_per_m - config.coupling.receiver_db;
    CHECK(lane.transmission().db() == Approx(db));
    CHECK(lane.photocurrent_one_a() ==
          Approx(lane.led().emitted_at(lane.one_a()).watts() * std::pow(10.0, db / 10.0) *
                 config.photodiode.responsivity_a_per_w));
}

TEST_CASE("physical_lane: long runs reach the steady levels", "[models][channel]") {
    PhysicsConfig config;
    const PhysicalLane lane = lane_of(config, 0.0);
    const double one = lane.photocurrent_one_a();
    const PhaseGrid grid = lane.grid(one);
    CHECK(grid.all_ones(32) == Approx(1.0).margin(2e-3));
    CHECK(grid.level(32, 0) == Approx(lane.photocurrent_zero_a() / one).margin(2e-3));
}

TEST_CASE("physical_lane: a term taken away opens the eye", "[models][channel]") {
    PhysicsConfig config;
    const PhysicalLane lane = lane_of(config, 25.0);
    const double all = lane.grid(lane.photocurrent_one_a()).eye_opening(32);
    const auto without = [&](auto&& change) {
        LaneTerms terms;
        change(terms);
        return lane.grid(lane.photocurrent_one_a(), terms).eye_opening(32);
    };
    CHECK(without([](LaneTerms& t) { t.emitter = 0.0; }) > all + 0.05);
    CHECK(without([](LaneTerms& t) { t.chromatic = 0.0; }) > all + 0.05);
    CHECK(without([](LaneTerms& t) { t.modal = 0.0; }) > all);
    const double ideal = without([](LaneTerms& t) { t = {0.0, 0.0, 0.0, 0.0}; });
    const double swing = 1.0 - lane.photocurrent_zero_a() / lane.photocurrent_one_a();
    CHECK(ideal == Approx(swing).epsilon(1e-3));
}

TEST_CASE("physical_lane: the eye of a strongly driven LED is not symmetric", "[models][channel]") {
    PhysicsConfig config;
    config.micro_led.carriers = CarrierConfig::planar();
    config.micro_led.carriers.diameter_um = 5.0;
    config.driver.bias_ua = 60.0;
    config.driver.modulation_ua = 1140.0;
    const PhysicalLane lane = lane_of(config, 0.0);
    const PhaseGrid grid = lane.grid(lane.photocurrent_one_a());
    // A rising and a falling edge of a linear lane sum to the two steady levels at every phase.
    const auto unevenness = [](const PhaseGrid& g) {
        double most = 0.0;
        for (int f = 0; f < PhaseGrid::kPhases; ++f) {
            const double edges = g.level(f, 0b000001111u) + g.level(f, 0b111110000u);
            most = std::max(most, std::abs(edges - g.level(f, 0) - g.all_ones(f)));
        }
        return most;
    };
    CHECK(unevenness(grid) > 0.05);
    config.micro_led.carriers.b_cm3_per_s = 1e-13;
    config.micro_led.carriers.c_cm6_per_s = 0.0;
    config.micro_led.carriers.a_per_s = 5e9;
    config.micro_led.carriers.p0_per_cm3 = 1e21;
    config.driver.bias_ua = 0.6;
    config.driver.modulation_ua = 11.4;
    const PhysicalLane linear = lane_of(config, 0.0);
    CHECK(unevenness(linear.grid(linear.photocurrent_one_a())) < 2e-3);
}

TEST_CASE("physical_lane: a slow receiver closes the eye", "[models][channel]") {
    PhysicsConfig config;
    const PhysicalLane lane = lane_of(config, 10.0);
    const double open = lane.grid(lane.photocurrent_one_a()).eye_opening(32);
    config.receiver.bandwidth_ghz = 0.6;
    config.receiver.bandwidth_per_gbps = 0.0;
    const PhysicalLane slow = lane_of(config, 10.0);
    CHECK(slow.grid(slow.photocurrent_one_a()).eye_opening(32) < open - 0.1);
}

TEST_CASE("physical_lane: refuses a rate or length out of range", "[models][channel]") {
    CHECK_THROWS_AS(lane_of({}, -1.0), std::invalid_argument);
    CHECK_THROWS_AS(PhysicalLane({}, BitRate::from_gbps(0.0), Length::from_m(1.0), kRoom),
                    std::invalid_argument);
}

TEST_CASE("physical_lane: a grid forgets what is slower than its bits", "[models][channel]") {
    const auto remembered = [](double gbps, double p0) {
        PhysicsConfig config;
        config.micro_led.carriers.p0_per_cm3 = p0;
        return PhysicalLane(config, BitRate::from_gbps(gbps), Length::from_m(0.0),
                            Temperature::from_celsius(25.0))
            .remembered();
    };
    const double usual = PhysicsConfig().micro_led.carriers.p0_per_cm3;
    CHECK(remembered(2.0, usual) == Approx(1.0).margin(1e-4));
    double before = 1.0;
    for (const double gbps : {4.0, 8.0, 12.0, 16.0, 24.0}) {
        const double now = remembered(gbps, usual);
        CHECK(now < before);
        before = now;
    }
    CHECK(before < 0.97);
    // An LED so slow that its fall alone counts: 5.5 intervals after the middle of the edge an
    // exponential has gone all but half of exp(-5.5 / (tau rate)).
    PhysicsConfig config;
    config.micro_led.carriers.p0_per_cm3 = 1e18;
    config.driver.bias_ua = 99.0;  // small signals: one lifetime
    config.driver.modulation_ua = 2.0;
    const PhysicalLane lane(config, BitRate::from_gbps(2.0), Length::from_m(0.0),
                            Temperature::from_celsius(25.0));
    const double pole_per_ui = lane.led().bandwidth(lane.average_a()).radians_per_second() / 2e9;
    CHECK(1.0 - lane.remembered() == Approx(0.5 * std::exp(-5.5 * pole_per_ui)).epsilon(0.15));
}

}  // namespace
}  // namespace oio
