// SPDX-License-Identifier: Apache-2.0
#include "cosim/light_plot.hpp"

#include <catch2/catch.hpp>

using oio::array_map;
using oio::LaneArray;
using oio::MapLane;
using oio::waterfall_plot;

namespace {

int count(const std::string& text, const std::string& what) {
    int n = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
    return n;
}

}  // namespace

TEST_CASE("light_plot: every lane is drawn where it lies, shaded by its error rate", "[cosim]") {
    const LaneArray array(18, 50.0);
    std::vector<MapLane> lanes(18);
    std::vector<std::uint64_t> errors(18, 0);
    for (auto& lane : lanes) lane.log10_ber = -20.0;
    lanes[3] = {-9.0, false, false, "lane 3 <worst>"};
    lanes[5].dead = true;
    lanes[17].mapped = true;
    errors[3] = 7;
    const std::string svg = array_map(array, lanes, errors);
    CHECK(count(svg, "<g><title>") == 18);
    // Those of the legend come on top.
    CHECK(count(svg, "class=\"b0\"") == 16 + 1);
    CHECK(count(svg, "class=\"b4\"") == 1 + 1);
    CHECK(count(svg, "class=\"hollow\"") == 1 + 1);
    CHECK(count(svg, "class=\"counted\"") == 1 + 1);
    CHECK(count(svg, "class=\"spare\"") == 1);
    CHECK(svg.find("lane 3 &lt;worst&gt;") != std::string::npos);
}

TEST_CASE("light_plot: steps of a waterfall hang on each other", "[cosim]") {
    const std::string svg = waterfall_plot(
        3.0, "wall plug", {{"emitter", -10.0, -7.0}, {"lens", 0.5, -6.5}}, "power, dBm");
    CHECK(count(svg, "<rect") == 2);
    CHECK(count(svg, "class=\"loss\"") == 1);
    CHECK(count(svg, "class=\"gain\"") == 1);
    CHECK(count(svg, "class=\"joint\"") == 2);
    CHECK(svg.find("emitter: -10.00 dB, then -7.00") != std::string::npos);
    // The scale has a zero, and not what rounding makes of it.
    const std::string near = waterfall_plot(0.0, "light", {{"fibre", -2.6, -2.6}}, "power, dB");
    CHECK(near.find(">0</text>") != std::string::npos);
    CHECK(near.find("e-1") == std::string::npos);
}
