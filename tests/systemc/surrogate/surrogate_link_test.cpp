// SPDX-License-Identifier: Apache-2.0
#include "systemc/surrogate/surrogate_link.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <memory>

#include "systemc/host/pattern_traffic.hpp"
#include "systemc/host/ring_transport.hpp"
#include "tests/support/die_bench.hpp"

using oio::PatternTraffic;
using oio::PatternTrafficConfig;
using oio::RingTransport;
using oio::SurrogateLink;
using oio::SurrogateLinkConfig;
using Bytes = std::vector<std::uint8_t>;

namespace {

/// Two ranks answer each other's messages, long and short in turn; ends after `kSteps` of each.
class PingPong {
public:
    static constexpr int kSteps = 12;

    template <typename End>
    PingPong(const char* name, End& end_0, End& end_1) : transport_(name, {}) {
        transport_.bind_link(0, end_0, end_1);
        transport_.set_delivery([this](int to, int, std::uint64_t tag, const Bytes&) {
            if (++delivered_ == 2 * kSteps) end_ns_ = transport_.now_ns();
            step(to, static_cast<int>(tag) + 1);
        });
        step(0, 0);
        step(1, 0);
    }
    bool finished() const { return delivered_ == 2 * kSteps; }
    double end_ns() const { return end_ns_; }
    const RingTransport& transport() const { return transport_; }

private:
    void step(int rank, int count) {
        if (count == kSteps) return;
        const std::size_t bytes = count % 3 == 0 ? 1000 : 60000;
        transport_.send(rank, 1 - rank, static_cast<std::uint64_t>(count), Bytes(bytes, 1), [] {});
    }

    RingTransport transport_;
    int delivered_ = 0;
    double end_ns_ = 0.0;
};

}  // namespace

TEST_CASE("surrogate_link: saturated both ways it carries its payload rate, bit-exact",
          "[systemc][surrogate]") {
    SurrogateLinkConfig config;
    config.payload_gbps = 790.0;
    config.energy_pj_per_bit = 3.5;
    SurrogateLink link("link", config);
    PatternTrafficConfig pattern;
    pattern.bytes_per_direction = 2000000;
    PatternTraffic traffic("traffic", pattern);
    traffic.bind_link(link.end(0), link.end(1));
    traffic.start();
    CHECK_FALSE(traffic.finished());
    REQUIRE(oio::run_until([&] { return traffic.finished(); }));
    for (const int from : {0, 1}) {
        CHECK(traffic.checked_bytes(from) >= 2000000);
        CHECK(traffic.mismatched_bytes(from) == 0);
        CHECK(traffic.lost_writes(from) + traffic.duplicated_writes(from) == 0);
        CHECK(traffic.throughput_gbps(from) ==
              Approx(790.0 * oio::user_share(4096)).epsilon(0.005));
    }
    CHECK(link.user_bytes() == traffic.checked_bytes(0) + traffic.checked_bytes(1));
    CHECK(link.energy_joules() ==
          Approx(static_cast<double>(link.user_bytes()) * 8 * 3.5e-12).epsilon(1e-9));
    CHECK(link.replays(0) == 0);
    CHECK(link.idle());
}

TEST_CASE("surrogate_link: replays come at the rate asked for and depend on the seed only",
          "[systemc][surrogate]") {
    std::vector<std::uint64_t> replays;
    std::vector<std::unique_ptr<SurrogateLink>> links;
    std::vector<std::unique_ptr<PatternTraffic>> traffics;
    for (const std::uint64_t seed : {1, 2}) {
        SurrogateLinkConfig config;
        config.flit_error_rate = 0.01;
        config.replay_penalty_ns = 100.0;
        config.seed = seed;
        links.push_back(
            std::make_unique<SurrogateLink>(("link" + std::to_string(seed)).c_str(), config));
        PatternTrafficConfig pattern;
        pattern.bytes_per_direction = 5000000;
        pattern.from_end = {true, false};
        traffics.push_back(
            std::make_unique<PatternTraffic>(("traffic" + std::to_string(seed)).c_str(), pattern));
        traffics.back()->bind_link(links.back()->end(0), links.back()->end(1));
        traffics.back()->start();
    }
    REQUIRE(oio::run_until([&] { return traffics[0]->finished() && traffics[1]->finished(); }));
    for (const auto& link : links) {
        const double expected = 0.01 * static_cast<double>(link->flits(0));  // about 200
        CHECK(std::abs(static_cast<double>(link->replays(0)) - expected) < 5 * std::sqrt(expected));
        CHECK(link->end(1).counters().total_violations() == 0);
    }
    CHECK(traffics[0]->mismatched_bytes(0) + traffics[1]->mismatched_bytes(0) == 0);
}

TEST_CASE("surrogate_link: a workload ends within 2 percent of the time of the link it stands for",
          "[systemc][surrogate]") {
    // A clocked link of 25 clocks of 2 ns with a flit every third clock, and its surrogate.
    oio::ClockedLink clocked("clocked", {}, 25, 3);
    PingPong over_clocked("over_clocked", clocked.a, clocked.b);
    SurrogateLinkConfig config;
    config.latency_ns = 50.0;
    config.payload_gbps = 2000.0 / 6.0;
    SurrogateLink link("link", config);
    PingPong over_surrogate("over_surrogate", link.end(0), link.end(1));
    REQUIRE(oio::run_until([&] { return over_clocked.finished() && over_surrogate.finished(); }));
    CHECK(over_surrogate.end_ns() == Approx(over_clocked.end_ns()).epsilon(0.02));
    CHECK(over_clocked.end_ns() > PingPong::kSteps * 2.0 / 3.0 * 60000 / 250 * 6);
    CHECK(over_clocked.transport().scoreboard().mismatched_bytes() == 0);
    CHECK(over_surrogate.transport().scoreboard().mismatched_bytes() == 0);
}

TEST_CASE("surrogate_link: refuses a configuration out of range", "[systemc][surrogate]") {
    SurrogateLinkConfig config;
    config.payload_gbps = 0.0;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("payload_gbps"));
    config = {};
    config.latency_ns = -1.0;
    CHECK_THROWS_WITH(config.validate(), Catch::Contains("latency_ns"));
}
