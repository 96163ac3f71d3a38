// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/test_list.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <toml++/toml.h>
#include <algorithm>
#include <set>
#include <sstream>

#include "cosim/build_info.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/regress/run_metrics.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr long long kMostReseeds = 1000000;
constexpr double kMostSeconds = 1e6;
constexpr double kMostUs = 1e9;

// What [defaults] gives to tests that say nothing else.
struct Defaults {
    std::vector<ConfigOverride> overrides;
    int reseed = 1;
    double wall_limit_s = 120.0;
    double sim_limit_us = 0.0;
};

std::vector<ConfigOverride> read_overrides(ConfigReader& reader, const std::string& key) {
    std::vector<ConfigOverride> overrides;
    for (const std::string& text : reader.get_list(key)) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0) {
            reader.reject(key, "\"" + text + "\" is no setting; write \"key=value\"");
        }
        const std::string name = text.substr(0, equals);
        if (name == "run.seed") {
            reader.reject(key, "the seeds come from the run's seed, the test and the index");
        }
        overrides.push_back({fmt::format("{}: set \"{}\"", reader.place(key), text), name,
                             text.substr(equals + 1)});
    }
    return overrides;
}

std::vector<Gate> read_gates(ConfigReader& reader, const std::string& table) {
    std::vector<Gate> gates;
    for (const std::string& metric : metric_names()) {
        for (const bool minimum : {true, false}) {
            const Gate gate{metric, minimum, 0.0};
            const std::string key = table + "." + gate.name();
            const double limit = reader.get_double(key, 0.0, -1e18, 1e18);
            if (reader.has(key)) gates.push_back({metric, minimum, limit});
        }
    }
    return gates;
}

TestSpec read_test(ConfigReader& reader, const std::string& key, const Defaults& defaults,
                   const std::map<std::string, std::string>& plan) {
    TestSpec test;
    test.name = reader.get_string(key + ".name", "");
    const char* const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    if (test.name.empty() || test.name.find_first_not_of(allowed) != std::string::npos) {
        reader.reject(key + ".name", "every test needs a name of letters, digits, _ and -");
    }
    test.scenario = reader.get_string(key + ".scenario", "");
    if (test.scenario.empty()) reader.reject(key + ".scenario", "test " + test.name + " needs one");
    const bool is_file = fs::path(test.scenario).extension() == ".toml";
    if (is_file) {
        test.scenario = fs::absolute(reader.folder(key + ".scenario") / test.scenario)
                            .lexically_normal()
                            .string();
    }
    test.overrides = defaults.overrides;
    for (ConfigOverride& item : read_overrides(reader, key + ".set")) {
        test.overrides.push_back(std::move(item));
    }
    test.reseed =
        static_cast<int>(reader.get_int(key + ".reseed", defaults.reseed, 1, kMostReseeds));
    test.tags = reader.get_list(key + ".tags");
    test.features = reader.get_list(key + ".features");
    for (const std::string& feature : test.features) {
        if (plan.count(feature) != 0) continue;
        std::set<std::string> known;
        for (const auto& entry : plan) known.insert(entry.first);
        const std::string near = nearest_word(feature, known);
        reader.reject(key + ".features", "testbench/testplan.toml has no feature " + feature +
                                             (near.empty() ? "" : "; did you mean " + near + "?"));
    }
    test.gates = read_gates(reader, key + ".limits");
    test.must_fail = reader.get_string(key + ".must_fail", "");
    test.wall_limit_s =
        reader.get_double(key + ".wall_limit_s", defaults.wall_limit_s, 0.1, kMostSeconds);
    test.sim_limit_us =
        reader.get_double(key + ".sim_limit_us", defaults.sim_limit_us, 0.0, kMostUs);
    // Wrong keys and values must show before the first run, not in the middle of the night.
    try {
        static_cast<void>(load_sim_config(test.scenario, test.overrides));
    } catch (const ConfigError& failure) {
        throw ConfigError(
            fmt::format("{}: test {}: {}", reader.place(key + ".name"), test.name, failure.what()));
    }
    return test;
}

void read_file(const fs::path& file, TestList& list, std::set<fs::path>& open) {
    if (!open.insert(fs::weakly_canonical(file)).second) {
        throw ConfigError(file.string() + ": includes itself");
    }
    ConfigReader reader;
    reader.add_file(file);
    list.purpose = reader.get_string("purpose", "");
    const std::map<std::string, std::string> plan =
        read_test_plan(testbench_folder() / "testplan.toml");
    for (const std::string& name : reader.get_list("include")) {
        TestList inner;
        const fs::path path = file.parent_path() / (name + ".toml");
        if (!fs::is_regular_file(path)) {
            reader.reject("include", "there is no " + path.string());
        }
        read_file(path, inner, open);
        for (TestSpec& test : inner.tests) list.tests.push_back(std::move(test));
    }
    Defaults defaults;
    defaults.overrides = read_overrides(reader, "defaults.set");
    defaults.reseed = static_cast<int>(reader.get_int("defaults.reseed", 1, 1, kMostReseeds));
    defaults.wall_limit_s =
        reader.get_double("defaults.wall_limit_s", defaults.wall_limit_s, 0.1, kMostSeconds);
    defaults.sim_limit_us = reader.get_double("defaults.sim_limit_us", 0.0, 0.0, kMostUs);
    for (std::size_t i = 0; i < reader.count_tables("test"); ++i) {
        list.tests.push_back(read_test(reader, fmt::format("test[{}]", i), defaults, plan));
        for (std::size_t other = 0; other + 1 < list.tests.size(); ++other) {
            if (list.tests[other].name == list.tests.back().name) {
                reader.reject(fmt::format("test[{}].name", i), "there are two tests of this name");
            }
        }
    }
    reader.finish();
    if (list.tests.empty()) throw ConfigError(file.string() + ": has no [[test]]");
    open.erase(fs::weakly_canonical(file));
}

bool matches(const TestSpec& test, const std::string& glob) {
    const auto fits = [&](const std::string& text) {
        return fnmatch(glob.c_str(), text.c_str(), 0) == 0;
    };
    return fits(test.name) || std::any_of(test.tags.begin(), test.tags.end(), fits);
}

}  // namespace

fs::path testbench_folder() {
    return fs::path(build_info::kSourceDir) / "testbench";
}

std::map<std::string, std::string> read_test_plan(const fs::path& file) {
    std::map<std::string, std::string> features;
    try {
        for (const auto& [name, node] : toml::parse_file(file.string())) {
            if (const toml::table* const section = node.as_table()) {
                features[std::string(name.str())] = (*section)["claim"].value_or(std::string());
            }
        }
    } catch (const toml::parse_error& failure) {
        throw ConfigError(fmt::format("{}:{}: not valid TOML: {}", file.string(),
                                      failure.source().begin.line, failure.description()));
    }
    return features;
}

TestList read_test_list(const std::string& list) {
    TestList result;
    const bool is_name = list.find('/') == std::string::npos &&
                         fs::path(list).extension() != ".toml" && !fs::exists(list);
    const fs::path shipped = testbench_folder() / "lists";
    result.file = is_name ? shipped / (list + ".toml") : fs::path(list);
    result.name = result.file.stem().string();
    if (is_name && !fs::is_regular_file(result.file)) {
        std::set<std::string> known;
        std::error_code ignored;
        for (const fs::directory_entry& entry : fs::directory_iterator(shipped, ignored)) {
            if (entry.path().extension() == ".toml") known.insert(entry.path().stem().string());
        }
        const std::string near = nearest_word(list, known);
        throw ConfigError(fmt::format("{}: no such file or list; shipped are {}{}", list,
                                      fmt::join(known, ", "),
                                      near.empty() ? "" : "; did you mean " + near + "?"));
    }
    std::set<fs::path> open;
    read_file(result.file, result, open);
    return result;
}

void keep_items(TestList& list, const std::string& globs) {
    std::vector<TestSpec> kept;
    for (TestSpec& test : list.tests) {
        std::istringstream text(globs);
        for (std::string glob; std::getline(text, glob, ',');) {
            if (!matches(test, glob)) continue;
            kept.push_back(std::move(test));
            break;
        }
    }
    if (kept.empty()) {
        throw ConfigError("--items " + globs + ": matches no name or tag of " + list.file.string());
    }
    list.tests = std::move(kept);
}

}  // namespace oio
