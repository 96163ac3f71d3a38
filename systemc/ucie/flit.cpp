// SPDX-License-Identifier: Apache-2.0
#include "systemc/ucie/flit.hpp"

#include <ostream>

namespace oio {

std::ostream& operator<<(std::ostream& out, const Flit& flit) {
    static constexpr char kDigits[] = "0123456789abcdef";
    for (std::size_t i = 0; i < Flit::kBytes; ++i) {
        if (i != 0) out << (i % 32 == 0 ? '\n' : ' ');
        out << kDigits[flit.bytes[i] >> 4] << kDigits[flit.bytes[i] & 15];
    }
    return out;
}

}  // namespace oio
