// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage/rtl_coverage.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "cosim/build_info.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/process.hpp"
#include "cosim/results.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

// Command lines have a limit, and so does the number of open files.
constexpr std::size_t kFilesAtOnce = 200;

// verilator_coverage stands beside verilator.
std::string tool() {
    const fs::path beside = fs::path(build_info::kVerilator).parent_path() / "verilator_coverage";
    std::error_code error;
    return fs::is_regular_file(beside, error) ? beside.string() : "verilator_coverage";
}

void call(const std::vector<std::string>& arguments) {
    const ProcessResult done = run_process(arguments, fs::current_path());
    if (done.exit_code != 0) {
        throw ConfigError("merging RTL coverage: " + arguments.front() + " ended with " +
                          std::to_string(done.exit_code) + ":\n" + done.output);
    }
}

}  // namespace

void make_coverage_portable(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    std::string content = text.str();
    // Verilator was given names from the root of the file system or from the folder of the build.
    const std::string root = std::string(build_info::kSourceDir).substr(1) + "/";
    const std::string field = "\1f\2";
    for (std::size_t at = 0; (at = content.find(field, at)) != std::string::npos;) {
        at += field.size();
        std::size_t end = at;
        while (content.compare(end, 3, "../") == 0) end += 3;
        if (content[end] == '/' && content.compare(end + 1, root.size(), root) == 0) ++end;
        if (content.compare(end, root.size(), root) == 0) end += root.size();
        content.erase(at, end - at);
    }
    write_file_atomically(file, content);
}

std::vector<fs::path> merge_rtl_coverage(const std::vector<fs::path>& files, const fs::path& out) {
    if (files.empty()) return {};
    const fs::path merged = out / kRtlCoverageName;
    // Written beside and renamed, so that a run which is stopped leaves no half file, and so that
    // the old result may be one of the inputs.
    const fs::path partial = out / (".coverage_" + std::to_string(getpid()) + ".dat");
    for (std::size_t first = 0; first < files.size(); first += kFilesAtOnce) {
        std::vector<std::string> arguments = {tool(), "--write", partial.string()};
        if (first > 0) arguments.push_back(partial.string());
        for (std::size_t i = first; i < std::min(files.size(), first + kFilesAtOnce); ++i) {
            arguments.push_back(files[i].string());
        }
        call(arguments);
    }
    fs::rename(partial, merged);
    const fs::path info = out / "coverage.info";
    call({tool(), "--write-info", info.string(), merged.string()});
    return {merged, info};
}

}  // namespace oio
