// SPDX-License-Identifier: Apache-2.0
//
// Where the words of a sender are in the bits that it sends, at the serial cut: the serialiser adds
// a few unit intervals, which it finds for itself after every reset.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace oio {

/// Looks for markers of payload frames in the bits of one lane: a word that all lanes have, the
/// lane's identity and its complement (architecture.md, Frame and marker).
class SerialWords {
public:
    explicit SerialWords(int word_ui) : word_ui_(word_ui) {}

    /// The next bit of the lane, once per unit interval.
    void bit(bool value) {
        bits_[static_cast<std::size_t>(count_ % bits_.size())] = value;
        ++count_;
    }
    /// The first word with rows of a frame has this number: its marker has just passed. True if
    /// the place is known from then on.
    bool rows_begin(std::uint64_t word);
    /// Unit intervals from the first bit that the sender sent to bit 0 of its word 0.
    std::optional<std::int64_t> offset_ui() const { return offset_ui_; }

private:
    static constexpr unsigned kCommonWord = 0xfe06;  // oio_pkg::CwActive, bit 0 first
    static constexpr int kCommonUi = 16;
    static constexpr int kMarkerUi = 64;
    static constexpr int kIdentityUi = 24;
    static constexpr int kPadWords = 2;

    bool marker_at(std::uint64_t first) const;
    bool kept(std::uint64_t index) const {
        return bits_[static_cast<std::size_t>(index % bits_.size())];
    }

    const int word_ui_;
    std::array<bool, 512> bits_{};
    std::uint64_t count_ = 0;
    std::optional<std::int64_t> offset_ui_;
};

}  // namespace oio
