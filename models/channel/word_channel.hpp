// SPDX-License-Identifier: Apache-2.0
//
// All lanes of one direction, one word per lane per word clock: the `word` cut.
//
// Takes the words of the transmitter at its clock edges and gives the receiver what its samplers
// see at its own: delayed by flight time and skew, taken at the phase and threshold of each lane,
// wrong where intersymbol interference and noise make them wrong, dark where there is no light.
// Codes given to `receive` hold for exactly the words that this call returns.
#pragma once

#include <cstdint>
#include <vector>

#include "models/channel/bit_errors.hpp"
#include "models/channel/crosstalk_light.hpp"
#include "models/channel/lane_channel.hpp"
#include "models/channel/word_history.hpp"

namespace oio {

class WordChannel : public LaneChannel {
public:
    /// Throws std::invalid_argument for a bad configuration.
    explicit WordChannel(const WordChannelConfig& config);

    /// The word clock edge at which the words (bit 0 first) go out; each array has an entry per
    /// transmit lane. Calls of both ends come in the order of time; a missed edge sends no light.
    void launch(std::int64_t time_fs, const std::uint32_t* words, const std::uint8_t* enable,
                const std::uint8_t* drive);

    /// The words sampled in the word that ends at this edge, using only light launched before it;
    /// each array has an entry per receive position. `los` 1 means loss of signal.
    void receive(std::int64_t time_fs, const std::uint8_t* phase, const std::int8_t* threshold,
                 std::uint32_t* words, std::uint8_t* los);

private:
    void update(int position, std::int64_t m);
    void set_special(int position, bool special);
    void update_crosstalk(int position);
    InjectedError error_of(const SampledDecision& decision, std::int64_t m, std::int64_t time_fs,
                           std::uint64_t wide) const;
    void log_special(int position, std::uint32_t wrong, std::int64_t m, std::int64_t time_fs,
                     std::uint64_t wide);
    void log_lost(int position, std::uint32_t wrong, std::int64_t m, std::int64_t time_fs,
                  std::uint64_t wide);
    void flip_sparse(std::int64_t m, std::int64_t time_fs, std::uint32_t* words);
    void decide_special(std::int64_t m, std::int64_t time_fs, std::uint32_t* words);

    const std::uint32_t word_mask_;
    WordHistory history_;
    BitErrors errors_;
    CrosstalkLight others_;

    // By receive position.
    std::vector<HistoryTap> tap_;
    std::vector<std::int32_t> cell_;
    std::vector<std::uint32_t> shift_;
    std::vector<std::uint32_t> keep_;
    std::vector<int> special_index_;
    std::vector<int> response_seen_, crosstalk_seen_;

    int looked_at_ = 0;             // errors of special lanes logged in this word
    std::vector<int> special_;      // positions that need more than the extracted bits
    std::vector<int> due_, dense_;  // scratch
    std::vector<int> lost_logged_;  // scratch
    std::vector<std::uint64_t> window_, dense_window_;  // scratch, wide windows
};

}  // namespace oio
