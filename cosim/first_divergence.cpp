// SPDX-License-Identifier: Apache-2.0
#include "cosim/first_divergence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace oio {

namespace {

const char* stage_of(LinkState state) {
    switch (state) {
        case LinkState::Align:
            return "serdes";
        case LinkState::Deskew:
            return "aggregation";
        default:
            return "phy";
    }
}

bool on_the_way_up(LinkState from, LinkState to) {
    if (to == LinkState::Bert) return from == LinkState::Fine;
    if (from == LinkState::Retrain) return to == LinkState::Detect;
    return from < LinkState::Active && unsigned(to) == unsigned(from) + 1;
}

struct Turn {
    double time_us;
    int side;
    LinkState from, to;
    int unseen_lanes;
};

// Training that samples this far from the middle of the eye has not found the eye, in unit
// intervals: an eighth; a sweep step is a 32nd.
constexpr double kSamplingErrorUi = 0.125;
// Flits with a bad CRC per wrong bit that the light cannot account for.
constexpr std::uint64_t kClearlyMore = 8;
// A lane worse than this may rightly be taken for dead.
constexpr double kClosedEyeLog10Ber = -4.0;

Divergence describe(const Turn& turn) {
    const char* const from = link_state_name(unsigned(turn.from));
    Divergence divergence;
    divergence.stage = stage_of(turn.from);
    divergence.item = turn.from == LinkState::Active ? std::string("the link retrained by itself")
                                                     : fmt::format("training ended in {}", from);
    divergence.detail = fmt::format("chiplet_{} went from {} to {}", turn.side == 0 ? "a" : "b",
                                    from, link_state_name(unsigned(turn.to)));
    divergence.time_us = turn.time_us;
    if (turn.unseen_lanes > 0 && turn.from <= LinkState::Fine) {
        // Whichever state gave up: it was told wrong.
        divergence.stage = "channel";
        divergence.item = "lanes with light are reported dark";
        divergence.detail += fmt::format(" with {} such lanes", turn.unseen_lanes);
    }
    return divergence;
}

double first_fault_us(const SimConfig& config) {
    double first = -1.0;
    for (const FaultConfig& fault : config.faults) {
        if (first < 0.0 || fault.at_us < first) first = fault.at_us;
    }
    return first;
}

// Bits that the light got wrong since both sides were last up, of the latest that are kept.
std::uint64_t errors_since_up(RtlLink& link) {
    double up_us = 0.0;
    for (const StateChange& change : link.state_changes()) {
        if (change.status.state == unsigned(LinkState::Active)) up_us = change.time_us;
    }
    std::uint64_t errors = 0;
    for (int from = 0; from < 2; ++from) {
        for (const InjectedError& error : link.light(from).channel().recent_errors()) {
            if (double(error.time_fs) / 1e9 > up_us) ++errors;
        }
    }
    return errors;
}

// Damage that the light did not do: more flits with a bad CRC than bits it got wrong. A lane that
// goes dark does such damage, too, until the link has trained again, and errors of that training
// count; of a link that stands still for good only what was since then tells.
std::optional<Divergence> digital_damage(const SimConfig& config, RtlLink& link,
                                         const RunResult& result, bool stands_still) {
    if (config.topology.rtl_links.size() > 1 || result.traffic.crc_errors == 0) return std::nullopt;
    const bool retrained = std::any_of(
        link.state_changes().begin(), link.state_changes().end(), [](const StateChange& change) {
            return change.status.state == unsigned(LinkState::Retrain);
        });
    const bool more = result.traffic.crc_errors > kClearlyMore * (result.ber.errors_injected + 1);
    const bool counts_tell = config.faults.empty() && !retrained;
    if (!(counts_tell && more) && !(stands_still && (more || errors_since_up(link) * kClearlyMore <
                                                                 result.traffic.crc_errors))) {
        return std::nullopt;
    }
    return Divergence{"aggregation", "flits are damaged that the light left whole",
                      fmt::format("{} flits with a bad CRC, {} wrong bits since the first training",
                                  result.traffic.crc_errors, result.ber.errors_injected),
                      0.0};
}

std::optional<Divergence> off_centre(const std::vector<StateChange>& changes) {
    LinkState state[2] = {LinkState::Reset, LinkState::Reset};
    for (const StateChange& change : changes) {
        LinkState& from = state[change.side];
        const bool trained_phase = from == LinkState::Fine;
        from = static_cast<LinkState>(change.status.state);
        // Lanes that are told to be dark are not trained.
        if (!trained_phase || change.unseen_lanes > 0) continue;
        if (change.sampling_error_ui < kSamplingErrorUi) continue;
        return Divergence{"phy", "lanes are sampled off the middle of the eye",
                          fmt::format("chiplet_{} samples half of its lanes {:.2f} UI or more off",
                                      change.side == 0 ? "a" : "b", change.sampling_error_ui),
                          change.time_us};
    }
    return std::nullopt;
}

// Lanes of a direction that are dark at some time or whose eye is closed.
int lanes_that_fail(const SimConfig& config, RtlLink& link, int from) {
    const Side side = from == 0 ? Side::A : Side::B;
    std::set<int> lanes;
    for (const DeadLane& dead : config.link.dead_lanes) {
        if (dead.side == Side::Both || dead.side == side) lanes.insert(dead.lane);
    }
    for (const FaultConfig& fault : config.faults) {
        if (fault.side != Side::Both && fault.side != side) continue;
        if (fault.kind == FaultKind::Drift && fault.lanes.empty()) return config.link.physical();
        lanes.insert(fault.lanes.begin(), fault.lanes.end());
    }
    const LaneChannel& channel = link.light(from).channel();
    for (int i = 0; i < config.link.physical(); ++i) {
        if (channel.point(i).lit && channel.predicted_log10_ber(i) > kClosedEyeLog10Ber) {
            lanes.insert(channel.config().source_lane(i));
        }
    }
    return static_cast<int>(lanes.size());
}

// More lanes are found dead than the light can account for.
bool drops_good_lanes(const SimConfig& config, RtlLink& link, const RunResult& result) {
    if (config.topology.rtl_links.size() > 1) return false;
    return result.lanes.dead >
           std::max(lanes_that_fail(config, link, 0), lanes_that_fail(config, link, 1));
}

std::optional<Divergence> standstill(RtlLink& link) {
    std::optional<Divergence> oldest;
    for (int from = 0; from < 2; ++from) {
        std::optional<Divergence> stuck = link.trail(from).stuck();
        if (stuck && (!oldest || stuck->time_us < oldest->time_us)) oldest = std::move(stuck);
    }
    for (int side = 0; side < 2 && !oldest; ++side) {
        if (!link.die(side).has_work() || link.die(side).credits() > 0) continue;
        oldest = Divergence{
            "ucie", "the die gets no credit back",
            fmt::format("die {}: {}", side == 0 ? "a" : "b", link.die(side).state()), 0.0};
    }
    return oldest;
}

}  // namespace

std::optional<Divergence> first_wrong_turn(const std::vector<StateChange>& changes,
                                           double first_fault_us) {
    LinkState state[2] = {LinkState::Reset, LinkState::Reset};
    std::optional<Turn> last;
    for (const StateChange& change : changes) {
        LinkState& from = state[change.side];
        const auto to = static_cast<LinkState>(change.status.state);
        if (to == from) continue;
        const Turn turn{change.time_us, change.side, from, to, change.unseen_lanes};
        from = to;
        if (on_the_way_up(turn.from, to)) continue;
        const bool by_fault = first_fault_us >= 0.0 && change.time_us >= first_fault_us;
        if (!by_fault) return describe(turn);
        // Sent back by a fault, rightly: only what a failed training ended with tells something.
        if (turn.from < LinkState::Active && to == LinkState::Failed) last = turn;
    }
    if (!last) return std::nullopt;
    return describe(*last);
}

std::optional<Divergence> first_divergence(const SimConfig& config, RtlLink& link,
                                           const RunResult& result) {
    const std::vector<StateChange>& changes = link.state_changes();
    std::optional<Divergence> first = first_wrong_turn(changes, first_fault_us(config));
    // Lanes are given up in Align and Deskew; the training may fail by it then, or find spares.
    const bool before_align = first && first->stage == "phy";
    if (!before_align && drops_good_lanes(config, link, result)) {
        Divergence dropped{"aggregation", "lanes with a good eye are taken for dead",
                           fmt::format("{} lanes found dead", result.lanes.dead),
                           std::max(0.0, link.trained_us())};
        if (first) {
            dropped.detail += ", " + first->detail;
            dropped.time_us = first->time_us;
        }
        first = dropped;
    }
    const auto earlier = [&](const std::optional<Divergence>& other) {
        if (other && (!first || other->time_us <= first->time_us)) first = other;
    };
    earlier(off_centre(changes));
    for (int from = 0; from < 2; ++from) earlier(link.trail(from).divergence());
    if (first) return first;
    std::optional<Divergence> stuck;
    if (result.status == RunStatus::Timeout) stuck = standstill(link);
    const bool after_the_light = stuck && stuck->stage == std::string("aggregation");
    first = digital_damage(config, link, result, after_the_light);
    return first ? first : stuck;
}

}  // namespace oio
