// SPDX-License-Identifier: Apache-2.0
#include "models/energy/energy_report.hpp"

namespace oio {

const char* to_string(EnergyBoundary boundary) {
    switch (boundary) {
        case EnergyBoundary::B0:
            return "B0";
        case EnergyBoundary::B1:
            return "B1";
        case EnergyBoundary::B2:
            return "B2";
        case EnergyBoundary::B3:
            break;
    }
    return "B3";
}

const char* to_string(EnergyKind kind) {
    return kind == EnergyKind::Static ? "static" : "dynamic";
}

double EnergyReport::joules() const {
    return joules(EnergyBoundary::B3);
}

double EnergyReport::pj_per_bit() const {
    return pj_per_bit(EnergyBoundary::B3);
}

double EnergyReport::joules(EnergyBoundary boundary) const {
    double sum = 0.0;
    for (const EnergyEntry& entry : entries) {
        if (entry.boundary <= boundary) sum += entry.joules;
    }
    return sum;
}

double EnergyReport::pj_per_bit(EnergyBoundary boundary) const {
    double sum = 0.0;
    for (const EnergyEntry& entry : entries) {
        if (entry.boundary <= boundary) sum += entry.pj_per_bit;
    }
    return sum;
}

double EnergyReport::joules(EnergyKind kind) const {
    double sum = 0.0;
    for (const EnergyEntry& entry : entries) {
        if (entry.kind == kind) sum += entry.joules;
    }
    return sum;
}

const EnergyEntry* EnergyReport::find(const std::string& name) const {
    for (const EnergyEntry& entry : entries) {
        if (entry.name == name) return &entry;
    }
    return nullptr;
}

}  // namespace oio
