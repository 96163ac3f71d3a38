// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage/run_sampler.hpp"

#include <algorithm>
#include <set>

#include "models/channel/lane_statistics.hpp"
#include "models/channel/temperature_profile.hpp"
#include "models/units.hpp"
#include "systemc/support/sc_duration.hpp"

namespace oio {

namespace {

// A fault's effect shows within the loss-of-signal delay and two frames of the markers.
// The retry gives up after four of its time-outs, 33 us at a core clock of 500 MHz.
constexpr double kResponseUs = 40.0;
constexpr double kJustBeforeUs = 1e-6;
constexpr double kMarginBer = 1e-9;
constexpr double kLeastBer = 1e-300;

const char* side_name(int side) {
    return side == 0 ? "a" : "b";
}
std::string chiplet_name(int side) {
    return side == 0 ? "chiplet_a" : "chiplet_b";
}

// Without optical interference of its own the signal of a receiver follows the light and its noise
// does not (thermal noise): the margin in light is the ratio of the Q.
double margin_db(double ber) {
    if (ber >= 0.5) return -100.0;
    const double q = lane_statistics::gaussian_tail_inverse(std::max(ber, kLeastBer));
    const double wanted = lane_statistics::gaussian_tail_inverse(kMarginBer);
    return q <= 0.0 ? -100.0 : Ratio::from_linear(q / wanted).db();
}

std::string state_at(const RtlLink& link, int side, double time_us) {
    unsigned state = 0;
    for (const StateChange& change : link.state_changes()) {
        if (change.side == side && change.time_us <= time_us) state = change.status.state;
    }
    return link_state_name(state);
}

void sample_states(const RtlLink& link, std::vector<CoverageSample>& samples) {
    unsigned from[2] = {0, 0};
    double since_us[2] = {0.0, 0.0};
    for (const StateChange& change : link.state_changes()) {
        const int side = change.side;
        if (change.status.state == from[side]) continue;
        samples.push_back({"state",
                           {{"side", side_name(side)},
                            {"from", link_state_name(from[side])},
                            {"to", link_state_name(change.status.state)},
                            {"stay_us", change.time_us - since_us[side]},
                            {"fail", link_fail_name(change.status.fail)}}});
        from[side] = change.status.state;
        since_us[side] = change.time_us;
    }
}

void sample_events(const RtlLink& link, std::vector<CoverageSample>& samples) {
    double ups[2] = {0.0, 0.0};
    for (const RunEvent& event : link.events()) {
        const int side = event.where == chiplet_name(0) ? 0 : 1;
        samples.push_back({"event",
                           {{"side", side_name(side)},
                            {"event", event.what},
                            {"state", state_at(link, side, event.time_us)},
                            {"ups_before", ups[side]}}});
        if (event.what == "link up") ++ups[side];
    }
}

// The first event of a side that a fault can have caused.
std::string response_to(const RtlLink& link, int side, double at_us) {
    for (const RunEvent& event : link.events()) {
        if (event.where == chiplet_name(side) && event.what != "reset asserted" &&
            event.time_us > at_us && event.time_us <= at_us + kResponseUs) {
            return event.what;
        }
    }
    return "none";
}

void sample_faults(const SimConfig& config, const RtlLink& link, double end_us,
                   std::vector<CoverageSample>& samples) {
    std::vector<FaultConfig> faults = config.faults;
    std::stable_sort(faults.begin(), faults.end(),
                     [](const FaultConfig& a, const FaultConfig& b) { return a.at_us < b.at_us; });
    double previous_us = -1.0;
    for (const FaultConfig& fault : faults) {
        if (fault.at_us > end_us) break;
        for (int from = 0; from < 2; ++from) {
            if (fault.side != Side::Both && (fault.side == Side::A) != (from == 0)) continue;
            const int side = fault.kind == FaultKind::Reset ? from : 1 - from;
            // The state before: a reset is a change of state itself.
            const std::string state = state_at(link, side, fault.at_us - kJustBeforeUs);
            const bool trained = link.trained_us() >= 0.0 && fault.at_us > link.trained_us();
            samples.push_back(
                {"fault",
                 {{"side", side_name(side)},
                  {"fault", to_string(fault.kind)},
                  {"state", state},
                  {"during", !trained            ? "first_training"
                             : state == "active" ? "traffic"
                                                 : "retraining"},
                  {"lanes", double(fault.lanes.empty() ? std::size_t(config.link.physical())
                                                       : fault.lanes.size())},
                  {"duration_us", fault.duration_us},
                  {"since_previous_us", previous_us < 0.0 ? -1.0 : fault.at_us - previous_us},
                  {"response", response_to(link, side, fault.at_us)}}});
        }
        previous_us = fault.at_us;
    }
}

void sample_receiver(const SimConfig& config, RtlLink& link, int side,
                     std::vector<CoverageSample>& samples) {
    const std::vector<LaneReadout> lanes = link.read_lanes(side);
    const LaneChannel& channel = link.light(1 - side).channel();
    double worst_db = 100.0;
    unsigned deskew_low = ~0u, deskew_high = 0;
    std::set<unsigned> slips;
    const TemperatureProfile ambient(config.channel.temperature);
    const double celsius = ambient.at(to_ns(sc_core::sc_time_stamp()) / 1e3);
    for (int i = 0; i < config.link.physical(); ++i) {
        const LaneReadout& lane = lanes[static_cast<std::size_t>(i)];
        if (lane.dead || !channel.point(i).lit) continue;
        const double margin = margin_db(channel.predicted_ber(i));
        worst_db = std::min(worst_db, margin);
        deskew_low = std::min(deskew_low, lane.deskew);
        deskew_high = std::max(deskew_high, lane.deskew);
        slips.insert(lane.slip);
        samples.push_back({"lane",
                           {{"side", side_name(side)},
                            {"spare", i >= config.link.lanes ? 1.0 : 0.0},
                            {"phase", double(lane.phase)},
                            {"threshold", double(lane.threshold)},
                            {"slip", double(lane.slip)},
                            {"deskew", double(lane.deskew)},
                            {"shift", double(lane.source) - double(i % 16)},
                            {"markers_missed", double(lane.markers_missed)},
                            {"temperature_c", celsius},
                            {"warming_c", celsius - ambient.start()},
                            {"margin_db", margin}}});
    }
    const ChipletCounters counters = link.read_counters(side);
    samples.push_back(
        {"receiver",
         {{"side", side_name(side)},
          {"flits_delivered", double(counters.flits_delivered)},
          {"replays", double(counters.replays)},
          {"naks_sent", double(counters.naks_sent)},
          {"timeouts", double(counters.timeouts)},
          {"crc_errors", double(counters.crc_errors)},
          {"duplicates", double(counters.duplicates)},
          {"lost", double(counters.lost)},
          {"retrains", double(counters.retrains)},
          {"dead", double(counters.dead)},
          {"mapped", double(counters.mapped)},
          {"spares_left", std::max(0.0, double(config.link.spares) - double(counters.dead))},
          {"deskew_span", slips.empty() ? 0.0 : double(deskew_high - deskew_low)},
          {"slips", double(slips.size())},
          {"worst_margin_db", worst_db}}});
}

}  // namespace

std::vector<CoverageSample> sample_link(const SimConfig& config, RtlLink& link,
                                        const RunResult& result) {
    std::vector<CoverageSample> samples;
    sample_states(link, samples);
    sample_events(link, samples);
    sample_faults(config, link, result.simulated_us, samples);
    for (int side = 0; side < 2; ++side) sample_receiver(config, link, side, samples);
    return samples;
}

}  // namespace oio
