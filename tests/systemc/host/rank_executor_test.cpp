// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/rank_executor.hpp"

#include <catch2/catch.hpp>
#include <functional>

#include "systemc/host/message_flow.hpp"
#include "systemc/host/payload.hpp"
#include "systemc/host/program_builder.hpp"
#include "tests/systemc/host/graph_maker.hpp"

using namespace oio;

namespace {

/// Rank 0 of two, with a transport that the test drives by hand.
struct RankBench : WorkloadTransport {
    explicit RankBench(const std::vector<RankGraph>& graphs)
        : programs(build_programs(graphs, resolve_messages(graphs), {})),
          rank(programs.ranks[0], programs.regions, 2, 1, *this,
               [this](int, std::uint32_t, std::uint64_t, const std::uint8_t* data,
                      std::uint64_t bytes) { checked.emplace_back(data, data + bytes); }) {}

    void send(int, int, std::uint64_t tag, std::vector<std::uint8_t> data,
              std::function<void()> on_accepted) override {
        sent.push_back(data);
        sent_tags.push_back(tag);
        if (accept_at_once) {
            on_accepted();
        } else {
            accept = std::move(on_accepted);
        }
    }
    void call_after(double delay_ns, std::function<void()> action) override {
        delay = delay_ns;
        timer = std::move(action);
    }
    double now_ns() const override { return now; }

    Programs programs;
    std::vector<std::vector<std::uint8_t>> sent;
    std::vector<std::uint64_t> sent_tags;
    std::vector<std::vector<std::uint8_t>> checked;
    bool accept_at_once = true;
    std::function<void()> accept;
    std::function<void()> timer;
    double delay = -1.0;
    double now = 0.0;
    RankExecutor rank;
};

std::vector<std::uint8_t> words_of(std::uint64_t key, int rank, std::uint64_t bytes) {
    std::vector<std::uint8_t> data(bytes);
    fill_contribution(data.data(), 1, key, rank, 0, bytes);
    return data;
}

}  // namespace

TEST_CASE("rank_executor: sends its contribution and waits for acceptance", "[systemc][host]") {
    RankBench bench(graphs_of({{send_node(0, 1, 8, {}, 5), send_node(1, 1, 8, {0}, 6)},
                               {recv_node(0, 0, 8, {}, 5), recv_node(1, 0, 8, {}, 6)}}));
    bench.accept_at_once = false;
    bench.rank.start();
    REQUIRE(bench.sent.size() == 1);
    CHECK(bench.sent[0] == words_of(0, 0, 8));
    bench.accept();
    REQUIRE(bench.sent.size() == 2);
    CHECK(bench.sent_tags == std::vector<std::uint64_t>{5, 6});
    CHECK_FALSE(bench.rank.finished());
    bench.accept();
    CHECK(bench.rank.finished());
    CHECK(bench.rank.sent_bytes() == 16);
}

TEST_CASE("rank_executor: a compute node adds what came when its time is over", "[systemc][host]") {
    RankBench bench(
        graphs_of({{recv_node(0, 1, 8), compute_node(1, 7, {0})}, {send_node(0, 0, 8)}}));
    bench.rank.start();
    bench.now = 100.0;
    bench.rank.on_message(1, 0, words_of(0, 1, 8));
    CHECK(bench.delay == Approx(7000.0));
    CHECK(bench.checked.empty());
    bench.now = 7100.0;
    bench.timer();
    REQUIRE(bench.rank.finished());
    auto sum = words_of(0, 0, 8);
    const auto other = words_of(0, 1, 8);
    add_words(sum.data(), other.data(), 8);
    REQUIRE(bench.checked.size() == 1);
    CHECK(bench.checked[0] == sum);
    CHECK(bench.rank.stall_time_ns() == Approx(100.0));
    CHECK(bench.rank.compute_time_ns() == Approx(7000.0));
    CHECK(bench.rank.finish_time_ns() == Approx(7100.0));
}

TEST_CASE("rank_executor: an early message waits for its receive", "[systemc][host]") {
    RankBench bench(
        graphs_of({{compute_node(0, 1), recv_node(1, 1, 8, {0})}, {send_node(0, 0, 8)}}));
    bench.rank.start();
    bench.rank.on_message(1, 0, {1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(bench.checked.empty());
    CHECK(bench.rank.received_bytes() == 8);
    bench.timer();
    REQUIRE(bench.checked.size() == 1);
    CHECK(bench.checked[0] == std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6, 7, 8});
    CHECK(bench.rank.finished());
}

TEST_CASE("rank_executor: messages of one tag go to the receives in order", "[systemc][host]") {
    // The second receive is ready first; the first message is still not its own.
    RankBench bench(
        graphs_of({{compute_node(9, 1), recv_node(0, 1, 4, {9}), recv_node(1, 1, 4),
                    send_node(2, 1, 4, {0}, 1)},
                   {send_node(0, 0, 4), send_node(1, 0, 4), recv_node(2, 0, 4, {}, 1)}}));
    bench.rank.start();
    bench.rank.on_message(1, 0, {1, 1, 1, 1});
    bench.rank.on_message(1, 0, {2, 2, 2, 2});
    bench.timer();
    REQUIRE(bench.sent.size() == 1);
    CHECK(bench.rank.finished());
    // Both orders are legal for the file's independent receives as long as it is always the same
    // one: the order of dependency, then of the file.
    CHECK(bench.sent[0] == std::vector<std::uint8_t>{1, 1, 1, 1});
}

TEST_CASE("rank_executor: counts messages that nobody waits for", "[systemc][host]") {
    RankBench bench(graphs_of({{recv_node(0, 1, 4)}, {send_node(0, 0, 4)}}));
    bench.rank.start();
    bench.rank.on_message(1, 7, {1, 2, 3, 4});
    CHECK(bench.rank.stray_messages() == 1);
    CHECK(bench.rank.waiting_ops() == std::vector<std::uint32_t>{0});
    bench.rank.on_message(1, 0, {1, 2, 3, 4});
    CHECK(bench.rank.finished());
    bench.rank.on_message(1, 0, {1, 2, 3, 4});
    CHECK(bench.rank.stray_messages() == 2);
}
