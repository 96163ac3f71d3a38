// SPDX-License-Identifier: Apache-2.0
#include "models/energy/energy_report.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace oio {
namespace {

EnergyEntry entry(const char* name, EnergyBoundary boundary, EnergyKind kind, double joules) {
    EnergyEntry result;
    result.name = name;
    result.boundary = boundary;
    result.kind = kind;
    result.joules = joules;
    result.pj_per_bit = joules * 1e12 / 100.0;
    return result;
}

TEST_CASE("energy_report: boundaries are cumulative and the total follows the entries",
          "[models][energy]") {
    EnergyReport report;
    CHECK(report.joules() == 0.0);
    report.payload_bits = 100.0;
    report.entries = {entry("a", EnergyBoundary::B0, EnergyKind::Static, 1.0),
                      entry("b", EnergyBoundary::B1, EnergyKind::Dynamic, 2.0),
                      entry("c", EnergyBoundary::B2, EnergyKind::Static, 4.0),
                      entry("d", EnergyBoundary::B3, EnergyKind::Dynamic, 8.0)};
    CHECK(report.joules(EnergyBoundary::B0) == 1.0);
    CHECK(report.joules(EnergyBoundary::B1) == 3.0);
    CHECK(report.joules(EnergyBoundary::B2) == 7.0);
    CHECK(report.joules() == 15.0);
    CHECK(report.pj_per_bit() == Approx(15e10));
    CHECK(report.pj_per_bit(EnergyBoundary::B1) == Approx(3e10));
    CHECK(report.joules(EnergyKind::Static) == 5.0);
    CHECK(report.joules(EnergyKind::Dynamic) == 10.0);
    report.entries.pop_back();
    CHECK(report.joules() == 7.0);
}

TEST_CASE("energy_report: entries are found by name", "[models][energy]") {
    EnergyReport report;
    report.entries = {entry("a", EnergyBoundary::B0, EnergyKind::Static, 1.0)};
    REQUIRE(report.find("a") != nullptr);
    CHECK(report.find("a")->joules == 1.0);
    CHECK(report.find("b") == nullptr);
}

TEST_CASE("energy_report: boundaries and kinds have the names of the reports", "[models][energy]") {
    CHECK(std::string(to_string(EnergyBoundary::B0)) == "B0");
    CHECK(std::string(to_string(EnergyBoundary::B1)) == "B1");
    CHECK(std::string(to_string(EnergyBoundary::B2)) == "B2");
    CHECK(std::string(to_string(EnergyBoundary::B3)) == "B3");
    CHECK(std::string(to_string(EnergyKind::Static)) == "static");
    CHECK(std::string(to_string(EnergyKind::Dynamic)) == "dynamic");
}

}  // namespace
}  // namespace oio
