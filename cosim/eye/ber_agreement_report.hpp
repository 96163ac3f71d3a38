// SPDX-License-Identifier: Apache-2.0
//
// The comparison of `oio ber-agreement` as JSON, as a table in Markdown and as a picture.
#pragma once

#include <string>
#include <vector>

#include "cosim/eye/ber_agreement.hpp"

namespace oio {

std::string ber_agreement_json(const std::vector<BerAgreement>& results);
std::string ber_agreement_table(const std::vector<BerAgreement>& results);
/// Distance of each way from the statistical eye, in decades, with the intervals of what was
/// counted; a picture of its own that needs no page around it.
std::string ber_agreement_svg(const std::vector<BerAgreement>& results);

}  // namespace oio
