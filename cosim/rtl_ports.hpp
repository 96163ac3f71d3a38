// SPDX-License-Identifier: Apache-2.0
//
// The boundary of a chiplet, checked: the ports of a user's top against those of oio_chiplet.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace oio {

struct RtlPort {
    std::string direction;       ///< "input", "output".
    long bits = 1;               ///< Of one element.
    std::vector<long> elements;  ///< Of each unpacked dimension.
    std::string text() const;    ///< "input [7:0] x [18]" without the name.
    bool operator==(const RtlPort& other) const {
        return direction == other.direction && bits == other.bits && elements == other.elements;
    }
};
using RtlPorts = std::map<std::string, RtlPort>;

/// Ports of the top module in Verilator's XML (--xml-only). Throws ConfigError for what is no such
/// file.
RtlPorts read_ports(const std::filesystem::path& xml);

/// One line for each port that is missing, extra, or of another direction or width; empty when the
/// boundaries agree.
std::vector<std::string> compare_ports(const RtlPorts& wanted, const RtlPorts& found);

}  // namespace oio
