// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/word_cut_ber.hpp"

#include <algorithm>
#include <cmath>

#include "models/channel/word_channel.hpp"
#include "models/random_stream.hpp"

namespace oio {

namespace {

constexpr int kWordUi = 32;
constexpr std::int64_t kWordsPerCheck = 4096;
constexpr int kSettledWords = 16;

// Words of a link through its channel, both clocks at the same rate.
class Driver {
public:
    Driver(const WordChannelConfig& config, std::uint64_t seed)
        : channel_(config),
          word_fs_(config.ui_fs() * kWordUi),
          lanes_(static_cast<std::size_t>(config.lanes)),
          random_(seed, config.name, "words"),
          phase_(lanes_, 0),
          unwrapped_(lanes_, 0),
          threshold_(lanes_, 0),
          enable_(lanes_, 1),
          drive_(lanes_, 128),
          los_(lanes_, 0),
          words_(lanes_, 0) {}

    void step() {
        for (std::uint32_t& word : words_) word = random_.next_u32();
        const auto at = static_cast<std::int64_t>(std::llround(double(word_) * word_fs_));
        channel_.launch(at, words_.data(), enable_.data(), drive_.data());
        channel_.receive(at + 1000, phase_.data(), threshold_.data(), words_.data(), los_.data());
        ++word_;
    }
    // Every lane to the phase of its grid: codes move by less than half a unit interval at a time.
    void align(int phase, std::int8_t threshold) {
        std::fill(threshold_.begin(), threshold_.end(), threshold);
        for (int round = 0; round < 4; ++round) {
            step();
            for (std::size_t i = 0; i < lanes_; ++i) {
                const int off = phase - channel_.point(static_cast<int>(i)).where.fraction;
                unwrapped_[i] += std::max(-31, std::min(31, off));
                phase_[i] = static_cast<std::uint8_t>(unwrapped_[i] & 63);
            }
        }
    }
    WordChannel& channel() { return channel_; }

private:
    WordChannel channel_;
    const double word_fs_;
    const std::size_t lanes_;
    RandomStream random_;
    std::vector<std::uint8_t> phase_;
    std::vector<int> unwrapped_;
    std::vector<std::int8_t> threshold_;
    std::vector<std::uint8_t> enable_, drive_, los_;
    std::vector<std::uint32_t> words_;
    std::int64_t word_ = 0;
};

}  // namespace

double word_cut_threshold(std::int8_t code) {
    return WordChannelConfig().threshold(code);
}

std::int8_t word_cut_code(double threshold) {
    const WordChannelConfig config;
    const double code = (threshold - config.threshold_mid) / config.threshold_full_scale * 127.0;
    return static_cast<std::int8_t>(std::max(-127.0, std::min(127.0, std::round(code))));
}

LaneCounters count_word_cut(const std::vector<LaneResponse>& lanes, const WordCutRequest& request) {
    WordChannelConfig config;
    config.lanes = static_cast<int>(lanes.size());
    config.word_ui = kWordUi;
    config.ui_numerator_fs = 1'000'000'000;
    config.ui_denominator = static_cast<std::int64_t>(std::llround(request.rate_gbps * 1000.0));
    config.flight_ns = 10.0;
    config.responses = lanes;
    config.los_threshold = 0.001;
    config.seed = request.seed;
    config.name = "ber_agreement";
    Driver driver(config, request.seed);
    driver.align(request.phase, request.threshold_code);
    for (int i = 0; i < kSettledWords; ++i) driver.step();
    driver.channel().mark_settled();
    LaneCounters counted;
    while (counted.errors < request.enough_errors && counted.bits < request.most_bits) {
        for (std::int64_t i = 0; i < kWordsPerCheck; ++i) driver.step();
        counted = driver.channel().settled_total();
    }
    return counted;
}

}  // namespace oio
