// SPDX-License-Identifier: Apache-2.0
#include "models/channel/word_history.hpp"

// The loops over all lanes are built for several instruction sets and chosen when the program
// starts. They are integer only, so every machine gives the same bits.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__)
#define OIO_LANE_LOOP __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define OIO_LANE_LOOP
#endif

namespace oio {

namespace {

std::int64_t power_of_two_from(std::int64_t n) {
    std::int64_t p = 1;
    while (p < n) p *= 2;
    return p;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    const std::int64_t q = a / b;
    return (a % b != 0 && ((a < 0) != (b < 0))) ? q - 1 : q;
}

OIO_LANE_LOOP
void shift_in_narrow(const std::uint32_t* __restrict before, const std::uint32_t* __restrict words,
                     std::uint32_t* __restrict cells, int lanes) {
    for (int i = 0; i < lanes; ++i) cells[i] = (before[i] >> 8) | (words[i] << 24);
}

OIO_LANE_LOOP
void shift_in_wide(const std::uint64_t* __restrict before, const std::uint32_t* __restrict words,
                   std::uint64_t* __restrict cells, int lanes, int word_ui) {
    const int up = 64 - word_ui;
    for (int i = 0; i < lanes; ++i) {
        cells[i] = (before[i] >> word_ui) | (static_cast<std::uint64_t>(words[i]) << up);
    }
}

OIO_LANE_LOOP
void extract_narrow(const std::uint32_t* __restrict cells, std::int32_t base, std::int32_t wrap,
                    const std::int32_t* __restrict cell, const std::uint32_t* __restrict shift,
                    const std::uint32_t* __restrict keep, std::uint32_t* __restrict out,
                    int lanes) {
    for (int i = 0; i < lanes; ++i) {
        out[i] = (cells[(base + cell[i]) & wrap] >> shift[i]) & keep[i];
    }
}

OIO_LANE_LOOP
void extract_wide(const std::uint64_t* __restrict cells, std::int32_t base, std::int32_t wrap,
                  const std::int32_t* __restrict cell, const std::uint32_t* __restrict shift,
                  const std::uint32_t* __restrict keep, std::uint32_t* __restrict out, int lanes) {
    for (int i = 0; i < lanes; ++i) {
        out[i] = static_cast<std::uint32_t>(cells[(base + cell[i]) & wrap] >> shift[i]) & keep[i];
    }
}

}  // namespace

WordHistory::WordHistory(int lanes, int word_ui, int rows)
    : lanes_(lanes),
      word_ui_(word_ui),
      cell_bits_(word_ui == 8 ? 32 : 64),
      rows_(power_of_two_from(rows)),
      stride_(power_of_two_from(lanes)) {
    const auto cells = static_cast<std::size_t>(rows_ * stride_);
    if (word_ui == 8) {
        narrow_.assign(cells, 0);
    } else {
        wide_.assign(cells, 0);
    }
}

void WordHistory::push(const std::uint32_t* words) {
    if (word_ui_ == 8) {
        push_row(narrow_, words);
    } else {
        push_row(wide_, words);
    }
}

template <typename Cell>
void WordHistory::push_row(std::vector<Cell>& cells, const std::uint32_t* words) {
    const Cell* before = cells.data() + row_base(newest_);
    ++newest_;
    Cell* row = cells.data() + row_base(newest_);
    if (words == nullptr) {
        for (int i = 0; i < lanes_; ++i) row[i] = before[i] >> word_ui_;
    } else if constexpr (sizeof(Cell) == 4) {
        shift_in_narrow(before, words, row, lanes_);
    } else {
        shift_in_wide(before, words, row, lanes_, word_ui_);
    }
}

HistoryTap WordHistory::tap(int lane, std::int64_t bit_offset) const {
    // Two 32-bit words are too few to hold the word's newer neighbours at every alignment.
    const int newer = word_ui_ == 32 ? 0 : kPre + 1;
    HistoryTap result;
    result.row = floor_div(bit_offset + word_ui_ - 1 + newer, word_ui_);
    result.cell = static_cast<std::int32_t>(row_base(result.row) + lane);
    result.shift =
        static_cast<std::uint32_t>(cell_bits_ - (result.row + 1) * word_ui_ + bit_offset);
    return result;
}

void WordHistory::extract(std::int64_t m, const std::int32_t* cell, const std::uint32_t* shift,
                          const std::uint32_t* keep, std::uint32_t* out) const {
    const auto base = static_cast<std::int32_t>(row_base(m));
    const auto wrap = static_cast<std::int32_t>(rows_ * stride_ - 1);
    if (word_ui_ == 8) {
        extract_narrow(narrow_.data(), base, wrap, cell, shift, keep, out, lanes_);
    } else {
        extract_wide(wide_.data(), base, wrap, cell, shift, keep, out, lanes_);
    }
}

std::uint64_t WordHistory::bits(std::int64_t m, const HistoryTap& tap, int before) const {
    const std::int64_t wrap = rows_ * stride_ - 1;
    const std::int64_t at = row_base(m) + tap.cell;
    const auto first = static_cast<int>(tap.shift) - before;
    if (word_ui_ == 8) return narrow_[static_cast<std::size_t>(at & wrap)] >> first;
    const std::uint64_t cell = wide_[static_cast<std::size_t>(at & wrap)];
    if (word_ui_ == 16) return cell >> first;
    // 40 or 42 bits around a 32-bit word: from the cell and its neighbours on both sides.
    const std::uint64_t older = wide_[static_cast<std::size_t>((at - 2 * stride_) & wrap)];
    const std::uint64_t newer = wide_[static_cast<std::size_t>((at + stride_) & wrap)] >> 32;
    if (first < 0) return (cell << -first) | (older >> (64 + first));
    return first == 0 ? cell : (cell >> first) | (newer << (64 - first));
}

}  // namespace oio
