// SPDX-License-Identifier: Apache-2.0
//
// Inner loops of DenseDecisions over lanes: random blocks, and eight decisions a lane. Vector code
// where the machine has it; the results are the same, bit for bit, everywhere.
#pragma once

#include <cstdint>

namespace oio {

/// What eight decisions of lane i need; every array has an entry per lane.
struct DenseBytes {
    const float* const* parts;  ///< 3 x 8 levels: of pattern bits 0-2, 3-5 and 6-8
    const float* scale;         ///< index of the distribution = level * scale + origin
    const float* origin;
    const std::uint32_t* window;  ///< sent bits, oldest first, from the first decision's on
    const std::uint32_t* drawn;   ///< 4 words of 2 x 16 random bits, low half first
    const std::int32_t* upper;    ///< distribution in 1/2^16; not per lane
};

/// Position in the distribution table of the pattern in the low nine bits.
int phi_index(const float* parts, std::uint32_t pattern, float scale, float origin);

/// Masks of the decisions that are 1, and of those whose random number equals the probability.
void decide_bytes(int count, const DenseBytes& bytes, std::uint32_t* ones, std::uint32_t* ties);

/// Philox4x32-10 blocks of one counter (low, high, block, 0) under many keys: four words each.
void philox_blocks(int count, std::uint64_t counter, std::uint32_t block,
                   const std::uint32_t* key_low, const std::uint32_t* key_high, std::uint32_t* out);

/// The same two without vector code, for tests.
void decide_bytes_plain(int count, const DenseBytes& bytes, std::uint32_t* ones,
                        std::uint32_t* ties);
void philox_blocks_plain(int count, std::uint64_t counter, std::uint32_t block,
                         const std::uint32_t* key_low, const std::uint32_t* key_high,
                         std::uint32_t* out);

}  // namespace oio
