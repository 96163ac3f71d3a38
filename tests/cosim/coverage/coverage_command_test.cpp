// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage/coverage_command.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "cosim/config_reader.hpp"
#include "cosim/coverage/rtl_coverage.hpp"

namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path =
        fs::temp_directory_path() / ("oio_coverage_command_" + std::to_string(getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    void write(const std::string& name, const std::string& text) const {
        fs::create_directories((path / name).parent_path());
        std::ofstream(path / name) << text;
    }
    std::string read(const std::string& name) const {
        std::ostringstream text;
        text << std::ifstream(path / name).rdbuf();
        return text.str();
    }
};

std::string functional(std::uint64_t seed) {
    return oio::CoverageData("p", {"t", seed, "c"}, {{"x", seed}}).to_json();
}

// A file as Verilator writes it: one line of one module, so many times.
std::string rtl(const std::string& line, int count) {
    return "# SystemC::Coverage-3\nC '\1f\2oio_x.sv\1l\2" + line +
           "\1n\0023\1page\2v_line/oio_x\1o\2block\1h\2top.u\1' " + std::to_string(count) + "\n";
}

}  // namespace

TEST_CASE("coverage_command: finds files in folders, in order and once", "[cosim]") {
    const Folder folder;
    folder.write("b/coverage.json", functional(1));
    folder.write("a/deep/coverage.json", functional(2));
    folder.write("a/result.json", "{}");
    const auto found =
        oio::find_coverage({folder.path, folder.path / "b" / "coverage.json"}, "coverage.json");
    CHECK(found == std::vector<fs::path>{folder.path / "a/deep/coverage.json",
                                         folder.path / "b/coverage.json"});
    CHECK_THROWS_AS(oio::find_coverage({folder.path / "c"}, "coverage.json"), oio::ConfigError);
    CHECK_THROWS_AS(oio::merge_functional({folder.path / "a" / "result.json"}), oio::ConfigError);
}

TEST_CASE("coverage_command: merges both kinds and exports lcov", "[cosim]") {
    const Folder folder;
    folder.write("1/coverage.json", functional(1));
    folder.write("2/coverage.json", functional(2));
    folder.write("1/coverage.dat", rtl("7", 3) + rtl("9", 0).substr(rtl("9", 0).find('\n') + 1));
    folder.write("2/coverage.dat", rtl("7", 4));
    fs::create_directories(folder.path / "out");
    const auto written = oio::merge_coverage({folder.path}, folder.path / "out");
    REQUIRE(written.size() == 3);
    CHECK(oio::CoverageData::read(written[0]).totals() == oio::CoverageHits{{"x", 3}});
    CHECK(folder.read("out/coverage.dat").find("' 7\n") != std::string::npos);  // 3 + 4.
    const std::string info = folder.read("out/coverage.info");
    CHECK(info.find("DA:7,7") != std::string::npos);
    CHECK(info.find("DA:9,0") != std::string::npos);
    // The merged file among its own inputs changes the functional part by nothing.
    const std::string before = folder.read("out/coverage.json");
    oio::merge_coverage({folder.path / "out" / "coverage.json", folder.path / "1"},
                        folder.path / "out");
    CHECK(folder.read("out/coverage.json") == before);
}

TEST_CASE("coverage_command: merging again counts no line twice", "[cosim]") {
    const Folder folder;
    folder.write("1/coverage.json", functional(1));
    folder.write("1/coverage.dat", rtl("7", 3));
    fs::create_directories(folder.path / "out");
    oio::merge_coverage({folder.path}, folder.path / "out");
    const std::string once = folder.read("out/coverage.dat");
    oio::merge_coverage({folder.path}, folder.path / "out");
    CHECK(folder.read("out/coverage.dat") == once);
}

TEST_CASE("coverage_command: sources are named by their path in the repository", "[cosim]") {
    const Folder folder;
    folder.write("coverage.dat", "C '\1f\2" OIO_SOURCE_DIR "/rtl/oio_x.sv\1l\0027\1' 3\n");
    oio::make_coverage_portable(folder.path / "coverage.dat");
    CHECK(folder.read("coverage.dat") == "C '\1f\2rtl/oio_x.sv\1l\0027\1' 3\n");
    folder.write("coverage.dat", "C '\1f\2../../../../rtl/oio_x.sv\1l\0027\1' 3\n");
    oio::make_coverage_portable(folder.path / "coverage.dat");
    CHECK(folder.read("coverage.dat") == "C '\1f\2rtl/oio_x.sv\1l\0027\1' 3\n");
    folder.write("coverage.dat", "C '\1f\2../../.." OIO_SOURCE_DIR "/rtl/oio_x.sv\1l\0027\1' 3\n");
    oio::make_coverage_portable(folder.path / "coverage.dat");
    CHECK(folder.read("coverage.dat") == "C '\1f\2rtl/oio_x.sv\1l\0027\1' 3\n");
}

TEST_CASE("coverage_command: a broken RTL coverage file is refused", "[cosim]") {
    const Folder folder;
    folder.write("coverage.json", functional(1));
    folder.write("coverage.dat", rtl("7", 1));
    CHECK_THROWS_AS(oio::merge_coverage({folder.path}, folder.path / "missing"), oio::ConfigError);
}
