// SPDX-License-Identifier: Apache-2.0
//
// One wrong bit and what came of it: the flit it hit, the check that caught it, the repair.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cosim/explain/error_causes.hpp"

namespace oio {

enum class FlitKind : std::uint8_t { Data, Replay, Ack, Nak };
const char* to_string(FlitKind kind);

enum class FlitVerdict : std::uint8_t { None, Accepted, Duplicate, Gap, BadCrc, Control };
const char* to_string(FlitVerdict verdict);

/// How a flit that was hit became good again.
enum class FlitRepair : std::uint8_t {
    None,           ///< not within the run
    Nothing,        ///< there was nothing to repair
    NakReplay,      ///< asked for by a nak for this error
    SharedReplay,   ///< by a nak that an error before had asked for
    TimeoutReplay,  ///< by the sender's timer
    Retrain,        ///< after the link had trained again
    NotNeeded       ///< a copy of a flit that the receiver had accepted before
};
const char* to_string(FlitRepair repair);

/// One wrong bit and what came of it. Times in fs, 0 = never.
struct ErrorChain {
    CausedError cause;
    std::uint64_t number = 0;  ///< Of the error in its run, from 1.
    bool in_flit = false;      ///< False: it hit a marker, the pad, training or a spare lane.
    std::string where;         ///< What it hit, in words, if no flit.
    FlitKind kind = FlitKind::Data;
    unsigned seq = 0;               ///< Of the flit; of an ack or nak, the number it acknowledges.
    int byte = 0;                   ///< Of the 256 bytes.
    int bit = 0;                    ///< Of the byte.
    std::uint64_t launched_fs = 0;  ///< The word with the bit leaves.
    FlitVerdict verdict = FlitVerdict::None;
    std::uint64_t verdict_fs = 0;
    std::uint64_t nak_sent_fs = 0, nak_received_fs = 0;
    std::uint64_t replayed_fs = 0;
    std::uint64_t repaired_fs = 0;  ///< The flit is accepted.
    FlitRepair repair = FlitRepair::None;
    int flits_dropped = 0;  ///< Good data flits behind it that the receiver had to drop.

    /// From the check (or, if it never came, from the launch) to the repair; 0 without one.
    std::uint64_t cost_fs() const {
        const std::uint64_t from = verdict_fs != 0 ? verdict_fs : launched_fs;
        return repaired_fs > from ? repaired_fs - from : 0;
    }
    /// Nothing more can happen to it.
    bool settled() const { return repair != FlitRepair::None; }
};

/// What the traces of all links of a run found.
struct ChainReport {
    bool available = false;          ///< False: RTL of another make.
    std::vector<ErrorChain> chains;  ///< By number.
    std::uint64_t left_out = 0;
    std::uint64_t bad_crcs = 0;
    // Of these, see FlitTrace:
    std::uint64_t unexplained_bad_crcs = 0;
    std::uint64_t bad_crcs_without_chain = 0;
    std::uint64_t bad_crcs_going_down = 0;
};

}  // namespace oio
