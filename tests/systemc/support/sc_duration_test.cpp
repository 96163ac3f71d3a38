// SPDX-License-Identifier: Apache-2.0
#include "systemc/support/sc_duration.hpp"

#include <catch2/catch.hpp>

#include "models/units.hpp"

TEST_CASE("sc_duration: femtoseconds survive both ways exactly", "[systemc][support]") {
    const std::uint64_t values[] = {0, 1, 470588, 123456789012345678ULL};
    for (const std::uint64_t fs : values) CHECK(oio::to_fs(oio::sc_time_from_fs(fs)) == fs);
    CHECK(oio::sc_time_from_fs(1000000) == sc_core::sc_time(1, sc_core::SC_NS));
}

TEST_CASE("sc_duration: nanoseconds are rounded to the nearest femtosecond", "[systemc][support]") {
    CHECK(oio::to_fs(oio::sc_time_from_ns(2.0)) == 2000000);
    CHECK(oio::to_fs(oio::sc_time_from_ns(0.4705882353)) == 470588);
    CHECK(oio::to_ns(oio::sc_time_from_fs(1500000)) == Approx(1.5));
}

TEST_CASE("sc_duration: a Duration of the models becomes a time and back", "[systemc][support]") {
    const auto duration = oio::Duration::from_seconds(1.5e-9);
    const sc_core::sc_time time = oio::to_sc_time(duration);
    CHECK(oio::to_fs(time) == 1500000);
    CHECK(oio::to_duration<oio::Duration>(time).seconds() == Approx(1.5e-9));
}
