// SPDX-License-Identifier: Apache-2.0
//
// The builder, on a stand-in for the chiplet with the same ports (data/stand_in).
#include "cosim/rtl_library.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sstream>

#include "cosim/build_info.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/process.hpp"
#include "cosim/waves/wave_signal.hpp"

namespace fs = std::filesystem;
using oio::RtlConfig;
using oio::RtlLibrary;

namespace {

constexpr int kLanes = 16;
constexpr int kSpares = 2;
constexpr int kPhysical = kLanes + kSpares;

class CountingProgress : public oio::Progress {
public:
    void phase(const std::string&) override { ++phases; }
    int phases = 0;
};

std::string stand_in_text() {
    std::ifstream file(fs::path(oio::build_info::kSourceDir) /
                       "tests/cosim/data/stand_in/oio_chiplet.sv");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

RtlConfig config_of(const fs::path& list) {
    RtlConfig config;
    config.geometry = {kLanes, kSpares, 8, false};
    config.file_list = list;
    return config;
}

RtlConfig stand_in() {
    return config_of(fs::path(oio::build_info::kSourceDir) /
                     "tests/cosim/data/stand_in/stand_in.f");
}

// A copy of the stand-in to edit, gone at the end together with the libraries built of it.
class EditedRtl {
public:
    EditedRtl() : folder_(fs::absolute("rtl_library_test_" + std::to_string(getpid()))) {
        fs::create_directory(folder_);
        std::ofstream(folder_ / "list.f") << "oio_chiplet.sv  # the top\n";
        write(stand_in_text());
    }
    ~EditedRtl() {
        fs::remove_all(folder_);
        for (const fs::path& library : libraries_) fs::remove(library);
    }
    void write(const std::string& text) { std::ofstream(folder_ / "oio_chiplet.sv") << text; }
    void replace(const std::string& from, const std::string& to) {
        std::string text = stand_in_text();
        text.replace(text.find(from), from.size(), to);
        write(text);
    }
    RtlConfig config() const { return config_of(folder_ / "list.f"); }
    const fs::path& folder() const { return folder_; }
    fs::path built(const fs::path& library) {
        libraries_.push_back(library);
        return library;
    }

private:
    fs::path folder_;
    std::vector<fs::path> libraries_;
};

std::string build_error(const RtlConfig& config) {
    oio::Progress quiet;
    try {
        RtlLibrary::build(config, quiet);
    } catch (const oio::ConfigError& failure) {
        return failure.what();
    }
    return "nothing was thrown";
}

}  // namespace

TEST_CASE("rtl_library: a loaded chiplet has pins that work", "[cosim]") {
    oio::Progress quiet;
    const auto library = RtlLibrary::load(stand_in(), quiet);
    CHECK(library->geometry().physical() == kPhysical);
    const auto a = library->create("chiplet_a");
    const auto b = library->create("chiplet_b");
    CHECK(a->die_credits() == 64);
    a->set_reset(false);
    a->core_edge();
    CHECK(a->die_credits() == 0);

    std::uint8_t sent[oio::kFlitBytes];
    std::uint8_t got[oio::kFlitBytes] = {};
    for (std::size_t i = 0; i < oio::kFlitBytes; ++i) sent[i] = std::uint8_t(i * 7 + 3);
    a->die_send(sent);
    a->core_edge();
    CHECK_FALSE(a->die_receive(got));
    CHECK(a->observe().sent_valid);
    a->core_edge();
    REQUIRE(a->die_receive(got));
    CHECK(std::equal(sent, sent + oio::kFlitBytes, got));
    CHECK(a->die_credits() == 1);
    a->core_edge();
    CHECK_FALSE(a->die_receive(got));
    CHECK(a->status().state == 8);

    CHECK(a->tx_words()[5] == 0);
    a->tx_edge();
    CHECK(a->tx_words()[5] == 6);
    CHECK(a->tx_words()[kPhysical - 1] == kPhysical);
    a->tx_edge();
    a->tx_edge();
    CHECK(a->tx_words()[5] == 8);
    CHECK(a->tx_enable()[4] == 0);
    CHECK(a->tx_enable()[5] == 1);
    CHECK(a->tx_drive()[17] == 17);
    b->set_reset(false);
    b->tx_edge();
    CHECK(b->tx_words()[5] == 6);

    std::uint32_t words[kPhysical];
    std::uint8_t los[kPhysical] = {};
    for (int lane = 0; lane < kPhysical; ++lane) words[lane] = std::uint32_t(lane) * 3;
    los[2] = 1;
    a->set_rx(words, los);
    a->rx_edge();
    CHECK(a->rx_phase()[17] == 51);
    CHECK(a->rx_threshold()[1] == 5);
    CHECK(a->rx_threshold()[2] == -3);

    a->apb_drive({true, true, false, 0x1234, 0});
    a->core_edge();
    CHECK(a->apb_response().ready);
    CHECK(a->apb_response().read_data == ((512u << 16) | 0x1234u));
    CHECK_THROWS_AS(a->tx_ui_edge(), std::logic_error);
    CHECK_NOTHROW(a->finish());
}

TEST_CASE("rtl_library: an assertion throws its instance and time", "[cosim]") {
    oio::Progress quiet;
    const auto chiplet = RtlLibrary::load(stand_in(), quiet)->create("chiplet_b");
    chiplet->set_reset(false);
    chiplet->core_edge();
    chiplet->set_time(123456789);
    chiplet->apb_drive({true, false, true, 0, 0xdead});
    try {
        chiplet->core_edge();
        chiplet->core_edge();
        FAIL("no assertion");
    } catch (const oio::RtlAssertion& failure) {
        CHECK(failure.instance().find("chiplet_b") == 0);
        CHECK(failure.instance().find("NoForbiddenWrite_A") != std::string::npos);
        CHECK(failure.file().find("oio_chiplet.sv") != std::string::npos);
        CHECK(failure.line() > 100);
        CHECK(failure.time_fs() == 123456789);
        CHECK(failure.message().find("NoForbiddenWrite_A failed") != std::string::npos);
    }
}

TEST_CASE("rtl_library: waves of two chiplets have their signals, values and times", "[cosim]") {
    oio::Progress quiet;
    RtlConfig config = stand_in();
    config.waves = true;
    const auto library = RtlLibrary::load(config, quiet);
    const auto a = library->create("chiplet_a");
    const auto b = library->create("chiplet_b");
    const fs::path file = fs::absolute("waves_" + std::to_string(getpid()) + ".fst");
    oio::WaveFileRequest request;
    request.path = file.string();
    const auto trace = library->create_trace(request, {a.get(), b.get()});
    a->set_reset(false);
    b->set_reset(false);
    for (std::uint64_t edge = 1; edge <= 3; ++edge) {
        a->tx_edge();
        if (edge == 3) b->tx_edge();
        trace->dump(edge * 1'000'000);
    }
    trace->close();
    const oio::ProcessResult vcd = oio::run_process({"fst2vcd", file.string()}, "/");
    fs::remove(file);
    REQUIRE(vcd.exit_code == 0);

    // Last value and its time of lane 5's word, per chiplet.
    std::map<std::string, std::string> chiplet_of, last;
    std::string chiplet, time;
    std::istringstream lines(vcd.output);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string first, type, width, id, name;
        words >> first;
        if (first == "$scope") {
            words >> type >> name;
            if (name == "chiplet_a" || name == "chiplet_b") chiplet = name;
        } else if (first == "$var") {
            words >> type >> width >> id >> name;
            if (name.find("tx_word_o[5]") == 0) chiplet_of[id] = chiplet;
        } else if (first[0] == '#') {
            time = first;
        } else if (first[0] == 'b' && words >> id && chiplet_of.count(id) != 0) {
            last[chiplet_of[id]] = first.substr(1) + time;
        }
    }
    CHECK(last["chiplet_a"] == "00001000#3000000");
    CHECK(last["chiplet_b"] == "00000110#3000000");
}

TEST_CASE("rtl_library: an equal configuration is built once, an edit makes another", "[cosim]") {
    EditedRtl rtl;
    // A comment that no other run has, so that the cache cannot know this text.
    rtl.write(stand_in_text() + "// " + rtl.folder().string() + "\n");
    CountingProgress first;
    const fs::path original = rtl.built(RtlLibrary::build(rtl.config(), first));
    CHECK(first.phases > 0);
    CountingProgress second;
    CHECK(RtlLibrary::build(rtl.config(), second) == original);
    CHECK(second.phases == 0);

    rtl.replace("link_state_o       = 4'd8", "link_state_o       = 4'd3");
    oio::Progress quiet;
    const auto edited = RtlLibrary::load(rtl.config(), quiet);
    rtl.built(edited->path());
    CHECK(edited->path() != original);
    const auto base = RtlLibrary::load(stand_in(), quiet);
    const auto one = base->create("one");
    const auto two = edited->create("two");
    one->set_reset(false);
    two->set_reset(false);
    one->core_edge();
    two->core_edge();
    CHECK(one->status().state == 8);
    CHECK(two->status().state == 3);
}

TEST_CASE("rtl_library: a parameter reaches the RTL", "[cosim]") {
    EditedRtl rtl;
    RtlConfig config = rtl.config();
    config.parameters["ReplayDepth"] = 64;
    oio::Progress quiet;
    const auto library = RtlLibrary::load(config, quiet);
    rtl.built(library->path());
    const auto chiplet = library->create("a");
    chiplet->core_edge();
    CHECK(chiplet->apb_response().read_data >> 16 == 64);
}

TEST_CASE("rtl_library: a broken edit shows Verilator's message and leaves nothing", "[cosim]") {
    EditedRtl rtl;
    rtl.replace("valid_q         <= die_tx_valid_i;", "valid_q         <= no_such_signal;");
    const std::string message = build_error(rtl.config());
    CHECK(message.find("%Error") != std::string::npos);
    CHECK(message.find("no_such_signal") != std::string::npos);
    CHECK(message.find("oio_chiplet.sv:") != std::string::npos);
    const fs::path cache = fs::path(oio::build_info::kBuildDir) / "rtl_cache";
    for (const fs::directory_entry& entry : fs::directory_iterator(cache)) {
        CHECK(entry.path().filename().string().find("_" + std::to_string(getpid())) ==
              std::string::npos);
    }
}

TEST_CASE("rtl_library: a value that a module refuses is no warning", "[cosim]") {
    EditedRtl rtl;
    rtl.replace("endmodule",
                "if (ReplayDepth > 100) begin : gen_check\n"
                "  $fatal(1, \"ReplayDepth is %0d, must be at most 100\", ReplayDepth);\n"
                "end\nendmodule");
    RtlConfig config = rtl.config();
    config.parameters["ReplayDepth"] = 128;
    CHECK(build_error(config).find("ReplayDepth is 128, must be at most 100") != std::string::npos);
    config.parameters["ReplayDepth"] = 100;
    oio::Progress quiet;
    rtl.built(RtlLibrary::build(config, quiet));
}

TEST_CASE("rtl_library: a port that the wrapper lacks is explained", "[cosim]") {
    EditedRtl rtl;
    std::string text = stand_in_text();
    for (std::size_t at; (at = text.find("pslverr_o")) != std::string::npos;) {
        text.replace(at, 9, "pslverr_x");
    }
    rtl.write(text);
    const std::string message = build_error(rtl.config());
    CHECK(message.find("pslverr_o") != std::string::npos);
    CHECK(message.find("pslverr_x") != std::string::npos);
}

TEST_CASE("rtl_library: what is not there is named", "[cosim]") {
    RtlConfig config = stand_in();
    config.parameters["ReplayDebth"] = 4;
    CHECK(build_error(config).find("did you mean ReplayDepth?") != std::string::npos);
    CHECK(build_error(config_of("no/list.f")).find("no/list.f") != std::string::npos);
    EditedRtl rtl;
    std::ofstream(rtl.folder() / "list.f") << "oio_chiplet.sv\n\nmissing.sv\n";
    const std::string message = build_error(rtl.config());
    CHECK(message.find("list.f:3: missing.sv: no such RTL file") != std::string::npos);
}
