// SPDX-License-Identifier: Apache-2.0
//
// What brought the wrong bits of a run about: every error of the channel counted by cause, the
// first ones and the latest ones kept with their levels.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "models/channel/lane_channel.hpp"

namespace oio {

/// An error of the channel and the direction of light it happened in.
struct CausedError {
    std::string link;       ///< "0-1"
    std::string direction;  ///< "a_to_b"
    InjectedError error;
};

struct ErrorCauses {
    /// By ErrorCause, while the link carried data. All but dead lanes add up, with `not_examined`,
    /// to BerResult::errors_injected. A dead lane counts once per time that its light went out.
    std::array<std::uint64_t, kErrorCauses> counts{};
    std::uint64_t training = 0;       ///< While the link trained again: no cause given.
    std::uint64_t not_examined = 0;   ///< Of lanes with a closed eye: more of one word than kept.
    std::vector<CausedError> first;   ///< By time.
    std::vector<CausedError> latest;  ///< By time; none of `first`.
    std::uint64_t left_out = 0;       ///< Examined, between `first` and `latest`.

    std::uint64_t count(ErrorCause cause) const { return counts[static_cast<std::size_t>(cause)]; }
    std::uint64_t examined() const;
    bool any() const { return examined() + training + not_examined > 0; }
    /// Another direction's causes beside these.
    void merge(const ErrorCauses& other);
};

/// For result.json: counts by name and a column per quantity.
nlohmann::ordered_json causes_json(const ErrorCauses& causes);

/// Follows the errors of one direction while a run goes on.
class ErrorLog {
public:
    static constexpr std::size_t kFirst = 50;
    static constexpr std::size_t kLatest = 50;

    ErrorLog(std::string link, std::string direction, const LaneChannel& channel);

    /// From here on errors count; to be called with LaneChannel::mark_settled().
    void begin();
    /// To be called often enough that the channel's own log does not wrap round.
    void look() {
        if (running_ && channel_.errors_logged() != seen_) take();
    }
    /// `injected` and `training` are what the channel counts since begin() while the link carried
    /// data, and while it did not.
    ErrorCauses causes(std::uint64_t injected, std::uint64_t training) const;

private:
    void take();

    const std::string link_, direction_;
    const LaneChannel& channel_;
    bool running_ = false;
    std::uint64_t seen_ = 0;
    std::array<std::uint64_t, kErrorCauses> counts_{};
    std::vector<InjectedError> first_;
    std::deque<InjectedError> latest_;
    std::uint64_t left_out_ = 0;
};

}  // namespace oio
