// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/payload.hpp"

#include <algorithm>
#include <cstring>

namespace oio {
namespace {

/// The finaliser of SplitMix64: every bit of the result depends on every bit of the argument.
std::uint64_t mix(std::uint64_t x) {
    x ^= x >> 30;
    x *= 0xBF58476D1CE4E5B9u;
    x ^= x >> 27;
    x *= 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

std::uint64_t stream_key(std::uint64_t seed, std::uint64_t region_key, int rank) {
    const std::uint64_t of_seed = mix(seed + 0x9E3779B97F4A7C15u);
    const std::uint64_t of_region = mix(of_seed ^ (region_key + 0xD1B54A32D192ED03u));
    return mix(of_region + static_cast<std::uint64_t>(rank) * 0x8CB92BA72F3D8DD7u);
}

std::uint32_t word_of(std::uint64_t key, std::uint64_t word) {
    return static_cast<std::uint32_t>(mix(key + word * 0x9E3779B97F4A7C15u));
}

// Little-endian on any machine. With a constant size the compiler makes one move of it.
std::uint32_t load(const std::uint8_t* from, std::uint64_t bytes) {
    std::uint32_t value = 0;
    for (std::uint64_t i = 0; i < bytes; ++i) {
        value |= static_cast<std::uint32_t>(from[i]) << (8 * i);
    }
    return value;
}

void store(std::uint8_t* to, std::uint32_t value, std::uint64_t bytes) {
    for (std::uint64_t i = 0; i < bytes; ++i) to[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

}  // namespace

std::uint32_t contribution(std::uint64_t seed, std::uint64_t region_key, int rank,
                           std::uint64_t word) {
    return word_of(stream_key(seed, region_key, rank), word);
}

void fill_contribution(std::uint8_t* data, std::uint64_t seed, std::uint64_t region_key, int rank,
                       std::uint64_t offset, std::uint64_t bytes) {
    const std::uint64_t key = stream_key(seed, region_key, rank);
    std::uint64_t at = 0;
    for (; at + 4 <= bytes; at += 4) store(data + at, word_of(key, (offset + at) / 4), 4);
    store(data + at, word_of(key, (offset + at) / 4), bytes - at);
}

void add_words(std::uint8_t* into, const std::uint8_t* from, std::uint64_t bytes) {
    std::uint64_t at = 0;
    for (; at + 4 <= bytes; at += 4) store(into + at, load(into + at, 4) + load(from + at, 4), 4);
    const std::uint64_t rest = bytes - at;
    store(into + at, load(into + at, rest) + load(from + at, rest), rest);
}

std::uint64_t count_different_words(const std::uint8_t* a, const std::uint8_t* b,
                                    std::uint64_t bytes) {
    if (bytes == 0 || std::memcmp(a, b, bytes) == 0) return 0;
    std::uint64_t different = 0;
    for (std::uint64_t at = 0; at < bytes; at += 4) {
        const std::uint64_t size = std::min<std::uint64_t>(4, bytes - at);
        if (std::memcmp(a + at, b + at, size) != 0) ++different;
    }
    return different;
}

}  // namespace oio
