// SPDX-License-Identifier: Apache-2.0
//
// Finds, builds, caches and loads RTL configurations: RTL sources + parameters + tool versions =
// one shared library (architecture.md section 2).
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cosim/progress.hpp"
#include "cosim/rtl_chiplet.hpp"

namespace oio {

/// What to build. Two equal configurations with equal sources share one library.
struct RtlConfig {
    RtlGeometry geometry;
    /// Further parameters of the top, by their RTL name (ReplayDepth, MarkerRows, timers).
    std::map<std::string, long long> parameters;
    bool waves = false;     ///< Compiled with FST tracing (`--waves full`).
    bool coverage = false;  ///< Counts lines and cover points (`--cov=rtl`).
    /// List of RTL files, relative names start at its folder; empty = the project's own.
    std::filesystem::path file_list;
    /// Top module; empty = oio_chiplet, at the serial cut oio_chiplet_serial.
    std::string top;
};

/// A loaded RTL configuration. Stays loaded until the program ends.
class RtlLibrary {
public:
    /// Loads the configuration, building it first if the cache lacks it. Throws ConfigError with
    /// Verilator's or the compiler's message when the RTL does not build.
    static std::shared_ptr<RtlLibrary> load(const RtlConfig& config, Progress& progress);

    /// Builds if needed, loads nothing. Returns the path of the library.
    static std::filesystem::path build(const RtlConfig& config, Progress& progress);

    const RtlGeometry& geometry() const { return factory_->geometry(); }
    const std::filesystem::path& path() const { return path_; }
    std::unique_ptr<RtlChiplet> create(const std::string& name) { return factory_->create(name); }
    std::unique_ptr<RtlTrace> create_trace(const WaveFileRequest& request,
                                           const std::vector<RtlChiplet*>& chiplets) {
        return factory_->create_trace(request, chiplets.data(), chiplets.size());
    }
    RtlFactory& factory() { return *factory_; }

    /// Writes the counts of all its chiplets in Verilator's format (coverage.dat). Throws
    /// std::logic_error when it was built without coverage.
    void write_coverage(const std::filesystem::path& path) const;

private:
    RtlLibrary(std::filesystem::path path, RtlFactory* factory, void* handle)
        : path_(std::move(path)), factory_(factory), handle_(handle) {}

    std::filesystem::path path_;
    RtlFactory* factory_;
    void* handle_;
};

}  // namespace oio
