// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_ports.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <pugixml.hpp>
#include <set>

#include "cosim/config_reader.hpp"

namespace oio {

namespace {

// A constant as Verilator writes it: "32'h1f", "32'sh0".
long constant(const char* text) {
    const std::string value = text;
    const std::size_t base = value.find_first_of("hd", value.find('\''));
    if (value.find('\'') == std::string::npos || base == std::string::npos)
        return std::strtol(text, nullptr, 10);
    return std::strtol(value.c_str() + base + 1, nullptr, value[base] == 'h' ? 16 : 10);
}

long span(const pugi::xml_node& range) {
    const pugi::xml_node left = range.first_child();
    const pugi::xml_node right = left.next_sibling();
    return std::labs(constant(left.attribute("name").value()) -
                     constant(right.attribute("name").value())) +
           1;
}

// Follows a type down to its bits.
void resolve(const std::map<std::string, pugi::xml_node>& types, const std::string& id,
             RtlPort& port) {
    const auto found = types.find(id);
    if (found == types.end()) return;
    const pugi::xml_node& type = found->second;
    const std::string kind = type.name();
    if (kind == "basicdtype") {
        if (type.attribute("left")) {
            port.bits *=
                std::labs(type.attribute("left").as_llong() - type.attribute("right").as_llong()) +
                1;
        }
        return;
    }
    if (kind == "unpackarraydtype") port.elements.push_back(span(type.child("range")));
    if (kind == "packarraydtype") port.bits *= span(type.child("range"));
    if (kind == "structdtype" || kind == "uniondtype") {
        long bits = 0;
        for (const pugi::xml_node& member : type.children("memberdtype")) {
            RtlPort part;
            resolve(types, member.attribute("sub_dtype_id").value(), part);
            bits += part.bits;
        }
        port.bits *= bits;
        return;
    }
    resolve(types, type.attribute("sub_dtype_id").value(), port);
}

}  // namespace

std::string RtlPort::text() const {
    std::string text = direction + (bits == 1 ? ", 1 bit" : fmt::format(", {} bits", bits));
    for (const long count : elements) text += fmt::format(" x {}", count);
    return text;
}

RtlPorts read_ports(const std::filesystem::path& xml) {
    pugi::xml_document document;
    const pugi::xml_parse_result parsed = document.load_file(xml.c_str());
    const pugi::xml_node netlist = document.child("verilator_xml").child("netlist");
    const pugi::xml_node top = netlist.find_child_by_attribute("module", "topModule", "1");
    if (!parsed || !top) throw ConfigError(xml.string() + ": no module description by Verilator");
    std::map<std::string, pugi::xml_node> types;
    for (const pugi::xml_node& type : netlist.child("typetable").children()) {
        types[type.attribute("id").value()] = type;
    }
    RtlPorts ports;
    for (const pugi::xml_node& variable : top.children("var")) {
        if (!variable.attribute("dir")) continue;
        RtlPort port;
        port.direction = variable.attribute("dir").value();
        resolve(types, variable.attribute("dtype_id").value(), port);
        ports[variable.attribute("origName").value()] = port;
    }
    return ports;
}

std::vector<std::string> compare_ports(const RtlPorts& wanted, const RtlPorts& found) {
    std::vector<std::string> lines;
    std::set<std::string> extra;
    for (const auto& [name, port] : found) {
        if (wanted.count(name) == 0) extra.insert(name);
    }
    for (const auto& [name, port] : wanted) {
        const auto other = found.find(name);
        if (other == found.end()) {
            const std::string near = nearest_word(name, extra);
            lines.push_back(fmt::format("{} is missing ({}){}", name, port.text(),
                                        near.empty() ? "" : "; is " + near + " meant to be it?"));
        } else if (!(other->second == port)) {
            lines.push_back(
                fmt::format("{} is {}, must be {}", name, other->second.text(), port.text()));
        }
    }
    for (const std::string& name : extra) {
        lines.push_back(fmt::format("{} ({}) is not of the boundary", name, found.at(name).text()));
    }
    return lines;
}

}  // namespace oio
