// SPDX-License-Identifier: Apache-2.0
#include "cosim/random/random_ranges.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "cosim/config_reader.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

const std::set<std::string> kTopKeys = {"constraint", "draw", "faults", "purpose", "scenario"};
const std::set<std::string> kDrawKeys = {"choice", "count", "probability", "range",  "scale",
                                         "sides",  "step",  "subset",      "weights"};

std::string place_of(const fs::path& file, const toml::node& node) {
    return fmt::format("{}:{}:{}", file.string(), node.source().begin.line,
                       node.source().begin.column);
}

[[noreturn]] void refuse(const std::string& place, const std::string& key, const std::string& why) {
    throw ConfigError(place + ": " + key + ": " + why);
}

void check_keys(const std::string& place, const std::string& prefix, const toml::table& table,
                const std::set<std::string>& known) {
    for (const auto& [name, node] : table) {
        const std::string key(name.str());
        if (known.count(key) != 0) continue;
        const std::string near = nearest_word(key, known);
        refuse(place, prefix + key,
               "unknown key" + (near.empty() ? "" : "; did you mean " + near + "?"));
    }
}

// Plain values and arrays of them; null for anything else.
Json to_json_value(const toml::node& node) {
    if (const auto* value = node.as_integer()) return value->get();
    if (const auto* value = node.as_floating_point()) return value->get();
    if (const auto* value = node.as_boolean()) return value->get();
    if (const auto* value = node.as_string()) return value->get();
    if (const toml::array* array = node.as_array()) {
        Json list = Json::array();
        for (const toml::node& item : *array) {
            Json entry = to_json_value(item);
            if (entry.is_null()) return nullptr;
            list.push_back(std::move(entry));
        }
        return list;
    }
    return nullptr;
}

// Reads the table behind one key.
class DrawReader {
public:
    DrawReader(const fs::path& file, const std::string& key, const toml::node& node)
        : node_(node), draw_{} {
        draw_.key = key;
        draw_.place = place_of(file, node);
    }

    Draw read() {
        const toml::table* const table = node_.as_table();
        if (table == nullptr) {
            draw_.constant = to_json_value(node_);
            if (draw_.constant.is_null())
                fail("must be a value or a table like { range = [0, 3] }");
            return draw_;
        }
        check_keys(draw_.place, draw_.key + ".", *table, kDrawKeys);
        const int kinds = int(table->contains("range")) + int(table->contains("choice")) +
                          int(table->contains("subset"));
        if (kinds != 1) fail("needs exactly one of range, choice and subset");
        if (table->contains("range")) read_range(*table);
        if (table->contains("choice")) read_choice(*table);
        if (table->contains("subset")) read_subset(*table);
        if (const toml::node* node = table->get("probability")) {
            draw_.probability = number(*node, "probability");
            if (!(draw_.probability > 0.0 && draw_.probability <= 1.0)) {
                fail("probability must be above 0 and at most 1");
            }
        }
        return draw_;
    }

private:
    [[noreturn]] void fail(const std::string& why) const { refuse(draw_.place, draw_.key, why); }

    double number(const toml::node& node, const std::string& name) const {
        if (!node.is_number()) fail(name + " must be a number");
        const double value =
            node.is_integer() ? double(node.as_integer()->get()) : node.as_floating_point()->get();
        if (!std::isfinite(value)) fail(name + " must be finite");
        return value;
    }

    void only(const toml::table& table, const std::set<std::string>& allowed) const {
        for (const auto& [name, node] : table) {
            const std::string key(name.str());
            if (key != "probability" && allowed.count(key) == 0) {
                fail(key + " does not go with " + *allowed.begin());
            }
        }
    }

    // [low, high]; true when both are integers.
    bool read_ends(const toml::node& node, const std::string& name) {
        const toml::array* const ends = node.as_array();
        if (ends == nullptr || ends->size() != 2) fail(name + " must be [low, high]");
        draw_.low = number((*ends)[0], name);
        draw_.high = number((*ends)[1], name);
        if (draw_.low > draw_.high) {
            fail(fmt::format("{} = [{:g}, {:g}] is empty: low is above high", name, draw_.low,
                             draw_.high));
        }
        return (*ends)[0].is_integer() && (*ends)[1].is_integer();
    }

    void read_range(const toml::table& table) {
        only(table, {"range", "scale", "step"});
        const bool whole = read_ends(*table.get("range"), "range");
        draw_.kind = whole ? Draw::Kind::Integer : Draw::Kind::Real;
        if (const toml::node* node = table.get("step")) {
            draw_.step = number(*node, "step");
            if (draw_.step <= 0.0) fail("step must be above 0");
            if (whole) fail("step goes with a range of real numbers: write 0.0");
        }
        if (const toml::node* node = table.get("scale")) {
            const auto* const text = node->as_string();
            if (text == nullptr || (text->get() != "log" && text->get() != "linear")) {
                fail("scale must be \"linear\" or \"log\"");
            }
            draw_.logarithmic = text->get() == "log";
            if (draw_.logarithmic && (whole || draw_.step > 0.0 || draw_.low <= 0.0)) {
                fail("scale = \"log\" needs real numbers above 0 and no step");
            }
        }
    }

    void read_choice(const toml::table& table) {
        only(table, {"choice", "weights"});
        draw_.kind = Draw::Kind::Choice;
        const Json list = to_json_value(*table.get("choice"));
        if (!list.is_array() || list.empty()) fail("choice must be a list of values");
        draw_.choices.assign(list.begin(), list.end());
        draw_.weights.assign(draw_.choices.size(), 1.0);
        const toml::node* const node = table.get("weights");
        if (node == nullptr) return;
        const toml::array* const weights = node->as_array();
        if (weights == nullptr || weights->size() != draw_.choices.size()) {
            fail(fmt::format("weights must be {} numbers, one for each choice",
                             draw_.choices.size()));
        }
        double total = 0.0;
        for (std::size_t i = 0; i < weights->size(); ++i) {
            draw_.weights[i] = number((*weights)[i], "weights");
            if (draw_.weights[i] < 0.0) fail("a weight is at least 0");
            total += draw_.weights[i];
        }
        if (total <= 0.0) fail("one weight at least must be above 0");
    }

    void read_subset(const toml::table& table) {
        only(table, {"subset", "count", "sides"});
        draw_.kind = Draw::Kind::Subset;
        if (!read_ends(*table.get("subset"), "subset")) fail("subset must be two integers");
        const toml::node* const count = table.get("count");
        if (count == nullptr) fail("subset needs count: how many of them");
        read_count(*count);
        if (double(draw_.most_count) > draw_.high - draw_.low + 1.0) {
            fail(fmt::format("count reaches {}, but subset has {:g} members", draw_.most_count,
                             draw_.high - draw_.low + 1.0));
        }
        if (const toml::node* node = table.get("sides")) {
            const Json sides = to_json_value(*node);
            if (!sides.is_array() || sides.empty()) fail("sides must be a list of prefixes");
            for (const Json& side : sides) {
                if (!side.is_string()) fail("sides must be a list of prefixes");
                draw_.sides.push_back(side.get<std::string>());
            }
        }
    }

    void read_count(const toml::node& node) {
        const Json value = to_json_value(node);
        const bool pair = value.is_array() && value.size() == 2;
        if (!value.is_number_integer() &&
            !(pair && value[0].is_number_integer() && value[1].is_number_integer())) {
            fail("count must be an integer or [least, most]");
        }
        draw_.least_count = pair ? value[0].get<long long>() : value.get<long long>();
        draw_.most_count = pair ? value[1].get<long long>() : value.get<long long>();
        if (draw_.least_count < 0 || draw_.least_count > draw_.most_count) {
            fail("count must be [least, most] with 0 <= least <= most");
        }
    }

    const toml::node& node_;
    Draw draw_;
};

// A table with such a key, or written in braces, is a draw; another one holds keys ([draw.link]).
bool is_draw(const toml::table& table) {
    for (const char* const key : {"range", "choice", "subset", "probability"}) {
        if (const toml::node* node = table.get(key)) {
            if (!node->is_table()) return true;
        }
    }
    return false;
}

void read_draws(const fs::path& file, const toml::table& table, const std::string& prefix,
                std::vector<Draw>& draws) {
    for (const auto& [name, node] : table) {
        const std::string key = prefix + std::string(name.str());
        const toml::table* const inner = node.as_table();
        if (inner != nullptr && !inner->is_inline() && !is_draw(*inner)) {
            read_draws(file, *inner, key + ".", draws);
        } else {
            draws.push_back(DrawReader(file, key, node).read());
        }
    }
}

void flatten(const fs::path& file, const toml::table& table, const std::string& prefix,
             std::vector<std::pair<std::string, Json>>& fixed) {
    for (const auto& [name, node] : table) {
        const std::string key = prefix + std::string(name.str());
        if (const toml::table* inner = node.as_table()) {
            flatten(file, *inner, key + ".", fixed);
            continue;
        }
        Json value = to_json_value(node);
        if (value.is_null()) {
            refuse(place_of(file, node), "scenario." + key,
                   "must be a plain value; faults are declared as [[faults]]");
        }
        fixed.emplace_back(key, std::move(value));
    }
}

FaultGroup read_group(const fs::path& file, const toml::table& table, std::size_t number) {
    FaultGroup group;
    const std::string label = fmt::format("faults[{}]", number);
    const auto* const name = table["name"].as_string();
    if (name == nullptr || name->get().empty() || name->get().find('.') != std::string::npos) {
        refuse(place_of(file, table), label + ".name",
               "is needed: a word by which constraints call the group");
    }
    group.name = name->get();
    group.count.key = label + ".count";
    group.count.place = place_of(file, table);
    group.count.kind = Draw::Kind::Integer;
    group.count.low = group.count.high = 1.0;
    if (const toml::node* node = table.get("count")) {
        const Json value = to_json_value(*node);
        const bool pair = value.is_array() && value.size() == 2;
        const Json low = pair ? value[0] : value;
        const Json high = pair ? value[1] : value;
        if (!low.is_number_integer() || !high.is_number_integer() || low.get<long long>() < 0 ||
            low.get<long long>() > high.get<long long>() || high.get<long long>() > 1000) {
            refuse(place_of(file, *node), label + ".count",
                   "must be an integer or [least, most] in [0, 1000]");
        }
        group.count.low = low.get<double>();
        group.count.high = high.get<double>();
    }
    for (const auto& [key, node] : table) {
        const std::string text(key.str());
        if (text == "name" || text == "count") continue;
        group.draws.push_back(DrawReader(file, text, node).read());
    }
    return group;
}

const toml::array* tables_of(const fs::path& file, const toml::table& root, const char* key) {
    const toml::node* const node = root.get(key);
    if (node == nullptr) return nullptr;
    if (!node->is_array_of_tables()) {
        refuse(place_of(file, *node), key,
               std::string("must be tables, each written [[") + key + "]]");
    }
    return node->as_array();
}

const toml::table* table_of(const fs::path& file, const toml::table& root, const char* key) {
    const toml::node* const node = root.get(key);
    if (node == nullptr) return nullptr;
    if (!node->is_table()) {
        refuse(place_of(file, *node), key, std::string("must be a table, written [") + key + "]");
    }
    return node->as_table();
}

void read_constraints(const toml::table& root, RandomRanges& ranges) {
    const toml::array* const list = tables_of(ranges.file, root, "constraint");
    if (list == nullptr) return;
    for (const toml::node& item : *list) {
        const toml::table& table = *item.as_table();
        const std::string place = place_of(ranges.file, table);
        check_keys(place, "constraint.", table, {"rule", "reason"});
        const auto* const rule = table["rule"].as_string();
        if (rule == nullptr) refuse(place, "constraint.rule", "is needed: what must hold");
        try {
            ranges.constraints.push_back({Constraint(rule->get()), place});
        } catch (const ConstraintError& failure) {
            refuse(place, "constraint.rule", failure.what());
        }
    }
}

}  // namespace

bool declares_ranges(const fs::path& file) {
    try {
        const toml::table root = toml::parse_file(file.string());
        return root.contains("draw") || root.contains("faults");
    } catch (const toml::parse_error&) {
        return false;
    }
}

RandomRanges read_ranges(const fs::path& file) {
    std::error_code error;
    if (!fs::is_regular_file(file, error)) throw ConfigError(file.string() + ": no such file");
    RandomRanges ranges;
    ranges.file = file;
    ranges.name = file.stem().string();
    toml::table root;
    try {
        root = toml::parse_file(file.string());
    } catch (const toml::parse_error& failure) {
        throw ConfigError(fmt::format("{}:{}:{}: not valid TOML: {}", file.string(),
                                      failure.source().begin.line, failure.source().begin.column,
                                      failure.description()));
    }
    check_keys(file.string(), "", root, kTopKeys);
    if (const toml::node* node = root.get("purpose")) {
        if (!node->is_string()) refuse(place_of(file, *node), "purpose", "must be a string");
        ranges.purpose = node->as_string()->get();
    }
    if (const toml::table* table = table_of(file, root, "scenario")) {
        flatten(file, *table, "", ranges.fixed);
    }
    if (const toml::table* table = table_of(file, root, "draw")) {
        read_draws(file, *table, "", ranges.draws);
    }
    std::set<std::string> names;
    if (const toml::array* list = tables_of(file, root, "faults")) {
        for (const toml::node& item : *list) {
            ranges.groups.push_back(read_group(file, *item.as_table(), ranges.groups.size()));
            if (!names.insert(ranges.groups.back().name).second) {
                refuse(place_of(file, item), "faults.name",
                       "\"" + ranges.groups.back().name + "\" is taken");
            }
        }
    }
    for (const Draw& draw : ranges.draws) {
        for (const auto& [key, value] : ranges.fixed) {
            if (key == draw.key) refuse(draw.place, key, "is both in [scenario] and in [draw]");
        }
    }
    read_constraints(root, ranges);
    return ranges;
}

}  // namespace oio
