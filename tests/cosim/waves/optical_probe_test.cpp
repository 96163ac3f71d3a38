// SPDX-License-Identifier: Apache-2.0
//
// The probe against figures computed by hand from the lane's power budget, and against the error
// rate of the channel model.
#include "cosim/waves/optical_probe.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/channel/lane_statistics.hpp"
#include "models/channel/pulse_response.hpp"
#include "models/channel/word_channel.hpp"
#include "models/phy/lane_model.hpp"

using namespace oio;

namespace {

constexpr int kLanes = 4;
constexpr double kLengthM = 10.0;

WordChannelConfig config() {
    WordChannelConfig c;
    c.lanes = kLanes;
    const LaneModelConfig model = LaneModelConfig::set_m();
    c.sigma = model.sigma();
    c.grid = std::make_shared<PhaseGrid>(
        PulseResponse(model, BitRate::from_gbps(2.125), Length::from_m(kLengthM)));
    c.sites = {{1.0, 0.0}, {0.5, 1.0}, {1.0, 0.0}, {1.0, 2.0}};
    c.permutation = {1, 0, 3, 2};
    c.name = "probe";
    return c;
}

// Sends and receives words for long enough that light arrives.
void run(WordChannel& channel, const std::uint8_t* drive, int words) {
    const std::uint32_t data[kLanes] = {0x55, 0x0f, 0xa5, 0x33};
    const std::uint8_t enable[kLanes] = {1, 1, 0, 1};
    const std::uint8_t phase[kLanes] = {32, 32, 32, 32};
    const std::int8_t threshold[kLanes] = {0, 0, 0, 0};
    std::uint32_t got[kLanes];
    std::uint8_t los[kLanes];
    for (int k = 0; k < words; ++k) {
        // Edge k of a clock of numerator / denominator, as the simulation makes it.
        const std::int64_t edge = (std::int64_t{k} * 64'000'000 + 8) / 17;
        channel.launch(edge, data, enable, drive);
        channel.receive(edge + 1'000'000, phase, threshold, got, los);
    }
}

}  // namespace

TEST_CASE("optical_probe: powers are those of the power budget", "[cosim]") {
    WordChannel channel(config());
    const std::uint8_t drive[kLanes] = {128, 128, 128, 128};
    run(channel, drive, 60);
    ChannelProbe probe(channel);
    // 28.8 uW = -15.4 dBm.
    CHECK(probe.emitted_dbm(0, true, 128) == Approx(-15.4).margin(0.02));
    CHECK(probe.emitted_dbm(0, true, 64) == Approx(-18.4).margin(0.03));
    CHECK(probe.emitted_dbm(0, false, 128) == kDarkDbm);
    // Less 9.5 dB of coupling and 10 m of 0.0725 dB/m: -25.6 dBm = 2.75 uW.
    CHECK(probe.position(0) == 1);
    CHECK(probe.optics(0).received_dbm == Approx(-25.63).margin(0.1));
    // Half the coupling is 3 dB less; a lane that is off is dark.
    CHECK(probe.optics(0).received_dbm - probe.optics(1).received_dbm == Approx(3.01).margin(0.01));
    CHECK(probe.optics(2).received_dbm == kDarkDbm);
    // Code 0 is half of the nominal modulation amplitude: 4.5 uW at 10 m is 5.29 uW at length 0.
    CHECK(probe.optics(0).threshold_uw == Approx(5.29 / 2).epsilon(0.005));
}

TEST_CASE("optical_probe: the eye margin bounds the error rate of the model", "[cosim]") {
    const WordChannelConfig c = config();
    for (const double gain : {0.4, 0.7, 1.0}) {
        for (const int f : {20, 32, 40}) {
            const double threshold = 0.5 * gain * c.grid->all_ones(f);
            const double margin = eye_margin_sigma(c.response(0), f, gain, threshold);
            const double ber = lane_statistics::ber(*c.grid, f, gain, threshold, c.sigma);
            // The worst of 512 patterns makes between all and a 512th of the errors.
            const double worst = 0.5 * std::erfc(margin / std::sqrt(2.0));
            INFO("gain " << gain << " phase " << f << " margin " << margin);
            CHECK(ber <= worst * 1.000001);
            CHECK(ber >= worst / 512.0);
        }
    }
}

TEST_CASE("optical_probe: a lane is looked at again only after a change", "[cosim]") {
    WordChannel channel(config());
    const std::uint8_t drive[kLanes] = {128, 128, 128, 128};
    run(channel, drive, 60);
    ChannelProbe probe(channel);
    CHECK(probe.changed(0));
    const double before = probe.optics(0).received_dbm;
    CHECK_FALSE(probe.changed(0));
    CHECK(probe.optics(0).received_dbm == before);
    CHECK(probe.changed(1));
}
