// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/sim_observables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oio {

namespace {

constexpr double kLongestWindowUs = 1e5;  // TriggerExpression allows no longer one.
constexpr double kRounding = 1e-9;

std::string lane_name(int side, int lane) {
    return fmt::format("lane {}:{}", side == 0 ? 'a' : 'b', lane);
}

}  // namespace

SimObservables::SimObservables(const SimConfig& config, RtlLinks& links, const Traffic& traffic,
                               std::function<double()> joules)
    : config_(config),
      links_(links),
      traffic_(traffic),
      joules_(std::move(joules)),
      eyes_(2 * links.size() * static_cast<std::size_t>(config.link.physical())) {}

SimObservables::Totals SimObservables::totals() const {
    Totals totals;
    totals.time_us = now_us_;
    totals.joules = joules_();
    for (const std::unique_ptr<RtlLink>& link : links_) {
        for (int side = 0; side < 2; ++side) {
            totals.flits += double(link->latency(side).flits());
            totals.replays += double(link->latency(side).replays());
            totals.payload_bits += 8.0 * double(link->die(side).user_bytes_received());
        }
    }
    return totals;
}

void SimObservables::look(double now_us, bool trained) {
    now_us_ = now_us;
    if (!trained) return;
    history_.push_back(totals());
    if (!trained_) start_ = history_.back();
    trained_ = true;
    // One entry at or before the start of the longest window stays.
    while (history_.size() > 2 && history_[1].time_us <= now_us - kLongestWindowUs) {
        history_.pop_front();
    }
}

bool SimObservables::change(double window_us, Totals& delta) const {
    if (!trained_) return false;
    const Totals* from = &start_;
    if (window_us > 0.0) {
        const double begin_us = now_us_ - window_us + kRounding;
        if (begin_us < start_.time_us) return false;
        const auto later = std::upper_bound(
            history_.begin(), history_.end(), begin_us,
            [](double time_us, const Totals& entry) { return time_us < entry.time_us; });
        if (later == history_.begin()) return false;
        from = &*(later - 1);
    }
    const Totals& now = history_.back();
    delta = {now.time_us - from->time_us, now.flits - from->flits, now.replays - from->replays,
             now.payload_bits - from->payload_bits, now.joules - from->joules};
    return true;
}

double SimObservables::eye_sigma(std::size_t link, int side, int position) {
    LaneChannel& channel = links_[link]->light(side).channel();
    const auto lanes = static_cast<std::size_t>(config_.link.physical());
    Eye& eye = eyes_[(2 * link + static_cast<std::size_t>(side)) * lanes +
                     static_cast<std::size_t>(position)];
    const std::uint64_t version = channel.point_version(position);
    if (!eye.known || eye.version != version) eye = {true, version, channel.eye_sigma(position)};
    return eye.sigma;
}

void SimObservables::read_lanes(const ObservableRef& ref, std::size_t link, int side,
                                std::vector<ObservableValue>& values) {
    LaneChannel& channel = links_[link]->light(side).channel();
    const int physical = config_.link.physical();
    // A sampler that sees a later bit has a lane that arrives earlier.
    std::int64_t latest = INT64_MAX;
    for (int i = 0; i < physical && ref.id == ObservableId::DeskewUi; ++i) {
        if (channel.point(i).lit) latest = std::min(latest, channel.point(i).where.bit_offset);
    }
    for (int i = 0; i < physical; ++i) {
        // Lanes are named by their transmitter.
        const int lane = channel.config().source_lane(i);
        if ((ref.lane >= 0 && ref.lane != lane) || !channel.point(i).lit) continue;
        double value = 0.0;
        if (ref.id == ObservableId::EyeSigma) {
            value = eye_sigma(link, side, i);
        } else if (ref.id == ObservableId::DeskewUi) {
            value = double(channel.point(i).where.bit_offset - latest);
        } else {
            const LaneCounters counters = channel.settled_counters(i);
            if (ref.id == ObservableId::Ber && counters.bits == 0) continue;
            value = double(counters.errors);
            if (ref.id == ObservableId::Ber) value /= double(counters.bits);
        }
        values.push_back({value, lane_name(side, lane)});
    }
}

void SimObservables::read(const ObservableRef& ref, std::vector<ObservableValue>& values) {
    Totals delta;
    double sum = 0.0;
    switch (ref.id) {
        case ObservableId::TimeUs:
            values.push_back({now_us_, ""});
            return;
        case ObservableId::Mismatches:
            values.push_back({double(traffic_.mismatches()), ""});
            return;
        case ObservableId::Active:
            values.push_back({std::all_of(links_.begin(), links_.end(),
                                          [](const auto& link) { return link->active(); })
                                  ? 1.0
                                  : 0.0,
                              ""});
            return;
        case ObservableId::Retrains:
            for (const std::unique_ptr<RtlLink>& link : links_) {
                for (const RunEvent& event : link->events()) {
                    sum += event.what.rfind("retrain", 0) == 0 ? 1.0 : 0.0;
                }
            }
            values.push_back({sum, ""});
            return;
        case ObservableId::Replays:
            if (change(ref.window_us, delta)) values.push_back({delta.replays, ""});
            return;
        case ObservableId::ReplayRate:
            if (change(ref.window_us, delta) && delta.flits > 0.0) {
                values.push_back({delta.replays / delta.flits, ""});
            }
            return;
        case ObservableId::ThroughputGbps:
            if (change(ref.window_us, delta) && delta.time_us > 0.0) {
                values.push_back({delta.payload_bits / delta.time_us * 1e-3, ""});
            }
            return;
        case ObservableId::EnergyPjPerBit:
            if (change(ref.window_us, delta) && delta.payload_bits > 0.0) {
                values.push_back({delta.joules * 1e12 / delta.payload_bits, ""});
            }
            return;
        case ObservableId::Ber:
        case ObservableId::BitErrors:
        case ObservableId::EyeSigma:
        case ObservableId::DeskewUi:
            break;
    }
    if (!trained_) return;
    for (std::size_t link = 0; link < links_.size(); ++link) {
        for (int side = 0; side < 2; ++side) {
            if (ref.side < 0 || ref.side == side) read_lanes(ref, link, side, values);
        }
    }
}

}  // namespace oio
