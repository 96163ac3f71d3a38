// SPDX-License-Identifier: Apache-2.0
//
// Where the lanes of a link lie: a hexagonal array of emitters, fibre cores and photodiodes.
#pragma once

#include <vector>

namespace oio {

/// Position in the plane of the array, um.
struct ArraySite {
    double x_um = 0.0;
    double y_um = 0.0;
};

/// Lanes in rows of nearly a square, every second row shifted by half a pitch, so that a lane
/// inside has six neighbours at one pitch. Lane 0 is at the origin; numbers run along the rows.
class LaneArray {
public:
    /// Throws std::invalid_argument for lanes outside [1, 4096] or a pitch outside [1, 1000] um.
    LaneArray(int lanes, double pitch_um);

    int lanes() const { return static_cast<int>(positions_.size()); }
    int columns() const { return columns_; }
    double pitch_um() const { return pitch_um_; }
    ArraySite position(int lane) const { return positions_[static_cast<std::size_t>(lane)]; }
    /// Distance between two lanes in pitches.
    double distance(int lane, int other) const;
    /// Lanes nearer than 1.1 pitches, ascending: at most six.
    const std::vector<int>& neighbours(int lane) const {
        return neighbours_[static_cast<std::size_t>(lane)];
    }
    /// Lanes of the second ring, 1.7 to 2 pitches away, ascending: at most twelve.
    std::vector<int> second_ring(int lane) const;
    /// At the rim of the array: fewer than six neighbours.
    bool edge(int lane) const { return neighbours(lane).size() < 6; }

private:
    std::vector<int> within(int lane, double from, double to) const;

    int columns_;
    double pitch_um_;
    std::vector<ArraySite> positions_;
    std::vector<std::vector<int>> neighbours_;
};

}  // namespace oio
