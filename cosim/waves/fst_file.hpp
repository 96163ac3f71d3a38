// SPDX-License-Identifier: Apache-2.0
//
// Reading a finished FST file, by the reader that comes with Verilator's trace runtime. Included by
// verilated_chiplet.cpp only, as verilated_trace.hpp is.
#pragma once

#include <gtkwave/fstapi.h>

#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace oio {

/// Scopes and signals of an FST file, as paths with dots.
inline std::vector<std::string> fst_scopes(const std::string& path) {
    std::vector<std::string> scopes;
    void* const reader = fstReaderOpen(path.c_str());
    if (reader == nullptr) throw std::runtime_error("cannot read the waves in " + path);
    std::vector<std::string> stack;
    while (const fstHier* const item = fstReaderIterateHier(reader)) {
        if (item->htyp == FST_HT_SCOPE) {
            const std::string name = item->u.scope.name;
            stack.push_back(stack.empty() ? name : stack.back() + "." + name);
            scopes.push_back(stack.back());
        } else if (item->htyp == FST_HT_UPSCOPE && !stack.empty()) {
            stack.pop_back();
        } else if (item->htyp == FST_HT_VAR && !stack.empty()) {
            const std::string name = item->u.var.name;
            scopes.push_back(stack.back() + "." + name.substr(0, name.find_first_of(" [")));
        }
    }
    fstReaderClose(reader);
    return scopes;
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
