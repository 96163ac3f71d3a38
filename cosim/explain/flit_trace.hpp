// SPDX-License-Identifier: Apache-2.0
//
// Follows wrong bits of one direction of light through the retry: from the word that was sent to
// the flit it belongs to, the check that caught it and the replay that repaired it.
//
// Told what both chiplets do, clock by clock. The place of a bit in the payload rows names its
// flit. The receiver judges flits in the order in which they were sent; numbers of data flits keep
// the two in step.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <vector>

#include "cosim/explain/error_chain.hpp"
#include "cosim/explain/payload_rows.hpp"

namespace oio {

class FlitTrace {
public:
    /// Kept: so many first chains and so many latest ones; between them the first of each lane.
    static constexpr std::size_t kFirst = 200;
    static constexpr std::size_t kLatest = 200;

    /// The chain of error number `wanted` is kept in any case; 0: of none.
    explicit FlitTrace(const RowShape& shape, std::uint64_t wanted = 0)
        : wanted_(wanted), rows_(shape) {}

    /// In a core clock of the sender: a flit goes to the rows.
    void sent(std::uint64_t time_fs, FlitKind kind, unsigned seq);
    /// See PayloadRows.
    void word(std::uint64_t number, std::uint64_t time_fs, bool payload) {
        rows_.word(number, time_fs, payload);
    }
    void set_first_bit(std::int64_t unit_interval) { rows_.set_first_bit(unit_interval); }
    void set_lane_map(std::vector<int> lane_of) { rows_.set_lane_map(std::move(lane_of)); }
    /// In a core clock of the receiver: it judges a flit. `seq` counts for data only.
    void judged(std::uint64_t time_fs, FlitVerdict verdict, unsigned seq);
    /// The receiver sends a nak back; the sender gets one. It acknowledges `ack` and asks for all
    /// that follows.
    void nak_sent(std::uint64_t time_fs, unsigned ack);
    void nak_received(std::uint64_t time_fs, unsigned ack);
    /// One of the chiplets begins to train again; both carry data.
    void retrain(std::uint64_t time_fs);
    void link_up() { down_ = false; }

    /// A wrong bit of a word that the receiver has just sampled; `number` 0: it is not kept.
    void wrong_bit(const CausedError& cause, std::uint64_t number);

    /// Whether a wrong bit is in a flit in which none is known yet.
    bool spoils_another_flit(const CausedError& cause);

    /// The run ends.
    void finish();

    /// In the order in which they happened; `left_out()` are missing in the middle.
    std::vector<ErrorChain> chains() const;
    std::uint64_t left_out() const { return left_out_; }
    /// Flits that the check found bad: all, and those in which no wrong bit is known.
    std::uint64_t bad_crcs() const { return bad_crcs_; }
    std::uint64_t unexplained_bad_crcs() const { return unexplained_; }
    /// Wrong bits are known, but none with a number.
    std::uint64_t bad_crcs_without_chain() const { return bad_without_chain_; }
    /// Bad in the same way, but what the last side to leave made of a far side already dark.
    std::uint64_t bad_crcs_going_down() const { return bad_going_down_; }

private:
    struct Slot {
        FlitKind kind = FlitKind::Data;
        unsigned seq = 0;
        bool hit = false;
        bool numbered = false;  // by a wrong bit with a number
        std::uint64_t sent_fs = 0;
    };
    struct Judgement {
        std::uint64_t time_fs = 0;
        FlitVerdict verdict = FlitVerdict::None;
        bool down = false;
    };
    struct Open {
        ErrorChain chain;
        std::uint64_t slot = 0, stream = 0;
        std::optional<unsigned> nak;  // what its nak acknowledges, while that is on its way
    };

    void start_stream();
    Slot* slot(std::uint64_t number);
    bool next_match(FlitVerdict verdict, unsigned seq, std::uint64_t& number);
    void set_verdict(std::uint64_t number, const Judgement& judgement);
    void find_step(const Judgement& judgement, unsigned seq);
    void accepted(std::uint64_t time_fs, unsigned seq, std::uint64_t sent_fs);
    void repaired(ErrorChain& chain, std::uint64_t time_fs, std::uint64_t sent_fs);
    void keep(const Open& open);
    template <typename Step>
    void each_open(Step step);

    const std::uint64_t wanted_;
    // The stream of flits since the link came up; slots_ keeps its latest part.
    PayloadRows rows_;
    std::deque<Slot> slots_;
    std::uint64_t first_slot_ = 0, next_judged_ = 0;
    std::uint64_t last_sent_fs_ = 0;
    std::uint64_t flight_fs_ = 0;  // from sender to sampler; 0 until a wrong bit tells
    bool in_step_ = false;
    std::vector<Judgement> early_;  // before the receiver was in step

    std::deque<Open> first_, between_, latest_;
    std::set<int> lanes_;   // of first_ and between_
    std::size_t open_ = 0;  // chains that are not settled
    std::uint64_t stream_ = 0;
    std::uint64_t left_out_ = 0, bad_crcs_ = 0, unexplained_ = 0, bad_going_down_ = 0;
    std::uint64_t bad_without_chain_ = 0;
    bool down_ = false;
    std::uint64_t retrain_fs_ = 0, nak_received_fs_ = 0;
    std::array<std::uint64_t, 4096> sent_at_{};  // by number of a data flit
};

}  // namespace oio
