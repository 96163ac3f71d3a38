// SPDX-License-Identifier: Apache-2.0
//
// Lists of RTL files, written here; the builder that takes them is in rtl_library_test.
#include "cosim/rtl_sources.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "cosim/config_reader.hpp"
#include "tests/support/scratch_folder.hpp"

namespace fs = std::filesystem;
using oio::RtlConfig;
using oio::test::ScratchFolder;

namespace {

const char* const kTop = "module mine #(parameter int Lanes = 16, parameter int Depth = 4) ();\n";

oio::RtlSources sources_of(const fs::path& list) {
    RtlConfig config;
    config.file_list = list;
    config.top = "mine";
    return oio::find_rtl_sources(config);
}

std::string refusal(const RtlConfig& config) {
    try {
        oio::find_rtl_sources(config);
    } catch (const oio::ConfigError& error) {
        return error.what();
    }
    return "accepted";
}

RtlConfig config_of(const fs::path& list) {
    RtlConfig config;
    config.file_list = list;
    config.top = "mine";
    return config;
}

// Without the project's waivers, which every configuration begins with.
std::vector<std::string> names(const oio::RtlSources& sources) {
    std::vector<std::string> found;
    for (const fs::path& file : sources.files) {
        if (file.extension() != ".vlt") found.push_back(file.filename().string());
    }
    return found;
}

}  // namespace

TEST_CASE("rtl_sources: files in the order of the list, nested lists in place", "[cosim]") {
    const ScratchFolder folder;
    folder.write("mine.sv", kTop);
    folder.write("first.sv", "");
    folder.write("sub/leaf.sv", "");
    folder.write("sub/sub.f", "leaf.sv\n");
    const fs::path list = folder.write(
        "mine.f", "# the list\n\nfirst.sv   # a remark\n+incdir+include\n-f sub/sub.f\nmine.sv\n");
    const oio::RtlSources sources = sources_of(list);
    CHECK(names(sources) == std::vector<std::string>{"first.sv", "leaf.sv", "mine.sv"});
    CHECK(std::count(sources.include_dirs.begin(), sources.include_dirs.end(),
                     folder.path() / "include") == 1);
    CHECK(sources.top == "mine");
}

TEST_CASE("rtl_sources: a line that names nothing is an error with its place", "[cosim]") {
    const ScratchFolder folder;
    folder.write("mine.sv", kTop);
    const fs::path list = folder.write("mine.f", "mine.sv\n\nmissing.sv\n");
    CHECK_THAT(refusal(config_of(list)), Catch::EndsWith("mine.f:3: missing.sv: no such RTL file"));
    CHECK_THAT(refusal(config_of(folder.path() / "no.f")),
               Catch::EndsWith("no.f: cannot read this list of RTL files"));
}

TEST_CASE("rtl_sources: a list that names itself is an error, not a loop", "[cosim]") {
    const ScratchFolder folder;
    const fs::path list = folder.write("round.f", "-f round.f\n");
    CHECK_THAT(refusal(config_of(list)), Catch::Contains("round.f:1: -f round.f"));
}

TEST_CASE("rtl_sources: a parameter that the top lacks is refused with the nearest one",
          "[cosim]") {
    const ScratchFolder folder;
    folder.write("mine.sv", kTop);
    RtlConfig config = config_of(folder.write("mine.f", "mine.sv\n"));
    config.parameters["Depth"] = 8;
    CHECK(refusal(config) == "accepted");
    config.parameters["Dept"] = 8;
    CHECK(refusal(config) ==
          "rtl.parameters.Dept: the top mine has no such parameter; did you mean Depth?");
}

TEST_CASE("rtl_sources: without a list, the project's own", "[cosim]") {
    const oio::RtlSources word = oio::find_rtl_sources({});
    CHECK(word.top == "oio_chiplet");
    RtlConfig serial;
    serial.geometry.serial = true;
    CHECK(oio::find_rtl_sources(serial).top == "oio_chiplet_serial");
    CHECK(names(word).front() == "oio_pkg.sv");
}
