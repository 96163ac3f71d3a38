// SPDX-License-Identifier: Apache-2.0
#include "cosim/surrogate_parameters.hpp"

namespace oio {

namespace {

// Mean die-to-die time of a flit on an idle link without fibre and skew, in clocks of each domain:
// measured with `oio run latency` at 400 lanes (word 8, 16 and 32) and 64 lanes, core 500 MHz.
constexpr double kCoreClocks = 13.0;
constexpr double kWordClocks = 10.5;
constexpr double kFlightNsPerM = 5.019;

// One ack flit follows every 64 data flits, a marker of 64 UI and a pad of two words 4096 rows.
constexpr double kAckShare = 64.0 / 65.0;
constexpr double kFlitPayloadShare = 250.0 / 256.0;

}  // namespace

SurrogateLinkConfig surrogate_parameters(const SimConfig& config) {
    const LinkConfig& link = config.link;
    const double rows_ui = 4096.0 * 8.0;
    const double marker_share = rows_ui / (rows_ui + 64.0 + 2.0 * link.word_ui);
    SurrogateLinkConfig surrogate;
    surrogate.core_clock_ns = link.core_clock().period_fs() / 1e6;
    // The latest lane sets the time; of n uniform draws it comes to nearly the whole range.
    const double skew_ns = config.channel.skew_range_ui * link.ui().period_fs() / 1e6;
    surrogate.latency_ns = kCoreClocks * surrogate.core_clock_ns +
                           kWordClocks * link.word_clock().period_fs() / 1e6 +
                           link.length_m * kFlightNsPerM + skew_ns;
    surrogate.payload_gbps = link.raw_gbps() * marker_share * kAckShare * kFlitPayloadShare;
    if (config.surrogate.latency_ns > 0.0) surrogate.latency_ns = config.surrogate.latency_ns;
    if (config.surrogate.payload_gbps > 0.0) surrogate.payload_gbps = config.surrogate.payload_gbps;
    return surrogate;
}

}  // namespace oio
