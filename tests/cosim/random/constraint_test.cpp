// SPDX-License-Identifier: Apache-2.0
#include "cosim/random/constraint.hpp"

#include <catch2/catch.hpp>

using oio::Constraint;
using oio::ConstraintError;
using Json = nlohmann::ordered_json;

namespace {

Json lookup(const std::string& key) {
    if (key == "link.spares") return 2;
    if (key == "link.dead_lanes") return Json::array({1, "a:3"});
    if (key == "dying.lanes") return Json::array({1, 7});
    if (key == "workload.path") return "latency";
    if (key == "channel.noise") return true;
    if (key == "loss") return 1.5;
    return nullptr;
}

bool holds(const std::string& rule) {
    return Constraint(rule).holds(lookup);
}

std::string message(const std::string& rule) {
    try {
        Constraint(rule).holds(lookup);
    } catch (const ConstraintError& failure) {
        return failure.what();
    }
    return "";
}

}  // namespace

TEST_CASE("constraint: arithmetic binds before comparison, and before or", "[cosim]") {
    CHECK(holds("1 + 2 * 3 == 7"));
    CHECK(holds("(1 + 2) * 3 == 9"));
    CHECK(holds("10 - 4 - 3 == 3"));
    CHECK(holds("-link.spares / 2 == -1"));
    CHECK(holds("true or false and false"));
    CHECK_FALSE(holds("(true or false) and false"));
    CHECK(holds("not false and true"));
    CHECK(holds("loss >= 1.5 and loss <= 1.5 and not loss < 1.5 and not loss > 1.5"));
}

TEST_CASE("constraint: implies asks for its right side only where the left one holds", "[cosim]") {
    CHECK(holds("workload.path == \"saturate\" implies 1 > 2"));
    CHECK_FALSE(holds("workload.path == 'latency' implies 1 > 2"));
    CHECK(holds("channel.noise implies link.spares == 2"));
}

TEST_CASE("constraint: functions take lists and single values together", "[cosim]") {
    CHECK(holds("count(link.dead_lanes) == 2"));
    CHECK(holds("count(link.dead_lanes, dying.lanes) == 4"));
    CHECK(holds("distinct(link.dead_lanes, dying.lanes) == 3"));  // 1, "a:3", 7.
    CHECK(holds("sum(dying.lanes, link.spares) == 10"));
    CHECK(holds("max(dying.lanes) - min(dying.lanes) == 6"));
}

TEST_CASE("constraint: an absent key constrains nothing and counts as none", "[cosim]") {
    CHECK(holds("absent.key > 1000"));
    CHECK(holds("max(absent.key) > 1000"));
    CHECK(holds("count(absent.key) == 0"));
    CHECK(Constraint("a.b + c > count(d)").keys() == std::set<std::string>{"a.b", "c", "d"});
}

TEST_CASE("constraint: a rule that does not read is refused with its column", "[cosim]") {
    CHECK(message("link.spares <") == "\"link.spares <\": the rule ends too early at column 14");
    CHECK(message("(1 == 1").find("closing parenthesis is missing at column 8") !=
          std::string::npos);
    CHECK(message("1 == 1 1").find("unexpected text at column 8") != std::string::npos);
    CHECK(message("1 == and").find("at column 6") != std::string::npos);
    CHECK(message("workload.path > 3").find("\"latency\" is no number") != std::string::npos);
    CHECK(message("link.dead_lanes <= link.spares").find("use count") != std::string::npos);
    CHECK(message("1 / 0 > 1").find("division by zero") != std::string::npos);
}
