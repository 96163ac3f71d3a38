// SPDX-License-Identifier: Apache-2.0
//
// Command line of `oio explain DIR [--error N | --lane LANE] [--json] [--out DIR]`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace oio {

struct ExplainOptions {
    std::filesystem::path folder;  ///< Results of a run, or its capsule.
    std::filesystem::path out;     ///< Empty = explain/ in `folder`.
    std::uint64_t number = 0;      ///< Of the error in its run, from 1; 0 = not given.
    std::string lane;              ///< "17", "a:17", "b:17"; empty = not given.
    bool json = false;
};

CLI::App* add_explain_command(CLI::App& app, ExplainOptions& options);

}  // namespace oio
