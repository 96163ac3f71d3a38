// SPDX-License-Identifier: Apache-2.0
#include "models/channel/dense_kernels.hpp"

#include <algorithm>

#include "models/channel/decision_tables.hpp"
#include "models/random_stream.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define OIO_AVX2 __attribute__((target("avx2")))
#endif

namespace oio {

namespace {

constexpr int kByte = 8;
constexpr float kTop = static_cast<float>(kPhiSize - 1);

}  // namespace

// The order of the sums is that of the vector code, so that every machine decides the same.
int phi_index(const float* parts, std::uint32_t pattern, float scale, float origin) {
    const float level =
        parts[pattern & 7u] + parts[8 + ((pattern >> 3) & 7u)] + parts[16 + ((pattern >> 6) & 7u)];
    return static_cast<int>(std::min(std::max(level * scale + origin, 0.0f), kTop));
}

void decide_bytes_plain(int count, const DenseBytes& bytes, std::uint32_t* ones,
                        std::uint32_t* ties) {
    for (int i = 0; i < count; ++i) {
        std::uint32_t one = 0;
        std::uint32_t tie = 0;
        for (int k = 0; k < kByte; ++k) {
            const std::int32_t limit = bytes.upper[phi_index(bytes.parts[i], bytes.window[i] >> k,
                                                             bytes.scale[i], bytes.origin[i])];
            const auto drawn =
                static_cast<std::int32_t>((bytes.drawn[4 * i + k / 2] >> (16 * (k % 2))) & 0xffffu);
            one |= static_cast<std::uint32_t>(drawn < limit) << k;
            tie |= static_cast<std::uint32_t>(drawn == limit) << k;
        }
        ones[i] = one;
        ties[i] = tie;
    }
}

void philox_blocks_plain(int count, std::uint64_t counter, std::uint32_t block,
                         const std::uint32_t* key_low, const std::uint32_t* key_high,
                         std::uint32_t* out) {
    for (int i = 0; i < count; ++i) {
        const auto drawn = philox4x32_10({static_cast<std::uint32_t>(counter),
                                          static_cast<std::uint32_t>(counter >> 32), block, 0},
                                         {key_low[i], key_high[i]});
        for (int k = 0; k < 4; ++k) out[4 * i + k] = drawn[static_cast<std::size_t>(k)];
    }
}

#ifdef OIO_AVX2

namespace {

OIO_AVX2 void decide_bytes_avx2(int count, const DenseBytes& bytes, std::uint32_t* ones,
                                std::uint32_t* ties) {
    const __m256i shifts = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    for (int i = 0; i < count; ++i) {
        const float* parts = bytes.parts[i];
        const __m256i pattern =
            _mm256_srlv_epi32(_mm256_set1_epi32(static_cast<int>(bytes.window[i])), shifts);
        // A permutation uses only the low three bits of each index.
        const __m256 low = _mm256_permutevar8x32_ps(_mm256_loadu_ps(parts), pattern);
        const __m256 middle =
            _mm256_permutevar8x32_ps(_mm256_loadu_ps(parts + 8), _mm256_srli_epi32(pattern, 3));
        const __m256 high =
            _mm256_permutevar8x32_ps(_mm256_loadu_ps(parts + 16), _mm256_srli_epi32(pattern, 6));
        __m256 x = _mm256_add_ps(_mm256_add_ps(low, middle), high);
        x = _mm256_mul_ps(x, _mm256_set1_ps(bytes.scale[i]));
        x = _mm256_add_ps(x, _mm256_set1_ps(bytes.origin[i]));
        x = _mm256_min_ps(_mm256_max_ps(x, _mm256_setzero_ps()), _mm256_set1_ps(kTop));
        const __m256i limit = _mm256_i32gather_epi32(bytes.upper, _mm256_cvttps_epi32(x), 4);
        const __m256i drawn = _mm256_cvtepu16_epi32(
            _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes.drawn + 4 * i)));
        const __m256i below = _mm256_cmpgt_epi32(limit, drawn);
        const __m256i equal = _mm256_cmpeq_epi32(limit, drawn);
        ones[i] = static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(below)));
        ties[i] = static_cast<std::uint32_t>(_mm256_movemask_ps(_mm256_castsi256_ps(equal)));
    }
}

/// Low and high halves of eight 32 x 32 bit products.
OIO_AVX2 inline void multiply(__m256i x, __m256i factor, __m256i& low, __m256i& high) {
    const __m256i even = _mm256_mul_epu32(x, factor);
    const __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), factor);
    low = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
    high = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);
}

OIO_AVX2 void philox_blocks_avx2(int count, std::uint64_t counter, std::uint32_t block,
                                 const std::uint32_t* key_low, const std::uint32_t* key_high,
                                 std::uint32_t* out) {
    int i = 0;
    for (; i + 8 <= count; i += 8) {
        __m256i c0 = _mm256_set1_epi32(static_cast<int>(counter));
        __m256i c1 = _mm256_set1_epi32(static_cast<int>(counter >> 32));
        __m256i c2 = _mm256_set1_epi32(static_cast<int>(block));
        __m256i c3 = _mm256_setzero_si256();
        __m256i k0 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(key_low + i));
        __m256i k1 = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(key_high + i));
        for (int round = 0; round < 10; ++round) {
            __m256i a_low, a_high, b_low, b_high;
            multiply(c0, _mm256_set1_epi32(static_cast<int>(0xD2511F53u)), a_low, a_high);
            multiply(c2, _mm256_set1_epi32(static_cast<int>(0xCD9E8D57u)), b_low, b_high);
            c0 = _mm256_xor_si256(_mm256_xor_si256(b_high, c1), k0);
            c2 = _mm256_xor_si256(_mm256_xor_si256(a_high, c3), k1);
            c1 = b_low;
            c3 = a_low;
            k0 = _mm256_add_epi32(k0, _mm256_set1_epi32(static_cast<int>(0x9E3779B9u)));
            k1 = _mm256_add_epi32(k1, _mm256_set1_epi32(static_cast<int>(0xBB67AE85u)));
        }
        // Four vectors of one word of eight lanes -> four words of each lane.
        const __m256i low01 = _mm256_unpacklo_epi32(c0, c1), high01 = _mm256_unpackhi_epi32(c0, c1);
        const __m256i low23 = _mm256_unpacklo_epi32(c2, c3), high23 = _mm256_unpackhi_epi32(c2, c3);
        const __m256i lanes04 = _mm256_unpacklo_epi64(low01, low23);
        const __m256i lanes15 = _mm256_unpackhi_epi64(low01, low23);
        const __m256i lanes26 = _mm256_unpacklo_epi64(high01, high23);
        const __m256i lanes37 = _mm256_unpackhi_epi64(high01, high23);
        auto* to = reinterpret_cast<__m256i*>(out + 4 * i);
        _mm256_storeu_si256(to, _mm256_permute2x128_si256(lanes04, lanes15, 0x20));
        _mm256_storeu_si256(to + 1, _mm256_permute2x128_si256(lanes26, lanes37, 0x20));
        _mm256_storeu_si256(to + 2, _mm256_permute2x128_si256(lanes04, lanes15, 0x31));
        _mm256_storeu_si256(to + 3, _mm256_permute2x128_si256(lanes26, lanes37, 0x31));
    }
    philox_blocks_plain(count - i, counter, block, key_low + i, key_high + i, out + 4 * i);
}

bool have_avx2() {
    static const bool have = __builtin_cpu_supports("avx2") != 0;
    return have;
}

}  // namespace

void decide_bytes(int count, const DenseBytes& bytes, std::uint32_t* ones, std::uint32_t* ties) {
    (have_avx2() ? decide_bytes_avx2 : decide_bytes_plain)(count, bytes, ones, ties);
}

void philox_blocks(int count, std::uint64_t counter, std::uint32_t block,
                   const std::uint32_t* key_low, const std::uint32_t* key_high,
                   std::uint32_t* out) {
    (have_avx2() ? philox_blocks_avx2 : philox_blocks_plain)(count, counter, block, key_low,
                                                             key_high, out);
}

#else

void decide_bytes(int count, const DenseBytes& bytes, std::uint32_t* ones, std::uint32_t* ties) {
    decide_bytes_plain(count, bytes, ones, ties);
}

void philox_blocks(int count, std::uint64_t counter, std::uint32_t block,
                   const std::uint32_t* key_low, const std::uint32_t* key_high,
                   std::uint32_t* out) {
    philox_blocks_plain(count, counter, block, key_low, key_high, out);
}

#endif

}  // namespace oio
