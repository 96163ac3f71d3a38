// SPDX-License-Identifier: Apache-2.0
// Compares every byte that arrives with what was sent, end to end. Plain C++, no time.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace oio {

/// Keeps a share of every message from its sending to its arrival. Knows nothing of the way
/// between.
class MessageScoreboard {
public:
    using Bytes = std::vector<std::uint8_t>;

    /// A message is given to the transport. Returns its number, which travels with it.
    std::uint64_t sent(int from, int to, std::uint64_t tag, std::shared_ptr<const Bytes> data);

    /// A message arrived completely. False if it must not be delivered: unknown or seen before.
    bool arrived(std::uint64_t number, int from, int to, std::uint64_t tag, const Bytes& data);

    std::uint64_t messages_sent() const { return messages_sent_; }
    std::uint64_t messages_delivered() const { return messages_delivered_; }
    std::uint64_t bytes_sent() const { return bytes_sent_; }
    std::uint64_t bytes_compared() const { return bytes_compared_; }
    /// Bytes that differ, including those by which a message is too long or too short.
    std::uint64_t mismatched_bytes() const { return mismatched_bytes_; }
    /// Messages at the wrong rank, or with the wrong sender or tag.
    std::uint64_t misrouted() const { return misrouted_; }
    std::uint64_t duplicated() const { return duplicated_; }
    /// Sent and not arrived; when nothing is under way any more, these are lost.
    std::uint64_t in_flight() const { return pending_.size(); }

private:
    struct Pending {
        int from;
        int to;
        std::uint64_t tag;
        std::shared_ptr<const Bytes> data;
    };

    std::unordered_map<std::uint64_t, Pending> pending_;
    std::uint64_t messages_sent_ = 0;
    std::uint64_t messages_delivered_ = 0;
    std::uint64_t bytes_sent_ = 0;
    std::uint64_t bytes_compared_ = 0;
    std::uint64_t mismatched_bytes_ = 0;
    std::uint64_t misrouted_ = 0;
    std::uint64_t duplicated_ = 0;
};

/// Positions in which the two differ, plus the difference of the sizes.
std::uint64_t count_different_bytes(const std::uint8_t* a, std::size_t a_bytes,
                                    const std::uint8_t* b, std::size_t b_bytes);

}  // namespace oio
