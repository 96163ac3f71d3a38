// SPDX-License-Identifier: Apache-2.0
//
// Where the bits of one direction of light lie in the sender's payload rows: the sender's flits
// leave as one stream of chunks of 16 bytes (architecture.md, Words), so that the place of a bit in
// the rows since the link came up names the flit, its byte and its bit.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace oio {

/// The shape of rows (RTL parameters).
struct RowShape {
    int lanes = 0;
    int word_ui = 8;
    int columns() const { return lanes / 16; }
    int chunks_per_word() const { return columns() * word_ui / 8; }
};

/// The place of a bit.
struct RowPlace {
    std::optional<std::uint64_t> flit;  ///< Its number since the link came up.
    std::string where;                  ///< Without a flit: what else, in words.
    std::uint64_t launched_fs = 0;      ///< The word with the bit leaves; 0 outside the rows.
    int byte = 0;                       ///< Of the flit.
    int bit = 0;                        ///< Of the byte.
};

class PayloadRows {
public:
    explicit PayloadRows(const RowShape& shape) : shape_(shape) {}

    /// The link was down: flits are counted from the next row on.
    void start();
    /// In a word clock of the sender, in order: the word with this number carries rows, or not.
    void word(std::uint64_t number, std::uint64_t time_fs, bool payload);
    /// The unit interval in which bit 0 of word 0 is sent; 0 at the word cut.
    void set_first_bit(std::int64_t unit_interval) { first_bit_ = unit_interval; }
    /// By physical lane, the active lane that it carries from now on; -1 = none.
    void set_lane_map(std::vector<int> lane_of) { lane_of_ = std::move(lane_of); }

    /// Of the bit that `lane` sends in `unit_interval`; frames long past are forgotten.
    RowPlace place(int lane, std::int64_t unit_interval) const;
    /// A receiver begins with the first flit of a frame: that of the latest one whose first row had
    /// left by then, if one had.
    std::optional<std::uint64_t> first_flit(std::uint64_t time_fs) const;

    /// Since start().
    bool any() const { return words_ != 0; }
    /// When the latest row left, ever.
    std::uint64_t last_row_fs() const { return last_row_fs_; }

private:
    struct Frame {
        std::uint64_t first_word = 0, last_word = 0, first_fs = 0, last_fs = 0;
        std::uint64_t words_before = 0;  // with rows, since start()
    };

    std::uint64_t chunks(std::uint64_t words) const {
        return words * static_cast<std::uint64_t>(shape_.chunks_per_word());
    }

    const RowShape shape_;
    std::vector<int> lane_of_;
    std::int64_t first_bit_ = 0;
    std::deque<Frame> frames_;  // the latest ones
    bool in_rows_ = false;
    std::uint64_t words_ = 0;  // with rows, since start()
    std::uint64_t last_row_fs_ = 0;
};

}  // namespace oio
