// SPDX-License-Identifier: Apache-2.0
#include "models/phy/source_coupling.hpp"

#include <algorithm>
#include <cmath>

#include "models/phy/constants.hpp"

namespace oio {

const std::vector<Parameter<SourceCouplingConfig>>& SourceCouplingConfig::parameters() {
    using C = SourceCouplingConfig;
    static const std::vector<Parameter<C>> list = {
        {"fibre_na", &C::fibre_na, "", 0.01, 1.0},
        {"spot_um", &C::spot_um, "um", 1.0, 1000.0},
        {"core_fill", &C::core_fill, "", 0.01, 1.0},
        {"lens_magnification", &C::lens_magnification, "", 1.0, 20.0},
        {"lens_efficiency", &C::lens_efficiency, "", 0.01, 1.0},
        {"face_reflectance", &C::face_reflectance, "", 0.0, 0.5},
        {"faces", &C::faces, "", 0.0, 8.0},
        {"offset_um", &C::offset_um, "um", 0.0, 1000.0},
        {"tilt_deg", &C::tilt_deg, "deg", 0.0, 60.0},
        {"edge_excess_db", &C::edge_excess_db, "dB", 0.0, 20.0},
        {"receiver_db", &C::receiver_db, "dB", 0.0, 40.0},
    };
    return list;
}

void SourceCouplingConfig::validate() const {
    check_parameters(*this);
}

double disc_overlap(double spot, double aperture, double offset) {
    const double d = std::abs(offset);
    if (d >= spot + aperture) return 0.0;
    if (d <= std::abs(aperture - spot)) {
        return aperture >= spot ? 1.0 : aperture * aperture / (spot * spot);
    }
    // Two circular segments on the common chord.
    const double a = std::acos(
        std::clamp((d * d + spot * spot - aperture * aperture) / (2.0 * d * spot), -1.0, 1.0));
    const double b = std::acos(
        std::clamp((d * d + aperture * aperture - spot * spot) / (2.0 * d * aperture), -1.0, 1.0));
    const double area = spot * spot * (a - 0.5 * std::sin(2.0 * a)) +
                        aperture * aperture * (b - 0.5 * std::sin(2.0 * b));
    return area / (constants::kPi * spot * spot);
}

SourceCoupling couple_source(const SourceCouplingConfig& config, double diameter_um) {
    config.validate();
    check_range(SourceCouplingConfig::kName, "diameter_um", diameter_um, 0.1, 1000.0, "um");
    const double m = config.lens_magnification;
    const double tilt = std::sin(config.tilt_deg * constants::kPi / 180.0);
    SourceCoupling coupling;
    coupling.aperture = Ratio::from_linear(disc_overlap(1.0 / m, config.fibre_na, tilt));
    coupling.area =
        Ratio::from_linear(config.core_fill * disc_overlap(0.5 * diameter_um * m,
                                                           0.5 * config.spot_um, config.offset_um));
    coupling.optics = Ratio::from_linear(config.lens_efficiency *
                                         std::pow(1.0 - config.face_reflectance, config.faces));
    return coupling;
}

Ratio etendue_bound(const SourceCouplingConfig& config, double diameter_um) {
    const double area = config.core_fill * std::pow(config.spot_um / diameter_um, 2);
    return Ratio::from_linear(std::min(1.0, area * config.fibre_na * config.fibre_na));
}

}  // namespace oio
