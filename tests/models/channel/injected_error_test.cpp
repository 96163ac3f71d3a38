// SPDX-License-Identifier: Apache-2.0
#include "models/channel/injected_error.hpp"

#include <catch2/catch.hpp>

#include "models/channel/phase_grid.hpp"

using oio::ErrorCause;
using oio::InjectedError;

namespace {

/// A sent 1 whose mean level lies 0.4 above the threshold.
InjectedError sent_one() {
    InjectedError error;
    error.pattern = 1u << oio::PhaseGrid::kPre;
    error.mean_level = 0.9;
    error.level = 0.9;
    error.threshold = 0.5;
    error.sigma = 0.05;
    return error;
}

}  // namespace

TEST_CASE("injected_error: what took most of the way to the threshold is the cause",
          "[models][channel]") {
    InjectedError error = sent_one();
    CHECK(error.cause() == ErrorCause::Noise);
    error.level = 0.75;  // 0.15 lost to the pattern, 0.25 left to noise
    CHECK(error.cause() == ErrorCause::Noise);
    error.level = 0.65;
    CHECK(error.cause() == ErrorCause::Interference);
    error = sent_one();
    error.jitter_level = -0.3;
    CHECK(error.cause() == ErrorCause::Jitter);
    error.jitter_level = 0.3;
    CHECK(error.cause() == ErrorCause::Noise);
    error = sent_one();
    error.threshold = 0.95;
    CHECK(error.cause() == ErrorCause::NoSignal);
    error.lit = false;
    CHECK(error.cause() == ErrorCause::Dark);
    CHECK(std::string(oio::to_string(error.cause())) == "dead lane");
}

TEST_CASE("injected_error: light of other lanes harms a 0 and helps a 1", "[models][channel]") {
    InjectedError error = sent_one();
    error.crosstalk = 0.3;
    CHECK(error.cause() == ErrorCause::Noise);
    error.pattern = 0;
    error.mean_level = error.level = 0.1;
    CHECK_FALSE(error.sent());
    CHECK(error.sampled() == Approx(0.4));
    CHECK(error.cause() == ErrorCause::Crosstalk);
    CHECK(std::string(oio::to_string(error.cause())) == "crosstalk");
}
