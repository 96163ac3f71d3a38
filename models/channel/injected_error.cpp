// SPDX-License-Identifier: Apache-2.0
#include "models/channel/injected_error.hpp"

#include "models/channel/phase_grid.hpp"

namespace oio {

const char* to_string(ErrorCause cause) {
    switch (cause) {
        case ErrorCause::Noise:
            return "noise";
        case ErrorCause::Interference:
            return "intersymbol interference";
        case ErrorCause::Jitter:
            return "jitter";
        case ErrorCause::Crosstalk:
            return "crosstalk";
        case ErrorCause::NoSignal:
            return "no signal";
        case ErrorCause::Dark:
            return "dead lane";
    }
    return "noise";
}

bool InjectedError::sent() const {
    return ((pattern >> PhaseGrid::kPre) & 1u) != 0;
}

ErrorCause InjectedError::cause() const {
    if (!lit) return ErrorCause::Dark;
    const double towards = sent() ? 1.0 : -1.0;
    if (towards * (mean_level - threshold) <= 0.0) return ErrorCause::NoSignal;
    // Shares of the way from the mean level to the threshold; noise had to go the rest.
    ErrorCause largest = ErrorCause::Noise;
    double share = towards * (sampled() - threshold);
    const auto consider = [&](ErrorCause cause, double lost) {
        if (lost <= share) return;
        share = lost;
        largest = cause;
    };
    consider(ErrorCause::Interference, towards * (mean_level - level));
    consider(ErrorCause::Jitter, -towards * jitter_level);
    consider(ErrorCause::Crosstalk, -towards * crosstalk);
    return largest;
}

}  // namespace oio
