// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage/coverage_plan_reader.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "cosim/config_reader.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

class PlanReader {
public:
    explicit PlanReader(const fs::path& file) : file_(file) {}

    CoveragePlanFile read() {
        std::error_code error;
        if (!fs::is_regular_file(file_, error)) {
            throw ConfigError(file_.string() + ": no such coverage plan");
        }
        toml::table root;
        try {
            root = toml::parse_file(file_.string());
        } catch (const toml::parse_error& failure) {
            throw ConfigError(fmt::format("{}:{}:{}: not valid TOML: {}", file_.string(),
                                          failure.source().begin.line,
                                          failure.source().begin.column, failure.description()));
        }
        only(root, "", {"group", "excluded"});
        CoveragePlanFile plan;
        const toml::table& groups = table(root, "", "group");
        for (const auto& [name, node] : groups) {
            plan.groups.push_back(
                group(std::string(name.str()), table(groups, "group.", name.str())));
        }
        if (const toml::node* node = root.get("excluded")) {
            if (!node->is_array_of_tables())
                fail(*node, "excluded", "must be tables: [[excluded]]");
            for (const toml::node& item : *node->as_array()) {
                const toml::table& entry = *item.as_table();
                only(entry, "excluded.", {"bin", "reason"});
                plan.exclusions.push_back({text(entry, "excluded.", "bin"),
                                           text(entry, "excluded.", "reason"), place(entry)});
            }
        }
        return plan;
    }

private:
    std::string place(const toml::node& node) const {
        return fmt::format("{}:{}:{}", file_.string(), node.source().begin.line,
                           node.source().begin.column);
    }

    [[noreturn]] void fail(const toml::node& node, const std::string& key,
                           const std::string& why) const {
        throw ConfigError(place(node) + ": " + key + ": " + why);
    }

    void only(const toml::table& table, const std::string& prefix,
              const std::set<std::string>& known) const {
        for (const auto& [name, node] : table) {
            const std::string key(name.str());
            if (known.count(key) != 0) continue;
            const std::string near = nearest_word(key, known);
            fail(node, prefix + key,
                 "unknown key" + (near.empty() ? "" : "; did you mean " + near + "?"));
        }
    }

    const toml::table& table(const toml::table& parent, const std::string& prefix,
                             std::string_view key) const {
        const toml::node* const node = parent.get(key);
        if (node == nullptr || !node->is_table()) {
            fail(node != nullptr ? *node : parent, prefix + std::string(key), "must be a table");
        }
        return *node->as_table();
    }

    std::string text(const toml::table& parent, const std::string& prefix,
                     const std::string& key) const {
        const toml::node* const node = parent.get(key);
        if (node == nullptr || !node->is_string() || node->as_string()->get().empty()) {
            fail(node != nullptr ? *node : parent, prefix + key, "is needed, a string");
        }
        return node->as_string()->get();
    }

    const toml::array& list(const toml::node& node, const std::string& key) const {
        if (!node.is_array() || node.as_array()->empty()) fail(node, key, "must be a list");
        return *node.as_array();
    }

    CoverageGroup group(const std::string& name, const toml::table& source) const {
        const std::string prefix = "group." + name + ".";
        only(source, prefix, {"feature", "sample", "when", "point", "cross"});
        CoverageGroup group;
        group.name = name;
        group.place = place(source);
        group.feature = text(source, prefix, "feature");
        group.kind = text(source, prefix, "sample");
        std::set<std::string> kinds;
        std::set<std::string> observables;
        for (const CoverageKind& kind : coverage_kinds()) {
            kinds.insert(kind.name);
            if (kind.name != group.kind) continue;
            for (const CoverageObservable& each : kind.observables) observables.insert(each.name);
        }
        if (kinds.count(group.kind) == 0) {
            fail(*source.get("sample"), prefix + "sample",
                 fmt::format("must be one of {}", fmt::join(kinds, ", ")));
        }
        if (const toml::node* node = source.get("when")) {
            try {
                group.when.emplace(text(source, prefix, "when"));
            } catch (const ConstraintError& failure) {
                fail(*node, prefix + "when", failure.what());
            }
            for (const std::string& key : group.when->keys()) {
                check_observable(*node, prefix + "when", key, observables);
            }
        }
        const toml::table& points = table(source, prefix, "point");
        for (const auto& [key, node] : points) {
            const std::string point_name(key.str());
            group.points.push_back(point(point_name, prefix + "point." + point_name + ".",
                                         table(points, prefix + "point.", key.str()), observables));
        }
        if (source.contains("cross")) {
            const toml::table& crosses = table(source, prefix, "cross");
            for (const auto& [key, node] : crosses) {
                const std::string cross_name(key.str());
                group.crosses.push_back(cross(cross_name, prefix + "cross." + cross_name + ".",
                                              table(crosses, prefix + "cross.", key.str()), group));
            }
        }
        return group;
    }

    void check_observable(const toml::node& node, const std::string& key,
                          const std::string& observable, const std::set<std::string>& known) const {
        if (observable.find('.') != std::string::npos || known.count(observable) != 0) return;
        const std::string near = nearest_word(observable, known);
        fail(node, key,
             "\"" + observable + "\" is no observable of this sample" +
                 (near.empty() ? "" : "; did you mean " + near + "?") +
                 " (`oio coverage observables` shows all)");
    }

    CoveragePoint point(const std::string& name, const std::string& prefix,
                        const toml::table& source, const std::set<std::string>& observables) const {
        only(source, prefix, {"observable", "values", "edges"});
        CoveragePoint point;
        point.name = name;
        point.observable =
            source.contains("observable") ? text(source, prefix, "observable") : name;
        check_observable(source, prefix + "observable", point.observable, observables);
        const toml::node* const values = source.get("values");
        const toml::node* const edges = source.get("edges");
        if ((values == nullptr) == (edges == nullptr)) {
            fail(source, prefix.substr(0, prefix.size() - 1), "needs either values or edges");
        }
        if (values != nullptr) {
            for (const toml::node& item : list(*values, prefix + "values")) {
                point.bins.push_back(value_text(item, prefix + "values"));
            }
        } else {
            read_edges(list(*edges, prefix + "edges"), prefix + "edges", point);
        }
        return point;
    }

    std::string value_text(const toml::node& item, const std::string& key) const {
        if (const auto* value = item.as_string()) return value->get();
        if (const auto* value = item.as_integer()) return to_text(double(value->get()));
        if (const auto* value = item.as_floating_point()) return to_text(value->get());
        if (const auto* value = item.as_boolean()) return value->get() ? "true" : "false";
        fail(item, key, "must be strings, numbers, true or false");
    }

    // Integer edges name their bins by what they hold: "3", "4..7"; others by their ends.
    void read_edges(const toml::array& source, const std::string& key, CoveragePoint& point) const {
        bool whole = true;
        for (const toml::node& item : source) {
            if (!item.is_number()) fail(item, key, "must be numbers");
            const double edge = item.is_integer() ? double(item.as_integer()->get())
                                                  : item.as_floating_point()->get();
            whole = whole && (item.is_integer() || std::isinf(edge));
            if (!point.edges.empty() && !(edge > point.edges.back())) {
                fail(item, key, "must rise");
            }
            point.edges.push_back(edge);
        }
        if (point.edges.size() < 2) fail(source, key, "must be two at least");
        for (std::size_t i = 0; i + 1 < point.edges.size(); ++i) {
            const double low = point.edges[i];
            const bool last = i + 2 == point.edges.size();
            const double high = point.edges[i + 1] - (whole && !last ? 1.0 : 0.0);
            if (std::isinf(high)) {
                point.bins.push_back(fmt::format("{} and more", low));
            } else if (std::isinf(low)) {
                point.bins.push_back(fmt::format("below {}", point.edges[i + 1]));
            } else if (low == high) {
                point.bins.push_back(fmt::format("{}", low));
            } else {
                point.bins.push_back(fmt::format(whole ? "{}..{}" : "{} to {}", low, high));
            }
        }
    }

    // One pattern of `only` or `except`: a bin or "*" for each point.
    std::vector<int> pattern(const toml::node& node, const std::string& key,
                             const CoverageGroup& group, const CoverageCross& cross) const {
        const toml::array& names = list(node, key);
        if (names.size() != cross.points.size()) {
            fail(node, key, fmt::format("each entry needs {} bins", cross.points.size()));
        }
        std::vector<int> bins;
        for (std::size_t i = 0; i < names.size(); ++i) {
            const std::string name = value_text(names[i], key);
            const std::vector<std::string>& all = group.points[cross.points[i]].bins;
            const auto found = std::find(all.begin(), all.end(), name);
            if (name != "*" && found == all.end()) {
                fail(names[i], key,
                     fmt::format("\"{}\" is no bin of {}; allowed are *, {}", name,
                                 group.points[cross.points[i]].name, fmt::join(all, ", ")));
            }
            bins.push_back(name == "*" ? -1 : static_cast<int>(found - all.begin()));
        }
        return bins;
    }

    CoverageCross cross(const std::string& name, const std::string& prefix,
                        const toml::table& source, const CoverageGroup& group) const {
        only(source, prefix, {"of", "only", "except"});
        CoverageCross cross;
        cross.name = name;
        if (!source.contains("of")) fail(source, prefix + "of", "is needed: the points to cross");
        std::set<std::string> known;
        for (const CoveragePoint& point : group.points) known.insert(point.name);
        for (const toml::node& item : list(*source.get("of"), prefix + "of")) {
            const std::string point = value_text(item, prefix + "of");
            if (known.count(point) == 0) {
                fail(item, prefix + "of",
                     fmt::format("\"{}\" is no point of the group; allowed are {}", point,
                                 fmt::join(known, ", ")));
            }
            const auto at = std::find_if(group.points.begin(), group.points.end(),
                                         [&](const CoveragePoint& p) { return p.name == point; });
            cross.points.push_back(static_cast<std::size_t>(at - group.points.begin()));
        }
        const auto patterns = [&](const char* key) {
            std::vector<std::vector<int>> all;
            if (const toml::node* node = source.get(key)) {
                for (const toml::node& item : list(*node, prefix + key)) {
                    all.push_back(pattern(item, prefix + key, group, cross));
                }
            }
            return all;
        };
        const std::vector<std::vector<int>> wanted = patterns("only");
        const std::vector<std::vector<int>> unwanted = patterns("except");
        const auto matches = [](const std::vector<int>& bins, const std::vector<int>& pattern) {
            for (std::size_t i = 0; i < bins.size(); ++i) {
                if (pattern[i] >= 0 && pattern[i] != bins[i]) return false;
            }
            return true;
        };
        std::vector<int> bins(cross.points.size(), 0);
        while (true) {
            const auto fits = [&](const std::vector<int>& each) { return matches(bins, each); };
            if ((wanted.empty() || std::any_of(wanted.begin(), wanted.end(), fits)) &&
                std::none_of(unwanted.begin(), unwanted.end(), fits)) {
                cross.combinations.push_back(bins);
            }
            std::size_t digit = bins.size();
            while (digit > 0) {
                --digit;
                const auto count = group.points[cross.points[digit]].bins.size();
                if (static_cast<std::size_t>(++bins[digit]) < count) break;
                bins[digit] = 0;
                if (digit == 0) return cross;
            }
        }
    }

    fs::path file_;
};

}  // namespace

bool CoverageExclusion::matches(const std::string& bin) const {
    if (pattern.back() != '*') return bin == pattern;
    return bin.compare(0, pattern.size() - 1, pattern, 0, pattern.size() - 1) == 0;
}

CoveragePlanFile read_coverage_plan(const fs::path& file) {
    return PlanReader(file).read();
}

}  // namespace oio
