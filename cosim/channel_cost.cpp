// SPDX-License-Identifier: Apache-2.0
#include "cosim/channel_cost.hpp"

#include <cmath>
#include <ctime>

#include "cosim/link_setup.hpp"
#include "models/channel/statistical_eye.hpp"
#include "models/random_stream.hpp"

namespace oio {

namespace {

constexpr std::size_t kRows = 64;       // of different words
constexpr std::uint8_t kDrive = 128;    // nominal amplitude
constexpr std::uint64_t kFilled = 400;  // word clocks after which the fibre is full of light

}  // namespace

ChannelCost::ChannelCost(const SimConfig& config) : word_clock_(config.link.word_clock()) {
    const auto lanes = static_cast<std::size_t>(config.link.physical());
    const std::uint32_t mask =
        config.link.word_ui == 32 ? 0xffffffffU : (1U << config.link.word_ui) - 1U;
    RandomStream random(config.run.seed, "channel cost", "words");
    words_.assign(kRows, std::vector<std::uint32_t>(lanes));
    for (std::vector<std::uint32_t>& row : words_) {
        for (std::uint32_t& word : row) word = random.next_u32() & mask;
    }
    received_.resize(lanes);
    enable_.assign(lanes, 1);
    drive_.assign(lanes, kDrive);
    los_.resize(lanes);
    for (int side = 0; side < 2; ++side) {
        Direction& direction = directions_[static_cast<std::size_t>(side)];
        const LinkModel model(link_model_config(config, 0, 1, side));
        direction.channel = std::make_unique<WordChannel>(channel_config(config, model));
        direction.phase.assign(lanes, 0);
        direction.threshold.assign(lanes, 0);
    }
    for (std::uint64_t i = 0; i < kFilled; ++i) step();
    centre();
    for (std::uint64_t i = 0; i < kFilled; ++i) step();
    for (Direction& direction : directions_) direction.channel->mark_settled();
}

void ChannelCost::step() {
    const auto now = static_cast<std::int64_t>(word_clock_.edge_fs(word_));
    for (Direction& direction : directions_) {
        direction.channel->launch(now, words_[word_ % kRows].data(), enable_.data(), drive_.data());
        direction.channel->receive(now, direction.phase.data(), direction.threshold.data(),
                                   received_.data(), los_.data());
    }
    ++word_;
}

// The best phase of a lane's grid, and the middle of its levels there.
void ChannelCost::centre() {
    for (Direction& direction : directions_) {
        const WordChannelConfig& config = direction.channel->config();
        const std::vector<EyePoint> best = best_points(config.responses);
        for (int i = 0; i < config.lanes; ++i) {
            const auto at = static_cast<std::size_t>(i);
            const EyePoint& point = best[static_cast<std::size_t>(config.source_lane(i))];
            const int steps = point.phase - direction.channel->point(i).where.fraction;
            direction.phase[at] = static_cast<std::uint8_t>((direction.phase[at] + steps) & 63);
            const double code =
                127.0 * (point.threshold - config.threshold_mid) / config.threshold_full_scale;
            direction.threshold[at] = static_cast<std::int8_t>(std::lround(code));
        }
    }
}

double ChannelCost::cpu_seconds(std::uint64_t word_clocks) {
    const std::clock_t start = std::clock();
    for (std::uint64_t i = 0; i < word_clocks; ++i) step();
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

std::uint64_t ChannelCost::errors() {
    return directions_[0].channel->settled_total().errors +
           directions_[1].channel->settled_total().errors;
}

}  // namespace oio
