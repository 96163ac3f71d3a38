// SPDX-License-Identifier: Apache-2.0
//
// Loss-of-signal flags of all lanes: the light of a lane must have been gone, or back, for a given
// number of receive periods before its flag follows.
#pragma once

#include <cstdint>
#include <vector>

namespace oio {

class LightMonitor {
public:
    /// Every lane starts dark with its flag set. `delay_periods` is at least 0.
    LightMonitor(int lanes, std::int64_t delay_periods);

    /// Tells that the light of a lane is on or off from period `now` on.
    void set(int lane, bool lit, std::int64_t now);
    bool lit(int lane) const { return lit_[static_cast<std::size_t>(lane)] != 0; }

    /// The flags (1 = loss of signal) at period `now`; costs nothing while no change is pending.
    const std::uint8_t* flags(std::int64_t now);

private:
    std::int64_t delay_;
    std::int64_t next_due_;
    std::vector<std::uint8_t> lit_;
    std::vector<std::uint8_t> los_;
    std::vector<std::int64_t> changed_at_;
};

}  // namespace oio
