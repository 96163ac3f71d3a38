// SPDX-License-Identifier: Apache-2.0
#include "models/random_stream.hpp"

#include <cmath>
#include <limits>

namespace oio {

namespace {

std::uint64_t fnv1a(std::uint64_t hash, std::string_view text) {
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3u;
    }
    return hash;
}

std::uint32_t low_word(std::uint64_t value) {
    return static_cast<std::uint32_t>(value);
}
std::uint32_t high_word(std::uint64_t value) {
    return static_cast<std::uint32_t>(value >> 32);
}

}  // namespace

std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter,
                                           std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t a = std::uint64_t{0xD2511F53u} * counter[0];
        const std::uint64_t b = std::uint64_t{0xCD9E8D57u} * counter[2];
        counter = {high_word(b) ^ counter[1] ^ key[0], low_word(b),
                   high_word(a) ^ counter[3] ^ key[1], low_word(a)};
        key[0] += 0x9E3779B9u;
        key[1] += 0xBB67AE85u;
    }
    return counter;
}

RandomStream::RandomStream(std::uint64_t seed, std::string_view name, std::string_view purpose)
    : key_{low_word(seed), high_word(seed)} {
    // The upper half of the counter tells the streams of a seed apart, the lower half counts
    // blocks. The byte between the two texts keeps ("ab", "c") and ("a", "bc") apart.
    std::uint64_t id = fnv1a(0xcbf29ce484222325u, name);
    id = fnv1a(id, std::string_view("\0", 1));
    id = fnv1a(id, purpose);
    counter_ = {0, 0, low_word(id), high_word(id)};
}

void RandomStream::refill() {
    block_ = philox4x32_10(counter_, key_);
    if (++counter_[0] == 0) ++counter_[1];
    used_ = 0;
}

double RandomStream::normal() {
    if (have_spare_) {
        have_spare_ = false;
        return spare_;
    }
    constexpr double kTwoPi = 6.28318530717958647693;
    const double radius = std::sqrt(-2.0 * std::log(uniform()));
    const double angle = kTwoPi * uniform();
    spare_ = radius * std::sin(angle);
    have_spare_ = true;
    return radius * std::cos(angle);
}

std::uint64_t RandomStream::geometric(double p) {
    constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();
    if (!(p > 0.0)) return kNever;
    if (p >= 1.0) return 0;
    const double count = std::floor(std::log(uniform()) / std::log1p(-p));
    return count < 1.8e19 ? static_cast<std::uint64_t>(count) : kNever;
}

}  // namespace oio
