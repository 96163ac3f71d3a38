// SPDX-License-Identifier: Apache-2.0
#include "cosim/chiplet_module.hpp"

#include <cstring>

#include "systemc/support/sc_duration.hpp"

namespace oio {

namespace {

constexpr const char* kStateNames[] = {"reset",  "detect",  "threshold", "phase",
                                       "fine",   "align",   "deskew",    "exchange",
                                       "active", "retrain", "bert"};
constexpr const char* kFailNames[] = {"none",
                                      "no signal: no lane shows light",
                                      "too few lanes: more dead lanes than spares",
                                      "lane identity: a lane outside its slice, or twice",
                                      "align: no word boundary or no frame marker found",
                                      "peer: no answer from the far side"};

// Core clocks from the end of the reset at the pin to registers that keep what is written: the
// reset synchroniser takes two.
constexpr int kRegistersAwake = 4;

// Words looked at for the toggle rate: one in so many, enough for three digits in a short run.
constexpr std::uint64_t kToggleEvery = 61;

// FNV-1a, on words of 64 bits.
constexpr std::uint64_t kHashPrime = 0x100000001b3;

std::uint64_t hash_flit(std::uint64_t hash, const Flit& flit) {
    for (std::size_t k = 0; k < Flit::kBytes; k += 8) {
        std::uint64_t word;
        std::memcpy(&word, flit.bytes.data() + k, sizeof word);
        hash = (hash ^ word) * kHashPrime;
    }
    return hash;
}

std::uint64_t now_fs() {
    return to_fs(sc_core::sc_time_stamp());
}

}  // namespace

const char* link_state_name(unsigned state) {
    if (state < std::size(kStateNames)) return kStateNames[state];
    return state == unsigned(LinkState::Failed) ? "failed" : "?";
}

const char* link_fail_name(unsigned fail) {
    return fail < std::size(kFailNames) ? kFailNames[fail] : "?";
}

ChipletModule::ChipletModule(const sc_core::sc_module_name& name, std::unique_ptr<RtlChiplet> rtl,
                             DieInterface& die, OpticalPort& towards, OpticalPort& from,
                             LatencyTracker& sent, LatencyTracker& received,
                             const ChipletClocks& clocks)
    : sc_core::sc_module(name),
      rtl_(std::move(rtl)),
      die_(die),
      towards_(towards),
      from_(from),
      sent_(sent),
      received_(received),
      clocks_(clocks),
      serial_(rtl_->geometry().serial),
      toggles_(rtl_->geometry().word_ui),
      tx_collected_(static_cast<std::size_t>(rtl_->geometry().physical())),
      rx_words_(static_cast<std::size_t>(rtl_->geometry().physical())),
      rx_los_(static_cast<std::size_t>(rtl_->geometry().physical()), 1) {
    SC_HAS_PROCESS(ChipletModule);
    SC_METHOD(core_process);
    SC_METHOD(tx_process);
    SC_METHOD(rx_process);
    if (serial_) {
        SC_METHOD(tx_ui_process);
        SC_METHOD(rx_ui_process);
    }
}

void ChipletModule::set_reset(bool asserted) {
    rtl_->set_time(now_fs());
    rtl_->set_reset(asserted);
    in_reset_ = asserted;
    if (asserted) {
        die_.chiplet_reset();
        const bool changed = status_.state != unsigned(LinkState::Reset);
        status_ = LinkStatus{};
        if (changed && state_hook_) state_hook_(status_);
    }
    registers_asleep_ = kRegistersAwake;
}

void ChipletModule::wait_for(const ClockPhase& clock, std::uint64_t edge) {
    next_trigger(sc_time_from_fs(clock.edge_fs(edge)) - sc_core::sc_time_stamp());
}

void ChipletModule::edge_done(ClockEdge edge) {
    if (!edge_hook_) return;
    last_edge_ = edge;
    edge_hook_(now_fs());
}

template <typename Edge>
void ChipletModule::guarded(Edge edge) {
    if (failure_) return;
    try {
        edge();
    } catch (...) {
        failure_ = std::current_exception();
        sc_core::sc_pause();
    }
}

// A process first waits for its edge 0: at time 0 it only arranges that.
void ChipletModule::core_process() {
    const std::uint64_t now = now_fs();
    if (now < clocks_.core.edge_fs(core_k_)) return wait_for(clocks_.core, core_k_);

    guarded([&] {
        rtl_->set_time(now);
        if (!in_reset_ && die_.flit_to_send(flit_)) {
            rtl_->die_send(flit_.bytes.data());
            sent_.die_sent(now);
            if (leaving_ != nullptr) leaving_->die_sent(flit_, now);
        }
        rtl_->core_edge();
        if (in_reset_ || registers_asleep_ > 0) {
            if (!in_reset_) --registers_asleep_;  // What is asked of them meanwhile waits.
        } else {
            registers_.after_edge(*rtl_);
            // For the next edge, so that the pins are stable before it as they are in hardware.
            registers_.before_edge(*rtl_);
        }
        die_.credits_granted(rtl_->die_credits());

        const Observation seen = rtl_->observe();
        if (seen.sent_valid) {
            sent_.rows_entered(seen.sent_seq, now);
            if (leaving_ != nullptr) leaving_->rows_entered(seen.sent_seq, now);
        }
        if (seen.accept_valid) {
            received_.accepted(seen.accept_seq, now);
            if (arriving_ != nullptr) arriving_->accepted(seen.accept_seq, now);
        }
        if (rtl_->die_receive(flit_.bytes.data())) {
            die_.flit_received(flit_);
            delivered_hash_ = hash_flit(delivered_hash_, flit_);
            received_.die_received(now);
            if (arriving_ != nullptr) arriving_->die_received(flit_, now);
        }
        const LinkStatus status = rtl_->status();
        const bool changed = status.state != status_.state || status.fail != status_.fail;
        status_ = status;
        if (status.event_valid) {
            die_.link_event(status.event_code);
            if (event_hook_) event_hook_(status.event_code);
        }
        if (changed && state_hook_) state_hook_(status_);
        edge_done(ClockEdge::Core);
        wait_for(clocks_.core, ++core_k_);
    });
}

void ChipletModule::tx_process() {
    const std::uint64_t now = now_fs();
    if (now < clocks_.tx.edge_fs(tx_k_)) return wait_for(clocks_.tx, tx_k_);

    guarded([&] {
        rtl_->set_time(now);
        rtl_->tx_edge();
        ++tx_words_;
        if (!serial_) {
            towards_.launch(rtl_->tx_words(), rtl_->tx_enable(), rtl_->tx_drive());
            if (tx_words_ % kToggleEvery == 0) {
                toggles_.observe(rtl_->tx_words(), rtl_->tx_enable(), rtl_->geometry().physical());
            }
        }
        const Observation seen = rtl_->observe();
        if (seen.launch_valid) {
            sent_.launched(seen.launch_seq, now);
            if (leaving_ != nullptr) leaving_->launched(seen.launch_seq, now);
        }
        edge_done(ClockEdge::Tx);
        wait_for(clocks_.tx, ++tx_k_);
    });
}

void ChipletModule::rx_process() {
    const std::uint64_t now = now_fs();
    if (now < clocks_.rx.edge_fs(rx_k_)) return wait_for(clocks_.rx, rx_k_);

    guarded([&] {
        rtl_->set_time(now);
        if (!serial_) {
            from_.receive(rtl_->rx_phase(), rtl_->rx_threshold(), rx_words_.data(), rx_los_.data());
            rtl_->set_rx(rx_words_.data(), rx_los_.data());
        }
        rtl_->rx_edge();
        edge_done(ClockEdge::Rx);
        wait_for(clocks_.rx, ++rx_k_);
    });
}

void ChipletModule::tx_ui_process() {
    const std::uint64_t now = now_fs();
    if (now < clocks_.tx_ui.edge_fs(tx_ui_k_)) return wait_for(clocks_.tx_ui, tx_ui_k_);

    guarded([&] {
        rtl_->set_time(now);
        rtl_->tx_ui_edge();
        towards_.launch(rtl_->tx_words(), rtl_->tx_enable(), rtl_->tx_drive());
        collect_toggles();
        edge_done(ClockEdge::TxUi);
        wait_for(clocks_.tx_ui, ++tx_ui_k_);
    });
}

// As many bits in a row as a word has: where they begin makes no difference to the rate.
void ChipletModule::collect_toggles() {
    const std::uint64_t word_ui = static_cast<std::uint64_t>(rtl_->geometry().word_ui);
    const std::uint64_t bit = tx_ui_k_ % (word_ui * kToggleEvery);
    if (bit >= word_ui) return;
    const std::uint32_t* bits = rtl_->tx_words();
    for (std::size_t i = 0; i < tx_collected_.size(); ++i) {
        tx_collected_[i] = (bit == 0 ? 0U : tx_collected_[i]) | bits[i] << bit;
    }
    if (bit + 1 == word_ui) {
        toggles_.observe(tx_collected_.data(), rtl_->tx_enable(), rtl_->geometry().physical());
    }
}

void ChipletModule::rx_ui_process() {
    const std::uint64_t now = now_fs();
    if (now < clocks_.rx_ui.edge_fs(rx_ui_k_)) return wait_for(clocks_.rx_ui, rx_ui_k_);

    guarded([&] {
        rtl_->set_time(now);
        from_.receive(rtl_->rx_phase(), rtl_->rx_threshold(), rx_words_.data(), rx_los_.data());
        rtl_->set_rx(rx_words_.data(), rx_los_.data());
        rtl_->rx_ui_edge();
        edge_done(ClockEdge::RxUi);
        wait_for(clocks_.rx_ui, ++rx_ui_k_);
    });
}

}  // namespace oio
