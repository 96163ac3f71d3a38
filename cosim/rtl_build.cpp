// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_build.hpp"

#include <algorithm>
#include <fstream>
#include <regex>
#include <thread>

#include "cosim/build_info.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/process.hpp"
#include "cosim/rtl_ports.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

// The C++ optimisation of a library. The code that runs on every clock, and the rest (constructors,
// traces, the first settle), which would only cost compile time.
const std::vector<std::string> kFastFlags = {"-O2"};
const std::vector<std::string> kSlowFlags = {"-O0"};
// Verilator's output is split so that files compile in parallel and none takes minutes.
constexpr const char* kOutputSplit = "20000";
// Wider than any port of a chiplet, so that --waves full shows everything.
constexpr const char* kTraceArray = "2048";
constexpr const char* kTraceWidth = "4096";

const std::string kPrefix = "Voio_chiplet";

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
        text.replace(at, from.size(), to);
        at += to.size();
    }
}

// First line of `program --version`; asked once per process.
std::string version_of(const std::string& program) {
    static std::map<std::string, std::string> known;
    const auto found = known.find(program);
    if (found != known.end()) return found->second;
    const ProcessResult result = run_process({program, "--version"}, "/");
    if (result.exit_code != 0) {
        throw ConfigError("building RTL needs " + program + ", which does not run: " +
                          result.output + "(cosim/setup.sh installs what is missing)");
    }
    const std::string line = result.output.substr(0, result.output.find('\n'));
    known[program] = line;
    return line;
}

fs::path rtl_public_file() {
    return fs::path(build_info::kSourceDir) / "cosim/waves/rtl_public.vlt";
}

std::vector<std::string> parameter_arguments(const RtlConfig& config) {
    std::vector<std::string> arguments;
    arguments.push_back("-GLanes=" + std::to_string(config.geometry.lanes));
    arguments.push_back("-GSpares=" + std::to_string(config.geometry.spares));
    arguments.push_back("-GWordUi=" + std::to_string(config.geometry.word_ui));
    for (const auto& [name, value] : config.parameters) {
        arguments.push_back("-G" + name + "=" + std::to_string(value));
    }
    return arguments;
}

std::vector<std::string> verilator_arguments(const RtlConfig& config, const RtlSources& sources) {
    std::vector<std::string> arguments = {
        build_info::kVerilator, "--cc", "-O3", "--assert", "--x-assign", "fast", "--x-initial",
        "unique", "--timescale-override", "1fs/1fs", "--output-split", kOutputSplit, "-Wno-fatal",
        // What a module says of its parameters is no warning.
        "-Werror-USERFATAL", "-Werror-USERERROR", "--prefix", kPrefix, "--top-module", sources.top};
    if (config.waves) {
        const std::vector<std::string> trace = {"--trace-fst",       "--trace-structs",
                                                "--trace-max-array", kTraceArray,
                                                "--trace-max-width", kTraceWidth};
        arguments.insert(arguments.end(), trace.begin(), trace.end());
    }
    if (config.coverage) {
        arguments.insert(arguments.end(), {"--coverage-line", "--coverage-user"});
    }
    for (const std::string& word : parameter_arguments(config)) arguments.push_back(word);
    return arguments;
}

std::vector<std::string> compiler_arguments(const RtlConfig& config, const RtlSources& sources) {
    const std::string include = build_info::kVerilatorInclude;
    std::vector<std::string> arguments = {
        build_info::kCxx,
        "-std=c++17",
        "-fPIC",
        "-fvisibility=hidden",
        "-pthread",
        "-w",
        "-I.",
        "-I" + std::string(build_info::kSourceDir),
        "-I" + include,
        "-I" + include + "/vltstd",
        "-include",
        "cosim/rtl_hooks.h",
        "-DVM_COVERAGE=" + std::to_string(config.coverage),
        "-DVM_SC=0",
        "-DVM_TRACE=" + std::to_string(config.waves),
        "-DVM_TRACE_FST=" + std::to_string(config.waves),
        "-DOIO_LANES=" + std::to_string(config.geometry.lanes),
        "-DOIO_SPARES=" + std::to_string(config.geometry.spares),
        "-DOIO_WORD_UI=" + std::to_string(config.geometry.word_ui)};
    // Two libraries in one process must not share their runtimes (RTLD_LOCAL is not enough for
    // g++'s unique symbols). clang has neither the symbols nor the flag.
    if (version_of(build_info::kCxx).find("clang") == std::string::npos) {
        arguments.push_back("-fno-gnu-unique");
    }
    if (config.geometry.serial) arguments.push_back("-DOIO_SERIAL");
    if (config.waves) {
        arguments.push_back("-DOIO_WAVES");
        arguments.push_back("-DOIO_TOP=\"" + sources.top + "\"");
    }

    return arguments;
}

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

// Ninja's only special characters in a path.
std::string ninja_path(const std::string& path) {
    return std::regex_replace(path, std::regex(R"([$ :])"), "$$$&");
}

std::string shell_quote(const std::string& word) {
    if (word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "-_=./+,") == std::string::npos) {
        return word;
    }
    return "'" + std::regex_replace(word, std::regex("'"), "'\\''") + "'";
}

// One rule for the code of every clock, one for the rest, one to link.
void write_ninja_file(const RtlConfig& config, const RtlSources& sources, const fs::path& folder) {
    std::string compile;
    if (!find_program("ccache").empty()) compile = "ccache ";
    for (const std::string& word : compiler_arguments(config, sources))
        compile += shell_quote(word) + " ";
    std::vector<std::pair<std::string, bool>> units;  // source, slow
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".cpp") continue;
        const std::string name = entry.path().filename().string();
        const bool slow =
            name.find("__Slow") != std::string::npos || name.find("__Syms") != std::string::npos;
        units.emplace_back(name, slow);
    }
    std::sort(units.begin(), units.end());
    const std::string include = build_info::kVerilatorInclude;
    units.emplace_back(include + "/verilated.cpp", false);
    units.emplace_back(include + "/verilated_threads.cpp", false);
    if (config.coverage) {
        units.emplace_back(include + "/verilated_cov.cpp", false);
        units.emplace_back(rtl_coverage_wrapper().string(), false);
    }
    if (config.waves) units.emplace_back(include + "/verilated_fst_c.cpp", false);
    units.emplace_back(std::string(build_info::kSourceDir) + "/cosim/verilated_chiplet.cpp", false);

    std::ofstream file(folder / "build.ninja");
    file << "rule fast\n  command = " << compile << join(kFastFlags) << " -c $in -o $out\n"
         << "rule slow\n  command = " << compile << join(kSlowFlags) << " -c $in -o $out\n"
         << "rule link\n  command = " << shell_quote(build_info::kCxx)
         << " -shared -pthread -Wl,-Bsymbolic -o $out $in" << (config.waves ? " -lz" : "") << "\n";
    std::string objects;
    for (const auto& [source, slow] : units) {
        const std::string object = fs::path(source).stem().string() + ".o";
        file << "build " << ninja_path(object) << ": " << (slow ? "slow " : "fast ")
             << ninja_path(source) << "\n";
        objects += " " + ninja_path(object);
    }
    file << "build chiplet.so: link" << objects << "\n";
}

}  // namespace

std::vector<fs::path> rtl_wrapper_files(const RtlConfig& config) {
    const fs::path cosim = fs::path(build_info::kSourceDir) / "cosim";
    std::vector<fs::path> files = {cosim / "verilated_chiplet.cpp", cosim / "rtl_chiplet.hpp",
                                   cosim / "rtl_hooks.h"};
    if (config.waves) {
        files.push_back(cosim / "waves/fst_file.hpp");
        files.push_back(cosim / "waves/verilated_trace.hpp");
        files.push_back(cosim / "waves/wave_signal.hpp");
        files.push_back(rtl_public_file());
    }
    return files;
}

fs::path rtl_coverage_wrapper() {
    return fs::path(build_info::kSourceDir) / "cosim" / "coverage" / "verilated_coverage.cpp";
}

std::string rtl_build_recipe(const RtlConfig& config, const RtlSources& sources) {
    return join(verilator_arguments(config, sources)) + "\n" +
           join(compiler_arguments(config, sources)) + "\n" + join(kFastFlags) + "\n" +
           join(kSlowFlags) + "\n" + version_of(build_info::kVerilator) + "\n" +
           version_of(build_info::kCxx) + "\n";
}

// Ports as Verilator sees them, after parameters.
static RtlPorts ports_of(const RtlConfig& config, const RtlSources& sources, const fs::path& folder,
                         const std::string& label) {
    const fs::path xml = folder / (sources.top + "_ports.xml");
    std::vector<std::string> arguments = {
        build_info::kVerilator, "--xml-only", "--xml-output",         xml.string(),
        "-Wno-fatal",           "-Wno-lint",  "--timescale-override", "1fs/1fs",
        "--top-module",         sources.top};
    for (const std::string& word : parameter_arguments(config)) arguments.push_back(word);
    for (const fs::path& dir : sources.include_dirs) arguments.push_back("-I" + dir.string());
    arguments.insert(arguments.end(), {"-Mdir", "."});
    for (const fs::path& file : sources.files) arguments.push_back(file.string());
    const ProcessResult done = run_process(arguments, folder);
    if (done.exit_code != 0) {
        throw ConfigError("the RTL does not build (" + label + "); Verilator says:\n" +
                          done.output);
    }
    return read_ports(xml);
}

// The boundary that the program drives is that of our own top; a user's must have the same one.
static void check_boundary(const RtlConfig& config, const RtlSources& sources,
                           const fs::path& folder, const std::string& label) {
    RtlConfig own = config;
    own.file_list.clear();
    own.top.clear();
    own.coverage = false;
    own.parameters.clear();
    const std::vector<std::string> wrong =
        compare_ports(ports_of(own, find_rtl_sources(own), folder, label),
                      ports_of(config, sources, folder, label));
    if (wrong.empty()) return;
    std::string text = "the ports of " + sources.top + " (" +
                       (config.file_list.empty() ? "rtl.top" : config.file_list.string()) +
                       ") are not those of a chiplet:";
    for (const std::string& line : wrong) text += "\n  " + line;
    throw ConfigError(text + "\n(rtl/README.md describes the boundary)");
}

fs::path build_rtl(const RtlConfig& config, const RtlSources& sources, const fs::path& folder,
                   const std::string& label, Progress& progress) {
    if (!config.file_list.empty() || !config.top.empty()) {
        progress.phase("RTL " + label + ": checking the ports");
        check_boundary(config, sources, folder, label);
    }
    progress.phase("RTL " + label + ": Verilator");
    // The generated code quotes the names of its sources: relative ones keep it, and so the
    // compiler's cache, the same wherever the project lies.
    std::vector<std::string> arguments = verilator_arguments(config, sources);
    const auto nearby = [&folder](const fs::path& path) {
        return fs::proximate(path, folder).string();
    };
    for (const fs::path& dir : sources.include_dirs) arguments.push_back("-I" + nearby(dir));
    arguments.insert(arguments.end(), {"-Mdir", "."});
    if (config.waves) arguments.push_back(nearby(rtl_public_file()));
    for (const fs::path& file : sources.files) arguments.push_back(nearby(file));
    ProcessResult verilated = run_process(arguments, folder);
    // In messages the user finds the paths that he knows.
    for (const fs::path& file : sources.files) {
        replace_all(verilated.output, nearby(file), file.string());
    }
    if (verilated.exit_code != 0) {
        throw ConfigError("the RTL does not build (" + label + "); Verilator says:\n" +
                          verilated.output);
    }
    if (!verilated.output.empty()) {
        progress.warn("Verilator warns about the RTL (" + label + "):\n" + verilated.output);
    }
    write_ninja_file(config, sources, folder);
    progress.phase("RTL " + label + ": compiling");
    const auto report = [&](const std::string& line) {
        if (!line.empty() && line.front() == '[') {
            progress.phase("RTL " + label + ": compiling " + line.substr(0, line.find(' ')));
        }
    };
    const unsigned jobs = std::max(1u, std::thread::hardware_concurrency());
    const ProcessResult compiled =
        run_process({build_info::kNinja, "-j" + std::to_string(jobs), "chiplet.so"}, folder, report,
                    {{"NINJA_STATUS", "[%f/%t] "}});
    if (compiled.exit_code != 0) {
        throw ConfigError("the RTL was verilated but its C++ does not compile (" + label +
                          "); the port list differs from what cosim/verilated_chiplet.cpp drives, "
                          "or a tool is missing:\n" +
                          compiled.output);
    }
    return folder / "chiplet.so";
}

}  // namespace oio
