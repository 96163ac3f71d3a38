// SPDX-License-Identifier: Apache-2.0
#include "cosim/explain/error_chain.hpp"

namespace oio {

const char* to_string(FlitKind kind) {
    static const char* const names[] = {"data", "replay", "ack", "nak"};
    return names[static_cast<std::size_t>(kind)];
}

const char* to_string(FlitVerdict verdict) {
    static const char* const names[] = {"none", "accepted", "duplicate",
                                        "gap",  "bad CRC",  "control"};
    return names[static_cast<std::size_t>(verdict)];
}

const char* to_string(FlitRepair repair) {
    static const char* const names[] = {"none",
                                        "nothing to repair",
                                        "replay after its nak",
                                        "replay under way",
                                        "replay after a timeout",
                                        "retrain",
                                        "accepted before"};
    return names[static_cast<std::size_t>(repair)];
}

}  // namespace oio
