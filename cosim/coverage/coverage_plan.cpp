// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage/coverage_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cosim/build_info.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/coverage/coverage_plan_reader.hpp"

namespace oio {

namespace {

std::string bin_name(const CoverageGroup& group, const CoverageCross& cross,
                     const std::vector<int>& combination) {
    std::string name = group.name + "." + cross.name + ".";
    for (std::size_t i = 0; i < combination.size(); ++i) {
        const CoveragePoint& point = group.points[cross.points[i]];
        name += (i == 0 ? "" : " * ") + point.bins[static_cast<std::size_t>(combination[i])];
    }
    return name;
}

nlohmann::ordered_json to_json(const CoverageValue& value) {
    if (const auto* number = std::get_if<double>(&value)) return *number;
    return std::get<std::string>(value);
}

// FNV-1a: names a plan, no defence against an attacker.
std::string hash_of(const std::string& text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return fmt::format("{:016x}", hash);
}

}  // namespace

int CoveragePoint::bin_of(const CoverageValue& value) const {
    if (edges.empty()) {
        const auto found = std::find(bins.begin(), bins.end(), to_text(value));
        return found == bins.end() ? -1 : static_cast<int>(found - bins.begin());
    }
    const auto* const number = std::get_if<double>(&value);
    if (number == nullptr || !(*number >= edges.front() && *number <= edges.back())) return -1;
    const auto above = std::upper_bound(edges.begin(), edges.end(), *number);
    const auto last = static_cast<int>(edges.size()) - 2;
    return std::min(last, static_cast<int>(above - edges.begin()) - 1);
}

std::filesystem::path CoveragePlan::default_file() {
    return std::filesystem::path(build_info::kSourceDir) / "testbench" / "coverage_plan.toml";
}

CoveragePlan::CoveragePlan(const std::filesystem::path& file) : file_(file) {
    CoveragePlanFile plan = read_coverage_plan(file);
    groups_ = std::move(plan.groups);
    std::string meaning;
    for (const CoverageGroup& group : groups_) {
        meaning += "group " + group.kind + " " + (group.when ? group.when->text() : "") + "\n";
        for (const CoveragePoint& point : group.points) {
            meaning += "point " + point.observable + "\n";
            for (const double edge : point.edges) meaning += fmt::format("{} ", edge);
            for (const std::string& bin : point.bins) {
                bins_.push_back({group.name + "." + point.name + "." + bin, group.feature, ""});
            }
        }
        for (const CoverageCross& cross : group.crosses) {
            for (const std::vector<int>& combination : cross.combinations) {
                bins_.push_back({bin_name(group, cross, combination), group.feature, ""});
            }
        }
    }
    for (const CoverageBin& bin : bins_) meaning += bin.name + "\n";
    hash_ = hash_of(meaning);
    for (const CoverageExclusion& exclusion : plan.exclusions) {
        bool found = false;
        for (CoverageBin& bin : bins_) {
            if (!exclusion.matches(bin.name)) continue;
            bin.excluded = exclusion.reason;
            found = true;
        }
        if (!found) {
            throw ConfigError(exclusion.place + ": excluded.bin: no bin of the plan is called \"" +
                              exclusion.pattern + "\"");
        }
    }
}

std::map<std::string, std::uint64_t> CoveragePlan::count(
    const std::vector<CoverageSample>& samples) const {
    std::map<std::string, std::uint64_t> hits;
    for (const CoverageGroup& group : groups_) {
        for (const CoverageSample& sample : samples) {
            if (sample.kind != group.kind) continue;
            if (group.when && !group.when->holds([&](const std::string& key) {
                    const auto found = sample.values.find(key);
                    return found == sample.values.end() ? nullptr : to_json(found->second);
                })) {
                continue;
            }
            std::vector<int> chosen;
            for (const CoveragePoint& point : group.points) {
                const auto value = sample.values.find(point.observable);
                if (value == sample.values.end()) {
                    throw ConfigError(group.place + ": group " + group.name +
                                      ": a scenario has no " + point.observable);
                }
                chosen.push_back(point.bin_of(value->second));
                if (chosen.back() < 0) continue;
                ++hits[group.name + "." + point.name + "." +
                       point.bins[static_cast<std::size_t>(chosen.back())]];
            }
            for (const CoverageCross& cross : group.crosses) {
                std::vector<int> combination;
                for (const std::size_t point : cross.points) combination.push_back(chosen[point]);
                const bool wanted = std::find(cross.combinations.begin(), cross.combinations.end(),
                                              combination) != cross.combinations.end();
                if (wanted) ++hits[bin_name(group, cross, combination)];
            }
        }
    }
    return hits;
}

}  // namespace oio
