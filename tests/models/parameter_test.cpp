// SPDX-License-Identifier: Apache-2.0
#include "models/parameter.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace oio {
namespace {

using Catch::Matchers::Contains;

struct LampConfig {
    static constexpr const char* kName = "lamp";
    double power_w = 1.0;
    double height_m = 2.0;
    static const std::vector<Parameter<LampConfig>>& parameters() {
        static const std::vector<Parameter<LampConfig>> list = {
            {"power_w", &LampConfig::power_w, "W", 0.0, 10.0},
            {"height_m", &LampConfig::height_m, "m", 1.0, 3.0}};
        return list;
    }
};

TEST_CASE("parameter: a range includes its ends and excludes what is no number", "[models]") {
    CHECK_NOTHROW(check_range("lamp", "power_w", 0.0, 0.0, 10.0));
    CHECK_NOTHROW(check_range("lamp", "power_w", 10.0, 0.0, 10.0));
    CHECK_THROWS_WITH(check_range("lamp", "power_w", -0.5, 0.0, 10.0, "W"),
                      "lamp.power_w: -0.5 is outside [0, 10] W");
    CHECK_THROWS_AS(check_range("lamp", "power_w", std::nan(""), 0.0, 10.0), std::invalid_argument);
}

TEST_CASE("parameter: every number of a table is checked", "[models]") {
    LampConfig lamp;
    CHECK_NOTHROW(check_parameters(lamp));
    lamp.height_m = 5.0;
    CHECK_THROWS_WITH(check_parameters(lamp), Contains("lamp.height_m: 5 is outside [1, 3] m"));
}

}  // namespace
}  // namespace oio
