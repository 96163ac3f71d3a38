// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/sweep_eye.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "cosim/config_reader.hpp"
#include "cosim/eye/eye_analysis.hpp"
#include "cosim/link_setup.hpp"
#include "models/channel/link_model.hpp"
#include "models/channel/statistical_eye.hpp"

namespace oio {

namespace {

// Five rows of five: lane 12 has all neighbours of both rings.
constexpr int kPatch = 25;
constexpr int kMiddle = 12;

LinkModelConfig without_spread(LinkModelConfig config) {
    config.lanes = kPatch;
    config.process_variation = false;
    config.bandwidth_sigma.reset();
    config.threshold_sigma.reset();
    config.variation.coupling_sigma_db = 0.0;
    config.variation.skew_sigma_ps = 0.0;
    config.variation.skew_range_ui = 0.0;
    return config;
}

constexpr double kLeastLog10 = -1e6;  // of a lane without noise worth the name

void add(Metrics& metrics, const std::string& which, double log10_ber, const EyeOpening& opening) {
    metrics["eye_" + which + "_log10_ber"] = std::max(log10_ber, kLeastLog10);
    metrics["eye_" + which + "_height_sigma"] = opening.height_sigma;
    metrics["eye_" + which + "_width_ui"] = opening.width_ui;
}

EyePointResult evaluate(const LinkModelConfig& config, double target_ber, EyeLanes lanes) {
    EyePointResult result;
    const double target = std::log10(target_ber);
    const LinkModel patch(without_spread(config));
    const StatisticalEye nominal(patch.lanes(), kMiddle);
    add(result.metrics, "nominal", nominal.optimum().log10_ber, nominal.opening(target));
    double worst = nominal.optimum().log10_ber;
    std::string whose = "the nominal lane";
    if (lanes == EyeLanes::All) {
        const LinkModel model(config);
        const LaneExtremes extremes = lane_extremes(model.lanes());
        worst = extremes.worst_point.log10_ber;
        whose = fmt::format("lane {}, the worst,", extremes.worst);
        add(result.metrics, "worst", worst,
            StatisticalEye(model.lanes(), extremes.worst).opening(target));
        result.metrics["eye_median_log10_ber"] =
            std::max(extremes.median_point.log10_ber, kLeastLog10);
        result.metrics["ber_margin_db"] = ber_margin_db(worst);
        result.metrics["ber_margin_median_db"] = ber_margin_db(extremes.median_point.log10_ber);
    }
    if (worst > target) {
        result.failure = fmt::format("{} errs in {} of its bits, asked for is {:g}", whose,
                                     power_of_ten_text(worst), target_ber);
    }
    return result;
}

}  // namespace

EyePointResult evaluate_eye(const SimConfig& config, double target_ber, EyeLanes lanes) {
    if (config.topology.rtl_links.empty()) {
        throw ConfigError(config.file.string() + ": no link is in RTL, so there is no eye to see");
    }
    const auto& [first, second] = config.topology.rtl_links.front();
    try {
        return evaluate(link_model_config(config, first, second, 0), target_ber, lanes);
    } catch (const std::logic_error& refused) {  // std::invalid_argument, std::domain_error
        throw ConfigError(config.file.string() + ": " + refused.what());
    }
}

}  // namespace oio
