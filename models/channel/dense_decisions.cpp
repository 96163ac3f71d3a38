// SPDX-License-Identifier: Apache-2.0
#include "models/channel/dense_decisions.hpp"

#include "models/channel/decision_tables.hpp"
#include "models/channel/dense_kernels.hpp"
#include "models/random_stream.hpp"

namespace oio {

namespace {

constexpr int kByte = 8;
std::vector<std::int32_t> make_upper() {
    std::vector<std::int32_t> upper(kPhiSize);
    for (int i = 0; i < kPhiSize; ++i) {
        upper[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(phi_table()[i] >> 16);
    }
    return upper;
}

const std::int32_t* upper_table() {
    static const std::vector<std::int32_t> table = make_upper();
    return table.data();
}

// Blocks beyond those of a word's own bits: one per tie.
constexpr std::uint32_t kTieBlock = 0x100;

}  // namespace

DenseDecisions::DenseDecisions(int lanes, int word_ui, std::uint64_t seed, const std::string& name)
    : word_ui_(word_ui), upper_(upper_table()) {
    const auto n = static_cast<std::size_t>(lanes);
    parts_.assign(n, nullptr);
    scale_.assign(n, 0.0f);
    origin_.assign(n, 0.0f);
    parts_of_.resize(n);
    scale_of_.resize(n);
    origin_of_.resize(n);
    key_low_of_.resize(n);
    key_high_of_.resize(n);
    window_.resize(n);
    ones_.resize(n);
    ties_.resize(n);
    drawn_.resize(4 * n);
    for (int i = 0; i < lanes; ++i) {
        RandomStream key(seed, name + ".rx[" + std::to_string(i) + "]", "dense decisions");
        key_low_.push_back(key.next_u32());
        key_high_.push_back(key.next_u32());
    }
}

void DenseDecisions::set_point(int lane, const LaneSampler& sampler, const SamplerPoint& point) {
    if (!sampler.plain()) return;
    const auto i = static_cast<std::size_t>(lane);
    // Steps of the distribution table in one unit of level.
    const auto steps = static_cast<float>(kPhiStepsPerSigma / sampler.response().thermal_sigma);
    parts_[i] = sampler.tables().parts(point.fraction);
    scale_[i] = static_cast<float>(point.gain) * steps;
    origin_[i] = 0.5f + kPhiReach * kPhiStepsPerSigma - static_cast<float>(point.threshold) * steps;
}

void DenseDecisions::decide(std::int64_t word, int count, const int* lanes,
                            const std::uint64_t* windows, std::uint32_t* words) {
    const auto n = static_cast<std::size_t>(count);
    for (std::size_t i = 0; i < n; ++i) {
        const auto lane = static_cast<std::size_t>(lanes[i]);
        parts_of_[i] = parts_[lane];
        scale_of_[i] = scale_[lane];
        origin_of_[i] = origin_[lane];
        key_low_of_[i] = key_low_[lane];
        key_high_of_[i] = key_high_[lane];
        words[lanes[i]] = 0;
    }
    const DenseBytes bytes = {parts_of_.data(), scale_of_.data(), origin_of_.data(),
                              window_.data(),   drawn_.data(),    upper_};
    for (int byte = 0; byte < word_ui_ / kByte; ++byte) {
        for (std::size_t i = 0; i < n; ++i) {
            window_[i] = static_cast<std::uint32_t>(windows[i] >> (kByte * byte));
        }
        philox_blocks(count, static_cast<std::uint64_t>(word), static_cast<std::uint32_t>(byte),
                      key_low_of_.data(), key_high_of_.data(), drawn_.data());
        decide_bytes(count, bytes, ones_.data(), ties_.data());
        for (std::size_t i = 0; i < n; ++i) {
            std::uint32_t ones = ones_[i];
            for (std::uint32_t ties = ties_[i]; ties != 0; ties &= ties - 1) {
                const int k = __builtin_ctz(ties);
                if (decide_tie(lanes[i], word, kByte * byte + k, windows[i])) ones |= 1u << k;
            }
            words[lanes[i]] |= ones << (kByte * byte);
        }
    }
}

bool DenseDecisions::decide_tie(int lane, std::int64_t word, int k, std::uint64_t window) const {
    const auto i = static_cast<std::size_t>(lane);
    const auto block =
        philox4x32_10({static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(word >> 32),
                       kTieBlock + static_cast<std::uint32_t>(k), 0},
                      {key_low_[i], key_high_[i]});
    const int at =
        phi_index(parts_[i], static_cast<std::uint32_t>(window >> k), scale_[i], origin_[i]);
    return (block[0] & 0xffffu) < (phi_table()[at] & 0xffffu);
}

}  // namespace oio
