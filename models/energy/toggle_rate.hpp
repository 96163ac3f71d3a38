// SPDX-License-Identifier: Apache-2.0
//
// Toggles per bit of the words on the lanes, from a sample of the words.
#pragma once

#include <cstdint>

namespace oio {

/// Counts the transitions inside words. Words need not be consecutive, so looking at one word clock
/// in a hundred is enough; the transition between two words counts like those inside.
class ToggleRate {
public:
    /// Throws std::invalid_argument unless `word_ui` is from 2 to 32.
    explicit ToggleRate(int word_ui);

    /// The words of one word clock; lanes with `enable` 0 are left out.
    void observe(const std::uint32_t* words, const std::uint8_t* enable, int lanes);

    /// 0.5 for random data; 0 before anything was seen.
    double per_bit() const;
    std::uint64_t words() const { return words_; }

private:
    int word_ui_;
    std::uint32_t mask_;
    std::uint64_t toggles_ = 0;
    std::uint64_t words_ = 0;
};

}  // namespace oio
