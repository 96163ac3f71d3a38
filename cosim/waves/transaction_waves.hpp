// SPDX-License-Identifier: Apache-2.0
//
// What a chiplet does with flits, as words: state of its link and training, what its retry sends
// and what it makes of what arrives. Read from ports and from signals of the RTL after each core
// clock edge; a word stands for as long as the flit is there.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "cosim/rtl_chiplet.hpp"
#include "cosim/waves/wave_signal.hpp"

namespace oio {

class TransactionWaves {
public:
    /// `scope` is "transactions.chiplet_a".
    TransactionWaves(const std::string& scope, const RtlChiplet& chiplet);
    TransactionWaves(const TransactionWaves&) = delete;

    /// After an edge of the core clock.
    void update();
    const WaveBlock& block() const { return block_; }

    static constexpr std::size_t kTextBytes = 12;
    using Text = std::array<char, kTextBytes>;

private:
    RtlSignal find(const char* name) const;
    void update_sent();
    void update_received();

    const RtlChiplet& chiplet_;
    RtlSignal new_, replay_, control_, nak_pending_, ack_seq_, send_seq_;
    RtlSignal accept_, duplicate_, ahead_, spoiled_, is_control_, seq_, flit_;
    WaveBlock block_;
    std::uint32_t state_ = 0, fail_ = 0, event_ = 0;
    std::uint32_t tx_kind_ = 0, tx_seq_ = 0, rx_kind_ = 0, rx_seq_ = 0;
    Text tx_text_{}, rx_text_{}, state_text_{};
};

}  // namespace oio
