// SPDX-License-Identifier: Apache-2.0
#include "models/channel/word_history.hpp"

#include <catch2/catch.hpp>

#include "models/random_stream.hpp"

using oio::HistoryTap;
using oio::WordHistory;

TEST_CASE("word_history: any alignment gives the word and its neighbours", "[models][channel]") {
    const int word_ui = GENERATE(8, 16, 32);
    const int lanes = 5;
    const int rows = 20;
    const std::uint32_t mask = word_ui == 32 ? ~0u : (1u << word_ui) - 1u;
    WordHistory history(lanes, word_ui, rows);
    oio::RandomStream random(1, "history", "bits");
    std::vector<std::vector<int>> bits(lanes);
    int checked = 0;
    for (std::int64_t m = 0; m < 100; ++m) {
        std::vector<std::uint32_t> words(lanes);
        for (int i = 0; i < lanes; ++i) {
            words[static_cast<std::size_t>(i)] = random.next_u32() & mask;
            for (int k = 0; k < word_ui; ++k) {
                bits[static_cast<std::size_t>(i)].push_back(
                    static_cast<int>((words[static_cast<std::size_t>(i)] >> k) & 1u));
            }
        }
        // A missed row reads as zeros.
        const bool missed = m % 7 == 3;
        history.push(missed ? nullptr : words.data());
        if (missed) {
            for (auto& lane : bits) std::fill(lane.end() - word_ui, lane.end(), 0);
        }
        CHECK(history.newest() == m);
        for (int back = word_ui + WordHistory::kPre; back < (rows - 4) * word_ui; ++back) {
            const std::int64_t first = (m + 1) * word_ui - 1 - back;
            if (first < WordHistory::kPost + 1) continue;
            std::vector<std::int32_t> cell(lanes);
            std::vector<std::uint32_t> shift(lanes), keep(lanes, mask), out(lanes);
            std::vector<HistoryTap> taps(lanes);
            for (int i = 0; i < lanes; ++i) {
                const auto r = static_cast<std::size_t>(i);
                taps[r] = history.tap((i * 2) % lanes, first - m * word_ui);
                cell[r] = taps[r].cell;
                shift[r] = taps[r].shift;
            }
            keep[3] = 0;
            history.extract(m, cell.data(), shift.data(), keep.data(), out.data());
            bool good = out[3] == 0;
            for (int i = 0; i < lanes; ++i) {
                const auto r = static_cast<std::size_t>(i);
                const std::uint64_t window = history.window(m, taps[r]);
                const std::uint64_t wide = history.wide_window(m, taps[r]);
                const auto& sent = bits[static_cast<std::size_t>((i * 2) % lanes)];
                for (int k = -WordHistory::kPost - 1; k <= word_ui + WordHistory::kPre; ++k) {
                    const auto at = static_cast<std::size_t>(first + k);
                    const auto bit = static_cast<std::uint64_t>(sent[at]);
                    good = good && ((wide >> (k + WordHistory::kPost + 1)) & 1u) == bit;
                    if (k < -WordHistory::kPost || k == word_ui + WordHistory::kPre) continue;
                    good = good && ((window >> (k + WordHistory::kPost)) & 1u) == bit;
                    if (k >= 0 && k < word_ui && i != 3) good = good && ((out[r] >> k) & 1u) == bit;
                }
            }
            REQUIRE(good);
            ++checked;
        }
    }
    CHECK(checked > 1000);
}
