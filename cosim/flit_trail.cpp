// SPDX-License-Identifier: Apache-2.0
#include "cosim/flit_trail.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace oio {

namespace {

// Header and CRC are made anew by each hop.
constexpr bool belongs_to_the_hop(std::size_t byte) {
    const std::size_t in_half = byte % Flit::kHalfBytes;
    return byte < Flit::kHeaderBytes || in_half >= Flit::kCrcCover;
}

std::size_t differing_bytes(const Flit& a, const Flit& b, std::size_t& first) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < Flit::kBytes; ++i) {
        if (belongs_to_the_hop(i) || a.bytes[i] == b.bytes[i]) continue;
        if (count == 0) first = i;
        ++count;
    }
    return count;
}

bool same_payload(const Flit& a, const Flit& b) {
    std::size_t first = 0;
    return a == b || differing_bytes(a, b, first) == 0;
}

double us_of(std::uint64_t time_fs) {
    return static_cast<double>(time_fs) / 1e9;
}

}  // namespace

void FlitTrail::diverged(const std::string& item, const std::string& what, std::uint64_t time_fs) {
    ended_ = true;
    under_way_.clear();
    divergence_ = Divergence{"ucie", item, fmt::format("{} {}", name_, what), us_of(time_fs)};
}

void FlitTrail::reset(bool of_sender) {
    sender_untrained_ = receiver_untrained_ = true;
    delivered_.clear();
    if (!of_sender) return;
    under_way_.clear();
    sent_ = entered_ = received_ = 0;
}

void FlitTrail::sender_trained() {
    if (!sender_untrained_ || ended_) return;
    sender_untrained_ = false;
    const auto in_ingress = [](const Entry& entry) { return entry.place == Place::Die; };
    under_way_.erase(under_way_.begin(),
                     std::find_if(under_way_.begin(), under_way_.end(), in_ingress));
    sent_ = under_way_.size();
    entered_ = received_ = 0;
}

void FlitTrail::receiver_trained() {
    if (!receiver_untrained_) return;
    receiver_untrained_ = false;
    accepted_ = 0;
}

FlitTrail::Entry* FlitTrail::entry_of(unsigned seq) {
    const unsigned distance = (seq - static_cast<unsigned>(received_ % kNumbers)) % kNumbers;
    return distance < under_way_.size() ? &under_way_[distance] : nullptr;
}

void FlitTrail::die_sent(const Flit& flit, std::uint64_t time_fs) {
    if (ended_) return;
    ++sent_;
    under_way_.push_back({flit, Place::Die, time_fs});
}

void FlitTrail::rows_entered(unsigned seq, std::uint64_t time_fs) {
    if (ended_) return;
    const unsigned ahead = (seq - static_cast<unsigned>(entered_ % kNumbers)) % kNumbers;
    if (ahead == 0) {
        if (entered_ == sent_ && !judged()) return;
        if (entered_ == sent_) {
            return diverged("the retry sent a flit that the die did not",
                            fmt::format("number {}: the die had sent {}", entered_, sent_),
                            time_fs);
        }
        ++entered_;
    } else if (ahead < kNumbers / 2) {
        if (!judged()) return;
        return diverged("the retry left a flit out when it sent",
                        fmt::format("flit {} is due, {} later ones went first", entered_, ahead),
                        time_fs);
    }
    if (Entry* entry = entry_of(seq)) {
        if (entry->place != Place::Far) *entry = {entry->flit, Place::Rows, time_fs};
    }
}

// Only the last data flit of a row is announced; stuck() knows that the ones before it left too.
void FlitTrail::launched(unsigned seq, std::uint64_t time_fs) {
    if (ended_) return;
    Entry* entry = entry_of(seq);
    if (entry != nullptr && entry->place == Place::Rows)
        *entry = {entry->flit, Place::Light, time_fs};
}

void FlitTrail::accepted(unsigned seq, std::uint64_t time_fs) {
    if (ended_ || receiver_untrained_) return;
    const unsigned ahead = (seq - static_cast<unsigned>(accepted_ % kNumbers)) % kNumbers;
    if (ahead != 0) {
        const bool later = ahead < kNumbers / 2;
        return diverged(
            later ? "the retry accepted a flit too early" : "the retry accepted a flit again",
            fmt::format("flit {} is due, {} {} it was accepted", accepted_,
                        later ? ahead : kNumbers - ahead, later ? "behind" : "before"),
            time_fs);
    }
    ++accepted_;
    if (Entry* entry = entry_of(seq)) *entry = {entry->flit, Place::Far, time_fs};
}

void FlitTrail::die_received(const Flit& flit, std::uint64_t time_fs) {
    if (ended_ || receiver_untrained_) return;
    if (under_way_.empty() || !same_payload(flit, under_way_.front().flit)) {
        return judge_order(flit, time_fs);
    }
    delivered_.push_front(under_way_.front().flit);
    if (delivered_.size() > kDelivered) delivered_.pop_back();
    under_way_.pop_front();
    ++received_;
}

void FlitTrail::judge_order(const Flit& flit, std::uint64_t time_fs) {
    const auto place_of = [&](const auto& flits, const auto& flit_of) {
        return std::find_if(flits.begin(), flits.end(),
                            [&](const auto& item) { return same_payload(flit_of(item), flit); }) -
               flits.begin();
    };
    const auto behind = static_cast<std::size_t>(
        place_of(under_way_, [](const Entry& entry) -> const Flit& { return entry.flit; }));
    if (behind < under_way_.size()) {
        return diverged(
            "the die got a later flit",
            fmt::format("flit {} is due, it got the one {} behind it", received_, behind), time_fs);
    }
    const auto before = static_cast<std::size_t>(
        place_of(delivered_, [](const Flit& item) -> const Flit& { return item; }));
    if (before < delivered_.size()) {
        return diverged(
            "the die got a flit again",
            fmt::format("flit {} is due, it got the one {} before it", received_, before + 1),
            time_fs);
    }
    if (under_way_.empty()) {
        return diverged("the die got a flit that nobody sent",
                        fmt::format("after flit {}", received_), time_fs);
    }
    std::size_t first = 0;
    const std::size_t bytes = differing_bytes(flit, under_way_.front().flit, first);
    diverged("the die got an altered flit",
             fmt::format("flit {}: {} bytes differ, the first is byte {}", received_, bytes, first),
             time_fs);
}

std::optional<Divergence> FlitTrail::stuck() const {
    if (ended_ || !judged() || under_way_.empty()) return std::nullopt;
    const Entry& oldest = under_way_.front();
    Place place = oldest.place;
    const bool later_left =
        std::any_of(under_way_.begin(), under_way_.end(),
                    [](const Entry& entry) { return entry.place == Place::Light; });
    if (place == Place::Rows && later_left) place = Place::Light;
    static const std::pair<const char*, const char*> where[] = {
        {"ucie", "a flit did not come from the die to the rows"},
        {"serdes", "a flit did not come from the rows to the light"},
        {"aggregation", "a flit did not come from the light to the far retry"},
        {"ucie", "a flit did not come from the far retry to the die"}};
    const auto& [stage, item] = where[static_cast<std::size_t>(place)];
    return Divergence{
        stage, item,
        fmt::format("{} flit {}, {} more wait behind it", name_, received_, under_way_.size() - 1),
        us_of(oldest.time_fs)};
}

}  // namespace oio
