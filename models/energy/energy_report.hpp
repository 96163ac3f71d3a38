// SPDX-License-Identifier: Apache-2.0
//
// Where the energy went. Every figure names its boundary; totals are sums of entries, never stored.
#pragma once

#include <string>
#include <vector>

namespace oio {

/// What a figure contains, each with all before it: B0 light source; B1 with driver and receiver
/// front end; B2 with the chiplet's digital part; B3 with the die-to-die interface.
enum class EnergyBoundary { B0, B1, B2, B3 };
const char* to_string(EnergyBoundary boundary);

/// Static: paid per second of being on, whatever is sent (bias, free-running clocks, leakage).
/// Dynamic: paid per event.
enum class EnergyKind { Static, Dynamic };
const char* to_string(EnergyKind kind);

struct EnergyEntry {
    std::string name;
    std::string stage;                             ///< phy, serdes, aggregation, ucie or common.
    EnergyBoundary boundary = EnergyBoundary::B0;  ///< The first one that contains it.
    EnergyKind kind = EnergyKind::Static;
    double value = 0.0;  ///< What one of it costs,
    std::string unit;    ///< in this unit.
    std::string source;
    double joules = 0.0;
    double pj_per_bit = 0.0;  ///< Per delivered payload bit; 0 if there is none.
};

struct EnergyReport {
    double payload_bits = 0.0;  ///< Delivered payload, both directions.
    std::vector<EnergyEntry> entries;

    double joules() const;
    double pj_per_bit() const;
    /// Entries within a boundary.
    double joules(EnergyBoundary boundary) const;
    double pj_per_bit(EnergyBoundary boundary) const;
    double joules(EnergyKind kind) const;
    /// Null if there is none of that name.
    const EnergyEntry* find(const std::string& name) const;
};

}  // namespace oio
