// SPDX-License-Identifier: Apache-2.0
#include "models/energy/energy_model.hpp"

#include <cmath>
#include <stdexcept>
#include <utility>

#include "models/parameter.hpp"

namespace oio {

namespace {

constexpr double kMicro = 1e-6;
constexpr double kPico = 1e-12;
constexpr double kFemto = 1e-15;
constexpr double kFlitBits = 2048.0;

double count(std::uint64_t n) {
    return static_cast<double>(n);
}

const char* source_of(double EnergyConfig::*field) {
    for (const EnergyParameter& parameter : EnergyConfig::parameters()) {
        if (parameter.field == field) return parameter.source;
    }
    return "";
}

}  // namespace

void EnergyDesign::validate() const {
    check_range("energy", "lanes", lanes, 1, 4096);
    check_range("energy", "word_ui", word_ui, 2, 64);
    check_range("energy", "lane_rate_gbps", lane_rate_gbps, 0.01, 100.0);
}

/// Collects entries; each is a cost times how often it was paid.
class EnergyModel::Ledger {
public:
    explicit Ledger(double payload_bits) { report_.payload_bits = payload_bits; }

    /// `scale` is the unit of `value` in joules or watts; `field` is the parameter behind it.
    void add(const char* name, const char* stage, EnergyBoundary boundary, EnergyKind kind,
             double value, double scale, const char* unit, double times,
             double EnergyConfig::*field) {
        EnergyEntry entry;
        entry.name = name;
        entry.stage = stage;
        entry.boundary = boundary;
        entry.kind = kind;
        entry.value = value;
        entry.unit = unit;
        entry.source = source_of(field);
        entry.joules = value * scale * times;
        if (report_.payload_bits > 0.0) {
            entry.pj_per_bit = entry.joules / kPico / report_.payload_bits;
        }
        report_.entries.push_back(entry);
    }

    EnergyReport take() { return std::move(report_); }

private:
    EnergyReport report_;
};

EnergyModel::EnergyModel(const EnergyConfig& config, const EnergyDesign& design)
    : config_(config), design_(design) {
    config.validate();
    design.validate();
}

EnergyReport EnergyModel::report(const Activity& activity, double payload_bits) const {
    if (!(payload_bits >= 0.0)) {
        throw std::invalid_argument("energy.payload_bits: must be at least 0");
    }
    Ledger ledger(payload_bits);
    add_photonics(activity, ledger);
    add_lane_digital(activity, ledger);
    add_flits(activity, ledger);
    add_clocks(activity, ledger);
    add_die_to_die(activity, ledger);
    return ledger.take();
}

void EnergyModel::add_photonics(const Activity& activity, Ledger& ledger) const {
    using C = EnergyConfig;
    const C& c = config_;
    ledger.add("emitter", "phy", EnergyBoundary::B0, EnergyKind::Static,
               c.led_forward_voltage_v * c.led_current_ua, kMicro, "uW per lane",
               activity.emitter_lane_seconds, &C::led_current_ua);
    ledger.add("driver headroom", "phy", EnergyBoundary::B1, EnergyKind::Static,
               (c.driver_supply_v - c.led_forward_voltage_v) * c.led_current_ua, kMicro,
               "uW per lane", activity.emitter_lane_seconds, &C::driver_supply_v);
    // Every second toggle is a rising edge, which draws C V dV from the supply.
    ledger.add("driver switching", "phy", EnergyBoundary::B1, EnergyKind::Dynamic,
               0.5 * c.driver_capacitance_ff * c.driver_supply_v * c.driver_swing_v, kFemto,
               "fJ/toggle", count(activity.tx_toggles), &C::driver_capacitance_ff);
    ledger.add("transimpedance amplifier", "phy", EnergyBoundary::B1, EnergyKind::Static,
               c.tia_uw_per_gbps * design_.lane_rate_gbps, kMicro, "uW per lane",
               activity.rx_lane_seconds, &C::tia_uw_per_gbps);
    ledger.add("limiting amplifier", "phy", EnergyBoundary::B1, EnergyKind::Static,
               c.limiting_amp_uw_per_gbps * design_.lane_rate_gbps, kMicro, "uW per lane",
               activity.rx_lane_seconds, &C::limiting_amp_uw_per_gbps);
    ledger.add("slicer", "phy", EnergyBoundary::B1, EnergyKind::Dynamic, c.slicer_fj_per_bit,
               kFemto, "fJ/bit", count(activity.rx_bits), &C::slicer_fj_per_bit);
}

void EnergyModel::add_lane_digital(const Activity& activity, Ledger& ledger) const {
    using C = EnergyConfig;
    const C& c = config_;
    const double stages = std::log2(static_cast<double>(design_.word_ui));
    const double tx = count(activity.tx_bits);
    const double rx = count(activity.rx_bits);
    const auto add = [&](const char* name, const char* stage, double value, double times,
                         double C::*field) {
        ledger.add(name, stage, EnergyBoundary::B2, EnergyKind::Dynamic, value, kFemto, "fJ/bit",
                   times, field);
    };
    add("serializer", "serdes", c.serializer_fj_per_stage * stages, tx,
        &C::serializer_fj_per_stage);
    add("deserializer", "serdes", c.deserializer_fj_per_stage * stages, rx,
        &C::deserializer_fj_per_stage);
    add("scrambler", "serdes", c.scrambler_fj_per_bit, tx + rx, &C::scrambler_fj_per_bit);
    add("deskew", "aggregation", c.deskew_fj_per_bit, rx, &C::deskew_fj_per_bit);
    add("aggregation", "aggregation", c.aggregation_fj_per_bit, tx + rx,
        &C::aggregation_fj_per_bit);
}

void EnergyModel::add_flits(const Activity& activity, Ledger& ledger) const {
    using C = EnergyConfig;
    const C& c = config_;
    // A CRC is worked out at the die port, at each flit sent and at each flit received.
    ledger.add("crc", "ucie", EnergyBoundary::B2, EnergyKind::Dynamic, c.crc_pj_per_flit, kPico,
               "pJ/flit",
               count(activity.flits_from_die + activity.flits_to_rows + activity.flits_from_rows),
               &C::crc_pj_per_flit);
    // Written and read once each.
    ledger.add("ingress buffer", "ucie", EnergyBoundary::B2, EnergyKind::Dynamic,
               2.0 * c.buffer_fj_per_bit, kFemto, "fJ/bit",
               kFlitBits * count(activity.flits_from_die), &C::buffer_fj_per_bit);
    ledger.add("retry buffer", "ucie", EnergyBoundary::B2, EnergyKind::Dynamic, c.buffer_fj_per_bit,
               kFemto, "fJ/bit per access",
               kFlitBits * count(activity.flits_stored + activity.flits_replayed),
               &C::buffer_fj_per_bit);
}

void EnergyModel::add_clocks(const Activity& activity, Ledger& ledger) const {
    using C = EnergyConfig;
    const C& c = config_;
    ledger.add("lane clocks", "common", EnergyBoundary::B2, EnergyKind::Static,
               c.lane_clock_fj_per_ui * design_.lane_rate_gbps, kMicro, "uW per lane end",
               activity.tx_lane_seconds + activity.rx_lane_seconds, &C::lane_clock_fj_per_ui);
    ledger.add("core clock", "common", EnergyBoundary::B2, EnergyKind::Static,
               c.core_clock_pj_per_cycle, kPico, "pJ/cycle", count(activity.core_cycles),
               &C::core_clock_pj_per_cycle);
    ledger.add("leakage", "common", EnergyBoundary::B2, EnergyKind::Static, c.leakage_uw_per_lane,
               kMicro, "uW per lane", activity.powered_lane_seconds, &C::leakage_uw_per_lane);
}

void EnergyModel::add_die_to_die(const Activity& activity, Ledger& ledger) const {
    using C = EnergyConfig;
    const C& c = config_;
    // Fully loaded, both together cost die_to_die_pj_per_bit.
    const double moving = c.die_to_die_pj_per_bit * (1.0 - c.die_to_die_idle_fraction);
    const double idle = c.die_to_die_pj_per_bit * c.die_to_die_idle_fraction;
    const double capacity_gbps = 2.0 * design_.lanes * design_.lane_rate_gbps;
    ledger.add("die-to-die transfer", "ucie", EnergyBoundary::B3, EnergyKind::Dynamic, moving,
               kPico, "pJ/bit", kFlitBits * count(activity.flits_from_die + activity.flits_to_die),
               &C::die_to_die_pj_per_bit);
    ledger.add("die-to-die idle", "ucie", EnergyBoundary::B3, EnergyKind::Static,
               idle * capacity_gbps, 1e-3, "mW per chiplet", activity.chiplet_seconds,
               &C::die_to_die_idle_fraction);
}

}  // namespace oio
