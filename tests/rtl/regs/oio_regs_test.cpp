// SPDX-License-Identifier: Apache-2.0
//
// The register block on its own: every kind of access, errors, and the indirect lane access.
#include "Voio_regs.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <memory>

#include "cosim/chiplet_registers.hpp"

namespace {

using namespace oio;  // NOLINT: a test file of one unit

constexpr std::uint32_t kLanes = 32;
constexpr std::uint32_t kSpares = 4;
constexpr std::uint32_t kWordUi = 16;

struct Answer {
    std::uint32_t data = 0;
    bool error = false;
};

/// Clock, reset and an APB master.
class RegsBench {
public:
    RegsBench() : dut_(std::make_unique<Voio_regs>()) {
        dut_->rst_ni = 0;
        clock();
        dut_->rst_ni = 1;
        clock();
    }
    ~RegsBench() { dut_->final(); }

    Voio_regs& pins() { return *dut_; }

    void clock() {
        dut_->clk_i = 0;
        dut_->eval();
        dut_->clk_i = 1;
        dut_->eval();
    }

    Answer read(unsigned address) { return access(address, false, 0); }
    Answer write(unsigned address, std::uint32_t data) { return access(address, true, data); }
    std::uint32_t get(unsigned address) {
        const Answer answer = read(address);
        CHECK_FALSE(answer.error);
        return answer.data;
    }

    /// One transfer without the clock that ends it, so that a test can add inputs to that clock.
    Answer start(unsigned address, bool write, std::uint32_t data) {
        dut_->psel_i = 1;
        dut_->penable_i = 0;
        dut_->pwrite_i = write;
        dut_->paddr_i = static_cast<std::uint16_t>(address);
        dut_->pwdata_i = data;
        clock();
        dut_->penable_i = 1;
        dut_->eval();
        CHECK(dut_->pready_o == 1);
        return {dut_->prdata_o, dut_->pslverr_o != 0};
    }
    void finish() {
        clock();
        dut_->psel_i = 0;
        dut_->penable_i = 0;
        dut_->eval();
        CHECK(dut_->pslverr_o == 0);
    }

    void event(unsigned code) {
        dut_->event_valid_i = 1;
        dut_->event_code_i = code;
        clock();
        dut_->event_valid_i = 0;
    }

private:
    Answer access(unsigned address, bool write, std::uint32_t data) {
        const Answer answer = start(address, write, data);
        finish();
        return answer;
    }

    std::unique_ptr<Voio_regs> dut_;
};

}  // namespace

TEST_CASE("oio_regs: says what it is and what it was built for", "[rtl][regs]") {
    RegsBench bench;
    CHECK(bench.get(0x0) == 0x4f494f31u);
    CHECK(bench.get(kRegGeometry) == (kLanes | kSpares << 12 | kWordUi << 20));
}

TEST_CASE("oio_regs: every register has its reset value", "[rtl][regs]") {
    RegsBench bench;
    CHECK(bench.get(kRegCtrl) == 0x9u);  // train, PRBS-31
    CHECK(bench.pins().ctrl_train_enable_o == 1);
    CHECK(bench.pins().ctrl_bert_o == 0);
    CHECK(bench.pins().ctrl_prbs_select_o == 2);
    CHECK(bench.pins().ctrl_tx_off_o == 0);
    for (const RegisterInfo& info : kRegisters) {
        INFO(info.name);
        if (info.access != RegisterAccess::ReadOnly) CHECK(bench.get(info.address) == info.reset);
    }
}

TEST_CASE("oio_regs: a read-write register keeps its bits and no others", "[rtl][regs]") {
    RegsBench bench;
    CHECK_FALSE(bench.write(kRegCtrl, 0xfffffff6u).error);
    CHECK(bench.get(kRegCtrl) == 0x16u);
    CHECK(bench.pins().ctrl_train_enable_o == 0);
    CHECK(bench.pins().ctrl_bert_o == 1);
    CHECK(bench.pins().ctrl_prbs_select_o == 1);
    CHECK(bench.pins().ctrl_tx_off_o == 1);
}

TEST_CASE("oio_regs: a value above its limit is refused and changes nothing", "[rtl][regs]") {
    RegsBench bench;
    CHECK(bench.write(kRegCtrl, 0xcu).error);
    CHECK(bench.get(kRegCtrl) == 0x9u);
}

TEST_CASE("oio_regs: a write to a read-only register is refused", "[rtl][regs]") {
    RegsBench bench;
    for (const RegisterInfo& info : kRegisters) {
        if (info.access != RegisterAccess::ReadOnly) continue;
        INFO(info.name);
        const std::uint32_t before = bench.get(info.address);
        CHECK(bench.write(info.address, ~before).error);
        CHECK(bench.get(info.address) == before);
    }
}

TEST_CASE("oio_regs: what is not mapped or not aligned is refused", "[rtl][regs]") {
    RegsBench bench;
    for (const unsigned address : {0x020u, 0x001u, 0x012u, 0x130u, 0x0fcu, 0x1b0u, 0xfffcu}) {
        INFO(address);
        const Answer answer = bench.read(address);
        CHECK(answer.error);
        CHECK(answer.data == 0);
        CHECK(bench.write(address, 0xffffffffu).error);
    }
    CHECK(bench.get(kRegCtrl) == 0x9u);
}

TEST_CASE("oio_regs: the state is what the pins say", "[rtl][regs]") {
    RegsBench bench;
    bench.pins().link_state_i = 15;
    bench.pins().link_fail_i = 2;
    CHECK(bench.get(kRegLink) == 0x2fu);
    bench.pins().train_time_i = 123456;
    bench.pins().train_dead_i = 3;
    bench.pins().train_mapped_i = 2;
    bench.pins().train_active_i = 32;
    CHECK(bench.get(kRegTrainTime) == 123456);
    CHECK(bench.get(kRegTrainDead) == 3);
    CHECK(bench.get(kRegTrainMapped) == 2);
    CHECK(bench.get(kRegTrainActive) == 32);
}

TEST_CASE("oio_regs: a command is a pulse of one clock", "[rtl][regs]") {
    RegsBench bench;
    Voio_regs& pins = bench.pins();
    bench.write(kRegCmd, kRegCmdRetrainMask);
    CHECK(pins.cmd_retrain_o == 1);
    CHECK(pins.cmd_clear_counters_o == 0);
    bench.clock();
    CHECK(pins.cmd_retrain_o == 0);
    CHECK(bench.get(kRegCmd) == 0);

    bench.write(kRegInject, 0x1a5u);
    CHECK(pins.inject_load_o == 1);
    CHECK(pins.inject_crc_o == 0xa5);
    bench.clock();
    CHECK(pins.inject_load_o == 0);
    CHECK(bench.get(kRegInject) == 0);
}

TEST_CASE("oio_regs: events stick until a 1 clears them", "[rtl][regs]") {
    RegsBench bench;
    for (unsigned code = 1; code <= 10; ++code) {
        bench.event(code);
        CHECK(bench.get(kRegEvents) == (2u << code) - 2);
    }
    bench.event(0);
    bench.event(11);
    bench.event(15);
    CHECK(bench.get(kRegEvents) == 0x7fe);
    CHECK_FALSE(bench.write(kRegEvents, 0x204u).error);
    CHECK(bench.get(kRegEvents) == 0x5fa);
    bench.write(kRegEvents, 0);
    CHECK(bench.get(kRegEvents) == 0x5fa);
}

TEST_CASE("oio_regs: an event in the clock of its clear stays", "[rtl][regs]") {
    RegsBench bench;
    bench.event(1);
    bench.event(3);
    bench.start(kRegEvents, true, 0xffffffffu);
    bench.pins().event_valid_i = 1;
    bench.pins().event_code_i = 3;
    bench.finish();
    bench.pins().event_valid_i = 0;
    CHECK(bench.get(kRegEvents) == 0x8);
}

TEST_CASE("oio_regs: counters are shown since the last clear", "[rtl][regs]") {
    RegsBench bench;
    Voio_regs& pins = bench.pins();
    pins.flits_sent_i = 100;
    pins.underflows_i = 0xffffffffu;
    CHECK(bench.get(kRegFlitsSent) == 100);
    bench.write(kRegCmd, kRegCmdClearCountersMask);
    CHECK(pins.cmd_clear_counters_o == 1);
    bench.clock();
    CHECK(bench.get(kRegFlitsSent) == 0);
    CHECK(bench.get(kRegUnderflows) == 0xffffffffu);  // saturated: unknown how many more
    pins.flits_sent_i = 107;
    CHECK(bench.get(kRegFlitsSent) == 7);
    pins.flits_sent_i = 5;  // its owner cleared it too
    CHECK(bench.get(kRegFlitsSent) == 5);
}

TEST_CASE("oio_regs: a snapshot holds all counters of one clock", "[rtl][regs]") {
    RegsBench bench;
    Voio_regs& pins = bench.pins();
    pins.flits_sent_i = 10;
    pins.underflows_i = 20;
    CHECK(bench.get(kRegFlitsSentSnapshot) == 0);
    bench.write(kRegCmd, kRegCmdSnapshotMask | kRegCmdClearCountersMask);
    bench.clock();
    pins.flits_sent_i = 11;
    CHECK(bench.get(kRegFlitsSentSnapshot) == 10);
    CHECK(bench.get(kRegUnderflowsSnapshot) == 20);
    CHECK(bench.get(kRegFlitsSent) == 1);
}

TEST_CASE("oio_regs: every counter input has its own register", "[rtl][regs]") {
    RegsBench bench;
    Voio_regs& pins = bench.pins();
    std::uint32_t* inputs[] = {&pins.flits_sent_i, &pins.flits_delivered_i, &pins.replays_i,
                               &pins.naks_sent_i,  &pins.naks_received_i,   &pins.timeouts_i,
                               &pins.crc_errors_i, &pins.die_crc_errors_i,  &pins.duplicates_i,
                               &pins.lost_i,       &pins.retrains_i,        &pins.underflows_i};
    std::uint32_t value = 1000;
    for (std::uint32_t* input : inputs) *input = value++;
    for (unsigned k = 0; k < 12; ++k) CHECK(bench.get(0x100 + 4 * k) == 1000 + k);
    bench.write(kRegCmd, kRegCmdSnapshotMask);
    bench.clock();
    for (unsigned k = 0; k < 12; ++k) CHECK(bench.get(0x180 + 4 * k) == 1000 + k);
}

TEST_CASE("oio_regs: a lane is asked for once and its answer kept", "[rtl][regs]") {
    RegsBench bench;
    Voio_regs& pins = bench.pins();
    CHECK_FALSE(bench.write(kRegLaneSelect, 35).error);
    CHECK(pins.lane_req_o == 1);
    CHECK(pins.lane_index_o == 35);
    bench.clock();
    CHECK(pins.lane_req_o == 0);
    CHECK(bench.get(kRegLaneStatus) == kRegLaneStatusBusyMask);

    SECTION("a second request meanwhile is refused") {
        CHECK(bench.write(kRegLaneSelect, 1).error);
        CHECK(pins.lane_index_o == 35);
        CHECK(pins.lane_req_o == 0);
    }
    pins.lane_status_i = 0xffffffffu;
    pins.lane_codes_i = 0xffffffffu;
    pins.lane_errors_i = 0x12345678u;
    pins.lane_words_i = 0x9abcdef0u;
    pins.lane_id_i = 0x0fedcba9u;
    pins.lane_ack_i = 1;
    bench.clock();
    pins.lane_ack_i = 0;
    pins.lane_status_i = 0;
    pins.lane_codes_i = 0;
    pins.lane_errors_i = 0;
    bench.clock();
    CHECK(bench.get(kRegLaneStatus) == 0x7fff0f7fu);
    CHECK(bench.get(kRegLaneCodes) == 0x1f1fff3fu);
    CHECK(bench.get(kRegLaneErrors) == 0x12345678u);
    CHECK(bench.get(kRegLaneWords) == 0x9abcdef0u);
    CHECK(bench.get(kRegLaneId) == 0x0fedcba9u);
    CHECK(bench.get(kRegLaneSelect) == 35);
}

TEST_CASE("oio_regs: a lane that does not exist is refused", "[rtl][regs]") {
    RegsBench bench;
    CHECK(bench.write(kRegLaneSelect, kLanes + kSpares).error);
    CHECK(bench.pins().lane_req_o == 0);
    CHECK(bench.get(kRegLaneStatus) == 0);
    CHECK_FALSE(bench.write(kRegLaneSelect, kLanes + kSpares - 1).error);
}

TEST_CASE("oio_regs: a reset brings everything back", "[rtl][regs]") {
    RegsBench bench;
    bench.write(kRegCtrl, 0x13);
    bench.event(4);
    bench.write(kRegLaneSelect, 3);
    bench.pins().rst_ni = 0;
    bench.pins().eval();
    CHECK(bench.pins().ctrl_train_enable_o == 1);
    CHECK(bench.pins().lane_req_o == 0);
    bench.clock();
    bench.pins().rst_ni = 1;
    bench.clock();
    CHECK(bench.get(kRegCtrl) == 0x9);
    CHECK(bench.get(kRegEvents) == 0);
    CHECK(bench.get(kRegLaneStatus) == 0);
}
