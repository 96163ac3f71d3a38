// SPDX-License-Identifier: Apache-2.0
//
// The probe against figures computed by hand from the lane's power budget, and against the
// statistical eye of the lane.
#include "cosim/waves/optical_probe.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "cosim/link_setup.hpp"
#include "cosim/sim_config.hpp"
#include "models/channel/importance_sampling.hpp"
#include "models/channel/lane_statistics.hpp"
#include "models/channel/pulse_response.hpp"
#include "models/channel/statistical_eye.hpp"
#include "models/channel/word_channel.hpp"
#include "models/phy/lane_model.hpp"
#include "models/random_stream.hpp"

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

TEST_CASE("optical_probe: the eye margin is that of the statistical eye, crosstalk and jitter too",
          "[cosim]") {
    const std::string phases = GENERATE("centre", "off centre");
    const SimConfig sim = load_sim_config("small-16", {{"--set", "channel.crosstalk_db", "-17"},
                                                       {"--set", "channel.jitter_rj_ui", "0.03"},
                                                       {"--set", "channel.jitter_dj_ui", "0.10"},
                                                       {"--set", "link.extra_loss_db", "0.7"}});
    WordChannel channel(channel_config(sim, LinkModel(link_model_config(sim, 0, 1, 0))));
    const WordChannelConfig& c = channel.config();
    const auto lanes = static_cast<std::size_t>(c.lanes);
    std::vector<std::uint8_t> phase(lanes, 0), enable(lanes, 1), drive(lanes, 128), los(lanes);
    std::vector<std::int8_t> threshold(lanes, 0);
    std::vector<std::uint32_t> words(lanes, 0x35);
    std::int64_t word = 0;
    const auto step = [&](int count) {
        for (; count > 0; --count, ++word) {
            const auto edge = static_cast<std::int64_t>(std::llround(double(word) * 8 * c.ui_fs()));
            channel.launch(edge, words.data(), enable.data(), drive.data());
            channel.receive(edge + 1000, phase.data(), threshold.data(), words.data(), los.data());
        }
    };
    step(60);
    for (int round = 0; round < 3; ++round) {
        for (std::size_t i = 0; i < lanes; ++i) {
            const int wanted = phases == "centre" ? 32 : 26 + static_cast<int>(i) % 12;
            const int off = wanted - channel.point(static_cast<int>(i)).where.fraction;
            phase[i] = static_cast<std::uint8_t>((phase[i] + std::clamp(off, -31, 31)) & 63);
            threshold[i] = static_cast<std::int8_t>(-25 + static_cast<int>(i) % 5);
        }
        step(1);
    }
    step(5);

    // What arrives, by the configuration alone.
    std::vector<LaneResponse> arriving;
    for (int lane = 0; lane < c.lanes; ++lane) {
        arriving.push_back(c.response(lane));
        arriving.back().gain *= c.transmission();
    }
    const auto margin = [&](const std::vector<LaneResponse>& light, int lane, int position) {
        const StatisticalEye eye(light, lane);
        const double decided_at = c.threshold(threshold[static_cast<std::size_t>(position)]);
        return lane_statistics::q_of_log10(
            eye.log10_ber(channel.point(position).where.fraction, decided_at));
    };
    ChannelProbe probe(channel);
    double least_missed = HUGE_VAL;
    for (int lane = 0; lane < c.lanes; lane += 3) {
        const int position = probe.position(lane);
        const double shown = probe.optics(lane).eye_sigma;
        INFO("lane " << lane << ", " << shown << " sigma");
        CHECK(shown > 1.0);
        CHECK(shown == Approx(margin(arriving, lane, position)).margin(1e-6));
        std::vector<LaneResponse> alone = arriving;
        alone[static_cast<std::size_t>(lane)].aggressors.clear();
        least_missed = std::min(least_missed, std::abs(margin(alone, lane, position) - shown));
    }
    // Without the other lanes' light the comparison above would fail by far.
    CHECK(least_missed > 0.1);

    // A third way, which knows nothing of the eye's sums.
    RandomStream random(1, "test.margin", "importance");
    ImportanceConfig importance;
    importance.phase = channel.point(probe.position(3)).where.fraction;
    importance.threshold = c.threshold(threshold[static_cast<std::size_t>(probe.position(3))]);
    const ImportanceResult drawn = run_importance_sampling(arriving, 3, importance, random);
    REQUIRE(drawn.converged);
    CHECK(probe.optics(3).eye_sigma ==
          Approx(lane_statistics::q_of_log10(drawn.log10_ber)).margin(0.03));

    // A neighbour dies: its light is missing, and the lane is looked at again for that alone.
    const int victim = 3;
    REQUIRE_FALSE(arriving[victim].aggressors.empty());
    const int neighbour = arriving[victim].aggressors.front().lane;
    const double before = probe.optics(victim).eye_sigma;
    CHECK_FALSE(probe.changed(victim));
    channel.set_lane_dead(neighbour, true);
    step(2);
    CHECK(probe.changed(victim));
    arriving[static_cast<std::size_t>(neighbour)].gain = 0.0;
    CHECK(probe.optics(victim).eye_sigma ==
          Approx(margin(arriving, victim, probe.position(victim))).margin(1e-6));
    CHECK(std::abs(probe.optics(victim).eye_sigma - before) > 1e-3);
    CHECK(probe.optics(neighbour).eye_sigma == 0.0);
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
