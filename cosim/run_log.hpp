// SPDX-License-Identifier: Apache-2.0
//
// log.txt of a run. No wall-clock times in it: two equal runs write equal logs.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace spdlog {
class logger;
}

namespace oio {

/// Written under a temporary name; keep() gives it its own, otherwise it disappears with the
/// object.
class RunLog {
public:
    /// Throws ConfigError when the folder cannot be written.
    explicit RunLog(const std::filesystem::path& path);
    ~RunLog();
    RunLog(const RunLog&) = delete;
    RunLog& operator=(const RunLog&) = delete;

    void info(const std::string& line);
    void warn(const std::string& line);
    void error(const std::string& line);
    void keep();

private:
    std::filesystem::path path_;
    std::filesystem::path temporary_;
    std::shared_ptr<spdlog::logger> logger_;
    bool kept_ = false;
};

}  // namespace oio
