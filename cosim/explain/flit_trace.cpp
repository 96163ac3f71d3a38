// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/flit_trace.hpp"

#include <algorithm>

namespace oio {

namespace {

constexpr std::size_t kSlotsKept = 8192;
// There is always something to send: without a flit and without rows for so long the link was down.
// The first flits of a link are taken ahead and wait for the next marker, which is a frame away.
constexpr std::uint64_t kLinkDownFs = 2'000'000'000;
constexpr std::uint64_t kWaitFs = 60'000'000'000;

bool is_data(FlitKind kind) {
    return kind == FlitKind::Data || kind == FlitKind::Replay;
}

// Numbers are of 12 bits; what is compared lies less than half their range apart.
bool at_or_after(unsigned seq, unsigned from) {
    return ((seq - from) & 0xfffu) < 0x800u;
}

}  // namespace

template <typename Step>
void FlitTrace::each_open(Step step) {
    if (open_ == 0) return;
    for (std::deque<Open>* const list : {&first_, &between_, &latest_}) {
        for (Open& open : *list) {
            if (open.chain.settled()) continue;
            step(open);
            if (open.chain.settled()) --open_;
        }
    }
}

void FlitTrace::start_stream() {
    finish();
    ++stream_;
    slots_.clear();
    rows_.start();
    first_slot_ = next_judged_ = flight_fs_ = 0;
    in_step_ = false;
}

void FlitTrace::sent(std::uint64_t time_fs, FlitKind kind, unsigned seq) {
    const bool down = rows_.any()
                          ? time_fs - std::max(last_sent_fs_, rows_.last_row_fs()) > kLinkDownFs
                          : time_fs - last_sent_fs_ > kWaitFs;
    if (stream_ == 0 || down) start_stream();
    last_sent_fs_ = time_fs;
    Slot slot;
    slot.kind = kind;
    slot.seq = seq;
    slot.sent_fs = time_fs;
    slots_.push_back(slot);
    if (slots_.size() > kSlotsKept) {
        slots_.pop_front();
        ++first_slot_;
    }
    if (!is_data(kind)) return;
    sent_at_[seq % sent_at_.size()] = time_fs;
    if (kind != FlitKind::Replay) return;
    each_open([&](Open& open) {
        ErrorChain& chain = open.chain;
        const bool waits = chain.verdict_fs != 0 || open.stream != stream_;
        if (waits && is_data(chain.kind) && chain.seq == seq && chain.replayed_fs == 0) {
            chain.replayed_fs = time_fs;
        }
    });
}

FlitTrace::Slot* FlitTrace::slot(std::uint64_t number) {
    if (number < first_slot_ || number - first_slot_ >= slots_.size()) return nullptr;
    return &slots_[static_cast<std::size_t>(number - first_slot_)];
}

// The flit that a verdict is about: the next one, or a later one if numbers say that some were
// never judged.
bool FlitTrace::next_match(FlitVerdict verdict, unsigned seq, std::uint64_t& number) {
    number = std::max(number, first_slot_);
    if (verdict == FlitVerdict::BadCrc) return slot(number) != nullptr;
    for (; const Slot* const item = slot(number); ++number) {
        const bool fits = verdict == FlitVerdict::Control ? !is_data(item->kind)
                                                          : is_data(item->kind) && item->seq == seq;
        if (fits) return true;
    }
    return false;
}

void FlitTrace::set_verdict(std::uint64_t number, const Judgement& judgement) {
    Slot* const item = slot(number);
    const bool bad = judgement.verdict == FlitVerdict::BadCrc;
    if (bad && (item == nullptr || !item->hit)) {
        ++(judgement.down ? bad_going_down_ : unexplained_);
    } else if (bad && !item->numbered) {
        ++bad_without_chain_;
    }
    each_open([&](Open& open) {
        if (open.stream != stream_ || open.slot != number) return;
        ErrorChain& chain = open.chain;
        chain.verdict = judgement.verdict;
        chain.verdict_fs = judgement.time_fs;
        // A control flit is not sent again; and a hit flit that passes is not known to be hit.
        if (!is_data(chain.kind) || !bad) chain.repair = FlitRepair::Nothing;
    });
}

// The receiver may come up after the sender: which of the first flits it judges is known from the
// first number that it sees.
void FlitTrace::find_step(const Judgement& judgement, unsigned seq) {
    early_.push_back(judgement);
    std::uint64_t number = early_.size() - 1;
    const bool numbered =
        judgement.verdict != FlitVerdict::BadCrc && judgement.verdict != FlitVerdict::Control;
    if (!numbered || !next_match(judgement.verdict, seq, number)) return;
    in_step_ = true;
    next_judged_ = number + 1;
    for (std::size_t i = 0; i < early_.size(); ++i) {
        set_verdict(number + 1 + i - early_.size(), early_[i]);
    }
    early_.clear();
}

// A receiver that never got in step: no number tells which flits it judged. It began with a frame,
// and the way of light is known from the wrong bits.
void FlitTrace::finish() {
    if (early_.empty()) return;
    const std::uint64_t first_fs = early_.front().time_fs;
    const std::optional<std::uint64_t> first = flight_fs_ == 0 || flight_fs_ > first_fs
                                                   ? std::nullopt
                                                   : rows_.first_flit(first_fs - flight_fs_);
    for (std::size_t i = 0; i < early_.size(); ++i) {
        if (first) {
            set_verdict(*first + i, early_[i]);
        } else if (early_[i].verdict == FlitVerdict::BadCrc) {
            ++unexplained_;
        }
    }
    early_.clear();
}

void FlitTrace::judged(std::uint64_t time_fs, FlitVerdict verdict, unsigned seq) {
    if (verdict == FlitVerdict::BadCrc) ++bad_crcs_;
    std::uint64_t sent_fs = 0;
    if (!in_step_) {
        find_step({time_fs, verdict, down_}, seq);
        if (in_step_) sent_fs = slot(next_judged_ - 1)->sent_fs;
    } else {
        std::uint64_t number = next_judged_;
        if (next_match(verdict, seq, number)) {
            next_judged_ = number + 1;
            sent_fs = slot(number)->sent_fs;
            set_verdict(number, {time_fs, verdict, down_});
        } else if (verdict == FlitVerdict::BadCrc) {
            ++(down_ ? bad_going_down_ : unexplained_);
        }
    }
    if (verdict == FlitVerdict::Gap) {
        each_open([](Open& open) {
            if (open.chain.verdict == FlitVerdict::BadCrc) ++open.chain.flits_dropped;
        });
    }
    if (verdict == FlitVerdict::Accepted) accepted(time_fs, seq, sent_fs);
}

// Flits are accepted in order: one with a number behind this had been accepted before it was hit.
void FlitTrace::accepted(std::uint64_t time_fs, unsigned seq, std::uint64_t sent_fs) {
    each_open([&](Open& open) {
        ErrorChain& chain = open.chain;
        const bool lost = chain.verdict == FlitVerdict::BadCrc || open.stream != stream_;
        if (!lost || !is_data(chain.kind)) return;
        if (chain.seq == seq) return repaired(chain, time_fs, sent_fs);
        if (at_or_after(chain.seq, seq)) return;
        chain.repair = FlitRepair::NotNeeded;
        chain.nak_sent_fs = chain.nak_received_fs = chain.replayed_fs = 0;
        chain.flits_dropped = 0;
    });
}

void FlitTrace::repaired(ErrorChain& chain, std::uint64_t time_fs, std::uint64_t sent_fs) {
    chain.repaired_fs = time_fs;
    chain.replayed_fs = sent_fs != 0 ? sent_fs : sent_at_[chain.seq % sent_at_.size()];
    if (retrain_fs_ > chain.launched_fs) {
        chain.repair = FlitRepair::Retrain;
    } else if (chain.nak_received_fs != 0 && chain.replayed_fs >= chain.nak_received_fs) {
        chain.repair = FlitRepair::NakReplay;
    } else if (nak_received_fs_ > chain.launched_fs) {
        chain.repair = FlitRepair::SharedReplay;
    } else {
        chain.repair = FlitRepair::TimeoutReplay;
    }
}

void FlitTrace::nak_sent(std::uint64_t time_fs, unsigned ack) {
    each_open([&](Open& open) {
        ErrorChain& chain = open.chain;
        const bool asked = is_data(chain.kind) && at_or_after(chain.seq, ack + 1);
        if (chain.verdict != FlitVerdict::BadCrc || !asked) return;
        // One that does not arrive is sent again, later than it takes to cross.
        if (chain.nak_sent_fs != 0 && !open.nak) return;
        chain.nak_sent_fs = time_fs;
        open.nak = ack;
    });
}

void FlitTrace::nak_received(std::uint64_t time_fs, unsigned ack) {
    nak_received_fs_ = time_fs;
    each_open([&](Open& open) {
        if (open.nak != ack) return;
        open.chain.nak_received_fs = time_fs;
        open.nak.reset();
    });
}

void FlitTrace::retrain(std::uint64_t time_fs) {
    retrain_fs_ = time_fs;
    down_ = true;
    each_open([](Open& open) { open.nak.reset(); });  // What is on its way is lost.
}

bool FlitTrace::spoils_another_flit(const CausedError& cause) {
    const RowPlace place = rows_.place(cause.error.lane, cause.error.unit_interval);
    const Slot* const item = place.flit ? slot(*place.flit) : nullptr;
    return item != nullptr && !item->hit;
}

void FlitTrace::wrong_bit(const CausedError& cause, std::uint64_t number) {
    Open open;
    open.chain.cause = cause;
    open.chain.number = number;
    open.stream = stream_;
    const RowPlace place = rows_.place(cause.error.lane, cause.error.unit_interval);
    open.chain.where = place.where;
    open.chain.launched_fs = place.launched_fs;
    Slot* const hit = place.flit ? slot(*place.flit) : nullptr;
    if (hit != nullptr) {
        flight_fs_ = static_cast<std::uint64_t>(cause.error.time_fs) - place.launched_fs;
        hit->hit = true;
        hit->numbered = hit->numbered || number != 0;
        open.slot = *place.flit;
        open.chain.in_flit = true;
        open.chain.byte = place.byte;
        open.chain.bit = place.bit;
        open.chain.kind = hit->kind;
        open.chain.seq = hit->seq;
    } else {
        if (place.flit) open.chain.where = "rows without a flit: the link goes down";
        open.chain.repair = FlitRepair::Nothing;
    }
    if (number != 0) keep(open);
}

void FlitTrace::keep(const Open& open) {
    if (!open.chain.settled()) ++open_;
    if (first_.size() < kFirst) {
        first_.push_back(open);
        lanes_.insert(open.chain.cause.error.lane);
        return;
    }
    latest_.push_back(open);
    if (latest_.size() <= kLatest) return;
    const ErrorChain& oldest = latest_.front().chain;
    const bool new_lane = lanes_.insert(oldest.cause.error.lane).second;
    if (new_lane || oldest.number == wanted_) {
        between_.push_back(latest_.front());
    } else {
        if (!oldest.settled()) --open_;
        ++left_out_;
    }
    latest_.pop_front();
}

std::vector<ErrorChain> FlitTrace::chains() const {
    std::vector<ErrorChain> all;
    for (const std::deque<Open>* const list : {&first_, &between_, &latest_}) {
        for (const Open& open : *list) all.push_back(open.chain);
    }
    return all;
}

}  // namespace oio
