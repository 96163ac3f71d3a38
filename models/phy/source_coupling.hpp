// SPDX-License-Identifier: Apache-2.0
//
// Light from a Lambertian emitter through its lens into a group of fibre cores: what part of the
// spot and what part of the directions the fibre takes.
#pragma once

#include <vector>

#include "models/parameter.hpp"
#include "models/units.hpp"

namespace oio {

/// Sources of the defaults: models/params/devices.toml.
struct SourceCouplingConfig {
    static constexpr const char* kName = "coupling";

    double fibre_na = 0.39;           ///< numerical aperture, above 0 to 1
    double spot_um = 40.0;            ///< diameter of the group of cores that serves one LED
    double core_fill = 0.6;           ///< share of that area that is core
    double lens_magnification = 2.4;  ///< 1 = no lens; directions shrink by as much
    double lens_efficiency = 0.6;
    double face_reflectance = 0.038;  ///< of each glass/air face
    double faces = 2.0;               ///< glass/air faces in the path, 0 to 8
    double offset_um = 5.0;           ///< lateral misalignment
    double tilt_deg = 1.0;
    double edge_excess_db = 1.0;  ///< lanes at the rim of the array
    double receiver_db = 2.0;     ///< fibre to photodiode, with its fill factor

    static const std::vector<Parameter<SourceCouplingConfig>>& parameters();
    /// Throws std::invalid_argument naming the field and the allowed range.
    void validate() const;
};

/// Share of a disc of radius `spot` that lies inside another of radius `aperture`, whose centre is
/// `offset` away. All lengths in one unit; 0 to 1.
double disc_overlap(double spot, double aperture, double offset);

/// The parts of the loss at the transmitter, each a ratio of 0 to 1.
struct SourceCoupling {
    Ratio aperture = Ratio::from_linear(1.0);  ///< directions within the fibre's NA
    Ratio area = Ratio::from_linear(1.0);      ///< spot on cores
    Ratio optics = Ratio::from_linear(1.0);    ///< lens and faces

    Ratio total() const { return aperture * area * optics; }
};

/// A Lambertian source of `diameter_um` in air fills a disc in the space of direction sines evenly,
/// so area and directions are the same geometry: overlap of two discs.
SourceCoupling couple_source(const SourceCouplingConfig& config, double diameter_um);

/// No passive optics couples more of a Lambertian source in air: the etendue of the cores over that
/// of the source, at most 1.
Ratio etendue_bound(const SourceCouplingConfig& config, double diameter_um);

}  // namespace oio
