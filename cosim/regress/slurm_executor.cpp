// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/slurm_executor.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>

#include "cosim/config_reader.hpp"
#include "cosim/regress/content_hash.hpp"
#include "cosim/regress/run_child.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

// Slurm's default MaxArraySize is 1001: the last index is one less than that.
constexpr std::size_t kMostTasks = 1000;
// A cluster on which tasks end at once is broken, or the program is not there.
constexpr int kMostBarren = 3;
constexpr milliseconds kLook{200};
// The controller spends at most this share of its time on our questions.
constexpr int kQuestionShare = 20;

std::string unique_prefix(const fs::path& folder) {
    char host[256] = {};
    gethostname(host, sizeof host - 1);
    ContentHash hash;
    hash.add(fmt::format("{}\n{}\n{}\n{}", host, getpid(),
                         std::chrono::system_clock::now().time_since_epoch().count(),
                         folder.string()));
    return "oio-" + hash.hex().substr(0, 12);
}

}  // namespace

bool SlurmExecutor::Array::open() const {
    return std::any_of(tasks.begin(), tasks.end(),
                       [](const Task& task) { return !task.open.empty(); });
}

SlurmExecutor::SlurmExecutor(std::unique_ptr<BatchQueue> queue, ArrayOptions options,
                             std::function<void(const std::string&)> note)
    : queue_(std::move(queue)),
      options_(std::move(options)),
      note_(std::move(note)),
      prefix_(unique_prefix(options_.folder)),
      abandoned_(options_.folder) {}

SlurmExecutor::~SlurmExecutor() {
    std::error_code not_empty;
    fs::remove(options_.folder, not_empty);
}

ArrayFolder SlurmExecutor::folder_of_array(const std::string& name) const {
    return ArrayFolder(options_.folder / name);
}

std::size_t SlurmExecutor::room() const {
    const std::size_t most = kMostTasks * options_.chunk;
    return most - std::min(most, busy());
}

std::string SlurmExecutor::description() const {
    return fmt::format(
        "Slurm, {} runs per array task{}", options_.chunk,
        options_.at_once > 0 ? fmt::format(", {} tasks at once", options_.at_once) : "");
}

bool SlurmExecutor::adopt(const RunOrder& order) {
    const auto place = abandoned_.take(order.run_id, *queue_);
    if (!place) return false;
    Array& array =
        arrays_.try_emplace(place->array, Array{folder_of_array(place->array), {}}).first->second;
    array.tasks.resize(place->tasks);
    array.tasks[place->task].open.insert(order.run_id);
    places_[order.run_id] = order.line.out_dir;
    return true;
}

void SlurmExecutor::submit(std::vector<RunOrder> orders) {
    std::size_t adopted = 0;
    try {
        for (RunOrder& order : orders) {
            if (adopt(order)) {
                ++adopted;
                continue;
            }
            if (waiting_.empty()) send_at_ = Clock::now() + options_.linger;
            waiting_.push_back(std::move(order));
        }
    } catch (const QueueError& failure) {
        throw ConfigError(std::string("--executor slurm: ") + failure.what());
    }
    if (adopted > 0) {
        note_(fmt::format("{} runs of a runner before this one go on or have ended", adopted));
    }
    if (waiting_.size() >= options_.chunk) send_at_ = std::min(send_at_, Clock::now());
    start_waiting();
}

void SlurmExecutor::start_waiting() {
    while (!waiting_.empty() && Clock::now() >= send_at_) {
        const std::size_t count = std::min(waiting_.size(), kMostTasks * options_.chunk);
        const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
        std::vector<RunOrder> orders(waiting_.begin(), end);
        try {
            start_array(std::move(orders));
        } catch (const QueueError& failure) {
            // Later, with the same orders in a new array: this one may have been taken.
            if (!accepted_ || !failure.unreachable)
                throw ConfigError(std::string("--executor slurm: ") + failure.what());
            keep_patience(failure);
            send_at_ = Clock::now() + options_.ask_every;
            return;
        }
        waiting_.erase(waiting_.begin(), end);
    }
}

void SlurmExecutor::start_array(std::vector<RunOrder> orders) {
    ArrayJob job;
    job.name = fmt::format("{}-{}", prefix_, next_array_++);
    Array array{folder_of_array(job.name), {}};
    std::vector<std::vector<RunOrder>> chunks;
    constexpr double kGraceS = 30.0;  // Of a run after its wall limit, and of the task's start.
    for (std::size_t first = 0; first < orders.size(); first += options_.chunk) {
        const std::size_t last = std::min(orders.size(), first + options_.chunk);
        double limit_s = kGraceS;
        Task task;
        for (std::size_t i = first; i < last; ++i) {
            task.open.insert(orders[i].run_id);
            limit_s += orders[i].wall_limit_s + kGraceS;
        }
        job.wall_limit_s = std::max(job.wall_limit_s, limit_s);
        chunks.emplace_back(orders.begin() + static_cast<std::ptrdiff_t>(first),
                            orders.begin() + static_cast<std::ptrdiff_t>(last));
        array.tasks.push_back(std::move(task));
    }
    array.folder.create(chunks, options_.program, options_.tree);
    job.tasks = chunks.size();
    job.at_once = options_.at_once;
    job.script = array.folder.script();
    job.folder = array.folder.path();
    try {
        queue_->submit(job);
    } catch (const QueueError&) {
        array.folder.remove();  // Were it taken after all, its tasks find nothing to do.
        throw;
    }
    accepted_ = true;
    note_(fmt::format("{}: {} runs in {} tasks", job.name, orders.size(), job.tasks));
    for (const RunOrder& order : orders) places_[order.run_id] = order.line.out_dir;
    arrays_.emplace(job.name, std::move(array));
}

std::vector<std::string> SlurmExecutor::open_arrays() const {
    std::vector<std::string> names;
    for (const auto& [name, array] : arrays_) {
        if (array.open()) names.push_back(name);
    }
    return names;
}

void SlurmExecutor::collect(std::vector<RunOutcome>& outcomes) {
    for (auto at = arrays_.begin(); at != arrays_.end();) {
        Array& array = at->second;
        ArrayFolder::Places places;
        for (const Task& task : array.tasks) {
            for (const std::int64_t run : task.open) places[run] = places_.at(run);
        }
        for (RunOutcome& outcome : array.folder.take(places)) {
            for (Task& task : array.tasks) task.open.erase(outcome.run_id);
            places_.erase(outcome.run_id);
            barren_ = 0;
            outcomes.push_back(std::move(outcome));
        }
        if (array.open()) {
            ++at;
            continue;
        }
        array.folder.remove();
        at = arrays_.erase(at);
    }
}

void SlurmExecutor::keep_patience(const QueueError& failure) {
    if (!failure.unreachable) throw ConfigError(std::string("--executor slurm: ") + failure.what());
    const Clock::time_point now = Clock::now();
    if (!silent_since_) {
        silent_since_ = now;
        note_(fmt::format("{}; tasks go on without it, asking again", failure.what()));
    }
    if (now - *silent_since_ > options_.patience) {
        throw ConfigError(fmt::format(
            "--executor slurm: no answer for {:.0f} s: {}; nothing is "
            "lost, go on with --resume",
            std::chrono::duration<double>(now - *silent_since_).count(), failure.what()));
    }
}

void SlurmExecutor::ask_queue() {
    const Clock::time_point start = Clock::now();
    if (start < ask_at_) return;
    const std::vector<std::string> names = open_arrays();
    if (names.empty()) return;
    try {
        const std::vector<TaskStatus> seen = queue_->tasks(names);
        if (silent_since_) note_("Slurm answers again");
        silent_since_.reset();
        for (const std::string& name : names) update(name, arrays_.at(name), seen);
    } catch (const QueueError& failure) {
        keep_patience(failure);
    }
    const Clock::time_point now = Clock::now();
    ask_at_ = now + std::max<Clock::duration>(options_.ask_every, (now - start) * kQuestionShare);
    // A silent controller makes us wait for its time-out; that says nothing of its load.
    if (silent_since_) ask_at_ = now + options_.ask_every;
}

void SlurmExecutor::take_back(const std::string& id) {
    try {
        queue_->cancel_task(id);
    } catch (const QueueError& failure) {
        // It has gone, or it will find that its file has.
        note_(failure.what());
    }
}

void SlurmExecutor::update(const std::string& name, Array& array,
                           const std::vector<TaskStatus>& seen) {
    std::map<std::size_t, const TaskStatus*> known;
    for (const TaskStatus& status : seen) {
        if (status.array == name) known[status.task] = &status;
    }
    for (std::size_t number = 0; number < array.tasks.size(); ++number) {
        Task& task = array.tasks[number];
        if (task.open.empty()) continue;
        const auto found = known.find(number);
        const TaskStatus none{name, number, TaskPhase::Ended, "unknown to the controller", ""};
        const TaskStatus& now = found != known.end() ? *found->second : none;
        if (now.phase == TaskPhase::Alive) {
            task.ended.reset();
        } else if (!task.ended) {
            task.ended = Clock::now();
            task.last = now;
            if (task.last.phase == TaskPhase::Stuck) take_back(task.last.id);
        }
        if (now.phase == TaskPhase::Refused) {
            queue_->cancel({name}, false);
            throw ConfigError(fmt::format(
                "--executor slurm: Slurm will never start {}: {}; see --partition, --mem and "
                "--sbatch",
                name, task.last.words));
        }
    }
}

void SlurmExecutor::give_up_ended(std::vector<RunOutcome>& outcomes) {
    const Clock::time_point now = Clock::now();
    for (auto& [name, array] : arrays_) {
        for (std::size_t number = 0; number < array.tasks.size(); ++number) {
            Task& task = array.tasks[number];
            if (!task.open.empty() && task.ended && now - *task.ended > options_.settle)
                give_up(name, array, number, outcomes);
        }
    }
}

void SlurmExecutor::give_up(const std::string& name, Array& array, std::size_t number,
                            std::vector<RunOutcome>& outcomes) {
    Task& task = array.tasks[number];
    array.folder.stop(number);
    const std::string words = fmt::format("task {} of {}: {}", number, name, task.last.words);
    const std::string said = array.folder.last_words(number);
    note_(fmt::format("{}; {} of its runs are open", words, task.open.size()));
    bool any_started = false;
    for (const std::int64_t run : task.open) {
        RunOutcome outcome;
        outcome.run_id = run;
        outcome.state = RunState::Lost;
        outcome.started = array.folder.was_started(run);
        outcome.no_space = disk_is_full(options_.folder);
        outcome.detail = words + (said.empty() ? "" : "\n" + said);
        any_started = any_started || outcome.started;
        places_.erase(run);
        outcomes.push_back(std::move(outcome));
    }
    task.open.clear();
    if (any_started || task.last.phase != TaskPhase::Failed || outcomes.back().no_space) return;
    if (++barren_ < kMostBarren) return;
    throw ConfigError(
        fmt::format("--executor slurm: {} tasks ended without executing anything; "
                    "the last one, {}{}",
                    barren_, words, said.empty() ? ", said nothing" : ", said:\n" + said));
}

std::vector<RunOutcome> SlurmExecutor::poll(milliseconds wait) {
    std::vector<RunOutcome> outcomes = std::move(dropped_);
    dropped_.clear();
    start_waiting();
    collect(outcomes);
    if (outcomes.empty() && busy() > 0) {
        ::poll(nullptr, 0, static_cast<int>(std::min(wait, kLook).count()));  // Or till a signal.
        collect(outcomes);
    }
    ask_queue();
    give_up_ended(outcomes);
    return outcomes;
}

void SlurmExecutor::drop(std::int64_t run) {
    RunOutcome outcome;
    outcome.run_id = run;
    outcome.started = false;
    dropped_.push_back(std::move(outcome));
}

void SlurmExecutor::stop_starting() {
    for (const RunOrder& order : waiting_) drop(order.run_id);
    waiting_.clear();
    for (const auto& entry : arrays_) {
        const Array& array = entry.second;
        for (std::size_t task = 0; task < array.tasks.size(); ++task) array.folder.stop(task);
    }
    try {
        queue_->cancel(open_arrays(), true);
    } catch (const QueueError& failure) {
        note_(failure.what());
    }
}

void SlurmExecutor::cancel() {
    stop_starting();
    try {
        queue_->cancel(open_arrays(), false);
    } catch (const QueueError& failure) {
        note_(std::string(failure.what()) + "; its tasks end after the run they execute");
    }
    for (auto& entry : arrays_) {
        for (const Task& task : entry.second.tasks) {
            for (const std::int64_t run : task.open) drop(run);
        }
        entry.second.folder.remove();
    }
    arrays_.clear();
    places_.clear();
}

}  // namespace oio
