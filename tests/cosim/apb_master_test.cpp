// SPDX-License-Identifier: Apache-2.0
//
// The register port's master on a chiplet that is nothing but a small register file and watches
// the order of the phases.
#include "cosim/apb_master.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <vector>

namespace {

constexpr std::uint16_t kMissing = 0xfff0;

class RegisterFile : public oio::RtlChiplet {
public:
    explicit RegisterFile(int wait_states) : wait_states_(wait_states) {}

    // One clock of an APB completer; `complaint` keeps the first breach of the protocol.
    void core_edge() override {
        response_ = {};
        if (!pins_.select) {
            if (setup_) complain("access abandoned after its setup phase");
            if (pins_.enable) complain("enable without select");
            setup_ = false;
            return;
        }
        ++busy_edges;
        if (!pins_.enable) {
            if (setup_) complain("setup phase longer than one clock");
            setup_ = true;
            waited_ = 0;
            first_ = pins_;
            return;
        }
        if (!setup_) complain("access phase without a setup phase");
        if (pins_.address != first_.address || pins_.write != first_.write ||
            pins_.write_data != first_.write_data) {
            complain("pins changed during an access");
        }
        if (waited_++ < wait_states_) return;
        setup_ = false;
        order.push_back(pins_.address);
        response_.ready = true;
        response_.error = pins_.address == kMissing;
        if (pins_.write && !response_.error) registers[pins_.address] = pins_.write_data;
        if (!pins_.write) response_.read_data = registers[pins_.address];
    }
    void apb_drive(const oio::ApbRequest& request) override { pins_ = request; }
    oio::ApbResponse apb_response() const override { return response_; }
    bool selected() const { return pins_.select; }
    oio::RtlSignal find_signal(const std::string&) const override { return {}; }

    const oio::RtlGeometry& geometry() const override { return geometry_; }
    void set_time(std::uint64_t) override {}
    void set_reset(bool) override {}
    void tx_edge() override {}
    void rx_edge() override {}
    void tx_ui_edge() override {}
    void rx_ui_edge() override {}
    void die_send(const std::uint8_t*) override {}
    unsigned die_credits() const override { return 0; }
    bool die_receive(std::uint8_t*) const override { return false; }
    const std::uint32_t* tx_words() const override { return nullptr; }
    const std::uint8_t* tx_enable() const override { return nullptr; }
    const std::uint8_t* tx_drive() const override { return nullptr; }
    void set_rx(const std::uint32_t*, const std::uint8_t*) override {}
    const std::uint8_t* rx_phase() const override { return nullptr; }
    const std::int8_t* rx_threshold() const override { return nullptr; }
    oio::LinkStatus status() const override { return {}; }
    oio::Observation observe() const override { return {}; }
    void finish() override {}

    std::map<std::uint16_t, std::uint32_t> registers;
    std::vector<std::uint16_t> order;
    std::string complaint;
    int busy_edges = 0;

private:
    void complain(const char* what) {
        if (complaint.empty()) complaint = what;
    }
    const int wait_states_;
    const oio::RtlGeometry geometry_{16, 0, 8, false};
    oio::ApbRequest pins_, first_;
    oio::ApbResponse response_;
    bool setup_ = false;
    int waited_ = 0;
};

/// As ChipletModule does it: the edge, what it answered, the pins for the next one.
int clock_until_idle(oio::ApbMaster& master, RegisterFile& chiplet) {
    int edges = 0;
    while (!master.idle() && edges < 1000) {
        chiplet.core_edge();
        master.after_edge(chiplet);
        master.before_edge(chiplet);
        ++edges;
    }
    return edges;
}

}  // namespace

TEST_CASE("apb_master: what is written is read back, with and without wait states", "[cosim]") {
    const int wait_states = GENERATE(0, 1, 5);
    RegisterFile chiplet(wait_states);
    oio::ApbMaster master;
    std::vector<std::uint32_t> got;
    for (std::uint32_t i = 0; i < 4; ++i) {
        master.write(static_cast<std::uint16_t>(i * 4), 0x1000 + i);
    }
    for (std::uint32_t i = 0; i < 4; ++i) {
        master.read(static_cast<std::uint16_t>(i * 4), [&](std::uint32_t data, bool error) {
            CHECK_FALSE(error);
            got.push_back(data);
        });
    }
    clock_until_idle(master, chiplet);
    CHECK(got == std::vector<std::uint32_t>{0x1000, 0x1001, 0x1002, 0x1003});
    CHECK(chiplet.order == std::vector<std::uint16_t>{0, 4, 8, 12, 0, 4, 8, 12});
    CHECK(chiplet.complaint.empty());
    CHECK(chiplet.busy_edges == 8 * (2 + wait_states));
}

TEST_CASE("apb_master: an error answer reaches the caller of that access only", "[cosim]") {
    RegisterFile chiplet(1);
    oio::ApbMaster master;
    std::vector<bool> errors;
    const auto note = [&](std::uint32_t, bool error) { errors.push_back(error); };
    master.write(0x10, 1, note);
    master.write(kMissing, 2, note);
    master.read(kMissing, note);
    master.read(0x10, note);
    clock_until_idle(master, chiplet);
    CHECK(errors == std::vector<bool>{false, true, true, false});
    CHECK(chiplet.registers.at(0x10) == 1);
    CHECK(chiplet.complaint.empty());
}

TEST_CASE("apb_master: the port is released when nothing is left, and taken up again", "[cosim]") {
    RegisterFile chiplet(0);
    oio::ApbMaster master;
    master.write(0x20, 7);
    CHECK_FALSE(master.idle());
    clock_until_idle(master, chiplet);
    CHECK_FALSE(chiplet.selected());
    chiplet.core_edge();
    master.after_edge(chiplet);
    master.before_edge(chiplet);
    CHECK_FALSE(chiplet.selected());

    // A callback may ask for the next access.
    std::uint32_t second = 0;
    master.read(0x20, [&](std::uint32_t data, bool) {
        master.write(0x24, data + 1);
        master.read(0x24, [&](std::uint32_t value, bool) { second = value; });
    });
    clock_until_idle(master, chiplet);
    CHECK(second == 8);
    CHECK(chiplet.complaint.empty());
}
