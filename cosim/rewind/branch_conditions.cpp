// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/branch_conditions.hpp"

#include <algorithm>
#include <cmath>

#include "cosim/link_setup.hpp"
#include "cosim/rtl_link.hpp"
#include "cosim/waves/optical_probe.hpp"

namespace oio {

namespace {

bool is_dead(const SimConfig& config, int lane, int from) {
    return std::any_of(
        config.link.dead_lanes.begin(), config.link.dead_lanes.end(), [&](const DeadLane& dead) {
            const bool here = dead.side == Side::Both || (dead.side == Side::A) == (from == 0);
            return here && dead.lane == lane;
        });
}

bool same_responses(const SimConfig& a, const SimConfig& b) {
    return a.link.extra_loss_db == b.link.extra_loss_db &&
           a.channel.temperature.front().celsius == b.channel.temperature.front().celsius &&
           a.channel.crosstalk_db == b.channel.crosstalk_db &&
           a.channel.jitter_rj_ui == b.channel.jitter_rj_ui &&
           a.channel.jitter_dj_ui == b.channel.jitter_dj_ui;
}

}  // namespace

void apply_conditions(const SimConfig& base, const SimConfig& changed, RtlLinks& links) {
    for (std::size_t i = 0; i < links.size(); ++i) {
        const auto [first, second] = changed.topology.rtl_links[i];
        for (int from = 0; from < 2; ++from) {
            OpticalPort& light = links[i]->light(from);
            LaneChannel& channel = light.channel();
            if (!same_responses(base, changed)) {
                const LinkModel model(link_model_config(changed, first, second, from));
                light.thermal().set({}, nullptr, changed.channel.temperature.front().celsius);
                for (int lane = 0; lane < changed.link.physical(); ++lane) {
                    channel.set_response(lane, model.lanes()[static_cast<std::size_t>(lane)]);
                }
            }
            for (int lane = 0; lane < changed.link.physical(); ++lane) {
                if (is_dead(changed, lane, from) && !is_dead(base, lane, from)) {
                    channel.set_lane_dead(lane, true);
                }
            }
            if (changed.link.light != base.link.light) channel.set_dark(!changed.link.light);
        }
    }
}

double worst_eye_sigma(RtlLinks& links) {
    double worst = HUGE_VAL;
    for (const auto& link : links) {
        for (int from = 0; from < 2; ++from) {
            LaneChannel& channel = link->light(from).channel();
            ChannelProbe probe(channel);
            for (int lane = 0; lane < probe.lanes(); ++lane) {
                if (!channel.point(probe.position(lane)).lit) continue;
                worst = std::min(worst, probe.optics(lane).eye_sigma);
            }
        }
    }
    return std::isfinite(worst) ? worst : 0.0;
}

}  // namespace oio
