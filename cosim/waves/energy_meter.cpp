// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/energy_meter.hpp"

#include "cosim/rtl_link.hpp"
#include "cosim/waves/chiplet_signal.hpp"
#include "systemc/support/sc_duration.hpp"

namespace oio {

EnergyMeter::EnergyMeter(const std::string& scope, const SimConfig& config, RtlLink& link)
    : link_(link),
      design_(config.link),
      model_(config.energy_costs,
             EnergyDesign{config.link.lanes, config.link.word_ui, config.link.lane_rate_gbps}) {
    for (int side = 0; side < 2; ++side) {
        replays_[static_cast<std::size_t>(side)] =
            find_chiplet_signal(link.chiplet(side).rtl(), "u_ucie.u_llr_tx.replays_o");
    }
    using Kind = WaveSignal::Kind;
    block_.signals = {{Kind::Real, scope + ".joules", 64, &joules_},
                      {Kind::Real, scope + ".power_w", 64, &power_w_},
                      {Kind::Real, scope + ".pj_per_bit", 64, &pj_per_bit_},
                      {Kind::Real, scope + ".payload_gbps", 64, &payload_gbps_}};
}

EnergyMeter::Counts EnergyMeter::read(int side) const {
    ChipletModule& chiplet = link_.chiplet(side);
    DieInterface& die = link_.die(side);
    return {chiplet.core_cycles(),
            chiplet.tx_words(),
            die.data_flits_sent(),
            die.data_flits_received(),
            replays_[static_cast<std::size_t>(side)].value(),
            die.user_bytes_received()};
}

void EnergyMeter::look(std::uint64_t time_fs) {
    constexpr auto kPeriodFs = static_cast<std::uint64_t>(kPeriodUs * 1e9);
    if (time_fs > 0 && time_fs % kPeriodFs == 0) sample();
}

void EnergyMeter::sample() {
    constexpr double kSeconds = kPeriodUs * 1e-6;
    Activity activity;
    double payload_bits = 0.0;
    for (int side = 0; side < 2; ++side) {
        ChipletModule& chiplet = link_.chiplet(side);
        const Counts now = read(side);
        Counts& before = before_[static_cast<std::size_t>(side)];
        const std::uint8_t* const enable = chiplet.rtl().tx_enable();
        const std::uint8_t* const drive = chiplet.rtl().tx_drive();
        double lit = 0.0, current = 0.0;
        for (int i = 0; i < design_.physical(); ++i) {
            lit += enable[i];
            current += enable[i] ? drive[i] / 128.0 : 0.0;
        }
        const double physical = design_.physical();
        // At the serial cut the word clock is the chiplet's own: words count there too.
        const std::uint64_t bits =
            (now.tx_words - before.tx_words) * static_cast<std::uint64_t>(design_.word_ui);
        activity.chiplet_seconds += kSeconds;
        activity.powered_lane_seconds += physical * kSeconds;
        activity.tx_lane_seconds += lit * kSeconds;
        activity.emitter_lane_seconds += current * kSeconds;
        activity.rx_lane_seconds += physical * kSeconds;
        activity.tx_bits += static_cast<std::uint64_t>(lit) * bits;
        activity.rx_bits += static_cast<std::uint64_t>(physical) * bits;
        activity.tx_toggles += static_cast<std::uint64_t>(chiplet.toggles().per_bit() * lit *
                                                          static_cast<double>(bits));
        activity.core_cycles += now.core_cycles - before.core_cycles;
        activity.flits_from_die += now.flits_sent - before.flits_sent;
        activity.flits_stored += now.flits_sent - before.flits_sent;
        activity.flits_replayed += now.replays - before.replays;
        activity.flits_to_die += now.flits_received - before.flits_received;
        const std::uint64_t row_flits =
            bits * static_cast<std::uint64_t>(design_.lanes) / (8 * kFlitBytes);
        activity.flits_to_rows += row_flits;
        activity.flits_from_rows += row_flits;
        payload_bits += 8.0 * static_cast<double>(now.user_bytes - before.user_bytes);
        before = now;
    }
    const EnergyReport report = model_.report(activity, payload_bits);
    const double joules = report.joules();
    joules_ += joules;
    power_w_ = joules / kSeconds;
    payload_gbps_ = payload_bits / kSeconds * 1e-9;
    // Without payload there is no such number, and 0 would look like the best: the last one stays.
    if (payload_bits > 0.0) pj_per_bit_ = joules * 1e12 / payload_bits;
    ++block_.version;
}

}  // namespace oio
