// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/causes_section.hpp"

#include <catch2/catch.hpp>

#include "models/channel/phase_grid.hpp"

namespace {

oio::CausedError crosstalk_error() {
    oio::CausedError item{"0-1", "b_to_a", {}};
    item.error.time_fs = 123'456'789'000;
    item.error.lane = 7;
    item.error.unit_interval = 4711;
    item.error.mean_level = 0.1;
    item.error.level = 0.15;
    item.error.crosstalk = 0.2;
    item.error.threshold = 0.4;
    item.error.sigma = 0.02;
    return item;
}

}  // namespace

TEST_CASE("causes_section: a row per error with its levels", "[cosim][explain]") {
    oio::ErrorCauses causes;
    causes.first.push_back(crosstalk_error());
    causes.counts[static_cast<std::size_t>(oio::ErrorCause::Crosstalk)] = 1;
    const std::string html = oio::causes_html(causes);
    CHECK_THAT(html, Catch::Contains("123.456789"));
    CHECK_THAT(html, Catch::Contains("0-1 b_to_a"));
    CHECK_THAT(html, Catch::Contains("<td>crosstalk</td>"));
    CHECK_THAT(html, Catch::Contains("4711"));
    CHECK(oio::causes_html({}).empty());
    CHECK_THAT(html, !Catch::Contains("What came of them"));
}

TEST_CASE("causes_section: after explain, flit, check and repair of each", "[cosim][explain]") {
    oio::ErrorCauses causes;
    causes.first.push_back(crosstalk_error());
    causes.counts[static_cast<std::size_t>(oio::ErrorCause::Crosstalk)] = 1;
    oio::ErrorChain chain;
    chain.cause = crosstalk_error();
    chain.number = 31;
    chain.in_flit = true;
    chain.seq = 344;
    chain.byte = 17;
    chain.bit = 3;
    chain.verdict = oio::FlitVerdict::BadCrc;
    chain.verdict_fs = 123'500'000'000;
    chain.replayed_fs = 123'900'000'000;
    chain.repair = oio::FlitRepair::NakReplay;
    oio::ChainReport report;
    report.chains.push_back(chain);
    report.left_out = 1499;
    const std::string html = oio::causes_html(causes, report);
    for (const char* text :
         {"<td class=\"n\">31</td>", "b_to_a lane 7", "data 344, byte 17, bit 3", "bad CRC",
          "123.500000", "123.900000", "replay after its nak", "The first 1 of 1,500"}) {
        CHECK_THAT(html, Catch::Contains(text));
    }
}

TEST_CASE("causes_section: levels say how far noise had to go", "[cosim][explain]") {
    oio::InjectedError error = crosstalk_error().error;
    // 0.4 - (0.15 + 0.2) = 0.05 is 2.5 sigma.
    CHECK_THAT(oio::levels_text(error), Catch::Contains("2.50 sigma"));
    CHECK_THAT(oio::levels_text(error), Catch::Contains("other lanes +0.200"));
    error.crosstalk = 0.3;
    CHECK_THAT(oio::levels_text(error), Catch::Contains("on the wrong side by 2.50 sigma"));
    error.lit = false;
    CHECK_THAT(oio::levels_text(error), Catch::Contains("no light"));
}

TEST_CASE("causes_section: of a dead lane what was sent and what decided", "[cosim][explain]") {
    oio::InjectedError error;
    error.lit = false;
    error.threshold = 0.4;
    error.sigma = 0.05;
    CHECK(oio::levels_text(error) ==
          "sent 0, no light of the lane arrives; threshold 0.400, noise had to go 8.00 sigma");
    error.pattern = 1u << oio::PhaseGrid::kPre;
    CHECK(oio::levels_text(error) ==
          "sent 1, no light of the lane arrives; threshold 0.400, on the wrong side by 8.00 sigma");
}
