// SPDX-License-Identifier: Apache-2.0
//
// Counters in, joules out.
#pragma once

#include "models/energy/activity.hpp"
#include "models/energy/energy_config.hpp"
#include "models/energy/energy_report.hpp"

namespace oio {

/// What of the link's design the costs depend on.
struct EnergyDesign {
    int lanes = 400;                ///< Active lanes, 1 to 4096: the size of the die-to-die port.
    int word_ui = 8;                ///< 2 to 64: depth of the serializer.
    double lane_rate_gbps = 2.125;  ///< 0.01 to 100.

    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

class EnergyModel {
public:
    /// Throws std::invalid_argument for a bad configuration.
    EnergyModel(const EnergyConfig& config, const EnergyDesign& design);

    /// A pure function of the counters. Static costs are spread over the delivered payload: half
    /// the traffic in the same time doubles their share per bit.
    EnergyReport report(const Activity& activity, double payload_bits) const;

private:
    class Ledger;
    void add_photonics(const Activity& activity, Ledger& ledger) const;
    void add_lane_digital(const Activity& activity, Ledger& ledger) const;
    void add_flits(const Activity& activity, Ledger& ledger) const;
    void add_clocks(const Activity& activity, Ledger& ledger) const;
    void add_die_to_die(const Activity& activity, Ledger& ledger) const;

    EnergyConfig config_;
    EnergyDesign design_;
};

}  // namespace oio
