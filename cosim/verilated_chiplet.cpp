// SPDX-License-Identifier: Apache-2.0
//
// The one file that includes Voio_chiplet.h. Compiled into the shared library of an RTL
// configuration, with OIO_LANES, OIO_SPARES, OIO_WORD_UI and, where they apply, OIO_SERIAL and
// OIO_WAVES defined by rtl_library.cpp. No SystemC here.
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "Voio_chiplet.h"
#include "cosim/rtl_chiplet.hpp"
#ifdef OIO_WAVES
#include "cosim/waves/fst_file.hpp"
#include "cosim/waves/verilated_trace.hpp"
#include "verilated_syms.h"
#endif

namespace {

constexpr int kPhysical = OIO_LANES + OIO_SPARES;

#ifdef OIO_SERIAL
constexpr oio::RtlGeometry kGeometry{OIO_LANES, OIO_SPARES, OIO_WORD_UI, true};
#else
constexpr oio::RtlGeometry kGeometry{OIO_LANES, OIO_SPARES, OIO_WORD_UI, false};
#endif

// Text that the RTL printed and that no one has claimed: the message of an assertion arrives here
// just before vl_stop() is called.
std::string& pending_text() {
    static std::string text;
    return text;
}

void flush_pending_text() {
    std::fputs(pending_text().c_str(), stderr);
    pending_text().clear();
}

// One context for all chiplets of the library: they share the time and can share a trace file.
VerilatedContext& context() {
    static VerilatedContext instance;
    static const bool ready = [] {
#ifdef OIO_WAVES
        instance.traceEverOn(true);
#endif
        instance.threads(1);  // Else a pool that nothing uses, and that no fork() survives.
        instance.randReset(0);
        return true;
    }();
    (void)ready;
    return instance;
}

// "[123] %Error: oio_x.sv:9: Assertion failed in chiplet_a.oio_x.u_y.Name_A: text" -> its parts.
[[noreturn]] void throw_assertion(const char* file, int line, const char* what) {
    std::string text = what;
    std::string instance = "the chiplet";
    std::string printed = std::move(pending_text());
    pending_text().clear();
    while (!printed.empty() && printed.back() == '\n') printed.pop_back();
    if (!printed.empty()) {
        text = printed;
        const std::string marker = "Assertion failed in ";
        const std::size_t at = printed.rfind(marker);
        if (at != std::string::npos) {
            const std::string rest = printed.substr(at + marker.size());
            const std::size_t colon = rest.find(": ");
            instance = rest.substr(0, colon);
            while (!instance.empty() && instance.back() == ':') instance.pop_back();
            text = colon == std::string::npos ? "assertion failed" : rest.substr(colon + 2);
        }
    }
    throw oio::RtlAssertion(instance, file == nullptr ? "" : file, line, context().time(), text);
}

}  // namespace

int oio_rtl_printf(const char* format, ...) {
    char line[4096];
    std::va_list arguments;
    va_start(arguments, format);
    const int length = std::vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    // A new line means that the one before was no assertion ($display).
    if (!pending_text().empty() && pending_text().back() == '\n') flush_pending_text();
    pending_text() += line;
    return length;
}

void vl_stop(const char* file, int line, const char*) VL_MT_UNSAFE {
    throw_assertion(file, line, "$stop");
}

void vl_fatal(const char* file, int line, const char*, const char* message) VL_MT_UNSAFE {
    throw_assertion(file, line, message);
}

void vl_finish(const char* file, int line, const char*) VL_MT_UNSAFE {
    throw_assertion(file, line, "$finish called by the RTL");
}

namespace {

class VerilatedChiplet final : public oio::RtlChiplet {
public:
    explicit VerilatedChiplet(const std::string& name) : model_(&context(), name.c_str()) {
        std::memset(&model_.die_tx_flit_i, 0, oio::kFlitBytes);
        // An asynchronous reset acts on its edge, so there has to be one.
        set_reset(false);
        set_reset(true);
    }

    ~VerilatedChiplet() override { flush_pending_text(); }

    const oio::RtlGeometry& geometry() const override { return kGeometry; }
    void set_time(std::uint64_t time_fs) override { context().time(time_fs); }

    void set_reset(bool asserted) override {
        model_.rst_ni = asserted ? 0 : 1;
        model_.eval();
    }

    void core_edge() override {
        raise(model_.clk_core_i);
        model_.die_tx_valid_i = 0;
    }

    void tx_edge() override {
        raise(model_.clk_tx_i);
#ifndef OIO_SERIAL
        copy_tx(model_.tx_word_o);
#endif
    }

    void rx_edge() override {
        raise(model_.clk_rx_i);
    }

#ifdef OIO_SERIAL
    void tx_ui_edge() override {
        raise(model_.clk_tx_ui_i);
        copy_tx(model_.tx_bit_o);
    }
    void rx_ui_edge() override {
        raise(model_.clk_rx_ui_i);
    }
#else
    void tx_ui_edge() override {
        throw std::logic_error("tx_ui_edge: built for the word cut");
    }
    void rx_ui_edge() override {
        throw std::logic_error("rx_ui_edge: built for the word cut");
    }
#endif

    void die_send(const std::uint8_t* flit) override {
        model_.die_tx_valid_i = flit != nullptr;
        if (flit != nullptr) std::memcpy(&model_.die_tx_flit_i, flit, oio::kFlitBytes);
    }
    unsigned die_credits() const override {
        return model_.die_tx_credit_o;
    }
    bool die_receive(std::uint8_t* flit) const override {
        if (!model_.die_rx_valid_o) return false;
        std::memcpy(flit, &model_.die_rx_flit_o, oio::kFlitBytes);
        return true;
    }

    const std::uint32_t* tx_words() const override {
        return tx_words_;
    }
    const std::uint8_t* tx_enable() const override {
        return &model_.tx_enable_o[0];
    }
    const std::uint8_t* tx_drive() const override {
        return &model_.tx_drive_o[0];
    }

    void set_rx(const std::uint32_t* words, const std::uint8_t* los) override {
#ifdef OIO_SERIAL
        auto* to = &model_.rx_bit_i[0];
#else
        auto* to = &model_.rx_word_i[0];
#endif
        for (int lane = 0; lane < kPhysical; ++lane) {
            to[lane] = static_cast<std::remove_reference_t<decltype(to[0])>>(words[lane]);
        }
        std::memcpy(&model_.rx_los_i[0], los, kPhysical);
    }

    const std::uint8_t* rx_phase() const override {
        return &model_.rx_phase_o[0];
    }
    const std::int8_t* rx_threshold() const override {
        return reinterpret_cast<const std::int8_t*>(&model_.rx_threshold_o[0]);
    }

    oio::LinkStatus status() const override {
        return {model_.link_state_o, model_.link_fail_o, model_.event_valid_o != 0,
                model_.event_code_o};
    }

    oio::Observation observe() const override {
        return {model_.obs_sent_valid_o != 0,   model_.obs_sent_seq_o,
                model_.obs_launch_valid_o != 0, model_.obs_launch_seq_o,
                model_.obs_accept_valid_o != 0, model_.obs_accept_seq_o};
    }

    void apb_drive(const oio::ApbRequest& request) override {
        model_.psel_i = request.select;
        model_.penable_i = request.enable;
        model_.pwrite_i = request.write;
        model_.paddr_i = request.address;
        model_.pwdata_i = request.write_data;
    }
    oio::ApbResponse apb_response() const override {
        return {model_.prdata_o, model_.pready_o != 0, model_.pslverr_o != 0};
    }

    oio::RtlSignal find_signal(const std::string& path) const override {
#ifdef OIO_WAVES
        const std::size_t dot = path.rfind('.');
        const std::string scope = std::string(model_.name()) + "." OIO_TOP +
                                  (dot == std::string::npos ? "" : "." + path.substr(0, dot));
        const VerilatedScope* const found = context().scopeFind(scope.c_str());
        const std::string name = dot == std::string::npos ? path : path.substr(dot + 1);
        VerilatedVar* const variable = found == nullptr ? nullptr : found->varFind(name.c_str());
        if (variable == nullptr) return {};
        return {variable->datap(), static_cast<int>(variable->entSize())};
#else
        (void)path;
        return {};
#endif
    }

    void finish() override {
        model_.final();
        flush_pending_text();
    }

    Voio_chiplet& model() {
        return model_;
    }

private:
    void raise(CData& clock) {
        if (high_ != nullptr) *high_ = 0;
        if (high_ == &clock) model_.eval();
        clock = 1;
        high_ = &clock;
        model_.eval();
    }

    template <typename Port>
    void copy_tx(const Port& port) {
        const auto* from = &port[0];
        for (int lane = 0; lane < kPhysical; ++lane) tx_words_[lane] = from[lane];
    }

    Voio_chiplet model_;
    CData* high_ = nullptr;  // The clock that is high now.
    std::uint32_t tx_words_[kPhysical] = {};
};

#ifndef OIO_WAVES
constexpr const char* kNoWaves = "this RTL library was built without waves";
#endif

class Factory final : public oio::RtlFactory {
public:
    const oio::RtlGeometry& geometry() const override { return kGeometry; }
    std::unique_ptr<oio::RtlChiplet> create(const std::string& name) override {
        return std::make_unique<VerilatedChiplet>(name);
    }
#ifdef OIO_WAVES
    std::unique_ptr<oio::RtlTrace> create_trace(const oio::WaveFileRequest& request,
                                                oio::RtlChiplet* const* chiplets,
                                                std::size_t count) override {
        std::vector<Voio_chiplet*> models;
        for (std::size_t i = 0; i < count; ++i) {
            models.push_back(&static_cast<VerilatedChiplet*>(chiplets[i])->model());
        }
        return std::make_unique<oio::VerilatedTraceFile<Voio_chiplet>>(request, models);
    }
    std::vector<std::string> scopes(const std::string& fst) override {
        return oio::fst_scopes(fst);
    }
    void write_vcd(const std::string& fst, const std::string& vcd) override {
        oio::fst_to_vcd(fst, vcd);
    }
#else
    std::unique_ptr<oio::RtlTrace> create_trace(const oio::WaveFileRequest&,
                                                oio::RtlChiplet* const*, std::size_t) override {
        throw std::logic_error(kNoWaves);
    }
    std::vector<std::string> scopes(const std::string&) override {
        throw std::logic_error(kNoWaves);
    }
    void write_vcd(const std::string&, const std::string&) override {
        throw std::logic_error(kNoWaves);
    }
#endif
};

}  // namespace

extern "C" __attribute__((visibility("default"))) oio::RtlFactory* oio_rtl_factory() {
    static Factory factory;
    return &factory;
}
