// SPDX-License-Identifier: Apache-2.0
#include "cosim/eye/ber_agreement.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>

#include "cosim/config_reader.hpp"
#include "cosim/eye/ber_agreement_report.hpp"
#include "cosim/eye/word_cut_ber.hpp"
#include "cosim/results.hpp"
#include "cosim/terminal_progress.hpp"
#include "models/channel/statistical_eye.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kFullSamples = 4'000'000'000;
constexpr int kFewestPoints = 12;

}  // namespace

double CountedBer::log10_ber() const {
    return std::log10(static_cast<double>(errors) / static_cast<double>(bits));
}

double BerAgreement::spread() const {
    double low = std::min(eye_log10_ber, importance.log10_ber);
    double high = std::max(eye_log10_ber, importance.log10_ber);
    for (const CountedBer* counted : {&monte_carlo, &word_cut}) {
        if (!counted->compared()) continue;
        low = std::min(low, counted->log10_ber());
        high = std::max(high, counted->log10_ber());
    }
    return high - low;
}

BerAgreement compare_at(const BerPoint& point, const BerAgreementRequest& request) {
    BerAgreement result;
    result.point = point;
    const std::vector<LaneResponse> lanes = ring_of_lanes(point);
    const EyePoint best = best_point(lanes, 0);
    result.phase = best.phase + point.phase_offset;
    // All ways decide at the level of a code, since the channel has no other.
    const std::int8_t code = word_cut_code(best.threshold + point.threshold_offset);
    result.threshold = word_cut_threshold(code);
    result.eye_log10_ber = ReceivedLevels(lanes, 0, result.phase).log10_ber(result.threshold);

    ImportanceConfig biased;
    biased.phase = result.phase;
    biased.threshold = result.threshold;
    RandomStream biased_random(request.seed, point.name(), "importance sampling");
    result.importance = run_importance_sampling(lanes, 0, biased, biased_random);

    MonteCarloConfig plain;
    plain.phase = result.phase;
    plain.threshold = result.threshold;
    plain.enough_errors = request.enough_errors;
    plain.most_samples = request.most_samples;
    RandomStream plain_random(request.seed, point.name(), "monte carlo");
    const MonteCarloResult counted = run_monte_carlo(lanes, 0, plain, plain_random);
    result.monte_carlo = {counted.samples, counted.errors, counted.interval};

    WordCutRequest word;
    word.rate_gbps = point.rate_gbps;
    word.phase = result.phase;
    word.threshold_code = code;
    word.enough_errors = request.enough_errors;
    word.most_bits = request.most_samples;
    word.seed = request.seed;
    const LaneCounters channel = count_word_cut(lanes, word);
    result.word_cut = {channel.bits, channel.errors,
                       clopper_pearson(channel.errors, channel.bits, 0.95)};
    return result;
}

void add_ber_agreement_command(CLI::App& app, std::function<int()>& action) {
    const auto options = std::make_shared<BerAgreementOptions>();
    CLI::App* const command = app.add_subcommand(
        "ber-agreement", "Hold four ways to a bit error rate against each other");
    command->add_flag("--full", options->full, "Count down to 1e-7: minutes instead of seconds");
    command->add_option("--out", options->out, "Folder for ber_agreement.json, .md and .svg")
        ->type_name("DIR");
    command->add_flag("--json", options->json,
                      "Print the result as JSON, and nothing else, on standard output");
    command->add_flag("--quiet", options->quiet, "No progress and no table");
    command->callback(
        [options, &action] { action = [options] { return ber_agreement_command(*options); }; });
}

int ber_agreement_command(const BerAgreementOptions& options) {
    BerAgreementRequest request;
    if (options.full) request.most_samples = kFullSamples;
    TerminalProgress progress(options.quiet || options.json, nullptr);
    std::vector<BerAgreement> results;
    for (const BerPoint& point : ber_points()) {
        progress.phase(fmt::format("point {} of {}: {}", results.size() + 1, ber_points().size(),
                                   point.name()));
        results.push_back(compare_at(point, request));
    }
    progress.clear_line();
    int compared = 0;
    int failed = 0;
    for (const BerAgreement& result : results) {
        if (result.monte_carlo.compared()) ++compared;
        if (!result.agrees()) ++failed;
    }
    if (!options.out.empty()) {
        std::error_code error;
        fs::create_directories(options.out, error);
        if (error) {
            throw ConfigError("--out " + options.out.string() +
                              ": cannot create: " + error.message());
        }
        write_file_atomically(options.out / "ber_agreement.json", ber_agreement_json(results));
        write_file_atomically(options.out / "ber_agreement.md", ber_agreement_table(results));
        write_file_atomically(options.out / "ber_agreement.svg", ber_agreement_svg(results));
    }
    if (options.json) {
        std::cout << ber_agreement_json(results);
    } else if (!options.quiet) {
        std::cout << ber_agreement_table(results);
    }
    std::cout.flush();
    if (failed > 0) {
        std::cerr << fmt::format(
            "oio: at {} of {} points two ways differ by more than {} decades\n", failed,
            results.size(), kBerAgreementDecades);
    }
    const bool too_few = options.full && compared < kFewestPoints;
    if (too_few) {
        std::cerr << fmt::format("oio: {} points compared three ways, at least {} are wanted\n",
                                 compared, kFewestPoints);
    }
    return failed > 0 || too_few ? 1 : 0;
}

}  // namespace oio
