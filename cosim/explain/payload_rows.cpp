// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/payload_rows.hpp"

#include <algorithm>
#include <cmath>

namespace oio {

namespace {

constexpr std::size_t kFramesKept = 64;
constexpr std::uint64_t kFlitChunks = 16;

}  // namespace

void PayloadRows::start() {
    frames_.clear();
    in_rows_ = false;
    words_ = 0;
}

void PayloadRows::word(std::uint64_t number, std::uint64_t time_fs, bool payload) {
    if (!payload) {
        in_rows_ = false;
        return;
    }
    if (!in_rows_) {
        in_rows_ = true;
        frames_.push_back({number, number, time_fs, time_fs, words_});
        if (frames_.size() > kFramesKept) frames_.pop_front();
    }
    frames_.back().last_word = number;
    frames_.back().last_fs = time_fs;
    last_row_fs_ = time_fs;
    ++words_;
}

RowPlace PayloadRows::place(int lane, std::int64_t unit_interval) const {
    RowPlace place;
    const std::int64_t sent = std::max<std::int64_t>(unit_interval - first_bit_, 0);
    const std::int64_t word = sent / shape_.word_ui;
    const auto number = static_cast<std::uint64_t>(word);
    const int ui = static_cast<int>(sent - word * shape_.word_ui);
    const auto frame = std::find_if(frames_.rbegin(), frames_.rend(), [&](const Frame& item) {
        return item.first_word <= number && number <= item.last_word;
    });
    if (frame == frames_.rend()) {
        // Marker and pad follow the rows at once.
        const auto head = std::uint64_t{64} / static_cast<unsigned>(shape_.word_ui) + 2;
        const bool behind = std::any_of(frames_.begin(), frames_.end(), [&](const Frame& item) {
            return number > item.last_word && number - item.last_word <= head;
        });
        place.where = behind ? "a frame marker or its pad" : "no payload: the link trains";
        return place;
    }
    const std::uint64_t into = number - frame->first_word;
    const std::uint64_t words = frame->last_word - frame->first_word;
    const double period_fs =
        words == 0 ? 0.0 : double(frame->last_fs - frame->first_fs) / double(words);
    place.launched_fs =
        frame->first_fs + static_cast<std::uint64_t>(std::llround(double(into) * period_fs));
    const int active =
        lane < static_cast<int>(lane_of_.size()) ? lane_of_[static_cast<std::size_t>(lane)] : -1;
    if (active < 0) {
        place.where = "a spare lane that carries no data";
        return place;
    }
    const std::uint64_t chunk = chunks(frame->words_before + into) +
                                static_cast<std::uint64_t>(ui / 8 * shape_.columns() + active / 16);
    place.byte = static_cast<int>(chunk % kFlitChunks) * 16 + active % 16;
    place.bit = ui % 8;
    place.flit = chunk / kFlitChunks;
    return place;
}

std::optional<std::uint64_t> PayloadRows::first_flit(std::uint64_t time_fs) const {
    const auto frame = std::find_if(frames_.rbegin(), frames_.rend(),
                                    [&](const Frame& item) { return item.first_fs <= time_fs; });
    if (frame == frames_.rend()) return std::nullopt;
    return chunks(frame->words_before) / kFlitChunks;
}

}  // namespace oio
