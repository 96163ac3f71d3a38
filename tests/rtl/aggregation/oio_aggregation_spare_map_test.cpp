// SPDX-License-Identifier: Apache-2.0
//
// Both directions against the definition: active lane n is on the n-th good physical lane. 32 lanes
// with 64 spares, so that whole columns move; words of 32.
#include <catch2/catch.hpp>

#include <array>
#include <random>
#include <vector>

#include "Voio_aggregation_spare_map_compact.h"
#include "Voio_aggregation_spare_map_expand.h"
#include "Voio_aggregation_spare_map_mutant.h"
#include "tests/support/port_bits.hpp"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

constexpr unsigned kLanes = 32;
constexpr unsigned kPhysical = 96;

template <class Dut>
struct Bench : SingleClock<Dut> {
    std::mt19937 random{5};
    std::array<std::uint32_t, kPhysical> words{};

    void load(const std::vector<bool>& dead) {
        for (unsigned lane = 0; lane < kPhysical; ++lane) {
            set_bit(this->dut.dead_i, lane, dead[lane]);
        }
        this->dut.start_i = 1;
        this->clock();
        this->dut.start_i = 0;
        this->clock(kPhysical);
        REQUIRE(this->dut.done_o == 1);
    }
    void drive() {
        for (unsigned lane = 0; lane < kPhysical; ++lane) {
            words[lane] = random();
            set_lane_field(this->dut.words_i[lane / 16], lane % 16, 32, words[lane]);
        }
        this->settle();
    }
    std::uint32_t shown(unsigned lane) {
        return static_cast<std::uint32_t>(lane_field(this->dut.words_o[lane / 16], lane % 16, 32));
    }
    unsigned wrong(const std::vector<bool>& dead, bool expand) {
        drive();
        unsigned count = 0, active = 0;
        for (unsigned lane = 0; lane < kPhysical && active < kLanes; ++lane) {
            if (dead[lane]) continue;
            count += expand ? shown(lane) != words[active] : shown(active) != words[lane];
            ++active;
        }
        return count;
    }
    std::vector<bool> some_dead(unsigned count) {
        std::vector<bool> dead(kPhysical);
        for (unsigned k = 0; k < count;) {
            const unsigned lane = random() % kPhysical;
            k += dead[lane] ? 0 : 1;
            dead[lane] = true;
        }
        return dead;
    }
};

using Expand = Bench<Voio_aggregation_spare_map_expand>;
using Compact = Bench<Voio_aggregation_spare_map_compact>;

template <class B>
unsigned wrong_over_random_sets(bool expand) {
    B bench;
    unsigned wrong = 0;
    for (unsigned run = 0; run < 130; ++run) {
        const auto dead = bench.some_dead(run % 65);
        bench.load(dead);
        wrong += bench.wrong(dead, expand);
    }
    return wrong;
}

}  // namespace

TEMPLATE_TEST_CASE("oio_aggregation_spare_map: passes all lanes before a map is loaded",
                   "[rtl][aggregation]", Expand, Compact) {
    TestType bench;
    bench.drive();
    for (unsigned lane = 0; lane < kPhysical; ++lane) CHECK(bench.shown(lane) == bench.words[lane]);
}

TEST_CASE("oio_aggregation_spare_map: any set of dead lanes up to the number of spares",
          "[rtl][aggregation]") {
    CHECK(wrong_over_random_sets<Expand>(true) == 0);
    CHECK(wrong_over_random_sets<Compact>(false) == 0);
}

TEST_CASE("oio_aggregation_spare_map: the check sees a select bit one stage off",
          "[rtl][aggregation]") {
    CHECK(wrong_over_random_sets<Bench<Voio_aggregation_spare_map_mutant>>(true) > 1000);
}

TEST_CASE("oio_aggregation_spare_map: counts the dead lanes that spares replace",
          "[rtl][aggregation]") {
    Expand bench;
    std::vector<bool> dead(kPhysical);
    bench.load(dead);
    CHECK(bench.dut.mapped_o == 0);
    // Dead lanes behind the last active one replace nothing.
    dead[40] = dead[90] = true;
    bench.load(dead);
    CHECK(bench.dut.mapped_o == 0);
    dead[0] = dead[20] = true;
    bench.load(dead);
    CHECK(bench.dut.mapped_o == 2);
    CHECK(bench.wrong(dead, true) == 0);
}
