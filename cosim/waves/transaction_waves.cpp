// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/transaction_waves.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cosim/chiplet_module.hpp"
#include "cosim/waves/chiplet_signal.hpp"
#include "systemc/ucie/die_interface.hpp"

namespace oio {

namespace {

using Kind = WaveSignal::Kind;

// What leaves: by the retry's own signals. What arrives: by its judgement.
enum TxKind : std::uint32_t { TxNone, TxData, TxReplay, TxAck, TxNak };
enum RxKind : std::uint32_t { RxNone, RxData, RxDuplicate, RxGap, RxBadCrc, RxAck, RxNak };

const WaveEnum kTxKinds{
    "oio_tx_flit",
    3,
    {{TxNone, "none"}, {TxData, "data"}, {TxReplay, "replay"}, {TxAck, "ack"}, {TxNak, "nak"}}};
const WaveEnum kRxKinds{"oio_rx_flit",
                        3,
                        {{RxNone, "none"},
                         {RxData, "data"},
                         {RxDuplicate, "duplicate"},
                         {RxGap, "gap"},
                         {RxBadCrc, "bad_crc"},
                         {RxAck, "ack"},
                         {RxNak, "nak"}}};

// FST's words have no spaces.
std::string one_word(std::string text) {
    text = text.substr(0, text.find(':') == std::string::npos || text.rfind("retrain", 0) == 0
                              ? std::string::npos
                              : text.find(':'));
    std::string word;
    for (const char c : text) {
        if (c == ' ') word += '_';
        if (c != ' ' && c != ':') word += c;
    }
    return word;
}

const WaveEnum& state_words() {
    static const WaveEnum words = [] {
        WaveEnum all{"oio_link_state", 4, {}};
        for (unsigned s = 0; s <= unsigned(LinkState::Bert); ++s) {
            all.words.emplace_back(s, link_state_name(s));
        }
        all.words.emplace_back(unsigned(LinkState::Failed), "failed");
        return all;
    }();
    return words;
}

const WaveEnum& fail_words() {
    static const WaveEnum words = [] {
        WaveEnum all{"oio_link_fail", 4, {}};
        for (unsigned f = 0; f <= 5; ++f) all.words.emplace_back(f, one_word(link_fail_name(f)));
        return all;
    }();
    return words;
}

const WaveEnum& event_words() {
    static const WaveEnum words = [] {
        WaveEnum all{"oio_link_event", 4, {{0, "none"}}};
        for (unsigned e = 1; e <= kLinkEvents; ++e) {
            all.words.emplace_back(e, one_word(link_event_name(e)));
        }
        return all;
    }();
    return words;
}

void set_text(TransactionWaves::Text& text, const std::string& to) {
    text.fill(' ');
    std::copy_n(to.begin(), std::min(to.size(), text.size()), text.begin());
}

}  // namespace

TransactionWaves::TransactionWaves(const std::string& scope, const RtlChiplet& chiplet)
    : chiplet_(chiplet),
      new_(find("u_llr_tx.taken_new")),
      replay_(find("u_llr_tx.taken_replay")),
      control_(find("u_llr_tx.control_sent_o")),
      nak_pending_(find("u_llr_tx.nak_pending_i")),
      ack_seq_(find("u_llr_tx.ack_seq_i")),
      send_seq_(find("u_llr_tx.tx_seq_o")),
      accept_(find("u_llr_rx.accept")),
      duplicate_(find("u_llr_rx.duplicate")),
      ahead_(find("u_llr_rx.ahead")),
      spoiled_(find("u_llr_rx.spoiled")),
      is_control_(find("u_llr_rx.is_control")),
      seq_(find("u_llr_rx.seq")),
      flit_(find("u_llr_rx.in_flit_q")) {
    set_text(tx_text_, "");
    set_text(rx_text_, "");
    set_text(state_text_, "");
    constexpr int kTextBits = 8 * static_cast<int>(kTextBytes);
    auto& out = block_.signals;
    out.push_back({Kind::Text, scope + ".training", kTextBits, state_text_.data()});
    out.push_back({Kind::Enum, scope + ".state", 4, &state_, &state_words()});
    out.push_back({Kind::Enum, scope + ".fail", 4, &fail_, &fail_words()});
    out.push_back({Kind::Enum, scope + ".event", 4, &event_, &event_words()});
    // Chiplets of another make have no such signals: what cannot be read is not shown.
    if (new_.data != nullptr) {
        out.push_back({Kind::Text, scope + ".tx_flit", kTextBits, tx_text_.data()});
        out.push_back({Kind::Enum, scope + ".tx_kind", 3, &tx_kind_, &kTxKinds});
        out.push_back({Kind::Number, scope + ".tx_seq", 12, &tx_seq_});
    }
    if (accept_.data != nullptr) {
        out.push_back({Kind::Text, scope + ".rx_flit", kTextBits, rx_text_.data()});
        out.push_back({Kind::Enum, scope + ".rx_kind", 3, &rx_kind_, &kRxKinds});
        out.push_back({Kind::Number, scope + ".rx_seq", 12, &rx_seq_});
    }
    update();
}

RtlSignal TransactionWaves::find(const char* name) const {
    return find_chiplet_signal(chiplet_, std::string("u_ucie.") + name);
}

void TransactionWaves::update() {
    const LinkStatus status = chiplet_.status();
    if (status.state != state_ || state_text_[0] == ' ') {
        set_text(state_text_, link_state_name(status.state));
    }
    state_ = status.state;
    fail_ = status.fail;
    event_ = status.event_valid ? status.event_code : 0;
    if (new_.data != nullptr) update_sent();
    if (accept_.data != nullptr) update_received();
    ++block_.version;
}

void TransactionWaves::update_sent() {
    TxKind kind = TxNone;
    if (new_.value() != 0) kind = TxData;
    if (replay_.value() != 0) kind = TxReplay;
    if (control_.value() != 0) kind = nak_pending_.value() != 0 ? TxNak : TxAck;
    const std::uint32_t seq = kind == TxNone                       ? 0
                              : kind == TxData || kind == TxReplay ? send_seq_.value()
                                                                   : ack_seq_.value();
    if (kind == tx_kind_ && seq == tx_seq_) return;
    static const char* const names[] = {"", "DATA", "REPLAY", "ACK", "NAK"};
    tx_kind_ = kind;
    tx_seq_ = seq;
    set_text(tx_text_, kind == TxNone ? "" : fmt::format("{} {}", names[kind], seq));
}

void TransactionWaves::update_received() {
    RxKind kind = RxNone;
    if (accept_.value() != 0) kind = RxData;
    if (duplicate_.value() != 0) kind = RxDuplicate;
    if (ahead_.value() != 0) kind = RxGap;
    if (spoiled_.value() != 0) kind = RxBadCrc;
    // Bit 16 of a control flit: it asks for a replay.
    if (is_control_.value() != 0) kind = (flit_.value() >> 16 & 1u) != 0 ? RxNak : RxAck;
    const std::uint32_t seq = kind == RxNone ? 0 : seq_.value();
    if (kind == rx_kind_ && seq == rx_seq_) return;
    static const char* const names[] = {"", "DATA", "DUP", "GAP", "BAD CRC", "ACK", "NAK"};
    rx_kind_ = kind;
    rx_seq_ = seq;
    const bool numbered = kind != RxNone && kind != RxBadCrc;
    set_text(rx_text_, numbered ? fmt::format("{} {}", names[kind], seq) : names[kind]);
}

}  // namespace oio
