// SPDX-License-Identifier: Apache-2.0
//
// The numbers of a config struct as a table: name, member, unit and allowed range. One table serves
// validate(), the reader of scenarios and the test that holds the defaults to models/params.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace oio {

/// One number of `Config`. `name` is the member's and that of its table in the parameter file.
template <typename Config>
struct Parameter {
    const char* name;
    double Config::*field;
    const char* unit;
    double low;
    double high;
};

/// Throws std::invalid_argument "owner.name: value is outside [low, high] unit"; NaN is outside.
inline void check_range(const std::string& owner, const char* name, double value, double low,
                        double high, const char* unit = "") {
    if (value >= low && value <= high) return;
    std::ostringstream message;
    message << owner << '.' << name << ": " << value << " is outside [" << low << ", " << high
            << "]" << (*unit != '\0' ? " " : "") << unit;
    throw std::invalid_argument(message.str());
}

/// Checks every number of Config::parameters(); `Config::kName` is the owner in messages.
template <typename Config>
void check_parameters(const Config& config) {
    for (const Parameter<Config>& p : Config::parameters()) {
        check_range(Config::kName, p.name, config.*p.field, p.low, p.high, p.unit);
    }
}

}  // namespace oio
