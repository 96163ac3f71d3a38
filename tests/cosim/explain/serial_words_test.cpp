// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/serial_words.hpp"

#include <catch2/catch.hpp>

#include "models/random_stream.hpp"

using oio::SerialWords;

namespace {

/// Random bits until word `marker` begins, `late` unit intervals after its clock edge; then a
/// marker, whose identity is random too, and the pad.
void send(SerialWords& lane, int word_ui, std::uint64_t marker, int late) {
    oio::RandomStream random(1, "test.serial_words", "bits");
    const auto bit = [&] { return (random.next_u32() & 1u) != 0; };
    const std::uint64_t before = marker * static_cast<std::uint64_t>(word_ui);
    for (std::uint64_t k = 0; k < before + static_cast<std::uint64_t>(late); ++k) lane.bit(bit());
    for (int k = 0; k < 16; ++k) lane.bit((0xfe06u >> k & 1u) != 0);
    std::array<bool, 24> identity{};
    for (bool& value : identity) lane.bit(value = bit());
    for (const bool value : identity) lane.bit(!value);
    for (int k = 0; k < 2 * word_ui - late; ++k) lane.bit(k % 2 != 0);
}

}  // namespace

TEST_CASE("serial_words: the complement in a marker tells where words begin", "[cosim][explain]") {
    const int word_ui = GENERATE(8, 16, 32);
    const int late = GENERATE(0, 4, 5, 11);
    SerialWords lane(word_ui);
    send(lane, word_ui, 100, late);
    CHECK_FALSE(lane.offset_ui());
    const std::uint64_t rows = 100 + 64U / static_cast<unsigned>(word_ui) + 2;
    REQUIRE(lane.rows_begin(rows));
    CHECK(lane.offset_ui() == late);
}

TEST_CASE("serial_words: without a marker nothing is known, and what was known stays",
          "[cosim][explain]") {
    SerialWords lane(8);
    send(lane, 8, 100, 4);
    CHECK_FALSE(lane.rows_begin(40));  // Long ago: no longer kept.
    CHECK_FALSE(lane.rows_begin(108));
    CHECK_FALSE(lane.offset_ui());
    REQUIRE(lane.rows_begin(110));
    oio::RandomStream random(2, "test.serial_words", "bits");
    for (int k = 0; k < 8 * 100; ++k) lane.bit((random.next_u32() & 1u) != 0);
    CHECK_FALSE(lane.rows_begin(205));
    CHECK(lane.offset_ui() == 4);
}
