// SPDX-License-Identifier: Apache-2.0
//
// `oio ber-agreement`: four ways to a bit error rate at the same operating points. The statistical
// eye, importance sampling and Monte Carlo share nothing but the lane's response; the fourth is the
// channel of the co-simulation itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cosim/eye/ber_point.hpp"
#include "models/channel/importance_sampling.hpp"
#include "models/channel/monte_carlo.hpp"

namespace CLI {
class App;
}

namespace oio {

/// Decades by which two ways may differ.
constexpr double kBerAgreementDecades = 0.15;

/// A bit error rate that was counted.
struct CountedBer {
    std::uint64_t bits = 0;
    std::uint64_t errors = 0;
    Interval interval;  ///< 95 %
    /// Enough errors to be held against the others.
    bool compared() const { return errors >= 100; }
    double log10_ber() const;
};

struct BerAgreement {
    BerPoint point;
    int phase = 0;
    double threshold = 0.0;
    double eye_log10_ber = 0.0;
    ImportanceResult importance;
    CountedBer monte_carlo;
    CountedBer word_cut;
    /// The largest difference between any two ways that are compared, in decades.
    double spread() const;
    bool agrees() const { return importance.converged && spread() <= kBerAgreementDecades; }
};

struct BerAgreementRequest {
    std::uint64_t enough_errors = 150;
    std::uint64_t most_samples = 12'000'000;  ///< Of Monte Carlo at a point.
    std::uint64_t seed = 1;
};

BerAgreement compare_at(const BerPoint& point, const BerAgreementRequest& request);

struct BerAgreementOptions {
    bool full = false;          ///< Count down to 1e-7.
    std::filesystem::path out;  ///< Empty = no files.
    bool json = false;
    bool quiet = false;
};

/// Adds the command; when it is chosen, `action` becomes what it does.
void add_ber_agreement_command(CLI::App& app, std::function<int()>& action);

/// Prints progress and a table, writes ber_agreement.json, .md and .svg where asked for. Exit code
/// 1 if two ways disagree, or a full run compares fewer than twelve points three ways.
int ber_agreement_command(const BerAgreementOptions& options);

}  // namespace oio
