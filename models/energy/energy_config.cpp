// SPDX-License-Identifier: Apache-2.0
#include "models/energy/energy_config.hpp"

#include <sstream>
#include <stdexcept>
#include <string>

namespace oio {

namespace {

void check(const EnergyParameter& parameter, double value) {
    if (value >= parameter.low && value <= parameter.high) return;
    std::ostringstream message;
    message << "energy." << parameter.name << ": " << value << " is outside [" << parameter.low
            << ", " << parameter.high << "] " << parameter.unit;
    throw std::invalid_argument(message.str());
}

const EnergyParameter& find(std::string_view name) {
    std::string known;
    for (const EnergyParameter& parameter : EnergyConfig::parameters()) {
        if (name == parameter.name) return parameter;
        known += known.empty() ? "" : ", ";
        known += parameter.name;
    }
    throw std::invalid_argument("energy." + std::string(name) + ": unknown; known are " + known);
}

}  // namespace

const std::vector<EnergyParameter>& EnergyConfig::parameters() {
    using C = EnergyConfig;
    static const std::vector<EnergyParameter> list = {
        {"led_forward_voltage_v", &C::led_forward_voltage_v, "V", 1.0, 6.0,
         "back-solved from 80 fJ/bit at 100 uA and 4 Gb/s (Avicena, SC25); 3.0 to 3.5 V"},
        {"led_current_ua", &C::led_current_ua, "uA", 0.0, 10000.0,
         "average at nominal drive; 100 uA at 4 Gb/s (Avicena, SC25), 30 uA to 1 mA in use"},
        {"driver_supply_v", &C::driver_supply_v, "V", 0.0, 10.0,
         "assumed: forward voltage plus 0.3 V for the current source"},
        {"driver_swing_v", &C::driver_swing_v, "V", 0.0, 10.0,
         "assumed, 0.2 to 1 V; gives 54 fJ/bit, the driver's typical 50 fJ/bit"},
        {"driver_capacitance_ff", &C::driver_capacitance_ff, "fF", 0.0, 10000.0,
         "junction 90 fF (10 um LED) + pad 30 fF + pre-driver 35 fF (20 to 50 fF)"},
        {"tia_uw_per_gbps", &C::tia_uw_per_gbps, "uW per Gb/s", 0.0, 10000.0,
         "0.1 to 0.3 pJ/bit at 2 to 4 Gb/s, assumed; 1.4 pJ/bit for a whole receiver at 32 Gb/s "
         "(IBM, 14 nm)"},
        {"limiting_amp_uw_per_gbps", &C::limiting_amp_uw_per_gbps, "uW per Gb/s", 0.0, 10000.0,
         "limiting amplifier and slicer together 0.05 to 0.2 pJ/bit, assumed"},
        {"slicer_fj_per_bit", &C::slicer_fj_per_bit, "fJ/bit", 0.0, 10000.0,
         "limiting amplifier and slicer together 0.05 to 0.2 pJ/bit, assumed"},
        {"serializer_fj_per_stage", &C::serializer_fj_per_stage, "fJ/bit per 2:1 stage", 0.0,
         10000.0, "0.05 to 0.3 pJ/bit for the whole tree, assumed; 75 fJ/bit at 8:1"},
        {"deserializer_fj_per_stage", &C::deserializer_fj_per_stage, "fJ/bit per 1:2 stage", 0.0,
         10000.0, "as the serializer"},
        {"deskew_fj_per_bit", &C::deskew_fj_per_bit, "fJ/bit", 0.0, 10000.0,
         "deserializer, FIFO and deskew together 0.05 to 0.3 pJ/bit, assumed"},
        {"scrambler_fj_per_bit", &C::scrambler_fj_per_bit, "fJ/bit", 0.0, 10000.0,
         "assumed: 10 gates per bit of 1 fJ; paid at both ends"},
        {"aggregation_fj_per_bit", &C::aggregation_fj_per_bit, "fJ/bit", 0.0, 10000.0,
         "assumed: 20 gates per bit of 1 fJ (striping, spare map, markers); paid at both ends"},
        {"crc_pj_per_flit", &C::crc_pj_per_flit, "pJ/flit", 0.0, 10000.0,
         "assumed: 16,000 XOR gates of 1.2 fJ, half of them switching, for both CRCs"},
        {"buffer_fj_per_bit", &C::buffer_fj_per_bit, "fJ/bit per access", 0.0, 10000.0,
         "assumed: 10 pJ per 64 bits of an 8 KiB memory at 45 nm (Horowitz, ISSCC 2014) scaled to "
         "7 nm"},
        {"lane_clock_fj_per_ui", &C::lane_clock_fj_per_ui, "fJ/UI per lane end", 0.0, 10000.0,
         "forwarded clock 50 fJ/bit over both ends, 20 to 300, assumed"},
        {"core_clock_pj_per_cycle", &C::core_clock_pj_per_cycle, "pJ/cycle", 0.0, 100000.0,
         "assumed: 10,000 flip-flops of the 2048-bit path at 2 fJ"},
        {"leakage_uw_per_lane", &C::leakage_uw_per_lane, "uW per lane", 0.0, 100000.0,
         "assumed: 10 % of the digital power at full load (5 to 15 %)"},
        {"die_to_die_pj_per_bit", &C::die_to_die_pj_per_bit, "pJ/bit", 0.0, 1000.0,
         "UCIe 3.0 target, advanced package, 0.7 V, up to 12 GT/s; FDI to FDI at full load"},
        {"die_to_die_idle_fraction", &C::die_to_die_idle_fraction, "-", 0.0, 1.0,
         "UCIe 3.0: idle power at most 20 % of peak, advanced package"},
    };
    return list;
}

void EnergyConfig::set(std::string_view name, double value) {
    const EnergyParameter& parameter = find(name);
    check(parameter, value);
    this->*parameter.field = value;
}

double EnergyConfig::get(std::string_view name) const {
    return this->*find(name).field;
}

void EnergyConfig::validate() const {
    for (const EnergyParameter& parameter : parameters()) {
        check(parameter, this->*parameter.field);
    }
    if (driver_supply_v < led_forward_voltage_v) {
        std::ostringstream message;
        message << "energy.driver_supply_v: " << driver_supply_v
                << " V is below energy.led_forward_voltage_v, " << led_forward_voltage_v << " V";
        throw std::invalid_argument(message.str());
    }
}

}  // namespace oio
