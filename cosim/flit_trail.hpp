// SPDX-License-Identifier: Apache-2.0
//
// Follows the data flits of one direction from die to die and names the first one that did not
// arrive as it left: altered, out of order, again, or not at all.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "cosim/divergence.hpp"
#include "systemc/ucie/flit.hpp"

namespace oio {

/// Told of every passage of a data flit, as LatencyTracker is; times in fs. What the die sends must
/// come out at the far die once, in order and unchanged but for header and CRC, which belong to
/// each hop. Looks only: a run that is followed is the run that is not.
class FlitTrail {
public:
    /// `name` of the direction for messages, "a to b".
    explicit FlitTrail(std::string name) : name_(std::move(name)) {}

    void die_sent(const Flit& flit, std::uint64_t time_fs);
    void rows_entered(unsigned seq, std::uint64_t time_fs);
    void launched(unsigned seq, std::uint64_t time_fs);
    void accepted(unsigned seq, std::uint64_t time_fs);
    void die_received(const Flit& flit, std::uint64_t time_fs);
    /// A side is reset: what is under way is lost, rightly. Only what the die has sent and the
    /// retry of a sender that was not reset has not taken survives in its ingress. Until both sides
    /// have trained again nothing is judged.
    void reset(bool of_sender);
    /// The sending or the receiving side is about to come up again, with numbers from 0. Of no
    /// consequence without a reset.
    void sender_trained();
    void receiver_trained();

    const std::optional<Divergence>& divergence() const { return divergence_; }
    /// Where the oldest flit that has not arrived was last seen; for runs that stand still.
    std::optional<Divergence> stuck() const;

private:
    enum class Place { Die, Rows, Light, Far };
    struct Entry {
        Flit flit;
        Place place = Place::Die;
        std::uint64_t time_fs = 0;
    };
    static constexpr unsigned kNumbers = 4096;  // of the retry
    static constexpr std::size_t kDelivered = 64;

    bool judged() const { return !sender_untrained_ && !receiver_untrained_; }
    void diverged(const std::string& item, const std::string& what, std::uint64_t time_fs);
    Entry* entry_of(unsigned seq);
    void judge_order(const Flit& flit, std::uint64_t time_fs);

    std::string name_;
    std::deque<Entry> under_way_;  // oldest first; its front is flit number `received_`
    // Counted since the last reset.
    std::uint64_t sent_ = 0, entered_ = 0, accepted_ = 0, received_ = 0;
    std::deque<Flit> delivered_;  // the latest, newest first
    bool ended_ = false;
    bool sender_untrained_ = false, receiver_untrained_ = false;  // after a reset
    std::optional<Divergence> divergence_;
};

}  // namespace oio
