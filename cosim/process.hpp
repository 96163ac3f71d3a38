// SPDX-License-Identifier: Apache-2.0
//
// Runs a program without a shell and hands over what it prints, line by line.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace oio {

struct ProcessResult {
    int exit_code = 0;   ///< 128 + signal when a signal ended it; 127 when it could not start.
    std::string output;  ///< Standard output and standard error, in the order written.
};

/// Runs `arguments[0]` (looked up in PATH) in `folder`; `on_line` sees each line as it arrives.
/// `environment` is added to that of the caller.
ProcessResult run_process(const std::vector<std::string>& arguments,
                          const std::filesystem::path& folder,
                          const std::function<void(const std::string&)>& on_line = {},
                          const std::map<std::string, std::string>& environment = {});

/// Full path of a program in PATH, or empty.
std::filesystem::path find_program(const std::string& name);

}  // namespace oio
