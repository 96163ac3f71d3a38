// SPDX-License-Identifier: Apache-2.0
//
// Signals that the program adds to the waves of the RTL: real values, numbers, words. Plain data,
// shared by the program and the RTL libraries, whose trace runtime writes the file.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace oio {

/// What a viewer shows in place of a number.
struct WaveEnum {
    std::string name;
    int bits = 4;
    std::vector<std::pair<std::uint32_t, std::string>> words;  ///< words without spaces
};

/// One signal. `value` points to what it shows and must stay valid for the life of the trace.
struct WaveSignal {
    enum class Kind {
        Real,    ///< const double
        Number,  ///< const std::uint32_t, `bits` of it
        Enum,    ///< const std::uint32_t, shown through `words`
        Text     ///< const char[bits / 8], padded with spaces: an ASCII vector
    };
    Kind kind = Kind::Real;
    std::string path;  ///< Scopes and name with dots: "light.a_to_b.lane_017.received_dbm".
    int bits = 64;
    const void* value = nullptr;
    const WaveEnum* words = nullptr;
};

/// Signals that change together: looked at only when `version` has changed.
struct WaveBlock {
    std::vector<WaveSignal> signals;
    std::uint64_t version = 0;
};

/// What to write where.
struct WaveFileRequest {
    std::string path;  ///< An FST file.
    std::vector<const WaveBlock*> blocks;
    /// Scopes to show, with all below them ("chiplet_a.oio_chiplet.u_ucie"); empty = everything.
    std::vector<std::string> scopes;
};

}  // namespace oio
