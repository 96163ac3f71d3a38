// SPDX-License-Identifier: Apache-2.0
//
// What `oio explain` says: the chains of a run as JSON, the one that answers the question, and it
// in words.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "cosim/explain/explain_options.hpp"
#include "cosim/results.hpp"

namespace oio {

constexpr int kChainsSchema = 1;

nlohmann::ordered_json chains_json(const ChainReport& report);
/// Writes chains.json into a folder.
void write_chains(const std::filesystem::path& folder, const RunResult& result);

struct Answer {
    std::optional<std::size_t> chain;  ///< Index in chains.json.
    std::string why;                   ///< Why this one, or why none.
};

/// For a failed run the error behind its first failure, otherwise the first error. `result` is
/// result.json, `chains` chains.json of the same run. Throws ConfigError for an error or lane that
/// is not there.
Answer choose_chain(const ExplainOptions& question, const nlohmann::ordered_json& result,
                    const nlohmann::ordered_json& chains);

/// A few lines, each with its time.
std::string chain_text(const nlohmann::ordered_json& chain);
/// Errors by cause on one line: "17 noise, 4 crosstalk".
std::string counts_text(const nlohmann::ordered_json& result);

}  // namespace oio
