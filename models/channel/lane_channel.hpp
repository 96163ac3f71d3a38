// SPDX-License-Identifier: Apache-2.0
//
// What the word and the serial model of a direction share: codes, light, faults, sampler positions
// and counters of every lane. The models add how bits travel and how they are decided.
#pragma once

#include <cstdint>
#include <vector>

#include "models/channel/channel_config.hpp"
#include "models/channel/error_record.hpp"
#include "models/channel/lane_timing.hpp"
#include "models/channel/light_monitor.hpp"
#include "models/channel/own_levels.hpp"

namespace oio {

/// Operating point of a receive position.
struct LanePoint {
    LanePosition where;      ///< transmitted bit and phase of the grid that is sampled
    double gain = 0.0;       ///< amplitude; 0 without light
    double threshold = 0.5;  ///< decision level, with the offset of the comparator
    bool lit = false;        ///< some light arrives
};

class LaneChannel {
public:
    /// The emitter of a transmit lane fails, or works again. Takes effect at the next receive call,
    /// as do the three below. Causes may overlap: it works again after as many `false` as `true`.
    void set_lane_dead(int lane, bool dead);
    /// The connector at the receiver is out (no light on any lane), or in again; causes overlap as
    /// above.
    void set_dark(bool dark);
    /// A transmit lane arrives later by this much more (negative: earlier).
    void add_delay_ui(int lane, double ui);
    /// A transmit lane has another response (its temperature changed). The sampler stays where it
    /// is in time; random numbers go on as they would have. Throws std::invalid_argument for a bad
    /// one.
    void set_response(int lane, const LaneResponse& response);

    /// Bits sampled with light and errors among them, of a receive position: since the start; since
    /// `mark_settled` while the link carried data, and the latter's sum over all.
    LaneCounters counters(int position);
    LaneCounters settled_counters(int position);
    LaneCounters settled_total();
    /// Of all positions, since `mark_settled`, while the link did not carry data.
    LaneCounters idle_total();
    /// From here on errors of words that a phase tracker samples off centre on purpose (a jump of
    /// more than 6 codes, until it jumps back) count as probe_errors(), not as errors.
    void mark_settled();
    /// From the next receive call on the link carries data (as at first), or trains again.
    void set_carrying(bool carrying);
    std::uint64_t probe_errors() const { return record_.probe_errors(); }
    /// Wrong decisions on lanes that had light, since the start.
    std::uint64_t errors_injected() const { return record_.total_errors(); }
    /// The latest errors, oldest first, at most 1024: of lanes with an open eye and, once settled,
    /// of any lane with light (word model: at most 8 of one word where eyes are closed).
    std::vector<InjectedError> recent_errors() const { return record_.recent(); }
    /// So many errors have been in recent_errors(). Among them, once settled, the first wrong bit
    /// of every lane that died or was pulled, which errors_injected() does not count.
    std::uint64_t errors_logged() const { return record_.logged(); }
    /// From here on take_followed() gives, once each and oldest first, all errors of the above and,
    /// while the link carries data, those that they leave out: in closed eyes more than 8 of a
    /// word, on a lane that died all after the first. To be taken after every receive call.
    void follow_errors() { record_.start_following(); }
    std::vector<InjectedError> take_followed() { return record_.take_followed(); }

    /// Present operating point of a receive position.
    const LanePoint& point(int position) const { return points_[at(position)]; }
    /// Present response of a transmit lane.
    const LaneResponse& response(int lane) const { return responses_[at(lane)]; }
    /// Predicted bit error rate at the present operating point and its decimal logarithm, which
    /// does not underflow; 0.5 without light. Bits of all lanes are taken as random.
    double predicted_ber(int position) const;
    double predicted_log10_ber(int position) const;
    /// The Q of predicted_ber(): the distance of a single level from the threshold, in rms noise,
    /// that would be decided wrongly as often. Other lanes' light and jitter included; 0 without
    /// light.
    double eye_sigma(int position) const;
    /// Grows whenever what the sampler of a position sees may have changed, by itself or by other
    /// lanes' light: predictions are worth keeping until then.
    std::uint64_t point_version(int position) const { return point_version_[at(position)]; }
    /// Whole words that samplers dropped or repeated at the ends of the history.
    std::uint64_t word_skips() const { return timing_.word_skips(); }
    const WordChannelConfig& config() const { return config_; }

protected:
    /// `group_ui` unit intervals pass in one launch or receive call. Throws std::invalid_argument
    /// for a bad configuration.
    LaneChannel(const WordChannelConfig& config, int group_ui);
    ~LaneChannel() = default;
    LaneChannel(const LaneChannel&) = default;

    static std::size_t at(int i) { return static_cast<std::size_t>(i); }

    /// Row (transmit period) of a launch call. Throws std::logic_error if it was needed before.
    std::int64_t launch_row(std::int64_t time_fs);
    /// Appends a row of drive codes, 0 where not enabled; null pointers: no light at all.
    void push_drive(const std::uint8_t* enable, const std::uint8_t* drive);
    std::int64_t newest_row() const { return newest_row_; }

    /// Takes the codes of receive period m and brings every operating point up to date. False until
    /// both clocks are known. The changed positions are in `changed()`.
    bool begin_receive(std::int64_t m, const std::uint8_t* phase, const std::int8_t* threshold);
    const std::vector<int>& changed() const { return updated_; }
    /// Transmit row of the last bit sampled in period m.
    std::int64_t row_of(const LanePoint& point, std::int64_t m) const;
    int source(int position) const { return source_[at(position)]; }
    /// Counts the calls of set_response for the lane that ends at a position.
    int response_number(int position) const { return response_number_[at(source(position))]; }
    /// Counts the changes of what other lanes' light does at a position.
    int crosstalk_number(int position) const { return crosstalk_number_[at(position)]; }
    /// Amplitude with which a transmit lane's light arrives at its own receiver.
    double arriving(int lane) const { return points_[at(position_of_[at(lane)])].gain; }
    /// Level, bits and threshold behind a wrong decision of period m.
    InjectedError error_at(std::int64_t time_fs, int position, std::int64_t m, int bit,
                           unsigned pattern) const;
    /// Errors of this position are worth a look: the link has settled and the sampler is not off
    /// centre on purpose.
    bool watched(int position) const { return settled_ && !record_.off_centre(position); }
    void copy_flags(std::int64_t m, std::uint8_t* los);

    const WordChannelConfig config_;
    const int group_ui_;
    LaneTiming timing_;
    ErrorRecord record_;

private:
    std::uint8_t* drive_row(std::int64_t row);
    void follow_probe(std::size_t position, std::uint8_t code);
    void read_codes(const std::uint8_t* phase, const std::int8_t* threshold);
    void follow_drive(std::int64_t m);
    void mark_changed(int position);
    void mark_victims(int lane);
    void add_victim(int lane);
    void refresh(int position, std::int64_t m);
    void settle_bits(int position);

    LightMonitor light_;
    mutable OwnLevelCache own_levels_;
    const double transmission_;
    // By transmit lane.
    std::vector<LaneResponse> responses_;
    std::vector<int> response_number_;
    std::vector<double> all_ones_;           // largest level of endless ones, gain 1
    std::vector<std::vector<int>> victims_;  // positions that its light reaches as crosstalk
    std::vector<int> dead_;                  // causes
    std::vector<int> position_of_;
    std::vector<std::uint8_t> drive_;  // rows of drive codes in flight
    std::vector<std::uint8_t> enable_now_, drive_now_;
    const std::int64_t drive_rows_;
    std::int64_t newest_row_ = -1;
    std::int64_t drive_changed_row_ = -1;
    std::int64_t equal_rows_;  // newest rows of drive codes that are alike
    bool light_now_ = false;   // the newest row has a light at all
    int dark_ = 0;             // causes
    bool settled_ = false;     // mark_settled() was called
    bool carrying_ = true;
    // By receive position.
    std::vector<int> source_;
    std::vector<int> crosstalk_number_;
    std::vector<LanePoint> points_;
    std::vector<std::uint64_t> point_version_;
    std::vector<std::uint8_t> phase_code_;
    std::vector<std::uint8_t> home_code_;  // before a jump off centre
    std::vector<std::uint8_t> off_home_;
    std::vector<std::int8_t> threshold_code_;
    std::vector<std::uint8_t> drive_seen_;
    std::vector<std::int64_t> counted_to_;
    std::vector<std::uint8_t> is_changed_;
    std::vector<int> changed_, updated_;
    std::int64_t next_m_ = 0;
    bool positioned_ = false;
};

}  // namespace oio
