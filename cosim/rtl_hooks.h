// SPDX-License-Identifier: Apache-2.0
//
// Included in front of every file of an RTL library (-include): Verilator's output goes to the
// wrapper instead of standard output, and its fatal and stop hooks are the wrapper's.
#pragma once

#define VL_USER_FATAL
#define VL_USER_STOP
#define VL_USER_FINISH
#define VL_PRINTF oio_rtl_printf

int oio_rtl_printf(const char* format, ...) __attribute__((format(printf, 1, 2)));
