// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/message_scoreboard.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace oio {

std::uint64_t count_different_bytes(const std::uint8_t* a, std::size_t a_bytes,
                                    const std::uint8_t* b, std::size_t b_bytes) {
    const std::size_t common = std::min(a_bytes, b_bytes);
    std::uint64_t different = std::max(a_bytes, b_bytes) - common;
    if (common == 0 || std::memcmp(a, b, common) == 0) return different;
    for (std::size_t i = 0; i < common; ++i) different += a[i] != b[i] ? 1 : 0;
    return different;
}

std::uint64_t MessageScoreboard::sent(int from, int to, std::uint64_t tag,
                                      std::shared_ptr<const Bytes> data) {
    bytes_sent_ += data->size();
    const std::uint64_t number = messages_sent_++;
    pending_.emplace(number, Pending{from, to, tag, std::move(data)});
    return number;
}

bool MessageScoreboard::arrived(std::uint64_t number, int from, int to, std::uint64_t tag,
                                const Bytes& data) {
    const auto found = pending_.find(number);
    if (found == pending_.end()) {
        ++(number < messages_sent_ ? duplicated_ : misrouted_);
        return false;
    }
    const Pending& pending = found->second;
    if (pending.from != from || pending.to != to || pending.tag != tag) ++misrouted_;
    bytes_compared_ += pending.data->size();
    mismatched_bytes_ +=
        count_different_bytes(pending.data->data(), pending.data->size(), data.data(), data.size());
    ++messages_delivered_;
    pending_.erase(found);
    return true;
}

}  // namespace oio
