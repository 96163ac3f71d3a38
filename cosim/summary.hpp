// SPDX-License-Identifier: Apache-2.0
//
// What a user sees at the end of a run: one screen of text.
#pragma once

#include <string>

#include "cosim/results.hpp"

namespace oio {

/// At most 40 lines of at most 100 columns, aligned, with units. Colours only when asked for.
std::string summary_text(const RunResult& result, bool colour);

/// "12.3 MB", "1,234,567", "2.3e-06": the spellings that summary and report share.
std::string bytes_text(std::uint64_t bytes);
std::string grouped_text(std::uint64_t count);
/// "4 errors in 1.2e+09 bits, BER 3.3e-09 (95 %: 9e-10 to 8.5e-09)".
std::string ber_text(const BerResult& ber);

}  // namespace oio
