// SPDX-License-Identifier: Apache-2.0
#include "cosim/run_log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "cosim/config_reader.hpp"

namespace oio {

RunLog::RunLog(const std::filesystem::path& path)
    : path_(path), temporary_(path.string() + ".tmp" + std::to_string(getpid())) {
    try {
        auto sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(temporary_.string(), true);
        logger_ = std::make_shared<spdlog::logger>("oio", sink);
    } catch (const spdlog::spdlog_ex& failure) {
        throw ConfigError(path.string() + ": cannot write: " + failure.what());
    }
    logger_->set_pattern("%-7l %v");
    logger_->flush_on(spdlog::level::warn);
}

RunLog::~RunLog() {
    if (kept_) return;
    logger_.reset();
    std::error_code ignored;
    std::filesystem::remove(temporary_, ignored);
}

void RunLog::info(const std::string& line) {
    logger_->info(line);
}
void RunLog::warn(const std::string& line) {
    logger_->warn(line);
}
void RunLog::error(const std::string& line) {
    logger_->error(line);
}

void RunLog::keep() {
    logger_->flush();
    std::error_code error;
    std::filesystem::rename(temporary_, path_, error);
    if (error) throw ConfigError(path_.string() + ": cannot write: " + error.message());
    kept_ = true;
}

}  // namespace oio
