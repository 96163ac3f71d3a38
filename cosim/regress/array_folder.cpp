// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/array_folder.hpp"

#include <fmt/format.h>

#include <fstream>

#include "cosim/cli.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/regress/local_executor.hpp"
#include "cosim/regress/run_child.hpp"
#include "cosim/results.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kPollMs{1000};

std::string file_name(std::int64_t run) {
    return fmt::format("{}.json", run);
}

nlohmann::json read_json(const fs::path& path) {
    std::ifstream file(path);
    if (!file) throw ConfigError(path.string() + ": no such file");
    try {
        return nlohmann::json::parse(file);
    } catch (const nlohmann::json::exception& failure) {
        throw ConfigError(path.string() + ": " + failure.what());
    }
}

void write_outcome(const fs::path& folder, const RunOutcome& outcome) {
    const auto replace = nlohmann::json::error_handler_t::replace;
    write_file_atomically(folder / file_name(outcome.run_id),
                          to_json(outcome).dump(1, ' ', false, replace) + "\n");
}

// A file that is torn or out of reach says as much as none: the run is lost.
RunOutcome read_outcome(const fs::path& path, std::int64_t run) {
    try {
        return outcome_from_json(read_json(path));
    } catch (const std::exception& failure) {
        RunOutcome lost;
        lost.run_id = run;
        lost.detail = fmt::format("{}: {}", path.string(), failure.what());
        return lost;
    }
}

// What is at the place is of a launch that was lost.
void move_into_place(const fs::path& from, const fs::path& to) {
    std::error_code error;
    if (!fs::exists(from, error)) return;
    fs::create_directories(to.parent_path(), error);
    fs::remove_all(to, error);
    fs::rename(from, to, error);
    if (error) throw ConfigError(to.string() + ": cannot write: " + error.message());
}

}  // namespace

fs::path ArrayFolder::chunk_file(std::size_t task) const {
    return path_ / fmt::format("chunk_{}.json", task);
}

void ArrayFolder::create(const std::vector<std::vector<RunOrder>>& chunks,
                         const std::string& program, const std::string& tree) const {
    std::error_code error;
    fs::create_directories(path_ / "outcomes", error);
    if (!error) fs::create_directories(path_ / "runs", error);
    if (error) throw ConfigError(path_.string() + ": cannot write: " + error.message());
    nlohmann::json tasks = nlohmann::json::array();
    for (std::size_t task = 0; task < chunks.size(); ++task) {
        nlohmann::json orders = nlohmann::json::array();
        nlohmann::json runs = nlohmann::json::array();
        for (RunOrder order : chunks[task]) {
            order.line.out_dir = path_ / "runs" / std::to_string(order.run_id);
            orders.push_back(to_json(order));
            runs.push_back(order.run_id);
        }
        write_file_atomically(chunk_file(task),
                              nlohmann::json{{"tree", tree}, {"orders", orders}}.dump(1) + "\n");
        tasks.push_back(std::move(runs));
    }
    write_file_atomically(script(), fmt::format("#!/bin/sh\nexec {} regress chunk "
                                                "{}/chunk_\"$SLURM_ARRAY_TASK_ID\".json\n",
                                                shell_word(program), shell_word(path_.string())));
    write_file_atomically(path_ / "array.json", nlohmann::json{{"tasks", tasks}}.dump(1) + "\n");
}

std::vector<std::vector<std::int64_t>> ArrayFolder::manifest() const {
    try {
        return read_json(path_ / "array.json")
            .at("tasks")
            .get<std::vector<std::vector<std::int64_t>>>();
    } catch (const ConfigError&) {
    } catch (const nlohmann::json::exception&) {
    }
    return {};
}

bool ArrayFolder::has_outcome(std::int64_t run) const {
    return fs::exists(path_ / "outcomes" / file_name(run));
}

bool ArrayFolder::was_started(std::int64_t run) const {
    return fs::exists(path_ / "runs" / std::to_string(run));
}

bool ArrayFolder::drop_lost(std::int64_t run) const {
    const fs::path file = path_ / "outcomes" / file_name(run);
    try {
        if (outcome_from_json(read_json(file)).state != RunState::Lost) return false;
    } catch (const std::exception&) {
        return false;  // None, or none that says so.
    }
    std::error_code gone;
    fs::remove(file, gone);
    return true;
}

std::vector<RunOutcome> ArrayFolder::take(const Places& places) const {
    std::vector<RunOutcome> outcomes;
    std::error_code gone;
    // One listing in place of a question per run: the folder may be on another machine.
    for (const fs::directory_entry& entry : fs::directory_iterator(path_ / "outcomes", gone)) {
        const std::string name = entry.path().filename().string();
        const std::int64_t run = std::atoll(name.c_str());
        const auto place = places.find(run);
        if (place == places.end() || name != file_name(run)) continue;
        RunOutcome outcome = read_outcome(entry.path(), run);
        move_into_place(path_ / "runs" / std::to_string(run), place->second);
        fs::remove(entry.path(), gone);
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

void ArrayFolder::stop(std::size_t task) const {
    std::error_code ignored;
    fs::remove(chunk_file(task), ignored);
}

std::string ArrayFolder::last_words(std::size_t task) const {
    return last_lines(path_ / fmt::format("task_{}.log", task));
}

void ArrayFolder::remove() const {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

int execute_chunk(const fs::path& file, const std::string& tree, const RunFunction& run) {
    const nlohmann::json chunk = read_json(file);
    std::vector<RunOrder> orders;
    try {
        if (chunk.at("tree").get<std::string>() != tree) {
            throw ConfigError(file.string() +
                              ": sources or program have changed since these runs were planned");
        }
        for (const nlohmann::json& order : chunk.at("orders")) {
            orders.push_back(order_from_json(order));
        }
    } catch (const nlohmann::json::exception& failure) {
        throw ConfigError(file.string() + ": is no file of orders: " + failure.what());
    }
    const fs::path outcomes = file.parent_path() / "outcomes";
    LocalExecutor executor(1, run);
    for (RunOrder& order : orders) {
        std::error_code gone;
        if (!fs::exists(file, gone)) return 0;  // Nobody waits for us any more.
        if (fs::exists(outcomes / file_name(order.run_id), gone)) continue;
        executor.submit({std::move(order)});
        while (executor.busy() > 0) {
            for (const RunOutcome& outcome : executor.poll(kPollMs)) {
                write_outcome(outcomes, outcome);
            }
        }
    }
    return 0;
}

}  // namespace oio
