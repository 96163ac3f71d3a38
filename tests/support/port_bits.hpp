// SPDX-License-Identifier: Apache-2.0
//
// Fields of Verilated ports, whatever their width: a port is an integer up to 64 bits and an array
// of 32-bit words above.
#pragma once

#include <cstdint>
#include <random>
#include <type_traits>
#include <vector>

namespace oio::test {

/// Bit `index` of a port.
template <class Port>
bool get_bit(const Port& port, std::size_t index) {
    if constexpr (std::is_integral_v<Port>) {
        return static_cast<std::uint64_t>(port) >> index & 1;
    } else {
        return port.data()[index / 32] >> (index % 32) & 1;
    }
}

template <class Port>
void set_bit(Port& port, std::size_t index, bool value) {
    if constexpr (std::is_integral_v<Port>) {
        const auto mask = std::uint64_t{1} << index;
        port = static_cast<Port>(value ? port | mask : port & ~mask);
    } else {
        auto& word = port.data()[index / 32];
        word = value ? word | 1U << (index % 32) : word & ~(1U << (index % 32));
    }
}

/// `width` bits (at most 64) from `lsb` on.
template <class Port>
std::uint64_t get_bits(const Port& port, std::size_t lsb, unsigned width) {
    std::uint64_t value = 0;
    for (unsigned k = 0; k < width; ++k) {
        value |= std::uint64_t{get_bit(port, lsb + k)} << k;
    }
    return value;
}

template <class Port>
void set_bits(Port& port, std::size_t lsb, unsigned width, std::uint64_t value) {
    for (unsigned k = 0; k < width; ++k) set_bit(port, lsb + k, value >> k & 1);
}

/// The field of lane `lane` in a vector with one field of `width` bits per lane.
template <class Port>
std::uint64_t lane_field(const Port& port, unsigned lane, unsigned width) {
    return get_bits(port, std::size_t{lane} * width, width);
}

template <class Port>
void set_lane_field(Port& port, unsigned lane, unsigned width, std::uint64_t value) {
    set_bits(port, std::size_t{lane} * width, width, value);
}

/// A field with the same value in every one of 16 lanes.
template <class Port>
void fill_lanes(Port& port, unsigned width, std::uint64_t value) {
    for (unsigned lane = 0; lane < 16; ++lane) set_lane_field(port, lane, width, value);
}

/// Random bits in every word of a port; `bits` is the width of the port.
template <class Port>
void randomise(Port& port, unsigned bits, std::mt19937& random) {
    for (unsigned k = 0; k < bits; k += 32) {
        set_bits(port, k, bits - k < 32 ? bits - k : 32, random());
    }
}

/// Bits 0 to `bits`-1, for comparing and remembering wide ports.
template <class Port>
std::vector<bool> all_bits(const Port& port, unsigned bits) {
    std::vector<bool> value(bits);
    for (unsigned k = 0; k < bits; ++k) value[k] = get_bit(port, k);
    return value;
}

}  // namespace oio::test
