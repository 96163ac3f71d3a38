// SPDX-License-Identifier: Apache-2.0
//
// Both cuts of the channel against the equation of LaneResponse: the probability of every single
// bit is computed here from the bits that were sent, and the errors must be those it says, in
// number and in the patterns and crosstalk they fall on.
#include <catch2/catch.hpp>

#include "tests/models/channel/channel_bench.hpp"

using oio::LaneResponse;
using oio::PhaseGrid;
using oio::SerialChannel;
using oio::WordChannel;
using oio::WordChannelConfig;
using oio::test::ChannelBench;

namespace {

constexpr int kLanes = 12;
constexpr int kDeadLane = 4;

struct Effects {
    const char* name;
    double length_m;
    bool shot, curved, crosstalk, jitter;
};

/// A lane that saturates: each level is pushed down by a share of its square.
std::shared_ptr<const PhaseGrid> curved_grid(const PhaseGrid& straight) {
    std::vector<float> levels;
    for (int f = 0; f < PhaseGrid::kPhases; ++f) {
        for (unsigned pattern = 0; pattern < PhaseGrid::kPatterns; ++pattern) {
            const float level = straight.level(f, pattern);
            levels.push_back(level - 0.2f * level * level);
        }
    }
    return std::make_shared<const PhaseGrid>(straight.cursor_reference(), std::move(levels));
}

WordChannelConfig config_with(const Effects& effects, double length_m) {
    WordChannelConfig config = oio::test::set_m_config(kLanes, 8, length_m);
    config.seed = 2;
    const auto other_class = oio::test::set_m_grid(2.125, length_m + 1.0);
    const auto curved = curved_grid(*config.grid);
    for (int i = 0; i < kLanes; ++i) {
        LaneResponse lane;
        lane.grid = effects.curved ? curved : i % 2 == 0 ? config.grid : other_class;
        lane.gain = 1.0 + 0.005 * i;
        lane.thermal_sigma = config.sigma;
        lane.skew_ui = 1.7 * i;
        if (effects.shot) {
            lane.thermal_sigma = 0.7 * config.sigma;
            lane.shot_variance = 1.4 * config.sigma * config.sigma;
            lane.threshold_offset = 0.004 * (i % 5 - 2);
        }
        if (effects.crosstalk)
            lane.aggressors = {{(i + 1) % kLanes, 0.06}, {(i + 5) % kLanes, 0.03}};
        if (effects.jitter) {
            lane.jitter_rj_ui = 0.02;
            lane.jitter_dj_ui = 0.06;
        }
        config.responses.push_back(lane);
    }
    return config;
}

/// Level for gain 1 of a transmit lane's light, `steps` after phase 0 of the unit interval of one
/// of its bits.
double level_of(const ChannelBench& bench, int lane, std::int64_t bit, double steps) {
    const PhaseGrid& grid = *bench.config.responses[static_cast<std::size_t>(lane)].grid;
    const auto at = [&](std::int64_t step) {
        const std::int64_t shift = step >= 64 ? 1 : step < 0 ? -1 : 0;
        return static_cast<double>(
            grid.level(static_cast<int>(step - 64 * shift), bench.transmitted(lane, bit + shift)));
    };
    const auto before = static_cast<std::int64_t>(std::floor(steps));
    const double part = steps - static_cast<double>(before);
    return part == 0.0 ? at(before) : (1.0 - part) * at(before) + part * at(before + 1);
}

struct Bit {
    double wrong = 0.0;      // probability of an error
    double crosstalk = 0.0;  // level
    bool sent = false;
};

Bit bit_at(const ChannelBench& bench, int lane, std::int64_t m, int group) {
    const WordChannelConfig& config = bench.config;
    const LaneResponse& own = config.responses[static_cast<std::size_t>(lane)];
    Bit result;
    for (const oio::Aggressor& other : own.aggressors) {
        if (other.lane == kDeadLane) continue;
        const auto seen = bench.sample_of(lane, other.lane, m, 0, group);
        result.crosstalk += other.coupling *
                            config.responses[static_cast<std::size_t>(other.lane)].gain *
                            level_of(bench, other.lane, seen.bit, seen.fraction);
    }
    const auto here = bench.sample_of(lane, lane, m, 0, group);
    result.sent = ((bench.transmitted(lane, here.bit) >> PhaseGrid::kPre) & 1u) != 0;
    const double threshold =
        config.threshold(bench.threshold[static_cast<std::size_t>(lane)]) + own.threshold_offset;
    const auto wrong_if_late = [&](double ui) {
        const double level = own.gain * level_of(bench, lane, here.bit, here.fraction + 64.0 * ui) +
                             result.crosstalk;
        const double sigma = std::sqrt(own.thermal_sigma * own.thermal_sigma +
                                       own.shot_variance * std::max(level, 0.0));
        const double above = (level - threshold) / sigma;
        return 0.5 * std::erfc((result.sent ? above : -above) / std::sqrt(2.0));
    };
    if (own.jitter_rj_ui == 0.0) {
        result.wrong = wrong_if_late(0.0);
        return result;
    }
    double weights = 0.0;
    for (double x = -6.0; x <= 6.001; x += 0.2) {
        const double weight = std::exp(-0.5 * x * x);
        for (const double dirac : {-0.5, 0.5}) {
            result.wrong += weight * wrong_if_late(own.jitter_rj_ui * x + own.jitter_dj_ui * dirac);
            weights += weight;
        }
    }
    result.wrong /= weights;
    return result;
}

/// Errors against their probabilities: in all, and in classes of sent bit and crosstalk.
template <typename Channel>
void check_errors(const WordChannelConfig& config, int off_centre, int words, int group) {
    Channel channel(config);
    ChannelBench bench(config, 100'000);
    const auto best = oio::lane_statistics::optimum(*config.grid, 1.0, config.sigma);
    bench.set_thresholds(best.threshold);
    channel.set_lane_dead(kDeadLane, true);
    for (int m = 0; m < 60; ++m) bench.step(channel);
    oio::test::align_phases(bench, channel, best.f + off_centre);
    const auto first = static_cast<std::int64_t>(bench.received[0].size()) + 8;
    for (int m = 0; m < words; ++m) bench.step(channel);
    constexpr int kClasses = 6;
    double errors[kClasses] = {}, expected[kClasses] = {}, variance[kClasses] = {};
    for (int lane = 0; lane < kLanes; ++lane) {
        if (lane == kDeadLane) continue;
        const auto& received = bench.received[static_cast<std::size_t>(lane)];
        for (std::int64_t j = first; j < static_cast<std::int64_t>(received.size()); ++j) {
            // Bit j of the word model is bit j % 8 of word j / 8; of the serial one, unit interval
            // j.
            const std::int64_t m = group == 1 ? j : j - 7;
            const Bit bit = bit_at(bench, lane, m, 1);
            const int level = std::min(2, static_cast<int>(bit.crosstalk / 0.03));
            const int which = (bit.sent ? 3 : 0) + std::max(0, level);
            errors[which] += (received[static_cast<std::size_t>(j)] != 0) != bit.sent;
            expected[which] += bit.wrong;
            variance[which] += bit.wrong * (1.0 - bit.wrong);
        }
    }
    double all_errors = 0.0, all_expected = 0.0, all_variance = 0.0;
    for (int i = 0; i < kClasses; ++i) {
        INFO("class " << i << ": " << errors[i] << " errors, expected " << expected[i]);
        // Six classes: the 99.9 % interval of all of them together.
        if (expected[i] > 10.0) {
            CHECK(std::abs(errors[i] - expected[i]) <= 3.76 * std::sqrt(variance[i]) + 0.5);
        }
        all_errors += errors[i];
        all_expected += expected[i];
        all_variance += variance[i];
    }
    INFO(all_errors << " errors, expected " << all_expected);
    CHECK(all_errors >= 100);
    CHECK(std::abs(all_errors - all_expected) <= 3.2905 * std::sqrt(all_variance) + 0.5);
}

}  // namespace

TEST_CASE("both_cuts: errors are those of shot noise, offsets, curved levels, crosstalk and jitter",
          "[models][channel]") {
    const Effects effects = GENERATE(Effects{"shot", 27.0, true, false, false, false},
                                     Effects{"curved", 27.0, false, true, false, false},
                                     Effects{"crosstalk", 25.0, false, false, true, false},
                                     Effects{"jitter", 28.5, false, false, false, true},
                                     Effects{"all", 26.0, true, true, true, true});
    // With an open eye (candidates and thinning), and near its edge (every bit decided).
    const bool edge = GENERATE(false, true);
    INFO(effects.name << (edge ? ", edge" : ", centre"));
    const int words = edge ? 1200 : effects.jitter ? 2500 : 6000;
    const WordChannelConfig config = config_with(effects, edge ? 22.0 : effects.length_m);
    check_errors<WordChannel>(config, edge ? 18 : 0, words, 8);
    check_errors<SerialChannel>(config, edge ? 18 : 0, words, 1);
}

TEST_CASE("both_cuts: a lane that warms up keeps its random numbers and its place in time",
          "[models][channel]") {
    // Half way through the LED slows down and dims; a second run changes nothing.
    const auto run = [](auto& channel, ChannelBench& bench, bool warm) {
        const auto best =
            oio::lane_statistics::optimum(*bench.config.grid, 1.0, bench.config.sigma);
        bench.set_thresholds(best.threshold);
        for (int m = 0; m < 60; ++m) bench.step(channel);
        oio::test::align_phases(bench, channel, best.f);
        channel.mark_settled();
        for (int m = 0; m < 2500; ++m) bench.step(channel);
        const std::uint64_t cold = channel.settled_total().errors;
        LaneResponse response = channel.response(0);
        oio::LaneModelConfig slower = oio::LaneModelConfig::set_m();
        slower.led_pole_ghz *= 0.9;
        const auto grid = std::make_shared<const PhaseGrid>(
            oio::PulseResponse(slower, oio::BitRate::from_gbps(2.125), oio::Length::from_m(26.0)));
        response.grid = grid;
        response.gain = 0.95;
        for (int i = 0; warm && i < kLanes; ++i) {
            response.skew_ui = channel.response(i).skew_ui;
            channel.set_response(i, response);
        }
        bench.step(channel);
        // The sampler stands where it stood: another phase of a grid with another reference.
        const double moved = grid->cursor_reference() - bench.config.grid->cursor_reference();
        const auto& where = channel.point(0).where;
        const auto before = bench.sample(0, bench.word - 1, 0, 8);
        if (warm) {
            const double ui = static_cast<double>(where.bit_offset + (bench.word - 1) * 8) +
                              where.fraction / 64.0;
            CHECK(std::abs(ui - (before.bit + before.fraction / 64.0) + moved) < 0.02);
        }
        for (int m = 0; m < 2500; ++m) bench.step(channel);
        const std::uint64_t total = channel.settled_total().errors;
        return std::array<std::uint64_t, 2>{cold, total - cold};
    };
    WordChannelConfig config = oio::test::set_m_config(kLanes, 8, 26.0);
    for (int i = 0; i < kLanes; ++i) config.sites.push_back({1.0, 1.3 * i});
    WordChannel warmed(config), cold(config);
    ChannelBench warmed_bench(config, 100'000), cold_bench(config, 100'000);
    const auto with = run(warmed, warmed_bench, true);
    const auto without = run(cold, cold_bench, false);
    CHECK(with[0] == without[0]);
    CHECK(without[1] > 10);
    CHECK(with[1] > 3 * without[1]);
    // The model's own prediction follows the change.
    CHECK(warmed.predicted_ber(0) > 2.0 * cold.predicted_ber(0));
}
