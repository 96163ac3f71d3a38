// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage/coverage_sample.hpp"

#include <fmt/format.h>

namespace oio {

std::string to_text(const CoverageValue& value) {
    if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
    return std::get<std::string>(value);
}

const std::vector<CoverageKind>& coverage_kinds() {
    static const std::vector<CoverageKind> kinds = {
        {"state",
         "when the training state of a chiplet changes",
         {{"side", "a or b"},
          {"from", "state that it leaves"},
          {"to", "state that it enters"},
          {"stay_us", "time in the state that it leaves"},
          {"fail", "cause of a failure, none otherwise"}}},
        {"event",
         "when a chiplet reports an event",
         {{"side", "a or b"},
          {"event", "link up, retrain: loss of signal, ..."},
          {"state", "training state at that time"},
          {"ups_before", "times that this side has been up before"}}},
        {"fault",
         "when a fault of the scenario strikes, once per direction or side",
         {{"side", "the receiver that sees it, or the side that is reset"},
          {"fault", "lane_dead, flap, reset, light_off, drift"},
          {"state", "training state of that side when it strikes"},
          {"during", "first_training, traffic, retraining"},
          {"lanes", "lanes struck"},
          {"duration_us", "0 = for good"},
          {"since_previous_us", "time since the fault before; -1 = the first one"},
          {"response", "first event of that side in the 40 us that follow, or none"}}},
        {"lane",
         "for each lane with light and each receiver, at the end of the run",
         {{"side", "the receiver"},
          {"spare", "0 or 1"},
          {"phase", "sampling phase, 1/64 unit interval"},
          {"threshold", "decision threshold, code"},
          {"slip", "bit slip, unit intervals"},
          {"deskew", "deskew, words"},
          {"shift", "positions between a lane and the one whose data it carries"},
          {"markers_missed", "markers missed at this position"},
          {"temperature_c", "ambient, C; lane model physics only, otherwise 25"},
          {"warming_c", "the same less the ambient at the start of the run"},
          {"margin_db", "optical margin to a bit error rate of 1e-9 where it samples now"}}},
        {"receiver",
         "for each receiver, at the end of the run",
         {{"side", "a or b"},
          {"flits_delivered", "data flits given to the die"},
          {"replays", "data flits sent again"},
          {"naks_sent", "requests for a replay sent"},
          {"timeouts", "replays that no request asked for"},
          {"crc_errors", "flits from the light with a bad CRC"},
          {"duplicates", "flits received a second time, dropped"},
          {"lost", "flits forgotten because a side was reset"},
          {"retrains", "trainings after the first"},
          {"dead", "lanes found dead"},
          {"mapped", "lanes replaced by spares"},
          {"spares_left", "spares that still could replace a lane"},
          {"deskew_span", "largest less smallest deskew, words"},
          {"slips", "different bit slips among the lanes"},
          {"worst_margin_db", "optical margin of the worst lane to a bit error rate of 1e-9"}}},
        {"run",
         "once, at the end",
         {{"status", "pass, fail, rtl_assertion, timeout, internal_error"},
          {"traffic", "saturate, latency, prbs, or trace for anything else"},
          {"faults", "faults of the scenario that struck"},
          {"resets", "resets among them"},
          {"dead_from_start", "entries of link.dead_lanes"},
          {"training_us", "until both sides were up; -1 = never"},
          {"payload_bytes", "delivered"},
          {"bit_errors", "injected by the channel on lanes that carry data"}}}};
    return kinds;
}

}  // namespace oio
