// SPDX-License-Identifier: Apache-2.0
//
// One FST file by Verilator's own trace runtime: signals of the chiplets and of the program on one
// time axis. Included by verilated_chiplet.cpp only: every RTL library brings this runtime with it,
// so all chiplets of a file are instances of one library.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "cosim/rtl_chiplet.hpp"
#include "cosim/waves/wave_signal.hpp"
#include "verilated_fst_c.h"

namespace oio {

template <typename Model>
class VerilatedTraceFile final : public RtlTrace {
public:
    VerilatedTraceFile(const WaveFileRequest& request, const std::vector<Model*>& models)
        : path_(request.path) {
        for (Model* model : models) model->trace(&file_, kAllLevels);
        for (const WaveBlock* block : request.blocks) blocks_.push_back({block});
        // Last, and never left out: the runtime sizes its table of enabled signals by them.
        file_.spTrace()->addInitCb(&VerilatedTraceFile::declare_all, this);
        file_.spTrace()->addFullCb(&VerilatedTraceFile::write_all, this);
        file_.spTrace()->addChgCb(&VerilatedTraceFile::write_changed, this);
        file_.set_time_resolution("1fs");
        file_.set_time_unit("1fs");
        if (!request.scopes.empty()) {
            for (const std::string& scope : request.scopes) file_.dumpvars(kAllLevels, scope);
            file_.dumpvars(kAllLevels, kEndName);
        }
        file_.open(path_.c_str());
        if (!file_.isOpen()) throw std::runtime_error("cannot write waves to " + path_);
    }
    ~VerilatedTraceFile() override { file_.close(); }

    void dump(std::uint64_t time_fs) override { file_.dump(time_fs); }
    void close() override { file_.close(); }

private:
    using Buffer = VerilatedFst::Buffer;
    static constexpr int kAllLevels = 99;
    static constexpr const char* kEndName = "oio_version";

    struct Block {
        const WaveBlock* block;
        std::uint32_t code = 0;  // of its first signal
        std::uint64_t version = 0;
    };

    // The runtime keeps old values in words of 32 bits.
    static std::uint32_t words_of(const WaveSignal& signal) {
        return signal.kind == WaveSignal::Kind::Real
                   ? 2
                   : (static_cast<std::uint32_t>(signal.bits) + 31) / 32;
    }

    static std::string spaced(std::string path) {
        for (char& c : path) c = c == '.' ? ' ' : c;
        return path;
    }

    static void declare_all(void* self, VerilatedFst* fst, std::uint32_t code) {
        auto& file = *static_cast<VerilatedTraceFile*>(self);
        for (Block& block : file.blocks_) {
            block.code = code;
            for (const WaveSignal& signal : block.block->signals) {
                file.declare(*fst, signal, code);
                code += words_of(signal);
            }
        }
        file.end_code_ = code;
        fst->declBus(code, kEndName, 0, FST_VD_IMPLICIT, FST_VT_VCD_WIRE, false, -1, 31, 0);
    }

    void declare(VerilatedFst& fst, const WaveSignal& signal, std::uint32_t code) {
        const std::string name = spaced(signal.path);
        switch (signal.kind) {
            case WaveSignal::Kind::Real:
                fst.declDouble(code, name.c_str(), 0, FST_VD_IMPLICIT, FST_VT_VCD_REAL, false, -1);
                break;
            case WaveSignal::Kind::Number:
            case WaveSignal::Kind::Enum: {
                const int table = signal.words == nullptr ? 0 : declare_words(fst, *signal.words);
                if (signal.bits == 1) {
                    fst.declBit(code, name.c_str(), table, FST_VD_IMPLICIT, FST_VT_VCD_WIRE, false,
                                -1);
                } else {
                    fst.declBus(code, name.c_str(), table, FST_VD_IMPLICIT, FST_VT_VCD_WIRE, false,
                                -1, signal.bits - 1, 0);
                }
                break;
            }
            case WaveSignal::Kind::Text:
                fst.declArray(code, name.c_str(), 0, FST_VD_IMPLICIT, FST_VT_VCD_REG, false, -1,
                              signal.bits - 1, 0);
                break;
        }
    }

    // The runtime's numbers for enumerations count from 1 in every model: ours start far above.
    int declare_words(VerilatedFst& fst, const WaveEnum& words) {
        constexpr int kFirst = 1000000;
        for (std::size_t i = 0; i < declared_.size(); ++i) {
            if (declared_[i] == &words) return kFirst + static_cast<int>(i);
        }
        declared_.push_back(&words);
        std::vector<std::string> values;
        for (const auto& entry : words.words) {
            std::string bits;
            for (int b = words.bits - 1; b >= 0; --b) bits += (entry.first >> b & 1u) ? '1' : '0';
            values.push_back(bits);
        }
        std::vector<const char*> names, texts;
        for (std::size_t i = 0; i < values.size(); ++i) {
            names.push_back(words.words[i].second.c_str());
            texts.push_back(values[i].c_str());
        }
        const int number = kFirst + static_cast<int>(declared_.size()) - 1;
        fst.declDTypeEnum(number, words.name.c_str(), static_cast<std::uint32_t>(names.size()),
                          static_cast<unsigned>(words.bits), names.data(), texts.data());
        return number;
    }

    static void write_all(void* self, Buffer* buffer) {
        auto& file = *static_cast<VerilatedTraceFile*>(self);
        for (Block& block : file.blocks_) file.template write<true>(block, buffer);
        buffer->fullIData(buffer->oldp(file.end_code_), 1, 32);
    }

    static void write_changed(void* self, Buffer* buffer) {
        auto& file = *static_cast<VerilatedTraceFile*>(self);
        for (Block& block : file.blocks_) {
            if (block.version != block.block->version) file.template write<false>(block, buffer);
        }
    }

    template <bool kFull>
    void write(Block& block, Buffer* buffer) {
        block.version = block.block->version;
        std::uint32_t code = block.code;
        for (const WaveSignal& signal : block.block->signals) {
            std::uint32_t* const old = buffer->oldp(code);
            switch (signal.kind) {
                case WaveSignal::Kind::Real: {
                    const double value = *static_cast<const double*>(signal.value);
                    kFull ? buffer->fullDouble(old, value) : buffer->chgDouble(old, value);
                    break;
                }
                case WaveSignal::Kind::Number:
                case WaveSignal::Kind::Enum: {
                    const auto value = *static_cast<const std::uint32_t*>(signal.value);
                    if (signal.bits == 1) {
                        const auto bit = static_cast<CData>(value);
                        kFull ? buffer->fullBit(old, bit) : buffer->chgBit(old, bit);
                    } else {
                        kFull ? buffer->fullIData(old, value, signal.bits)
                              : buffer->chgIData(old, value, signal.bits);
                    }
                    break;
                }
                case WaveSignal::Kind::Text: {
                    pack_text(signal);
                    kFull ? buffer->fullWData(old, text_.data(), signal.bits)
                          : buffer->chgWData(old, text_.data(), signal.bits);
                    break;
                }
            }
            code += words_of(signal);
        }
    }

    // The first character is the most significant byte of the vector.
    void pack_text(const WaveSignal& signal) {
        const char* const text = static_cast<const char*>(signal.value);
        const std::size_t bytes = static_cast<std::size_t>(signal.bits) / 8;
        text_.assign(words_of(signal), 0);
        for (std::size_t i = 0; i < bytes; ++i) {
            const std::size_t k = bytes - 1 - i;
            text_[k / 4] |= static_cast<WData>(static_cast<unsigned char>(text[i])) << (k % 4 * 8);
        }
    }

    const std::string path_;
    std::vector<Block> blocks_;
    std::vector<const WaveEnum*> declared_;
    std::vector<WData> text_;
    std::uint32_t end_code_ = 0;
    VerilatedFstC file_;  // Destroyed first: closing it may call back.
};

}  // namespace oio
