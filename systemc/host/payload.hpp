// SPDX-License-Identifier: Apache-2.0
// The integers that a workload moves: 32-bit little-endian words, so that sums are exact.
#pragma once

#include <cstdint>

namespace oio {

/// What a byte holds before anybody has put data there.
inline constexpr std::uint8_t kPoison = 0xA5;

/// The word that `rank` contributes at position `word` of the region with this key.
std::uint32_t contribution(std::uint64_t seed, std::uint64_t region_key, int rank,
                           std::uint64_t word);

/// Writes the contribution for bytes [offset, offset + bytes) of a region; `offset` is a multiple
/// of four, the last word may be cut.
void fill_contribution(std::uint8_t* data, std::uint64_t seed, std::uint64_t region_key, int rank,
                       std::uint64_t offset, std::uint64_t bytes);

/// Adds word by word modulo 2^32; a cut last word is added modulo its own size.
void add_words(std::uint8_t* into, const std::uint8_t* from, std::uint64_t bytes);

/// Number of words (a cut last one included) that differ.
std::uint64_t count_different_words(const std::uint8_t* a, const std::uint8_t* b,
                                    std::uint64_t bytes);

}  // namespace oio
