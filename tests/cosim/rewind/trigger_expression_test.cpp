// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/trigger_expression.hpp"

#include <catch2/catch.hpp>
#include <map>

using oio::ObservableId;
using oio::ObservableRef;
using oio::ObservableValue;
using oio::TriggerError;
using oio::TriggerExpression;

namespace {

constexpr int kLanes = 18;

struct Source : oio::ObservableSource {
    std::map<ObservableId, std::vector<ObservableValue>> values;
    void read(const ObservableRef& ref, std::vector<ObservableValue>& found) override {
        for (const ObservableValue& value : values[ref.id]) {
            if (ref.lane < 0 || value.where == "lane a:" + std::to_string(ref.lane)) {
                found.push_back(value);
            }
        }
    }
};

bool holds(const std::string& text, Source& source, std::string* why = nullptr) {
    std::string reason;
    const bool result = TriggerExpression(text, kLanes).holds(source, reason);
    if (why != nullptr) *why = reason;
    return result;
}

// Column and message of a refusal.
std::pair<std::size_t, std::string> refusal(const std::string& text) {
    try {
        const TriggerExpression expression(text, kLanes);
    } catch (const TriggerError& failure) {
        return {failure.column(), failure.what()};
    }
    return {0, "accepted"};
}

}  // namespace

TEST_CASE("trigger_expression: every comparison", "[cosim][rewind]") {
    Source source;
    source.values[ObservableId::TimeUs] = {{5.0, ""}};
    for (const char* text : {"time_us > 4.9", "time_us >= 5", "time_us < 6", "time_us <= 5",
                             "time_us == 5", "time_us != 4", "4 < time_us", "5e0==time_us"}) {
        CHECK(holds(text, source));
    }
    for (const char* text : {"time_us > 5", "time_us >= 5.1", "time_us < 5", "time_us <= 4",
                             "time_us == 4", "time_us != 5", "5 < time_us"}) {
        CHECK_FALSE(holds(text, source));
    }
}

TEST_CASE("trigger_expression: any holds if one lane does, and names it", "[cosim][rewind]") {
    Source source;
    source.values[ObservableId::EyeSigma] = {{7.0, "lane a:3"}, {4.5, "lane a:9"}};
    std::string why;
    CHECK(holds("eye_sigma(any) < 5", source, &why));
    CHECK(why == "eye_sigma of lane a:9 = 4.5");
    CHECK(holds("eye_sigma(lane 9) < 5", source));
    CHECK(holds("eye_sigma( lane a:9 )<5", source));
    CHECK_FALSE(holds("eye_sigma(lane 3) < 5", source));
}

TEST_CASE("trigger_expression: and binds tighter than or", "[cosim][rewind]") {
    Source source;
    source.values[ObservableId::TimeUs] = {{5.0, ""}};
    source.values[ObservableId::Active] = {{1.0, ""}};
    CHECK(holds("active == 1 or active == 0 and time_us > 9", source));
    CHECK_FALSE(holds("active == 0 or active == 1 and time_us > 9", source));
    CHECK(holds("active == 1 and time_us > 4", source));
}

TEST_CASE("trigger_expression: what is not known yet does not hold", "[cosim][rewind]") {
    Source source;
    CHECK_FALSE(holds("replay_rate >= 0", source));
    CHECK_FALSE(holds("replay_rate != 0", source));
}

TEST_CASE("trigger_expression: windows have units", "[cosim][rewind]") {
    const auto window = [](const std::string& text) {
        return TriggerExpression(text, kLanes).uses().at(0).window_us;
    };
    CHECK(window("energy_pj_per_bit(1us) > 2") == 1.0);
    CHECK(window("throughput_gbps(500ns) < 1") == Approx(0.5));
    CHECK(window("replays(0.1ms) > 2") == Approx(100.0));
    CHECK(window("replay_rate > 1e-3") == 0.0);
}

TEST_CASE("trigger_expression: a refusal has its column and what is allowed", "[cosim][rewind]") {
    const auto check = [](const std::string& text, std::size_t column, const std::string& part) {
        const auto [at, message] = refusal(text);
        INFO(message);
        CHECK(at == column);
        CHECK_THAT(message, Catch::Contains(part));
    };
    check("bre(lane 17) > 1e-6", 1, "did you mean ber?");
    check("active == 1 and eye_sgima(any) < 5", 17, "eye_sigma");
    check("ber(lane 18) > 0", 10, "[0, 17]");
    check("ber(lane) > 0", 9, "[0, 17]");
    check("ber(17) > 0", 5, "(lane 17)");
    check("ber > 0", 5, "(any)");
    check("ber(any > 0", 9, "expected \")\"");
    check("mismatches(1us) > 0", 11, "no argument");
    check("replays(1) > 0", 10, "ns, us or ms");
    check("replays(0.1us) > 0", 9, "[0.5us, 100ms]");
    check("active = 1", 8, "> >= < <= == !=");
    check("active == ", 11, "expected a number");
    check("1 == 1", 1, "observable");
    check("active == 1 xor active == 0", 13, "\"and\"");
    check("", 1, "expected");
    check("ber(lane c:3) > 0", 10, "[0, 17]");
}
