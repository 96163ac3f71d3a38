// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/link_trace.hpp"

#include <algorithm>

#include "cosim/rtl_link.hpp"
#include "cosim/waves/chiplet_signal.hpp"

namespace oio {

namespace {

// Bit 16 of a control flit: it asks for a replay.
bool asks_for_replay(const RtlSignal& flit) {
    return (flit.value() >> 16 & 1u) != 0;
}

// A control flit acknowledges up to this number: 12 bits in its first two bytes, high half first.
unsigned ack_of(const RtlSignal& flit) {
    return (flit.value() & 0xfu) << 8 | (flit.value() >> 8 & 0xffu);
}

bool bit_of(const RtlSignal& signal, int bit) {
    const auto* const bytes = static_cast<const std::uint8_t*>(signal.data);
    return (bytes[bit / 8] >> (bit % 8) & 1) != 0;
}

}  // namespace

LinkTrace::LinkTrace(RtlLink& link, const LinkConfig& config, std::uint64_t& errors,
                     std::uint64_t wanted)
    : link_(link), config_(config), errors_(errors) {
    for (int side = 0; side < 2; ++side) {
        const RtlChiplet& rtl = link.chiplet(side).rtl();
        const auto retry = [&](const char* name) {
            return find_chiplet_signal(rtl, std::string("u_ucie.") + name);
        };
        Side& here = sides_[static_cast<std::size_t>(side)];
        here.fresh = retry("u_llr_tx.taken_new");
        here.replay = retry("u_llr_tx.taken_replay");
        here.control = retry("u_llr_tx.control_sent_o");
        here.nak_pending = retry("u_llr_tx.nak_pending_i");
        here.ack_seq = retry("u_llr_tx.ack_seq_i");
        here.send_seq = retry("u_llr_tx.tx_seq_o");
        here.accept = retry("u_llr_rx.accept");
        here.duplicate = retry("u_llr_rx.duplicate");
        here.ahead = retry("u_llr_rx.ahead");
        here.spoiled = retry("u_llr_rx.spoiled");
        here.is_control = retry("u_llr_rx.is_control");
        here.seq = retry("u_llr_rx.seq");
        here.flit = retry("u_llr_rx.in_flit_q");
        here.payload = find_chiplet_signal(rtl, "tx_payload");
        here.far_dead = find_chiplet_signal(rtl, "far_dead");
        traces_[static_cast<std::size_t>(side)] =
            std::make_unique<FlitTrace>(RowShape{config.lanes, config.word_ui}, wanted);
    }
    if (!available()) return;
    for (int side = 0; side < 2; ++side) {
        link.chiplet(side).on_edge([this, side](std::uint64_t time_fs) { edge(side, time_fs); });
        link.light(side).channel().follow_errors();
    }
}

bool LinkTrace::available() const {
    return std::all_of(sides_.begin(), sides_.end(), [](const Side& side) {
        return side.fresh.data != nullptr && side.spoiled.data != nullptr &&
               side.payload.data != nullptr && side.far_dead.data != nullptr;
    });
}

void LinkTrace::edge(int side, std::uint64_t time_fs) {
    const auto i = static_cast<std::size_t>(side);
    switch (link_.chiplet(side).last_edge()) {
        case ClockEdge::Core:
            return core_edge(i, time_fs);
        case ClockEdge::Tx:
            return tx_edge(i, time_fs);
        case ClockEdge::Rx:
        case ClockEdge::RxUi:
            return rx_edge(i);
        case ClockEdge::TxUi:
            return tx_ui_edge(i);
    }
}

void LinkTrace::core_edge(std::size_t side, std::uint64_t time_fs) {
    Side& here = sides_[side];
    FlitTrace& leaving = *traces_[side];
    FlitTrace& arriving = *traces_[1 - side];
    if (here.fresh.value() != 0) leaving.sent(time_fs, FlitKind::Data, here.send_seq.value());
    if (here.replay.value() != 0) leaving.sent(time_fs, FlitKind::Replay, here.send_seq.value());
    if (here.control.value() != 0) {
        const bool nak = here.nak_pending.value() != 0;
        leaving.sent(time_fs, nak ? FlitKind::Nak : FlitKind::Ack, here.ack_seq.value());
        if (nak) arriving.nak_sent(time_fs, here.ack_seq.value());
    }
    const unsigned seq = here.seq.value();
    if (here.accept.value() != 0) arriving.judged(time_fs, FlitVerdict::Accepted, seq);
    if (here.duplicate.value() != 0) arriving.judged(time_fs, FlitVerdict::Duplicate, seq);
    if (here.ahead.value() != 0) arriving.judged(time_fs, FlitVerdict::Gap, seq);
    if (here.spoiled.value() != 0) arriving.judged(time_fs, FlitVerdict::BadCrc, seq);
    if (here.is_control.value() != 0) {
        arriving.judged(time_fs, FlitVerdict::Control, seq);
        if (asks_for_replay(here.flit)) leaving.nak_received(time_fs, ack_of(here.flit));
    }
    const bool active = link_.chiplet(static_cast<int>(side)).active();
    if (here.was_active && !active) {
        for (const auto& trace : traces_) trace->retrain(time_fs);
    }
    if (!here.was_active && link_.active()) {
        for (const auto& trace : traces_) trace->link_up();
    }
    here.was_active = active;
}

void LinkTrace::tx_edge(std::size_t side, std::uint64_t time_fs) {
    Side& here = sides_[side];
    const bool rows = here.payload.value() != 0;
    const std::uint64_t words = link_.chiplet(static_cast<int>(side)).tx_words();
    if (rows && !here.in_rows) {
        traces_[side]->set_lane_map(lane_map(here));
        if (config_.cut == Cut::Serial && here.serial.rows_begin(words - 1)) {
            traces_[side]->set_first_bit(*here.serial.offset_ui());
        }
    }
    here.in_rows = rows;
    traces_[side]->word(words - 1, time_fs, rows);
}

void LinkTrace::tx_ui_edge(std::size_t side) {
    ChipletModule& chiplet = link_.chiplet(static_cast<int>(side));
    sides_[side].serial.bit(chiplet.rtl().tx_words()[0] != 0);
}

// Of a lane without light every second bit is wrong: its first one is told, and after it one of
// each flit in which none is known.
void LinkTrace::rx_edge(std::size_t side) {
    const std::size_t from = 1 - side;
    FlitTrace& trace = *traces_[from];
    for (const InjectedError& error :
         link_.light(static_cast<int>(from)).channel().take_followed()) {
        if (error.off_centre) continue;
        const CausedError cause{link_.label(), from == 0 ? "a_to_b" : "b_to_a", error};
        if (error.repeated && !trace.spoils_another_flit(cause)) continue;
        trace.wrong_bit(cause, running_ && error.carrying ? ++errors_ : 0);
    }
}

// As oio_aggregation_lane_map places them: good lanes in order, until every active lane has one.
std::vector<int> LinkTrace::lane_map(const Side& side) const {
    std::vector<int> map;
    int next = 0;
    for (int lane = 0; lane < config_.physical(); ++lane) {
        const bool used = !bit_of(side.far_dead, lane) && next < config_.lanes;
        map.push_back(used ? next++ : -1);
    }
    return map;
}

void LinkTrace::report(ChainReport& report) {
    report.available = available();
    for (const auto& trace : traces_) {
        trace->finish();
        const std::vector<ErrorChain> chains = trace->chains();
        report.chains.insert(report.chains.end(), chains.begin(), chains.end());
        report.left_out += trace->left_out();
        report.bad_crcs += trace->bad_crcs();
        report.unexplained_bad_crcs += trace->unexplained_bad_crcs();
        report.bad_crcs_without_chain += trace->bad_crcs_without_chain();
        report.bad_crcs_going_down += trace->bad_crcs_going_down();
    }
    std::sort(report.chains.begin(), report.chains.end(),
              [](const ErrorChain& a, const ErrorChain& b) { return a.number < b.number; });
}

}  // namespace oio
