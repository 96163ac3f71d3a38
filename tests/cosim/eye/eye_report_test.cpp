// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/eye_report.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cosim/eye/eye_plot.hpp"
#include "cosim/eye/lane_responses.hpp"

namespace {

struct Sample {
    oio::SimConfig config = oio::load_sim_config("small-16");
    oio::EyeAnalysis eye = oio::analyse_eye(oio::lane_responses(config), {});
};

std::size_t count(const std::string& text, const std::string& word) {
    std::size_t found = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
        ++found;
    }
    return found;
}

}  // namespace

TEST_CASE("eye_report: JSON has what scripts rely on", "[cosim]") {
    const Sample sample;
    const auto json = nlohmann::json::parse(oio::eye_json(sample.config, sample.eye));
    CHECK(json.at("ber").get<double>() ==
          Approx(std::pow(10.0, json.at("log10_ber").get<double>())));
    CHECK(json.at("eye_height_sigma").get<double>() == sample.eye.opening.height_sigma);
    CHECK(json.at("eye_width_ui").get<double>() == sample.eye.opening.width_ui);
    REQUIRE(json.at("lanes").size() == 18);
    const int lane = json.at("lane").get<int>();
    CHECK(json["lanes"][static_cast<std::size_t>(lane)].at("ber").get<double>() ==
          Approx(json["ber"].get<double>()).epsilon(0.01));
    CHECK(json.at("bathtub").at("phase_ui_log10_ber").size() == 64);
}

TEST_CASE("eye_report: same configuration, same bytes but for the wall time", "[cosim]") {
    auto first = nlohmann::json::parse(oio::eye_json(Sample().config, Sample().eye));
    auto second = nlohmann::json::parse(oio::eye_json(Sample().config, Sample().eye));
    first.erase("wall");
    second.erase("wall");
    CHECK(first == second);
}

TEST_CASE("eye_report: the page is self-contained and has the three pictures", "[cosim]") {
    const Sample sample;
    const std::string html = oio::eye_html(sample.config, sample.eye);
    CHECK(count(html, "<svg") == 4);
    CHECK(count(html, "</svg>") == 4);
    CHECK(count(html, "src=") == 0);
    CHECK(count(html, "<script") == 0);
    CHECK(count(html, "class=\"contour") == sample.eye.contours.size());
    const std::string alone = oio::standalone_svg(oio::eye_svg(sample.eye));
    CHECK(count(alone, "<svg xmlns=") == 1);
    CHECK(count(alone, "<style>") == 1);
}

TEST_CASE("eye_report: the summary fits a screen", "[cosim]") {
    const Sample sample;
    std::istringstream lines(oio::eye_summary(sample.config, sample.eye));
    int number = 0;
    for (std::string line; std::getline(lines, line); ++number) CHECK(line.size() <= 100);
    CHECK(number <= 20);
}
