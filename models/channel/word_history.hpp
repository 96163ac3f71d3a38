// SPDX-License-Identifier: Apache-2.0
//
// The light in flight: the last words of every lane, and word-parallel extraction of any W
// consecutive bits of each lane.
//
// One row per launch, one cell per lane. A cell holds several consecutive words of its lane ending
// with the row's own, so that any alignment of a received word, with the neighbours that interfere
// with it, is one load and one shift.
#pragma once

#include <cstdint>
#include <vector>

#include "models/channel/phase_grid.hpp"

namespace oio {

/// Where the word of a receiver lane lies in the history, relative to the receive period.
struct HistoryTap {
    std::int32_t cell = 0;    ///< relative row and lane
    std::uint32_t shift = 0;  ///< of bit 0 of the word in its cell
    std::int64_t row = 0;     ///< row that holds the newest bit, relative to the period
};

class WordHistory {
public:
    /// Interfering bits before and after the bits of a word that `window` returns as well.
    static constexpr int kPre = PhaseGrid::kPre;
    static constexpr int kPost = PhaseGrid::kTaps - 1 - PhaseGrid::kPre;

    /// `word_ui` is 8, 16 or 32; at least `rows` rows are kept.
    WordHistory(int lanes, int word_ui, int rows);

    /// Appends row number newest() + 1. A null pointer appends a row of zeros.
    void push(const std::uint32_t* words);
    /// Number of the newest row; -1 at first.
    std::int64_t newest() const { return newest_; }

    /// Tap of a receiver lane fed by `lane` whose bit k of period m is bit m * W + k + bit_offset.
    HistoryTap tap(int lane, std::int64_t bit_offset) const;

    /// out[i] = (the word at cell[i], shift[i]) & keep[i], for all lanes, in receive period m.
    void extract(std::int64_t m, const std::int32_t* cell, const std::uint32_t* shift,
                 const std::uint32_t* keep, std::uint32_t* out) const;

    /// The bits from kPost before the word to kPre after it, oldest in bit 0.
    std::uint64_t window(std::int64_t m, const HistoryTap& tap) const {
        return bits(m, tap, kPost);
    }
    /// One more on either side.
    std::uint64_t wide_window(std::int64_t m, const HistoryTap& tap) const {
        return bits(m, tap, kPost + 1);
    }

private:
    std::uint64_t bits(std::int64_t m, const HistoryTap& tap, int before) const;
    template <typename Cell>
    void push_row(std::vector<Cell>& cells, const std::uint32_t* words);
    std::int64_t row_base(std::int64_t row) const { return (row & (rows_ - 1)) * stride_; }

    int lanes_;
    int word_ui_;
    int cell_bits_;
    std::int64_t rows_;
    std::int64_t stride_;
    std::int64_t newest_ = -1;
    std::vector<std::uint32_t> narrow_;  // cells of four 8-bit words
    std::vector<std::uint64_t> wide_;    // cells of four 16-bit words or two 32-bit words
};

}  // namespace oio
