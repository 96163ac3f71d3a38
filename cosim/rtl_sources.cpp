// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_sources.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "cosim/build_info.hpp"
#include "cosim/config_reader.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// Names of the module-level parameters of the top, to refuse a parameter that it does not have.
std::set<std::string> parameters_of(const std::string& text, const std::string& top) {
    std::set<std::string> names;
    const std::size_t start = text.find("module " + top);
    if (start == std::string::npos) return names;
    const std::string header = text.substr(start, text.find(");", start) - start);
    const std::regex pattern(R"((?:^|[^l\w])parameter\s+[\w\s]*?(?:\[[^\]]*\]\s*)?(\w+)\s*=)");
    for (std::sregex_iterator match(header.begin(), header.end(), pattern), end; match != end;
         ++match) {
        names.insert((*match)[1]);
    }
    return names;
}

void check_parameters(const RtlConfig& config, const RtlSources& sources) {
    std::set<std::string> known;
    for (const fs::path& file : sources.files) {
        if (file.stem() == sources.top) known = parameters_of(read_text(file), sources.top);
    }
    if (known.empty()) return;  // Another way of writing it: Verilator will say.
    for (const auto& [name, value] : config.parameters) {
        if (known.count(name) != 0) continue;
        const std::string near = nearest_word(name, known);
        throw ConfigError("rtl.parameters." + name + ": the top " + sources.top +
                          " has no such parameter" +
                          (near.empty() ? "" : "; did you mean " + near + "?"));
    }
}

constexpr int kMostNestedLists = 8;

// A line is a file, "+incdir+FOLDER" or "-f LIST"; all are relative to the list; # to the end is a
// comment.
void read_file_list(const fs::path& list, RtlSources& sources, int depth) {
    std::ifstream file(list);
    if (!file) throw ConfigError(list.string() + ": cannot read this list of RTL files");
    int line_number = 0;
    for (std::string line; std::getline(file, line);) {
        ++line_number;
        line.erase(std::find(line.begin(), line.end(), '#'), line.end());
        while (!line.empty() && std::isspace(static_cast<unsigned char>(line.back())))
            line.pop_back();
        if (line.empty()) continue;
        const std::string place = list.string() + ":" + std::to_string(line_number) + ": ";
        const std::string incdir = "+incdir+", nested = "-f ";
        if (line.compare(0, incdir.size(), incdir) == 0) {
            sources.include_dirs.push_back(list.parent_path() / line.substr(incdir.size()));
            continue;
        }
        const bool is_list = line.compare(0, nested.size(), nested) == 0;
        const fs::path source = list.parent_path() / (is_list ? line.substr(nested.size()) : line);
        if (!fs::is_regular_file(source)) {
            throw ConfigError(place + line + ": no such RTL file");
        }
        if (!is_list) {
            sources.files.push_back(fs::absolute(source).lexically_normal());
        } else if (depth < kMostNestedLists) {
            read_file_list(source, sources, depth + 1);
        } else {
            throw ConfigError(place + line + ": lists of lists of lists: does it name itself?");
        }
    }
}

}  // namespace

RtlSources find_rtl_sources(const RtlConfig& config) {
    RtlSources sources;
    const fs::path rtl = fs::path(build_info::kSourceDir) / "rtl";
    const fs::path list = config.file_list.empty() ? rtl / "oio_chiplet.f" : config.file_list;
    sources.top = !config.top.empty()      ? config.top
                  : config.geometry.serial ? "oio_chiplet_serial"
                                           : "oio_chiplet";
    sources.include_dirs.push_back(rtl / "include");
    // Waivers, and what keeps the column modules shared: not of the user's RTL but of ours.
    for (const char* name : {"lint/waivers.vlt", "lint/share_columns.vlt"}) {
        if (fs::exists(rtl / name)) sources.files.push_back(rtl / name);
    }
    read_file_list(list, sources, 0);
    // Our cover points know our modules by name.
    const fs::path cover = fs::path(build_info::kSourceDir) / "testbench/rtl_cover/oio_cover.sv";
    if (config.coverage && config.file_list.empty()) sources.files.push_back(cover);
    check_parameters(config, sources);
    return sources;
}

}  // namespace oio
