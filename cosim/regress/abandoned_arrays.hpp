// SPDX-License-Identifier: Apache-2.0
//
// Arrays that runners before this one have started and not seen to their end.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "cosim/regress/batch_queue.hpp"

namespace oio {

class AbandonedArrays {
public:
    struct Place {
        std::string array;
        std::size_t task = 0;
        std::size_t tasks = 0;  ///< Of the array.
    };

    /// Looks into the folder of all arrays.
    explicit AbandonedArrays(std::filesystem::path folder);

    /// Where this run has ended or will be executed, if anywhere; asked a second time, nowhere. The
    /// ledger gives a run to one runner at a time: who has it may take it. Throws QueueError.
    std::optional<Place> take(std::int64_t run, BatchQueue& queue);

private:
    void ask(BatchQueue& queue);

    std::filesystem::path folder_;
    std::map<std::int64_t, Place> places_;
    bool asked_ = false;
    std::set<std::pair<std::string, std::size_t>> alive_;
};

}  // namespace oio
