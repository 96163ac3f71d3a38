// SPDX-License-Identifier: Apache-2.0
//
// Cost of everything that a chiplet does. The same values, with the same sources, stand in
// models/params/energy.toml for reading.
#pragma once

#include <string_view>
#include <vector>

namespace oio {

struct EnergyConfig;

/// One number of an EnergyConfig.
struct EnergyParameter {
    const char* name;  ///< Of the field, and of the table in energy.toml.
    double EnergyConfig::*field;
    const char* unit;
    double low;
    double high;
    const char* source;
};

/// Defaults: a forwarded-clock NRZ micro-LED link of 2 to 4 Gb/s per lane in a 7 nm class process.
/// Ranges and sources are in parameters().
struct EnergyConfig {
    // Emitter
    double led_forward_voltage_v = 3.2;
    double led_current_ua = 100.0;
    // Driver
    double driver_supply_v = 3.5;
    double driver_swing_v = 0.4;
    double driver_capacitance_ff = 155.0;
    // Receiver
    double tia_uw_per_gbps = 200.0;
    double limiting_amp_uw_per_gbps = 70.0;
    double slicer_fj_per_bit = 30.0;
    // Lane digital
    double serializer_fj_per_stage = 25.0;
    double deserializer_fj_per_stage = 25.0;
    double deskew_fj_per_bit = 40.0;
    double scrambler_fj_per_bit = 10.0;
    double aggregation_fj_per_bit = 20.0;
    // Flits
    double crc_pj_per_flit = 10.0;
    double buffer_fj_per_bit = 25.0;
    // Clocks and leakage
    double lane_clock_fj_per_ui = 25.0;
    double core_clock_pj_per_cycle = 20.0;
    double leakage_uw_per_lane = 70.0;
    // Die to die
    double die_to_die_pj_per_bit = 0.5;
    double die_to_die_idle_fraction = 0.2;

    static const std::vector<EnergyParameter>& parameters();

    /// Throws std::invalid_argument naming the unknown name and the known ones, or the
    /// allowed range.
    void set(std::string_view name, double value);
    double get(std::string_view name) const;

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

}  // namespace oio
