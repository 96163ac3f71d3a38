// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/serial_words.hpp"

namespace oio {

bool SerialWords::marker_at(std::uint64_t first) const {
    for (int k = 0; k < kCommonUi; ++k) {
        const bool one = (kCommonWord >> k & 1u) != 0;
        if (kept(first + static_cast<std::uint64_t>(k)) != one) return false;
    }
    const std::uint64_t identity = first + kCommonUi;
    for (int k = 0; k < kIdentityUi; ++k) {
        const std::uint64_t bit = identity + static_cast<std::uint64_t>(k);
        if (kept(bit) == kept(bit + kIdentityUi)) return false;
    }
    return true;
}

bool SerialWords::rows_begin(std::uint64_t word) {
    const auto ui = static_cast<std::uint64_t>(word_ui_);
    const std::uint64_t nominal = word * ui - kMarkerUi - kPadWords * ui;
    // A word is taken over in its middle: less than two words after its clock edge.
    for (std::uint64_t late = 0; late < 2 * ui; ++late) {
        const std::uint64_t first = nominal + late;
        const bool in_reach = first + kMarkerUi <= count_ && first + bits_.size() >= count_;
        if (!in_reach || !marker_at(first)) continue;
        offset_ui_ = static_cast<std::int64_t>(late);
        return true;
    }
    return false;
}

}  // namespace oio
