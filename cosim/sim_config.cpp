// SPDX-License-Identifier: Apache-2.0
#include "cosim/sim_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "cosim/build_info.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/random/scenario_generator.hpp"
#include "cosim/sim_config_sections.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr double kFsPerSecond = 1e15;
const std::string kDefaultScenario = "default";

fs::path testbench() {
    return fs::path(build_info::kSourceDir) / "testbench";
}

ClockRatio clock_of_hz(double hz, std::int64_t edges) {
    const std::int64_t numerator = static_cast<std::int64_t>(kFsPerSecond) * edges;
    const std::int64_t denominator = std::llround(hz);
    const std::int64_t common = std::gcd(numerator, denominator);
    return {numerator / common, denominator / common};
}

std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> names;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".toml") names.insert(entry.path().stem().string());
    }
    return names;
}

std::vector<CatalogueEntry> list_folder(const fs::path& folder) {
    std::vector<CatalogueEntry> entries;
    for (const std::string& name : names_in(folder)) {
        ConfigReader reader;
        reader.add_file(folder / (name + ".toml"));
        entries.push_back({name, reader.get_string("purpose", "")});
    }
    return entries;
}

// The scenario itself, or what its ranges draw with the seed that the options give.
void add_scenario(ConfigReader& reader, const std::vector<ConfigOverride>& overrides,
                  SimConfig& config) {
    if (!declares_ranges(config.file)) {
        reader.add_file(config.file);
        return;
    }
    ConfigReader options;
    for (const ConfigOverride& item : overrides) {
        if (item.key == "run.seed") options.add_option(item.option, item.key, item.value);
    }
    const auto seed = static_cast<std::uint64_t>(
        options.get_int("run.seed", static_cast<long long>(config.run.seed), 0, INT64_MAX));
    const DrawnScenario drawn = draw_scenario(read_ranges(config.file), seed);
    config.draws = drawn.draws;
    reader.add_text(drawn.text, fmt::format("{}, drawn with seed {}", config.file.string(), seed),
                    fs::absolute(config.file).parent_path());
}

}  // namespace

std::uint64_t ClockRatio::edge_fs(std::uint64_t k) const {
    __extension__ using Wide = unsigned __int128;
    const Wide product = Wide{k} * static_cast<std::uint64_t>(numerator);
    const Wide den = static_cast<std::uint64_t>(denominator);
    return static_cast<std::uint64_t>((2 * product + den) / (2 * den));
}

ClockRatio LinkConfig::ui() const {
    return clock_of_hz(lane_rate_gbps * 1e9, 1);
}
ClockRatio LinkConfig::word_clock() const {
    return clock_of_hz(lane_rate_gbps * 1e9, word_ui);
}
ClockRatio LinkConfig::core_clock() const {
    return clock_of_hz(core_clock_mhz * 1e6, 1);
}

RtlConfig SimConfig::rtl(bool waves, bool coverage) const {
    RtlConfig config;
    config.geometry = {link.lanes, link.spares, link.word_ui, link.cut == Cut::Serial};
    config.parameters = link.rtl_parameters;
    config.waves = waves;
    config.coverage = coverage;
    config.file_list = link.rtl_file_list;
    config.top = link.rtl_top;
    return config;
}

std::vector<CatalogueEntry> list_presets() {
    return list_folder(testbench() / "presets");
}
std::vector<CatalogueEntry> list_scenarios() {
    return list_folder(testbench() / "scenarios");
}
std::vector<CatalogueEntry> list_random() {
    return list_folder(testbench() / "random");
}

SimConfig load_sim_config(const std::string& scenario,
                          const std::vector<ConfigOverride>& overrides) {
    const std::set<std::string> presets = names_in(testbench() / "presets");
    const std::set<std::string> scenarios = names_in(testbench() / "scenarios");
    const std::set<std::string> random = names_in(testbench() / "random");
    SimConfig config;
    ConfigReader reader;

    // A name without a folder or an extension is looked up; everything else is a file.
    const bool is_name = scenario.find('/') == std::string::npos &&
                         fs::path(scenario).extension() != ".toml" && !fs::exists(scenario);
    bool from_preset = false;
    if (!is_name) {
        config.file = scenario;
    } else if (scenarios.count(scenario) != 0) {
        config.file = testbench() / "scenarios" / (scenario + ".toml");
    } else if (random.count(scenario) != 0) {
        config.file = testbench() / "random" / (scenario + ".toml");
    } else if (presets.count(scenario) != 0) {
        config.file = testbench() / "scenarios" / (kDefaultScenario + ".toml");
        from_preset = true;
    } else {
        std::set<std::string> known = presets;
        known.insert(scenarios.begin(), scenarios.end());
        known.insert(random.begin(), random.end());
        const std::string near = nearest_word(scenario, known);
        throw ConfigError(scenario + ": no such file, scenario or preset" +
                          (near.empty() ? "" : "; did you mean " + near + "?") +
                          " (`oio list` shows all)");
    }
    add_scenario(reader, overrides, config);
    config.name = is_name ? scenario : fs::path(scenario).stem().string();
    if (from_preset) reader.add_option("preset " + scenario, "link.preset", scenario);
    for (const ConfigOverride& item : overrides) {
        reader.add_option(item.option, item.key, item.value);
    }
    config.purpose = reader.get_string("purpose", "");

    config.link.preset = presets.empty()
                             ? reader.get_string("link.preset", config.link.preset)
                             : reader.get_choice("link.preset", config.link.preset, presets);
    const fs::path preset_file = testbench() / "presets" / (config.link.preset + ".toml");
    reader.add_file_below(preset_file);
    if (from_preset) {
        ConfigReader preset;
        preset.add_file(preset_file);
        config.purpose = preset.get_string("purpose", "");
    }

    read_sections(reader, config);
    reader.finish();
    config.used = reader.used();
    return config;
}

}  // namespace oio
