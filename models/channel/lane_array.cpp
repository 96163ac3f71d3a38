// SPDX-License-Identifier: Apache-2.0
#include "models/channel/lane_array.hpp"

#include <algorithm>
#include <cmath>

#include "models/parameter.hpp"

namespace oio {

LaneArray::LaneArray(int lanes, double pitch_um) : pitch_um_(pitch_um) {
    check_range("lane_array", "lanes", lanes, 1, 4096);
    check_range("lane_array", "pitch_um", pitch_um, 1.0, 1000.0, "um");
    const double row_um = pitch_um * std::sqrt(0.75);
    columns_ = static_cast<int>(std::ceil(std::sqrt(lanes * row_um / pitch_um)));
    for (int lane = 0; lane < lanes; ++lane) {
        const int row = lane / columns_;
        const double shift = row % 2 == 0 ? 0.0 : 0.5;
        positions_.push_back({(lane % columns_ + shift) * pitch_um, row * row_um});
    }
    for (int lane = 0; lane < lanes; ++lane) neighbours_.push_back(within(lane, 0.5, 1.1));
}

double LaneArray::distance(int lane, int other) const {
    const ArraySite a = position(lane);
    const ArraySite b = position(other);
    return std::hypot(a.x_um - b.x_um, a.y_um - b.y_um) / pitch_um_;
}

std::vector<int> LaneArray::second_ring(int lane) const {
    return within(lane, 1.5, 2.1);
}

std::vector<int> LaneArray::within(int lane, double from, double to) const {
    // Two rows and two columns around hold the second ring.
    std::vector<int> found;
    const int row = lane / columns_;
    const int column = lane % columns_;
    for (int r = std::max(0, row - 2); r <= row + 2; ++r) {
        for (int c = std::max(0, column - 2); c <= std::min(columns_ - 1, column + 2); ++c) {
            const int other = r * columns_ + c;
            if (other >= lanes() || other == lane) continue;
            const double pitches = distance(lane, other);
            if (pitches > from && pitches < to) found.push_back(other);
        }
    }
    return found;
}

}  // namespace oio
