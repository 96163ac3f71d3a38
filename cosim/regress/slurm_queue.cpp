// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/slurm_queue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "cosim/config_reader.hpp"
#include "cosim/process.hpp"

namespace oio {

namespace {

// Array index, state, reason, nodes, job, name. The name comes last: it is the only free text.
constexpr const char* kFormat = "--format=%K|%T|%r|%N|%F|%j";
constexpr std::size_t kFields = 6;

bool contains(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

std::string one_line(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

// Slurm's programs have one exit code for all that goes wrong; the words are those of
// slurm_strerror().
std::string call(const std::vector<std::string>& arguments) {
    const ProcessResult result = run_process(arguments, ".");
    if (result.exit_code != 0) {
        const std::string& text = result.output;
        const bool unreachable =
            contains(text, "Unable to contact") || contains(text, "Socket timed out") ||
            contains(text, "Zero Bytes were transmitted") || contains(text, "connect failure") ||
            contains(text, "Connection refused") ||
            contains(text, "Transport endpoint is not connected") ||
            contains(text, "temporarily unable to accept");
        throw QueueError(fmt::format("{}: {}", arguments.front(), one_line(text)), unreachable);
    }
    return result.output;
}

std::string joined(const std::vector<std::string>& names) {
    return fmt::format("{}", fmt::join(names, ","));
}

TaskPhase phase_of(const std::string& state, const std::string& reason) {
    if (state == "PENDING") {
        if (reason == "PartitionTimeLimit" || reason == "PartitionNodeLimit" ||
            reason == "BadConstraints") {
            return TaskPhase::Refused;
        }
        // After a controller has lost its state, nodes refuse job numbers that they still run.
        const bool stuck = contains(reason, "launch_failed") || contains(reason, "launch failed");
        return stuck ? TaskPhase::Stuck : TaskPhase::Alive;
    }
    for (const char* alive :
         {"RUNNING", "CONFIGURING", "SUSPENDED", "STOPPED", "RESIZING", "SIGNALING", "STAGE_OUT",
          "REQUEUED", "REQUEUE_HOLD", "RESV_DEL_HOLD", "REQUEUE_FED", "SPECIAL_EXIT"}) {
        if (state == alive) return TaskPhase::Alive;
    }
    for (const char* failed : {"FAILED", "TIMEOUT", "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE"}) {
        if (state == failed) return TaskPhase::Failed;
    }
    if (state == "COMPLETING") return TaskPhase::Ending;
    return TaskPhase::Ended;  // COMPLETED, CANCELLED, NODE_FAIL, PREEMPTED.
}

}  // namespace

std::vector<TaskStatus> parse_squeue(const std::string& text) {
    std::vector<TaskStatus> tasks;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::vector<std::string> fields;
        std::istringstream rest(line);
        for (std::string field; std::getline(rest, field, '|');) fields.push_back(field);
        TaskStatus task;
        if (fields.size() != kFields) continue;
        const std::string& index = fields[0];
        const auto [end, error] =
            std::from_chars(index.data(), index.data() + index.size(), task.task);
        if (error != std::errc() || end != index.data() + index.size()) continue;
        task.phase = phase_of(fields[1], fields[2]);
        task.words = fields[1];
        if (task.words == "PENDING") task.words += " " + fields[2];
        if (!fields[3].empty()) task.words += " on " + fields[3];
        task.id = fields[4] + "_" + fields[0];
        task.array = fields[5];
        tasks.push_back(std::move(task));
    }
    return tasks;
}

SlurmQueue::SlurmQueue(SlurmOptions options) : options_(std::move(options)) {
    for (const char* name : {"sbatch", "squeue", "scancel"}) {
        if (find_program(name).empty()) {
            throw ConfigError(fmt::format(
                "--executor slurm: {} is not in PATH; run on a host that submits to the cluster, "
                "or use --executor local",
                name));
        }
    }
    try {
        call({"squeue", "--noheader", "--name=oio-none"});
    } catch (const QueueError& failure) {
        throw ConfigError(std::string("--executor slurm: ") + failure.what());
    }
}

void SlurmQueue::submit(const ArrayJob& job) {
    const std::string limit = job.at_once > 0 ? fmt::format("%{}", job.at_once) : "";
    std::vector<std::string> arguments = {
        "sbatch", "--parsable", "--job-name=" + job.name,
        fmt::format("--array=0-{}{}", job.tasks - 1, limit),
        // A task that Slurm starts again on its own would meet the one it takes for dead.
        "--no-requeue", "--ntasks=1",
        fmt::format("--time={:.0f}", std::ceil(job.wall_limit_s / 60.0) + 1.0),
        "--output=" + (job.folder / "task_%a.log").string()};
    if (!options_.partition.empty()) arguments.push_back("--partition=" + options_.partition);
    if (options_.memory_mb > 0) arguments.push_back(fmt::format("--mem={}M", options_.memory_mb));
    arguments.insert(arguments.end(), options_.sbatch.begin(), options_.sbatch.end());
    arguments.push_back(job.script.string());
    call(arguments);
}

std::vector<TaskStatus> SlurmQueue::tasks(const std::vector<std::string>& arrays) {
    if (arrays.empty()) return {};
    return parse_squeue(call(
        {"squeue", "--noheader", "--array", "--states=all", "--name=" + joined(arrays), kFormat}));
}

void SlurmQueue::cancel(const std::vector<std::string>& arrays, bool only_waiting) {
    for (const std::string& name : arrays) {
        std::vector<std::string> arguments = {"scancel", "--quiet", "--name=" + name};
        if (only_waiting) arguments.push_back("--state=PENDING");
        call(arguments);
    }
}

void SlurmQueue::cancel_task(const std::string& id) {
    call({"scancel", "--quiet", id});
}

}  // namespace oio
