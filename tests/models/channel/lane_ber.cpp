// SPDX-License-Identifier: Apache-2.0
//
// Prints what the models say about one lane, for comparison with other programs: log10 of the bit
// error ratio at the best phase and threshold.
// usage: lane_ber led_ghz receiver_ghz db_per_m fwhm_nm ps_per_nm_km modal_ps_per_m q0 gbps metres
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "models/channel/lane_statistics.hpp"

int main(int argc, char** argv) {
    if (argc != 10) {
        std::fprintf(stderr, "lane_ber: %d arguments, 9 are needed\n", argc - 1);
        return 2;
    }
    double value[9];
    for (int i = 0; i < 9; ++i) value[i] = std::atof(argv[i + 1]);
    try {
        const oio::LaneModelConfig config{value[0], value[1], value[2], value[3],
                                          value[4], value[5], value[6]};
        const oio::PhaseGrid grid(oio::PulseResponse(config, oio::BitRate::from_gbps(value[7]),
                                                     oio::Length::from_m(value[8])));
        std::printf("%.6f\n", oio::lane_statistics::optimum(grid, 1.0, config.sigma()).log10_ber);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "lane_ber: %s\n", error.what());
        return 2;
    }
    return 0;
}
