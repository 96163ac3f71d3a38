// SPDX-License-Identifier: Apache-2.0
//
// Compiled into RTL libraries that count lines and cover points, beside verilated_chiplet.cpp: the
// function that writes the counts of all chiplets of the library.
#include "verilated.h"
#include "verilated_cov.h"

extern "C" __attribute__((visibility("default"))) void oio_rtl_write_coverage(const char* path) {
    // The chiplets have set the context of the thread; the library has one only.
    Verilated::threadContextp()->coveragep()->write(path);
}
