// SPDX-License-Identifier: Apache-2.0
#include "models/energy/energy_model.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <initializer_list>
#include <stdexcept>
#include <string>

namespace oio {
namespace {

using Catch::Matchers::Contains;

double sum(const EnergyReport& report, std::initializer_list<const char*> names) {
    double total = 0.0;
    for (const char* name : names) {
        CAPTURE(name);
        REQUIRE(report.find(name) != nullptr);
        total += report.find(name)->pj_per_bit;
    }
    return total;
}

/// Both chiplets of a link for a second, all lanes lit and saturated with data both ways.
Activity busy(int lanes, int spares, double gbps, double payload_fraction) {
    Activity a;
    const double bits = 2.0 * lanes * gbps * 1e9;
    const double flits = payload_fraction * bits / 2048.0;
    a.chiplet_seconds = 2.0;
    a.powered_lane_seconds = 2.0 * (lanes + spares);
    a.tx_lane_seconds = a.emitter_lane_seconds = a.rx_lane_seconds = 2.0 * lanes;
    a.tx_bits = a.rx_bits = static_cast<std::uint64_t>(bits);
    a.tx_toggles = a.tx_bits / 2;
    a.core_cycles = static_cast<std::uint64_t>(bits / 2048.0);
    a.flits_from_die = a.flits_to_rows = a.flits_stored = static_cast<std::uint64_t>(flits);
    a.flits_from_rows = a.flits_to_die = a.flits_from_die;
    return a;
}

TEST_CASE("energy_model: 100 uA at 3.2 V and 4 Gb/s cost 80 fJ per bit", "[models][energy]") {
    const EnergyModel model(EnergyConfig{}, {1, 8, 4.0});
    Activity a;
    a.emitter_lane_seconds = 1.0;
    const EnergyReport report = model.report(a, 4e9);
    const EnergyEntry* emitter = report.find("emitter");
    REQUIRE(emitter != nullptr);
    CHECK(emitter->pj_per_bit == Approx(0.080));
    CHECK(emitter->joules == Approx(320e-6));
    CHECK(emitter->value == Approx(320.0));
    CHECK(emitter->unit == "uW per lane");
    CHECK(emitter->boundary == EnergyBoundary::B0);
    CHECK(emitter->kind == EnergyKind::Static);
    CHECK_FALSE(emitter->source.empty());
    CHECK(report.pj_per_bit(EnergyBoundary::B0) == Approx(0.080));
}

TEST_CASE("energy_model: every entry by hand", "[models][energy]") {
    const EnergyModel model(EnergyConfig{}, {16, 8, 2.0});
    Activity a;
    a.chiplet_seconds = 1.0;
    a.powered_lane_seconds = 20.0;
    a.tx_lane_seconds = 16.0;
    a.emitter_lane_seconds = 8.0;  // at half drive
    a.rx_lane_seconds = 18.0;
    a.tx_bits = 1000;
    a.tx_toggles = 400;
    a.rx_bits = 2000;
    a.core_cycles = 50;
    a.flits_from_die = 1;
    a.flits_to_rows = 3;
    a.flits_stored = 2;
    a.flits_replayed = 1;
    a.flits_from_rows = 4;
    a.flits_to_die = 5;
    const EnergyReport report = model.report(a, 0.0);
    const auto check = [&](const char* name, double joules) {
        CAPTURE(name);
        REQUIRE(report.find(name) != nullptr);
        CHECK(report.find(name)->joules == Approx(joules));
        CHECK(report.find(name)->pj_per_bit == 0.0);  // nothing delivered
    };
    check("emitter", 3.2 * 100e-6 * 8.0);
    check("driver headroom", 0.3 * 100e-6 * 8.0);
    check("driver switching", 400 * 0.5 * 155e-15 * 3.5 * 0.4);
    check("transimpedance amplifier", 18.0 * 200e-6 * 2.0);
    check("limiting amplifier", 18.0 * 70e-6 * 2.0);
    check("slicer", 2000 * 30e-15);
    check("serializer", 1000 * 3 * 25e-15);
    check("deserializer", 2000 * 3 * 25e-15);
    check("scrambler", 3000 * 10e-15);
    check("deskew", 2000 * 40e-15);
    check("aggregation", 3000 * 20e-15);
    check("crc", 8 * 10e-12);
    check("ingress buffer", 2 * 2048 * 25e-15);
    check("retry buffer", 3 * 2048 * 25e-15);
    check("lane clocks", 34.0 * 25e-15 * 2e9);
    check("core clock", 50 * 20e-12);
    check("leakage", 20.0 * 70e-6);
    check("die-to-die transfer", 6 * 2048 * 0.4e-12);
    check("die-to-die idle", 0.1e-12 * 2.0 * 16 * 2e9);
    CHECK(report.entries.size() == 19);
}

TEST_CASE("energy_model: an idle link costs its static entries only", "[models][energy]") {
    const EnergyModel model(EnergyConfig{}, {400, 8, 2.125});
    Activity idle = busy(400, 20, 2.125, 0.94);
    idle.tx_bits = idle.tx_toggles = idle.rx_bits = 0;
    idle.flits_from_die = idle.flits_to_rows = idle.flits_stored = 0;
    idle.flits_from_rows = idle.flits_to_die = 0;
    const EnergyReport report = model.report(idle, 0.0);
    CHECK(report.joules(EnergyKind::Dynamic) == 0.0);
    CHECK(report.joules(EnergyKind::Static) > 0.0);
    CHECK(report.joules() == Approx(report.joules(EnergyKind::Static)));
    // And a link that is off costs nothing.
    CHECK(model.report(Activity{}, 0.0).joules() == 0.0);
}

TEST_CASE("energy_model: half the traffic in the same time doubles the static share per bit",
          "[models][energy]") {
    const EnergyModel model(EnergyConfig{}, {400, 8, 2.125});
    const EnergyReport full = model.report(busy(400, 20, 2.125, 0.94), 1.6e12);
    const EnergyReport half = model.report(busy(400, 20, 2.125, 0.47), 0.8e12);
    for (const EnergyEntry& entry : full.entries) {
        if (entry.kind != EnergyKind::Static) continue;
        CAPTURE(entry.name);
        CHECK(half.find(entry.name)->pj_per_bit == Approx(2.0 * entry.pj_per_bit));
    }
    CHECK(half.find("crc")->pj_per_bit == Approx(full.find("crc")->pj_per_bit));
}

TEST_CASE("energy_model: ten percent of one part moves the total by its share",
          "[models][energy]") {
    const EnergyDesign design{400, 8, 2.125};
    const Activity activity = busy(400, 20, 2.125, 0.94);
    const double payload = 1.55e12;
    const EnergyReport before = EnergyModel(EnergyConfig{}, design).report(activity, payload);
    const struct {
        const char* parameter;
        std::initializer_list<const char*> entries;
    } parts[] = {{"led_current_ua", {"emitter", "driver headroom"}},
                 {"driver_capacitance_ff", {"driver switching"}},
                 {"driver_swing_v", {"driver switching"}},
                 {"tia_uw_per_gbps", {"transimpedance amplifier"}},
                 {"limiting_amp_uw_per_gbps", {"limiting amplifier"}},
                 {"slicer_fj_per_bit", {"slicer"}},
                 {"serializer_fj_per_stage", {"serializer"}},
                 {"deserializer_fj_per_stage", {"deserializer"}},
                 {"deskew_fj_per_bit", {"deskew"}},
                 {"scrambler_fj_per_bit", {"scrambler"}},
                 {"aggregation_fj_per_bit", {"aggregation"}},
                 {"crc_pj_per_flit", {"crc"}},
                 {"buffer_fj_per_bit", {"ingress buffer", "retry buffer"}},
                 {"lane_clock_fj_per_ui", {"lane clocks"}},
                 {"core_clock_pj_per_cycle", {"core clock"}},
                 {"leakage_uw_per_lane", {"leakage"}},
                 {"die_to_die_pj_per_bit", {"die-to-die transfer", "die-to-die idle"}}};
    for (const auto& part : parts) {
        CAPTURE(part.parameter);
        EnergyConfig config;
        config.set(part.parameter, 1.1 * config.get(part.parameter));
        const EnergyReport after = EnergyModel(config, design).report(activity, payload);
        const double share = sum(before, part.entries);
        CHECK(share > 0.0);
        CHECK(after.pj_per_bit() - before.pj_per_bit() == Approx(0.1 * share));
    }
}

TEST_CASE("energy_model: the default link lies where published links lie", "[models][energy]") {
    const EnergyModel model(EnergyConfig{}, {400, 8, 2.125});
    // Payload of a saturated link, per second and both directions: 0.94 of the raw rate.
    const double payload = 0.94 * 2.0 * 400 * 2.125e9;
    const EnergyReport report = model.report(busy(400, 20, 2.125, 0.98), payload);
    // Emitter 0.08 to 0.2 pJ/bit (100 uA class); micro-LED engines 1 to 3 pJ/bit without the reach
    // to the host; analog and LED under the 1.5 pJ/bit of the MOSAIC prototype.
    CHECK(report.pj_per_bit(EnergyBoundary::B0) > 0.08);
    CHECK(report.pj_per_bit(EnergyBoundary::B0) < 0.2);
    CHECK(report.pj_per_bit(EnergyBoundary::B1) > 0.3);
    CHECK(report.pj_per_bit(EnergyBoundary::B1) < 1.5);
    CHECK(report.pj_per_bit() > 1.0);
    CHECK(report.pj_per_bit() < 3.0);
    // Digital part: MOSAIC 0.4 W of 800 Gb/s, 0.5 pJ/bit, within a factor of 1.5.
    const double digital =
        report.pj_per_bit(EnergyBoundary::B2) - report.pj_per_bit(EnergyBoundary::B1);
    CHECK(digital > 0.5 / 1.5);
    CHECK(digital < 0.5 * 1.5);
    // Two die-to-die hops per payload bit at 0.5 pJ each, plus what carries no payload.
    const double die = report.pj_per_bit() - report.pj_per_bit(EnergyBoundary::B2);
    CHECK(die == Approx(1.0).epsilon(0.1));
}

TEST_CASE("energy_model: with MOSAIC's watts in, MOSAIC's split comes out", "[models][energy]") {
    // One end of 800 Gb/s: 1.2 W analog and LED over 460 lanes of 2 Gb/s, that is 2.6 mW per lane
    // and 1.5 pJ/bit; 0.4 W digital, 0.5 pJ/bit. Everything digital is put into the core clock.
    EnergyConfig config;
    for (const EnergyParameter& p : EnergyConfig::parameters()) {
        if (std::string(p.name).find("fj_per") != std::string::npos) config.*p.field = 0.0;
    }
    config.driver_swing_v = 0.0;
    config.crc_pj_per_flit = config.leakage_uw_per_lane = config.die_to_die_pj_per_bit = 0.0;
    const double per_lane_uw = 1.2e6 / 460.0;
    CHECK(per_lane_uw == Approx(2600.0).epsilon(0.05));
    config.limiting_amp_uw_per_gbps = 70.0;
    config.tia_uw_per_gbps = (per_lane_uw - 350.0) / 2.0 - 70.0;
    config.core_clock_pj_per_cycle = 0.4 / 400e6 * 1e12;
    Activity a;
    a.chiplet_seconds = 1.0;
    a.powered_lane_seconds = 460.0;
    a.tx_lane_seconds = a.emitter_lane_seconds = a.rx_lane_seconds = 460.0;
    a.core_cycles = 400'000'000;
    const EnergyReport report = EnergyModel(config, {400, 8, 2.0}).report(a, 800e9);
    CHECK(report.joules(EnergyBoundary::B1) == Approx(1.2));
    CHECK(report.pj_per_bit(EnergyBoundary::B1) == Approx(1.5).epsilon(0.05));
    CHECK(report.pj_per_bit(EnergyBoundary::B2) - report.pj_per_bit(EnergyBoundary::B1) ==
          Approx(0.5).epsilon(0.05));
    CHECK(report.pj_per_bit() == Approx(2.0));
}

TEST_CASE("energy_model: the total is the sum of the entries and of two halves of the activity",
          "[models][energy]") {
    const EnergyModel model(EnergyConfig{}, {400, 8, 2.125});
    const Activity one = busy(400, 20, 2.125, 0.94);
    Activity two = one;
    two += one;
    const EnergyReport report = model.report(one, 1e12);
    double total = 0.0;
    for (const EnergyEntry& entry : report.entries) total += entry.joules;
    CHECK(report.joules() == Approx(total));
    CHECK(model.report(two, 1e12).joules() == Approx(2.0 * total));
    CHECK(model.report(two, 2e12).pj_per_bit() == Approx(report.pj_per_bit()));
}

TEST_CASE("energy_model: refuses bad designs, configurations and payloads", "[models][energy]") {
    CHECK_THROWS_WITH(EnergyModel(EnergyConfig{}, {0, 8, 2.0}),
                      Contains("energy.lanes: 0 is outside [1, 4096]"));
    CHECK_THROWS_WITH(EnergyModel(EnergyConfig{}, {16, 1, 2.0}), Contains("energy.word_ui"));
    CHECK_THROWS_WITH(EnergyModel(EnergyConfig{}, {16, 8, 0.0}), Contains("energy.lane_rate_gbps"));
    EnergyConfig config;
    config.led_current_ua = -1.0;
    CHECK_THROWS_WITH(EnergyModel(config, {16, 8, 2.0}), Contains("led_current_ua"));
    const EnergyModel model(EnergyConfig{}, {16, 8, 2.0});
    CHECK_THROWS_AS(model.report(Activity{}, -1.0), std::invalid_argument);
    CHECK_THROWS_AS(model.report(Activity{}, std::nan("")), std::invalid_argument);
}

}  // namespace
}  // namespace oio
