// SPDX-License-Identifier: Apache-2.0
//
// The text of the viewers' files. Whether GTKWave takes them is in system/viewer_test.py.
#include "cosim/waves/viewer_files.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <sstream>

using namespace oio;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

std::size_t find(const std::vector<std::string>& lines, const std::string& line) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i] == line) return i;
    }
    FAIL("no line " << line);
    return 0;
}

}  // namespace

TEST_CASE("viewer_files: signals have their group, format, colour and filter", "[cosim]") {
    const WaveEnum kinds{"kinds", 6, {{0, "none"}, {17, "data"}}};
    WaveView view;
    view.file = "waves.fst";
    view.first_fs = 1'000'000'000;
    view.last_fs = 1'000'000'000 + 3'891;  // 3.8 frames of 1024 fs in 760 pixels
    view.markers = {{1'000'000'500, "error on lane 3"}};
    view.groups = {
        {"1 flits", {{"t.kind[5:0]", ViewFormat::Translated, ViewColor::Red, &kinds}}, true},
        {"2 light", {{"l.eye", ViewFormat::Analog, ViewColor::Green, nullptr}}, false}};

    const auto save = lines_of(gtkwave_save(view, "/data"));
    const std::size_t zoom = find(save, "[size] 1400 1000") + 2;
    CHECK(save[zoom].rfind("*-9.9999", 0) == 0);
    find(save, "[markername] Aerror on lane 3");
    std::size_t at = find(save, "-1 flits");
    CHECK(save[at - 1] == "@800200");
    CHECK(save[at + 1] == "@2022");
    CHECK(save[at + 2] == "[color] 1");
    CHECK(save[at + 3] == "^1 /data/kinds.filter");
    CHECK(save[at + 4] == "t.kind[5:0]");
    CHECK(save[at + 5] == "@1000200");
    at = find(save, "-2 light");
    CHECK(save[at - 1] == "@c00200");
    CHECK(save[at + 1] == "@88420");
    CHECK(save[at + 3] == "l.eye");
    CHECK(save[at + 4] == "@20000");

    // An enumeration of the file itself needs no filter, but VCD has none.
    view.groups[0].signals[0].format = ViewFormat::Words;
    const auto own = lines_of(gtkwave_save(view, "/data"));
    CHECK(own[find(own, "-1 flits") + 1] == "@100000028");
    view.file = "waves.vcd";
    const auto vcd = lines_of(gtkwave_save(view, "/data"));
    CHECK(vcd[find(vcd, "-1 flits") + 1] == "@2022");

    CHECK(filter_text(kinds) == "00 none\n11 data\n");
    view.file = "waves.fst";
    const std::string surfer = surfer_commands(view);
    CHECK(surfer.find("not tested") != std::string::npos);
    CHECK(surfer.find("variable_add t.kind\nitem_set_color Red\n") != std::string::npos);
    CHECK(surfer.find("cursor_set 1000000500\n") != std::string::npos);
}
