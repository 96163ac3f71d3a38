// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/wave_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <tuple>

#include "cosim/config_reader.hpp"

namespace oio {

const char* const kWaveScopeLight = "light";
const char* const kWaveScopeTransactions = "transactions";
const char* const kWaveScopeEnergy = "energy";

namespace {

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t start = 0; start <= text.size();) {
        const std::size_t end = std::min(text.find(',', start), text.size());
        parts.push_back(trimmed(text.substr(start, end - start)));
        start = end + 1;
    }
    return parts;
}

int parse_lane(const std::string& option, const std::string& whole, const std::string& text,
               int lanes) {
    int lane = -1;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, lane);
    if (text.empty() || error != std::errc() || stop != end || lane < 0 || lane >= lanes) {
        throw ConfigError(
            fmt::format("{} {}: '{}' is no lane; lanes of this link are 0 to {}, "
                        "written 3,17,40-47",
                        option, whole, text, lanes - 1));
    }
    return lane;
}

}  // namespace

std::vector<int> parse_lanes(const std::string& option, const std::string& text, int lanes) {
    std::set<int> chosen;
    for (const std::string& part : split(text)) {
        const std::size_t dash = part.find('-', 1);
        if (dash == std::string::npos) {
            chosen.insert(parse_lane(option, text, part, lanes));
            continue;
        }
        const int first = parse_lane(option, text, trimmed(part.substr(0, dash)), lanes);
        const int last = parse_lane(option, text, trimmed(part.substr(dash + 1)), lanes);
        if (last < first) {
            throw ConfigError(fmt::format("{} {}: {} runs backwards; write {}-{}", option, text,
                                          part, last, first));
        }
        for (int lane = first; lane <= last; ++lane) chosen.insert(lane);
    }
    return {chosen.begin(), chosen.end()};
}

std::uint64_t parse_time_fs(const std::string& option, const std::string& text) {
    static const std::pair<const char*, double> units[] = {{"fs", 1.0}, {"ps", 1e3},  {"ns", 1e6},
                                                           {"us", 1e9}, {"ms", 1e12}, {"s", 1e15}};
    const std::string value = trimmed(text);
    double number = 0.0;
    const auto [stop, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const std::string unit = trimmed(std::string(stop, value.data() + value.size()));
    for (const auto& [name, fs] : units) {
        if (error != std::errc() || unit != name || !(number >= 0.0)) continue;
        const double time_fs = number * fs;
        if (time_fs >= 1.8e19) break;  // SystemC's 64 bits.
        return static_cast<std::uint64_t>(std::llround(time_fs));
    }
    throw ConfigError(
        fmt::format("{} {}: is no simulated time; write a number from 0 with a unit "
                    "(fs, ps, ns, us, ms, s), for example 250us",
                    option, text));
}

WaveSelection select_waves(const WaveOptions& options, int physical_lanes, bool going_back) {
    WaveSelection selection;
    if (!options.enabled) {
        const std::tuple<const char*, const std::string*, bool> given[] = {
            {"--waves-lanes", &options.lanes, true},
            {"--waves-scope", &options.scopes, true},
            {"--waves-format", &options.format, false},
            {"--waves-from", &options.from, false},
            {"--waves-to", &options.to, false}};
        for (const auto& [name, value, of_windows] : given) {
            if (value->empty() || (of_windows && going_back)) continue;
            throw ConfigError(fmt::format("{} {}: needs --waves full{}", name, *value,
                                          of_windows ? " or --rewind on" : ""));
        }
        if (!going_back) return selection;
    }
    if (options.format == "vcd") selection.format = WaveFormat::Vcd;
    if (!options.lanes.empty()) {
        selection.lanes = parse_lanes("--waves-lanes", options.lanes, physical_lanes);
    }
    if (!options.scopes.empty()) {
        for (const std::string& scope : split(options.scopes)) {
            if (scope.empty()) {
                throw ConfigError("--waves-scope " + options.scopes +
                                  ": a scope is empty; write scopes with commas between them");
            }
            selection.scopes.push_back(scope);
        }
    } else if (!options.lanes.empty()) {
        selection.scopes = {kWaveScopeLight, kWaveScopeTransactions, kWaveScopeEnergy};
    }
    if (!options.from.empty()) selection.from_fs = parse_time_fs("--waves-from", options.from);
    if (!options.to.empty()) selection.to_fs = parse_time_fs("--waves-to", options.to);
    if (selection.to_fs <= selection.from_fs) {
        throw ConfigError(fmt::format("--waves-to {}: must be after --waves-from {}", options.to,
                                      options.from.empty() ? "0us" : options.from));
    }
    return selection;
}

void check_scopes(const std::vector<std::string>& scopes, const std::vector<std::string>& known) {
    std::set<std::string> names;
    for (std::string name : known) {
        // Without the dot of a scope and the range of a signal.
        if (!name.empty() && name.back() == '.') {
            name.pop_back();
        } else {
            name.erase(std::min(name.find('[', name.rfind('.') + 1), name.size()));
        }
        names.insert(name);
    }
    for (const std::string& scope : scopes) {
        if (names.count(scope) != 0) continue;
        const std::string near = nearest_word(scope, names);
        // The longest part from the left that exists, so that a user can go on from there.
        std::string parent = scope;
        while (!parent.empty() && names.count(parent) == 0) {
            const std::size_t dot = parent.rfind('.');
            parent = dot == std::string::npos ? "" : parent.substr(0, dot);
        }
        std::set<std::string> below;
        for (const std::string& name : names) {
            const bool under =
                parent.empty() || name.compare(0, parent.size() + 1, parent + ".") == 0;
            if (!under) continue;
            const std::size_t start = parent.empty() ? 0 : parent.size() + 1;
            below.insert(name.substr(start, name.find('.', start) - start));
        }
        std::string list;
        for (const std::string& name : below) {
            if (list.size() > 200) {
                list += ", ...";
                break;
            }
            list += (list.empty() ? "" : ", ") + name;
        }
        throw ConfigError(fmt::format("--waves-scope {}: no such scope{}; {} has {}", scope,
                                      near.empty() ? "" : "; did you mean " + near + "?",
                                      parent.empty() ? "the top" : parent, list));
    }
}

std::string wave_arguments(const WaveOptions& options) {
    if (!options.enabled) return {};
    std::string text = " --waves full";
    const std::pair<const char*, const std::string*> given[] = {{"--waves-format", &options.format},
                                                                {"--waves-lanes", &options.lanes},
                                                                {"--waves-scope", &options.scopes},
                                                                {"--waves-from", &options.from},
                                                                {"--waves-to", &options.to}};
    for (const auto& [name, value] : given) {
        if (!value->empty()) text += fmt::format(" {} '{}'", name, *value);
    }
    return text;
}

}  // namespace oio
