// SPDX-License-Identifier: Apache-2.0
//
// Signals of the chiplet proper, wherever it is below the top of the RTL.
#pragma once

#include <string>

#include "cosim/rtl_chiplet.hpp"

namespace oio {

/// A signal by its path below oio_chiplet, which at the serial cut is an instance of the top.
/// As RtlChiplet::find_signal().
inline RtlSignal find_chiplet_signal(const RtlChiplet& rtl, const std::string& path) {
    return rtl.find_signal((rtl.geometry().serial ? "u_chiplet." : "") + path);
}

}  // namespace oio
