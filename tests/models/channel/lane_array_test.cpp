// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_array.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

namespace oio {
namespace {

TEST_CASE("lane_array: neighbours are those at one pitch, counted by brute force",
          "[models][channel]") {
    const LaneArray array(420, 50.0);
    for (int lane = 0; lane < 420; ++lane) {
        std::vector<int> near;
        std::vector<int> next;
        for (int other = 0; other < 420; ++other) {
            const double um = std::hypot(array.position(lane).x_um - array.position(other).x_um,
                                         array.position(lane).y_um - array.position(other).y_um);
            if (other != lane && um < 55.0) near.push_back(other);
            if (um > 55.0 && um < 105.0) next.push_back(other);
        }
        CAPTURE(lane);
        CHECK(array.neighbours(lane) == near);
        CHECK(array.second_ring(lane) == next);
        CHECK(array.edge(lane) == (near.size() < 6));
    }
}

TEST_CASE("lane_array: inside the array there are six and twelve around", "[models][channel]") {
    const LaneArray array(420, 50.0);
    const int inside = 10 * array.columns() + 10;
    CHECK(array.neighbours(inside).size() == 6);
    CHECK(array.second_ring(inside).size() == 12);
    CHECK_FALSE(array.edge(inside));
    CHECK(array.edge(0));
    for (const int other : array.neighbours(inside)) {
        CHECK(array.distance(inside, other) == Approx(1.0));
        const auto& back = array.neighbours(other);
        CHECK(std::find(back.begin(), back.end(), inside) != back.end());
    }
}

TEST_CASE("lane_array: it is nearly square and no two lanes share a place", "[models][channel]") {
    const LaneArray array(420, 50.0);
    std::set<std::pair<double, double>> places;
    double x = 0.0;
    double y = 0.0;
    for (int lane = 0; lane < 420; ++lane) {
        places.insert({array.position(lane).x_um, array.position(lane).y_um});
        x = std::max(x, array.position(lane).x_um);
        y = std::max(y, array.position(lane).y_um);
    }
    CHECK(places.size() == 420);
    CHECK(x / y == Approx(1.0).margin(0.15));
    // 420 lanes at 50 um: about 1 mm^2, as published for arrays of this pitch.
    CHECK(x * y * 1e-6 == Approx(0.9).margin(0.15));
}

TEST_CASE("lane_array: one lane alone is an edge", "[models][channel]") {
    const LaneArray array(1, 50.0);
    CHECK(array.edge(0));
    CHECK(array.neighbours(0).empty());
    CHECK_THROWS_AS(LaneArray(0, 50.0), std::invalid_argument);
    CHECK_THROWS_AS(LaneArray(16, 0.0), std::invalid_argument);
}

}  // namespace
}  // namespace oio
