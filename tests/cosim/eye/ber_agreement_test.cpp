// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/ber_agreement.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "cosim/eye/ber_agreement_report.hpp"

using oio::BerAgreement;
using oio::BerPoint;

namespace {

// Few enough samples for a test; points of ber_points() down to 1e-5.
oio::BerAgreementRequest quick() {
    oio::BerAgreementRequest request;
    request.most_samples = 20'000'000;
    return request;
}

void check_point(const BerPoint& point) {
    const BerAgreement result = oio::compare_at(point, quick());
    INFO(point.name() << ": eye " << result.eye_log10_ber << ", importance "
                      << result.importance.log10_ber << ", Monte Carlo "
                      << result.monte_carlo.log10_ber() << ", word cut "
                      << result.word_cut.log10_ber());
    CHECK(result.monte_carlo.compared());
    CHECK(result.word_cut.compared());
    CHECK(result.importance.converged);
    CHECK(result.spread() <= oio::kBerAgreementDecades);
}

}  // namespace

TEST_CASE("ber_agreement: four ways agree on a plain lane", "[cosim]") {
    check_point({"set_m", 2.125, 26, 25, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("ber_agreement: four ways agree on crosstalk and jitter", "[cosim]") {
    check_point({"set_m", 2.125, 24, 25, 0, -17, 0.03, 0.1, 0, 0});
}

TEST_CASE("ber_agreement: four ways agree off centre on a lane of devices", "[cosim]") {
    check_point({"physics", 2.0, 27, 60, 0, -20, 0, 0, 4, -0.02});
}

TEST_CASE("ber_agreement: a way that is a quarter of a decade off is found", "[cosim]") {
    BerAgreement result;
    result.eye_log10_ber = -5.0;
    result.importance.log10_ber = -5.02;
    result.importance.converged = true;
    CHECK(result.agrees());
    result.word_cut = {100'000'000, 1778, {}};  // 10^-4.75
    CHECK_FALSE(result.agrees());
    result.word_cut = {1'000'000, 20, {}};  // too few errors to say anything
    CHECK(result.agrees());
    result.importance.converged = false;
    CHECK_FALSE(result.agrees());
}

TEST_CASE("ber_agreement: at least twelve points that differ in everything", "[cosim]") {
    std::set<double> rates, lengths, temperatures, poles, crosstalk;
    std::set<std::string> models, names;
    for (const BerPoint& point : oio::ber_points()) {
        rates.insert(point.rate_gbps);
        lengths.insert(point.length_m);
        temperatures.insert(point.temperature_c);
        poles.insert(point.led_pole_ghz);
        crosstalk.insert(point.crosstalk_db);
        models.insert(point.lane_model);
        names.insert(point.name());
    }
    CHECK(oio::ber_points().size() >= 12);
    CHECK(names.size() == oio::ber_points().size());
    CHECK(models.size() == 3);
    for (const auto* values : {&rates, &lengths, &temperatures, &poles, &crosstalk}) {
        CHECK(values->size() >= 3);
    }
}

TEST_CASE("ber_agreement: the reports have every point", "[cosim]") {
    BerAgreement result;
    result.point = oio::ber_points().front();
    result.eye_log10_ber = -5.0;
    result.importance.log10_ber = -5.02;
    result.monte_carlo = {10'000'000, 110, oio::clopper_pearson(110, 10'000'000, 0.95)};
    const std::vector<BerAgreement> results(3, result);
    const auto json = nlohmann::json::parse(oio::ber_agreement_json(results));
    CHECK(json.at("points").size() == 3);
    CHECK(json["points"][0]["monte_carlo"]["errors"] == 110);
    CHECK(oio::ber_agreement_table(results).find("-4.959 (110)") != std::string::npos);
    const std::string svg = oio::ber_agreement_svg(results);
    CHECK(svg.find("set_m 2.125 Gb/s 25 m") != std::string::npos);
    CHECK(svg.rfind("<svg xmlns", 0) == 0);
}
