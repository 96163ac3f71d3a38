// SPDX-License-Identifier: Apache-2.0
//
// The observables of trigger expressions, read from a running simulation without touching it: no
// register access, no clock edge, so that a run with triggers is the run without.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "cosim/rewind/trigger_expression.hpp"
#include "cosim/sim_config.hpp"
#include "cosim/traffic.hpp"

namespace oio {

class SimObservables : public ObservableSource {
public:
    /// `joules` is the energy of all links since time 0.
    SimObservables(const SimConfig& config, RtlLinks& links, const Traffic& traffic,
                   std::function<double()> joules);

    /// Takes what windows need; once per stretch of simulation, before read().
    void look(double now_us, bool trained);
    void read(const ObservableRef& ref, std::vector<ObservableValue>& values) override;

private:
    struct Totals {
        double time_us = 0.0;
        double flits = 0.0;
        double replays = 0.0;
        double payload_bits = 0.0;
        double joules = 0.0;
    };
    struct Eye {
        bool known = false;
        std::uint64_t version = 0;
        double sigma = 0.0;
    };

    Totals totals() const;
    /// What happened in the window, or since training; false while the window is not full.
    bool change(double window_us, Totals& delta) const;
    void read_lanes(const ObservableRef& ref, std::size_t link, int side,
                    std::vector<ObservableValue>& values);
    double eye_sigma(std::size_t link, int side, int position);

    const SimConfig& config_;
    RtlLinks& links_;
    const Traffic& traffic_;
    const std::function<double()> joules_;
    double now_us_ = 0.0;
    bool trained_ = false;
    Totals start_;
    std::deque<Totals> history_;  // oldest first, the newest is now
    std::vector<Eye> eyes_;       // by link, side, position: a margin is costly and rarely changes
};

}  // namespace oio
