// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/flit_trace.hpp"

#include <algorithm>
#include <cmath>

namespace oio {

namespace {

constexpr std::size_t kSlotsKept = 8192;
constexpr std::size_t kFramesKept = 64;
constexpr std::uint64_t kFlitChunks = 16;
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
    ++stream_;
    unexplained_ += bad_out_of_step();
    slots_.clear();
    frames_.clear();
    first_slot_ = next_judged_ = words_ = 0;
    in_step_ = in_rows_ = false;
    early_.clear();
}

void FlitTrace::sent(std::uint64_t time_fs, FlitKind kind, unsigned seq) {
    const bool down = words_ == 0 ? time_fs - last_sent_fs_ > kWaitFs
                                  : time_fs - std::max(last_sent_fs_, last_row_fs_) > kLinkDownFs;
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

void FlitTrace::word(std::uint64_t number, std::uint64_t time_fs, bool payload) {
    if (!payload) {
        in_rows_ = false;
        return;
    }
    if (!in_rows_) {
        in_rows_ = true;
        frames_.push_back({number, number, time_fs, time_fs, words_});
        if (frames_.size() > kFramesKept) frames_.pop_front();
    }
    frames_.back().last_word = number;
    frames_.back().last_fs = time_fs;
    last_row_fs_ = time_fs;
    ++words_;
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
    if (bad && (item == nullptr || !item->hit)) ++(down_ ? bad_going_down_ : unexplained_);
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

// A receiver that never gets in step: no good flit has told which ones it judges.
std::uint64_t FlitTrace::bad_out_of_step() const {
    return static_cast<std::uint64_t>(std::count_if(
        early_.begin(), early_.end(),
        [](const Judgement& judgement) { return judgement.verdict == FlitVerdict::BadCrc; }));
}

void FlitTrace::judged(std::uint64_t time_fs, FlitVerdict verdict, unsigned seq) {
    if (verdict == FlitVerdict::BadCrc) ++bad_crcs_;
    std::uint64_t sent_fs = 0;
    if (!in_step_) {
        find_step({time_fs, verdict}, seq);
        if (in_step_) sent_fs = slot(next_judged_ - 1)->sent_fs;
    } else {
        std::uint64_t number = next_judged_;
        if (next_match(verdict, seq, number)) {
            next_judged_ = number + 1;
            sent_fs = slot(number)->sent_fs;
            set_verdict(number, {time_fs, verdict});
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

// The number of the flit in the stream, if the bit is one of a flit.
std::optional<std::uint64_t> FlitTrace::place(ErrorChain& chain) const {
    const InjectedError& error = chain.cause.error;
    const std::int64_t sent = std::max<std::int64_t>(error.unit_interval - first_bit_, 0);
    const std::int64_t word = sent / shape_.word_ui;
    const auto number = static_cast<std::uint64_t>(word);
    const int ui = static_cast<int>(sent - word * shape_.word_ui);
    const auto frame = std::find_if(frames_.rbegin(), frames_.rend(), [&](const Frame& item) {
        return item.first_word <= number && number <= item.last_word;
    });
    if (frame == frames_.rend()) {
        // Marker and pad follow the rows at once.
        const auto head = std::uint64_t{64} / static_cast<unsigned>(shape_.word_ui) + 2;
        const bool behind = std::any_of(frames_.begin(), frames_.end(), [&](const Frame& item) {
            return number > item.last_word && number - item.last_word <= head;
        });
        chain.where = behind ? "a frame marker or its pad" : "no payload: the link trains";
        return std::nullopt;
    }
    const std::uint64_t into = number - frame->first_word;
    const std::uint64_t words = frame->last_word - frame->first_word;
    const double period_fs =
        words == 0 ? 0.0 : double(frame->last_fs - frame->first_fs) / double(words);
    chain.launched_fs =
        frame->first_fs + static_cast<std::uint64_t>(std::llround(double(into) * period_fs));
    const int active = error.lane < static_cast<int>(lane_of_.size())
                           ? lane_of_[static_cast<std::size_t>(error.lane)]
                           : -1;
    if (active < 0) {
        chain.where = "a spare lane that carries no data";
        return std::nullopt;
    }
    const std::uint64_t chunk =
        (frame->words_before + into) * static_cast<std::uint64_t>(shape_.chunks_per_word()) +
        static_cast<std::uint64_t>(ui / 8 * shape_.columns() + active / 16);
    chain.byte = static_cast<int>(chunk % kFlitChunks) * 16 + active % 16;
    chain.bit = ui % 8;
    return chunk / kFlitChunks;
}

bool FlitTrace::spoils_another_flit(const CausedError& cause) {
    ErrorChain chain;
    chain.cause = cause;
    const std::optional<std::uint64_t> found = place(chain);
    const Slot* const item = found ? slot(*found) : nullptr;
    return item != nullptr && !item->hit;
}

void FlitTrace::wrong_bit(const CausedError& cause, std::uint64_t number) {
    Open open;
    open.chain.cause = cause;
    open.chain.number = number;
    open.stream = stream_;
    const std::optional<std::uint64_t> found = place(open.chain);
    Slot* const hit = found ? slot(*found) : nullptr;
    if (hit != nullptr) {
        hit->hit = true;
        open.slot = *found;
        open.chain.in_flit = true;
        open.chain.kind = hit->kind;
        open.chain.seq = hit->seq;
    } else {
        if (open.chain.where.empty()) open.chain.where = "rows without a flit: the link goes down";
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
