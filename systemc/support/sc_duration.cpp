// SPDX-License-Identifier: Apache-2.0
#include "systemc/support/sc_duration.hpp"

#include <stdexcept>
#include <string>

namespace oio {

void require_fs_resolution(const char* who) {
    if (sc_core::sc_get_time_resolution() != sc_core::sc_time(1, sc_core::SC_FS)) {
        throw std::logic_error(std::string(who) + ": the SystemC time resolution is " +
                               sc_core::sc_get_time_resolution().to_string() +
                               ", it must be 1 fs (call sc_set_time_resolution first)");
    }
}

}  // namespace oio
