// SPDX-License-Identifier: Apache-2.0
//
// `oio generate RANGES --seed S [--out FILE]`: the scenario that a seed draws, as a file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace oio {

/// Adds the command; when it is chosen, `action` becomes what it does.
void add_generate_command(CLI::App& app, std::function<int()>& action);

/// Prints the drawn scenario, or writes it to `out` when that is not empty. The scenario has been
/// read once, so that ranges that leave what a key allows are refused here. Throws ConfigError.
int generate_command(const std::string& ranges, std::uint64_t seed,
                     const std::filesystem::path& out);

}  // namespace oio
