// SPDX-License-Identifier: Apache-2.0
//
// Reading a finished FST file, by the reader that comes with Verilator's trace runtime. Included by
// verilated_chiplet.cpp only, as verilated_trace.hpp is.
#pragma once

#include <gtkwave/fstapi.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace oio {

/// Names in an FST file, as paths with dots: of scopes with a dot at the end ("chiplet_a."), of
/// signals with their range ("chiplet_a.tx_word_o[3][7:0]").
inline std::vector<std::string> fst_scopes(const std::string& path) {
    std::vector<std::string> names;
    void* const reader = fstReaderOpen(path.c_str());
    if (reader == nullptr) throw std::runtime_error("cannot read the waves in " + path);
    std::vector<std::string> stack;
    while (const fstHier* const item = fstReaderIterateHier(reader)) {
        if (item->htyp == FST_HT_SCOPE) {
            const std::string name = item->u.scope.name;
            stack.push_back(stack.empty() ? name : stack.back() + "." + name);
            names.push_back(stack.back() + ".");
        } else if (item->htyp == FST_HT_UPSCOPE && !stack.empty()) {
            stack.pop_back();
        } else if (item->htyp == FST_HT_VAR && !stack.empty()) {
            std::string name = item->u.var.name;
            name.erase(std::remove(name.begin(), name.end(), ' '), name.end());
            names.push_back(stack.back() + "." + name);
        }
    }
    fstReaderClose(reader);
    return names;
}

/// Writes the FST file as VCD.
inline void fst_to_vcd(const std::string& fst, const std::string& vcd) {
    void* const reader = fstReaderOpen(fst.c_str());
    if (reader == nullptr) throw std::runtime_error("cannot read the waves in " + fst);
    std::FILE* const file = std::fopen(vcd.c_str(), "w");
    if (file == nullptr) {
        fstReaderClose(reader);
        throw std::runtime_error("cannot write waves to " + vcd);
    }
    const bool head = fstReaderProcessHier(reader, file) != 0;
    fstReaderSetFacProcessMaskAll(reader);
    const bool body = fstReaderIterBlocks(reader, nullptr, nullptr, file) != 0;
    const bool written = std::ferror(file) == 0;
    const bool closed = std::fclose(file) == 0;
    fstReaderClose(reader);
    if (!head || !body || !written || !closed) {
        throw std::runtime_error("cannot write waves to " + vcd);
    }
}

}  // namespace oio
