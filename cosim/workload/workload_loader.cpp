// SPDX-License-Identifier: Apache-2.0
#include "cosim/workload/workload_loader.hpp"

#include <stdexcept>

#include "cosim/config_reader.hpp"
#include "cosim/workload/chakra_reader.hpp"
#include "cosim/workload/workload_descriptor.hpp"
#include "systemc/host/workload.hpp"

namespace oio {

std::vector<RankGraph> load_workload(const std::filesystem::path& path) {
    std::vector<RankGraph> graphs =
        path.extension() == ".toml" ? expand_descriptor(read_descriptor(path)) : read_chakra(path);
    try {
        check_workload(graphs);
    } catch (const std::invalid_argument& error) {
        throw ConfigError(error.what());
    }
    return graphs;
}

}  // namespace oio
