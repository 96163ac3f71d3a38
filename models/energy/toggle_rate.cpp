// SPDX-License-Identifier: Apache-2.0
#include "models/energy/toggle_rate.hpp"

#include <bitset>
#include <stdexcept>
#include <string>

namespace oio {

ToggleRate::ToggleRate(int word_ui) : word_ui_(word_ui) {
    if (word_ui < 2 || word_ui > 32) {
        throw std::invalid_argument("toggle_rate.word_ui: " + std::to_string(word_ui) +
                                    " is outside [2, 32]");
    }
    mask_ = (1u << (word_ui - 1)) - 1u;
}

void ToggleRate::observe(const std::uint32_t* words, const std::uint8_t* enable, int lanes) {
    for (int i = 0; i < lanes; ++i) {
        if (enable[i] == 0) continue;
        toggles_ += std::bitset<32>((words[i] ^ (words[i] >> 1)) & mask_).count();
        ++words_;
    }
}

double ToggleRate::per_bit() const {
    if (words_ == 0) return 0.0;
    return static_cast<double>(toggles_) / (static_cast<double>(words_) * (word_ui_ - 1));
}

}  // namespace oio
