// SPDX-License-Identifier: Apache-2.0
//
// Prints one lane as LinkModel makes it, for independent_check.py: operating point of the
// statistical eye, and levels by phase and pattern. Arguments: lane model, Gb/s, m, C.
#include <cstdio>
#include <cstdlib>

#include "models/channel/link_model.hpp"
#include "models/channel/statistical_eye.hpp"

int main(int argc, char** argv) {
    if (argc != 5) return 2;
    oio::LinkModelConfig config;
    config.kind = oio::lane_model_kind(argv[1]);
    config.lanes = 1;
    config.lane_rate_gbps = std::atof(argv[2]);
    config.length_m = std::atof(argv[3]);
    config.temperature_c = std::atof(argv[4]);
    config.variation.coupling_sigma_db = 0.0;
    config.process_variation = false;
    config.physics.coupling.edge_excess_db = 0.0;  // a lane alone is at the rim
    const oio::LinkModel model(config);
    const oio::LaneResponse& lane = model.lanes().front();
    const oio::EyePoint point = oio::best_point(model.lanes(), 0);
    std::printf("reference_a %.12g\ncursor_reference %.12g\nthermal_sigma %.12g\n",
                model.reference_a(), lane.grid->cursor_reference(), lane.thermal_sigma);
    std::printf("shot_variance %.12g\nphase %d\nthreshold %.12g\nlog10_ber %.12g\n",
                lane.shot_variance, point.phase, point.threshold, point.log10_ber);
    for (int f = 8; f < oio::PhaseGrid::kPhases; f += 8) {
        for (unsigned pattern = 0; pattern < oio::PhaseGrid::kPatterns; pattern += 7) {
            std::printf("level %d %u %.9g\n", f, pattern,
                        static_cast<double>(lane.grid->level(f, pattern)));
        }
    }
    return 0;
}
