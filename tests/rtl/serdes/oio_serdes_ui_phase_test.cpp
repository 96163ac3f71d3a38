// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "Voio_serdes_ui_phase_16.h"
#include "Voio_serdes_ui_phase_32.h"
#include "Voio_serdes_ui_phase_8.h"
#include "tests/support/single_clock.hpp"

using namespace oio::test;

namespace {

template <unsigned Word, class Dut>
struct Bench : SingleClock<Dut> {
    static constexpr unsigned kWord = Word;
    unsigned time = 0;

    /// One unit interval. The word clock rises with the edges at multiples of kWord + `offset`; its
    /// toggle is seen by that edge already if `early`, by the next one if not.
    bool step(unsigned offset, bool early) {
        const unsigned edge = time + kWord * 4 - offset;
        const unsigned flips = early ? edge / kWord : (edge + kWord - 1) / kWord - 1;
        this->dut.toggle_i = flips & 1;
        this->settle();
        const bool middle = this->dut.middle_o;
        this->clock();
        ++time;
        return middle;
    }
};

using Bench8 = Bench<8, Voio_serdes_ui_phase_8>;
using Bench16 = Bench<16, Voio_serdes_ui_phase_16>;
using Bench32 = Bench<32, Voio_serdes_ui_phase_32>;

}  // namespace

TEMPLATE_TEST_CASE("oio_serdes_ui_phase: marks the middle of every word, wherever it begins",
                   "[rtl][serdes]", Bench8, Bench16, Bench32) {
    const bool early = GENERATE(false, true);
    for (unsigned offset = 0; offset < TestType::kWord; ++offset) {
        TestType bench;
        unsigned last = 0;
        unsigned count = 0;
        for (unsigned k = 0; k < 20 * TestType::kWord; ++k) {
            if (!bench.step(offset, early)) continue;
            // Unit intervals from the word clock's edge to the edge that hands over.
            const unsigned after = (k + TestType::kWord * 4 - offset) % TestType::kWord;
            REQUIRE(after + 1 >= TestType::kWord / 2);
            REQUIRE(after <= TestType::kWord / 2 + 1);
            if (count++ > 0) REQUIRE(k - last == TestType::kWord);
            last = k;
        }
        CHECK(count >= 17);
    }
}

TEMPLATE_TEST_CASE("oio_serdes_ui_phase: is silent until the word clock runs", "[rtl][serdes]",
                   Bench8, Bench16, Bench32) {
    const unsigned level = GENERATE(0U, 1U);
    TestType bench;
    bench.dut.toggle_i = static_cast<std::uint8_t>(level);
    for (unsigned k = 0; k < 5 * TestType::kWord; ++k) {
        bench.settle();
        REQUIRE(bench.dut.middle_o == 0);
        bench.clock();
    }
}
