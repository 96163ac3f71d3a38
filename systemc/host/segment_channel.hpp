// SPDX-License-Identifier: Apache-2.0
// How a message gets into the memory of a neighbour: in segments, each written into a slot of a
// receive window and then announced by a small doorbell write.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "systemc/host/host_initiator.hpp"
#include "systemc/host/host_memory.hpp"

namespace oio {

/// Where a window lies in the memory of the receiver. Doorbell first, slots behind it.
struct WindowLayout {
    std::uint64_t base = 0;
    std::uint32_t segment_bytes = 65536;
    std::uint32_t slots = 16;

    std::uint64_t doorbell() const { return base; }
    std::uint64_t slot(std::uint32_t index) const {
        return base + 65536 + std::uint64_t{index} * segment_bytes;
    }
};

/// What a doorbell says about one segment.
struct SegmentInfo {
    std::uint32_t hop_number = 0;  ///< counts the segments of this hop
    std::uint32_t slot = 0;
    std::uint16_t source = 0;       ///< rank that sent the message
    std::uint16_t destination = 0;  ///< rank it is for
    std::uint32_t bytes = 0;        ///< of the segment
    std::uint64_t tag = 0;
    std::uint64_t message = 0;  ///< number from the scoreboard
    std::uint64_t message_bytes = 0;
    std::uint64_t offset = 0;  ///< of the segment in the message
};

inline constexpr std::size_t kDoorbellBytes = 48;
using DoorbellBytes = std::array<std::uint8_t, kDoorbellBytes>;
DoorbellBytes encode_doorbell(const SegmentInfo& info);
SegmentInfo decode_doorbell(const DoorbellBytes& bytes);

/// A message, or a piece of one on its way through, that leaves through a sender.
struct Outgoing {
    SegmentInfo info;  ///< hop_number, slot and bytes are filled in per segment
    std::shared_ptr<const std::vector<std::uint8_t>> data;  ///< from info.offset of the message on
    std::function<void()> accepted;  ///< the last doorbell is on its way; may be empty
};

/// The near end of a hop. Slots are used in turn; one is free again when the response to its
/// doorbell is back, because the receiver empties it before that. Own messages and transit take
/// turns.
class SegmentSender {
public:
    SegmentSender(HostInitiator& initiator, const WindowLayout& far_window);

    void push_own(Outgoing outgoing);
    void push_transit(Outgoing outgoing);

    bool idle() const { return own_.empty() && transit_.empty() && slots_in_use_ == 0; }
    std::uint64_t segments_sent() const { return segments_sent_; }
    std::uint64_t failed_writes() const { return failed_writes_; }
    std::string state() const;

private:
    void pump();
    void send_segment(std::deque<Outgoing>& queue);

    HostInitiator& initiator_;
    const WindowLayout window_;
    std::deque<Outgoing> own_;
    std::deque<Outgoing> transit_;
    std::uint64_t own_sent_bytes_ = 0;  // of own_.front()
    bool transit_next_ = true;
    std::uint32_t slots_in_use_ = 0;
    std::uint32_t next_slot_ = 0;
    std::uint32_t hop_number_ = 0;
    std::uint64_t segments_sent_ = 0;
    std::uint64_t failed_writes_ = 0;
};

/// The far end of a hop: watches the doorbell and hands each segment over, once.
class SegmentReceiver {
public:
    /// The data lies at `address` in the memory until the handler returns.
    using Handler = std::function<void(const SegmentInfo& info, std::uint64_t address)>;

    /// `name` is used in reports.
    SegmentReceiver(std::string name, HostMemory& memory, const WindowLayout& window,
                    Handler handler);

    std::uint64_t segments_received() const { return segments_received_; }
    /// Segments that never came, told by the numbers.
    std::uint64_t lost_segments() const { return lost_segments_; }
    /// Doorbells rung again (a write tried again after a reset); not handed over.
    std::uint64_t repeated_doorbells() const { return repeated_doorbells_; }
    std::uint64_t bad_doorbells() const { return bad_doorbells_; }

private:
    void doorbell();

    const std::string name_;
    HostMemory& memory_;
    const WindowLayout window_;
    Handler handler_;
    std::uint32_t expected_ = 0;
    std::uint64_t segments_received_ = 0;
    std::uint64_t lost_segments_ = 0;
    std::uint64_t repeated_doorbells_ = 0;
    std::uint64_t bad_doorbells_ = 0;
};

}  // namespace oio
