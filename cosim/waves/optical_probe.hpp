// SPDX-License-Identifier: Apache-2.0
//
// What one lane's light looks like now, in physical units: the observer through which waves and
// triggers see the channel. Reads only; nothing in a run depends on it.
#pragma once

#include <cmath>
#include <cstdint>

#include "cosim/waves/light_scale.hpp"
#include "models/channel/lane_channel.hpp"

namespace oio {

/// Powers below this are shown as this: a viewer cannot draw minus infinity.
constexpr double kDarkDbm = -60.0;

/// Power in dBm, kDarkDbm where there is none.
inline double dbm_of_uw(double uw) {
    return uw > 1e-9 ? 10.0 * std::log10(uw * 1e-3) : kDarkDbm;
}

/// What the receiver of a lane works with, at the latest word.
struct LaneOptics {
    double received_dbm = kDarkDbm;  ///< average power at the detector
    double eye_sigma = 0.0;          ///< as LaneChannel::eye_sigma()
    double phase_ui = 0.0;           ///< sampling phase, 0 to 1 unit interval; 0.5 is the middle
    double threshold_uw = 0.0;       ///< decision level, see LightScale::decision_uw()
};

/// One direction of light. `lane` is the physical lane of the transmitter in every call.
class OpticalProbe {
public:
    virtual ~OpticalProbe() = default;
    virtual int lanes() const = 0;
    /// Receive position at which a lane ends.
    virtual int position(int lane) const = 0;
    /// What emitted_dbm() gives from now on is at this ambient temperature; 25 C before.
    virtual void set_ambient(double celsius) = 0;
    /// Average power of a lane that is driven with this code.
    virtual double emitted_dbm(int lane, bool enabled, std::uint8_t drive) const = 0;
    virtual LaneOptics optics(int lane) = 0;
    /// False: optics(lane) would be as at the call before.
    virtual bool changed(int lane) const = 0;
    /// Wrong decisions so far, of all lanes and of one.
    virtual std::uint64_t errors() const = 0;
    virtual std::uint64_t errors(int lane) = 0;
};

/// Reads a channel model.
class ChannelProbe final : public OpticalProbe {
public:
    explicit ChannelProbe(LaneChannel& channel, const LightScale& scale = LightScale());
    int lanes() const override;
    int position(int lane) const override;
    void set_ambient(double celsius) override { emitter_uw_ = scale_.emitted_uw(celsius); }
    double emitted_dbm(int lane, bool enabled, std::uint8_t drive) const override;
    LaneOptics optics(int lane) override;
    bool changed(int lane) const override;
    std::uint64_t errors() const override { return channel_.errors_injected(); }
    std::uint64_t errors(int lane) override;

private:
    struct Seen {
        bool valid = false;
        std::uint64_t version = 0;
        LaneOptics optics;
    };

    LaneChannel& channel_;
    const LightScale scale_;
    double emitter_uw_ = 0.0;
    std::vector<int> position_of_;
    std::vector<Seen> seen_;
};

}  // namespace oio
