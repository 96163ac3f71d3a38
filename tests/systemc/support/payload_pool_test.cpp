// SPDX-License-Identifier: Apache-2.0
#include "systemc/support/payload_pool.hpp"

#include <catch2/catch.hpp>

namespace {

class Payload : public tlm::tlm_generic_payload {
public:
    explicit Payload(tlm::tlm_mm_interface* manager) : tlm::tlm_generic_payload(manager) {}
};

}  // namespace

TEST_CASE("payload_pool: a payload comes back when its last holder releases it",
          "[systemc][support]") {
    oio::PayloadPool<Payload> pool;
    Payload& first = pool.acquire();
    first.acquire();  // a second holder
    first.release();
    CHECK(pool.in_use() == 1);
    Payload& second = pool.acquire();
    CHECK(&first != &second);
    first.release();
    CHECK(pool.in_use() == 1);
    Payload& third = pool.acquire();
    CHECK(&third == &first);
    second.release();
    third.release();
    CHECK(pool.in_use() == 0);
}
