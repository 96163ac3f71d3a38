// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/message_scoreboard.hpp"

#include <catch2/catch.hpp>

using oio::MessageScoreboard;
using Bytes = std::vector<std::uint8_t>;

TEST_CASE("message_scoreboard: a message that arrives as sent leaves no trace but the counts",
          "[systemc][host]") {
    MessageScoreboard board;
    const auto number = board.sent(1, 2, 77, std::make_shared<Bytes>(Bytes{1, 2, 3}));
    CHECK(board.in_flight() == 1);
    CHECK(board.arrived(number, 1, 2, 77, {1, 2, 3}));
    CHECK(board.in_flight() == 0);
    CHECK(board.bytes_compared() == 3);
    CHECK(board.mismatched_bytes() == 0);
    CHECK(board.misrouted() == 0);
}

TEST_CASE("message_scoreboard: every wrong, missing or extra byte counts", "[systemc][host]") {
    MessageScoreboard board;
    const auto sent = std::make_shared<Bytes>(Bytes{1, 2, 3, 4});
    CHECK(board.arrived(board.sent(0, 1, 0, sent), 0, 1, 0, {1, 9, 3, 9}));
    CHECK(board.mismatched_bytes() == 2);
    CHECK(board.arrived(board.sent(0, 1, 0, sent), 0, 1, 0, {1, 2}));
    CHECK(board.mismatched_bytes() == 4);
    CHECK(board.arrived(board.sent(0, 1, 0, sent), 0, 1, 0, {1, 2, 3, 4, 5}));
    CHECK(board.mismatched_bytes() == 5);
}

TEST_CASE("message_scoreboard: duplicates and strays are not delivered, misrouting is counted",
          "[systemc][host]") {
    MessageScoreboard board;
    const auto data = std::make_shared<Bytes>(Bytes{1});
    const auto number = board.sent(0, 1, 5, data);
    CHECK(board.arrived(number, 0, 1, 5, {1}));
    CHECK_FALSE(board.arrived(number, 0, 1, 5, {1}));
    CHECK(board.duplicated() == 1);
    CHECK_FALSE(board.arrived(99, 0, 1, 5, {1}));
    CHECK(board.misrouted() == 1);
    CHECK(board.arrived(board.sent(0, 1, 5, data), 0, 1, 6, {1}));
    CHECK(board.misrouted() == 2);
    board.sent(0, 1, 5, data);
    CHECK(board.in_flight() == 1);
}
