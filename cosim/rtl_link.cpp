// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cosim/chiplet_registers.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/link_setup.hpp"
#include "models/random_stream.hpp"
#include "systemc/support/sc_duration.hpp"

namespace oio {

namespace {

// Resets are released at different times on the two sides, as two dies would.
constexpr double kResetNs[2] = {50.0, 170.0};

double now_us() {
    return to_ns(sc_core::sc_time_stamp()) / 1e3;
}

}  // namespace

RtlLink::RtlLink(const sc_core::sc_module_name& name, const SimConfig& config, RtlLibrary& library,
                 int first_rank, int second_rank)
    : sc_core::sc_module(name),
      label_(fmt::format("{}-{}", first_rank, second_rank)),
      link_(config.link),
      light_drive_(1.0) {
    const bool serial = config.link.cut == Cut::Serial;
    const LinkModel forth(link_model_config(config, first_rank, second_rank, 0));
    for (int side = 0; side < 2; ++side) {
        End& end = ends_[index(side)];
        end.die =
            std::make_unique<DieInterface>(side == 0 ? "die_a" : "die_b", DieInterfaceConfig{});
        const LinkModel model =
            side == 0 ? forth
                      : forth.other_direction(direction_name(first_rank, second_rank, side));
        const WordChannelConfig channel = channel_config(config, model);
        const char* light_name = side == 0 ? "light_a_to_b" : "light_b_to_a";
        if (serial) {
            end.light = std::make_unique<SerialPort>(light_name, channel);
        } else {
            end.light = std::make_unique<WordPort>(light_name, channel);
        }
        const TemperatureProfile temperature(config.channel.temperature);
        end.light->thermal().set(
            temperature.changes(config.channel.temperature_step_c),
            [model](double celsius) { return model.at(celsius).lanes(); }, temperature.start());
        double skew_ui = 0.0;
        for (const LaneResponse& lane : model.lanes()) skew_ui = std::max(skew_ui, lane.skew_ui);
        end.latency.set_channel_fs(
            static_cast<std::uint64_t>(channel.flight_ns * 1e6 + skew_ui * channel.ui_fs()));
    }
    for (int side = 0; side < 2; ++side) {
        End& end = ends_[index(side)];
        End& far = ends_[index(1 - side)];
        const char* chiplet_name = side == 0 ? "chiplet_a" : "chiplet_b";
        end.chiplet = std::make_unique<ChipletModule>(chiplet_name, library.create(chiplet_name),
                                                      *end.die, *end.light, *far.light, end.latency,
                                                      far.latency, clocks(config, side));
        end.chiplet->follow(end.trail, far.trail);
        end.chiplet->on_event([this, side](unsigned code) { note_event(side, code); });
        end.chiplet->on_state([this, side](const LinkStatus& status) { note_state(side, status); });
        resets_due_.push_back({sc_time_from_ns(kResetNs[side]), side, false});
    }
    schedule_faults(config);
    std::stable_sort(resets_due_.begin(), resets_due_.end(),
                     [](const ResetAction& a, const ResetAction& b) { return a.at < b.at; });
    SC_HAS_PROCESS(RtlLink);
    SC_METHOD(reset_process);
}

RtlLink::~RtlLink() = default;

// All clocks come from one reference (mesochronous); each starts at its own phase.
ChipletClocks RtlLink::clocks(const SimConfig& config, int side) const {
    const auto offset = [&](const char* clock, const ClockRatio& ratio) {
        RandomStream stream(config.run.seed,
                            fmt::format("link_{}.chiplet_{}", label_, side == 0 ? "a" : "b"),
                            clock);
        const double periods = 1.0 + stream.uniform();
        return static_cast<std::uint64_t>(periods * ratio.period_fs());
    };
    ChipletClocks clocks;
    const ClockRatio word = config.link.word_clock();
    const ClockRatio ui = config.link.ui();
    clocks.core = {config.link.core_clock(), offset("core_clock", config.link.core_clock())};
    clocks.tx = {word, offset("tx_clock", word)};
    clocks.rx = {word, offset("rx_clock", word)};
    // At the serial cut each word clock is divided from its unit-interval clock.
    clocks.tx_ui = {ui, clocks.tx.offset_fs};
    clocks.rx_ui = {ui, clocks.rx.offset_fs};
    return clocks;
}

void RtlLink::schedule_faults(const SimConfig& config) {
    for (const DeadLane& dead : config.link.dead_lanes) {
        for (int from = 0; from < 2; ++from) {
            if (dead.side == Side::Both || (dead.side == Side::A) == (from == 0)) {
                ends_[index(from)].light->channel().set_lane_dead(dead.lane, true);
            }
        }
    }
    if (!config.link.light) {
        for (End& end : ends_) end.light->channel().set_dark(true);
    }
    for (const FaultConfig& fault : config.faults) {
        const sc_core::sc_time at = sc_time_from_ns(fault.at_us * 1e3);
        const sc_core::sc_time until = at + sc_time_from_ns(fault.duration_us * 1e3);
        for (int from = 0; from < 2; ++from) {
            if (fault.side != Side::Both && (fault.side == Side::A) != (from == 0)) continue;
            FaultSchedule& faults = ends_[index(from)].light->faults();
            std::vector<int> lanes = fault.lanes;
            if (lanes.empty()) {
                for (int i = 0; i < link_.physical(); ++i) lanes.push_back(i);
            }
            switch (fault.kind) {
                case FaultKind::LaneDead:
                    for (const int lane : lanes) {
                        faults.lane_dead(at, lane, true);
                        if (fault.duration_us > 0.0) faults.lane_dead(until, lane, false);
                    }
                    break;
                case FaultKind::Flap:
                case FaultKind::LightOff:
                    faults.dark(at, true);
                    if (fault.duration_us > 0.0) faults.dark(until, false);
                    break;
                case FaultKind::Reset:
                    resets_due_.push_back({at, from, true});
                    resets_due_.push_back({until, from, false});
                    break;
                case FaultKind::Drift:
                    schedule_drift(fault, from, lanes);
                    break;
            }
        }
    }
}

// A slow drift is a row of steps of at most 1/64 unit interval.
void RtlLink::schedule_drift(const FaultConfig& fault, int from, const std::vector<int>& lanes) {
    constexpr double kStepUi = 1.0 / 64.0;
    const double total_ui = fault.ui_per_us * fault.duration_us;
    const int steps = std::max(1, static_cast<int>(std::ceil(std::abs(total_ui) / kStepUi)));
    for (int step = 0; step < steps; ++step) {
        const double at_us = fault.at_us + fault.duration_us * (step + 1) / steps;
        for (const int lane : lanes) {
            ends_[index(from)].light->faults().delay_ui(sc_time_from_ns(at_us * 1e3), lane,
                                                        total_ui / steps);
        }
    }
}

void RtlLink::reset_process() {
    while (next_reset_ < resets_due_.size() &&
           resets_due_[next_reset_].at <= sc_core::sc_time_stamp()) {
        const ResetAction& action = resets_due_[next_reset_++];
        int& held = held_[index(action.side)];
        if (action.asserted ? held++ != 0 : --held != 0) continue;
        if (action.asserted) {
            ++resets_;
            for (End& end : ends_) end.latency.restart();
            ends_[index(action.side)].trail.reset(true);
            ends_[index(1 - action.side)].trail.reset(false);
            events_.push_back(
                {now_us(), action.side == 0 ? "chiplet_a" : "chiplet_b", "reset asserted"});
        }
        ends_[index(action.side)].chiplet->set_reset(action.asserted);
    }
    if (next_reset_ < resets_due_.size()) {
        next_trigger(resets_due_[next_reset_].at - sc_core::sc_time_stamp());
    }
}

void RtlLink::note_event(int side, unsigned code) {
    events_.push_back({now_us(), side == 0 ? "chiplet_a" : "chiplet_b", link_event_name(code)});
    constexpr unsigned kPeerReset = 6, kLocalReset = 7;
    if (code == kPeerReset || code == kLocalReset) {
        for (End& end : ends_) end.latency.restart();
    }
}

void RtlLink::note_state(int side, const LinkStatus& status) {
    state_changes_.push_back({now_us(), side, status, unseen_lanes(side), sampling_error_ui(side)});
    // Here at the latest its retry stands still, and in this state it forgets its numbers.
    if (status.state == unsigned(LinkState::Exchange)) {
        ends_[index(side)].trail.sender_trained();
        ends_[index(1 - side)].trail.receiver_trained();
    }
    if (status.state == unsigned(LinkState::Failed) && failure_.empty()) {
        failure_ = fmt::format("chiplet_{} of link {}: {}", side == 0 ? "a" : "b", label_,
                               link_fail_name(status.fail));
    }
    const bool carrying = active() || in_bert();
    if (trained_us_ < 0.0 && carrying) trained_us_ = now_us();
    for (End& end : ends_) end.light->channel().set_carrying(carrying);
}

int RtlLink::unseen_lanes(int side) const {
    const LaneChannel& channel = ends_[index(1 - side)].light->channel();
    const std::vector<std::uint8_t>& los = ends_[index(side)].chiplet->rx_los();
    int lanes = 0;
    for (int i = 0; i < link_.physical(); ++i) {
        if (los[static_cast<std::size_t>(i)] != 0 && channel.point(i).lit) ++lanes;
    }
    return lanes;
}

double RtlLink::sampling_error_ui(int side) const {
    const LaneChannel& channel = ends_[index(1 - side)].light->channel();
    constexpr int kMostOpen = PhaseGrid::kPhases / 2;
    std::vector<int> steps;
    for (int i = 0; i < link_.physical(); ++i) {
        const LanePoint& point = channel.point(i);
        if (point.lit) steps.push_back(std::abs(point.where.fraction - kMostOpen));
    }
    if (steps.empty()) return 0.0;
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return double(*middle) / PhaseGrid::kPhases;
}

bool RtlLink::in_bert() const {
    return std::all_of(ends_.begin(), ends_.end(), [](const End& end) {
        return end.chiplet->status().state == unsigned(LinkState::Bert);
    });
}

void RtlLink::begin_measurement() {
    for (End& end : ends_) {
        end.light->channel().mark_settled();
        end.latency.begin();
        end.core_cycles_before = end.chiplet->core_cycles();
        end.tx_words_before = end.chiplet->tx_words();
    }
}

void RtlLink::advance(const sc_core::sc_time& time) {
    sc_core::sc_start(time);
    rethrow();
}

void RtlLink::rethrow() const {
    for (const End& end : ends_) end.chiplet->rethrow();
}

std::uint32_t RtlLink::read_register(int side, std::uint16_t address) {
    std::uint32_t value = 0;
    bool done = false;
    chiplet(side).registers().read(address, [&](std::uint32_t data, bool) {
        value = data;
        done = true;
    });
    while (!done) advance(sc_time_from_ns(4.0));
    return value;
}

void RtlLink::settle(int side) {
    while (!chiplet(side).registers().idle()) advance(sc_time_from_ns(4.0));
}

ChipletCounters RtlLink::read_counters(int side) {
    ChipletCounters counters;
    const auto read = [&](std::uint16_t address, std::uint32_t& to) {
        to = read_register(side, address);
    };
    read(kRegFlitsSent, counters.flits_sent);
    read(kRegFlitsDelivered, counters.flits_delivered);
    read(kRegReplays, counters.replays);
    read(kRegNaksSent, counters.naks_sent);
    read(kRegTimeouts, counters.timeouts);
    read(kRegCrcErrors, counters.crc_errors);
    read(kRegDieCrcErrors, counters.die_crc_errors);
    read(kRegDuplicates, counters.duplicates);
    read(kRegLost, counters.lost);
    read(kRegRetrains, counters.retrains);
    read(kRegTrainDead, counters.dead);
    read(kRegTrainMapped, counters.mapped);
    read(kRegTrainActive, counters.active);
    return counters;
}

std::vector<LaneReadout> RtlLink::read_lanes(int side) {
    std::vector<LaneReadout> lanes(static_cast<std::size_t>(link_.physical()));
    for (int i = 0; i < link_.physical(); ++i) {
        LaneReadout& lane = lanes[static_cast<std::size_t>(i)];
        chiplet(side).registers().write(kRegLaneSelect, static_cast<std::uint32_t>(i));
        settle(side);
        std::uint32_t status = kRegLaneStatusBusyMask;
        while ((status & kRegLaneStatusBusyMask) != 0) {
            status = read_register(side, kRegLaneStatus);
        }
        const std::uint32_t codes = read_register(side, kRegLaneCodes);
        lane.dead = (status & kRegLaneStatusDeadMask) != 0;
        lane.checking = (status & kRegLaneStatusCheckingMask) != 0;
        lane.phase = codes & 0x3f;
        lane.threshold = static_cast<std::int8_t>((codes >> 8) & 0xff);
        lane.slip = (codes & kRegLaneCodesSlipMask) >> kRegLaneCodesSlipShift;
        lane.deskew = (codes & kRegLaneCodesDeskewMask) >> kRegLaneCodesDeskewShift;
        lane.source = (status & kRegLaneStatusSourceMask) >> kRegLaneStatusSourceShift;
        lane.markers_missed =
            (status & kRegLaneStatusMarkersMissedMask) >> kRegLaneStatusMarkersMissedShift;
        lane.errors = read_register(side, kRegLaneErrors);
        lane.words = read_register(side, kRegLaneWords);
    }
    return lanes;
}

Activity RtlLink::activity(double seconds) {
    Activity activity;
    const double physical = link_.physical();
    for (int side = 0; side < 2; ++side) {
        End& end = ends_[index(side)];
        const std::uint8_t* enable = end.chiplet->rtl().tx_enable();
        const std::uint8_t* drive = end.chiplet->rtl().tx_drive();
        double lit = 0.0, current = 0.0;
        for (int i = 0; i < link_.physical(); ++i) {
            lit += enable[i];
            current += enable[i] ? drive[i] / 128.0 : 0.0;
        }
        const std::uint64_t words = end.chiplet->tx_words() - end.tx_words_before;
        activity.chiplet_seconds += seconds;
        activity.powered_lane_seconds += physical * seconds;
        activity.tx_lane_seconds += lit * seconds;
        activity.emitter_lane_seconds += current * seconds;
        activity.rx_lane_seconds += physical * seconds;
        const std::uint64_t bits = words * static_cast<std::uint64_t>(link_.word_ui);
        activity.tx_bits += static_cast<std::uint64_t>(lit) * bits;
        activity.rx_bits += static_cast<std::uint64_t>(physical) * bits;
        activity.tx_toggles += static_cast<std::uint64_t>(end.chiplet->toggles().per_bit() * lit *
                                                          static_cast<double>(bits));
        activity.core_cycles += end.chiplet->core_cycles() - end.core_cycles_before;
        const ChipletCounters counters = read_counters(side);
        activity.flits_from_die += counters.flits_sent;
        activity.flits_stored += counters.flits_sent;
        activity.flits_replayed += counters.replays;
        activity.flits_to_die += counters.flits_delivered;
        // Rows are always full: what is not data or replay is control.
        const std::uint64_t row_flits =
            bits * static_cast<std::uint64_t>(link_.lanes) / (8 * kFlitBytes);
        activity.flits_to_rows += row_flits;
        activity.flits_from_rows += row_flits;
    }
    return activity;
}

LinkResult RtlLink::result() {
    LinkResult result;
    result.name = label_;
    result.level = link_.cut == Cut::Serial ? "rtl_serial" : "rtl_word";
    LatencyHistogram both;
    for (int side = 0; side < 2; ++side) {
        const ChipletCounters counters = read_counters(side);
        result.flits += counters.flits_delivered;
        result.replays += counters.replays;
        result.crc_errors += counters.crc_errors;
        result.retrains = std::max(result.retrains, static_cast<int>(counters.retrains));
        both.merge(ends_[index(side)].latency.total());
    }
    result.latency_mean_ns = both.mean_ns();
    for (int from = 0; from < 2; ++from) {
        DirectionResult direction;
        direction.name = from == 0 ? "a_to_b" : "b_to_a";
        direction.flit_hash = fmt::format("{:016x}", chiplet(1 - from).delivered_hash());
        LaneChannel& channel = ends_[index(from)].light->channel();
        for (int i = 0; i < link_.physical(); ++i) {
            LaneResult lane;
            lane.lane = channel.config().source_lane(i);
            const LaneCounters counters = channel.settled_counters(i);
            lane.bits = counters.bits;
            lane.errors = counters.errors;
            lane.predicted_log10_ber = channel.predicted_log10_ber(i);
            lane.dead = !channel.point(i).lit;
            direction.lanes.push_back(lane);
        }
        const LaneCounters training = channel.idle_total();
        direction.training_bits = training.bits;
        direction.training_errors = training.errors;
        result.directions.push_back(std::move(direction));
    }
    return result;
}

std::string RtlLink::state() const {
    std::string text;
    for (int side = 0; side < 2; ++side) {
        const End& end = ends_[index(side)];
        text += fmt::format("link {} chiplet_{}: {} (failure {}); {}\n", label_,
                            side == 0 ? "a" : "b", link_state_name(end.chiplet->status().state),
                            link_fail_name(end.chiplet->status().fail), end.die->state());
    }
    return text;
}

}  // namespace oio
