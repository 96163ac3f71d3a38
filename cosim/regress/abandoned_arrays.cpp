// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/abandoned_arrays.hpp"

#include "cosim/regress/array_folder.hpp"
#include "cosim/regress/triage.hpp"

namespace oio {

namespace fs = std::filesystem;

AbandonedArrays::AbandonedArrays(fs::path folder) : folder_(std::move(folder)) {
    std::error_code none;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_, none)) {
        const std::string name = entry.path().filename().string();
        const auto tasks = ArrayFolder(entry.path()).manifest();
        for (std::size_t task = 0; task < tasks.size(); ++task) {
            for (const std::int64_t run : tasks[task]) {
                // Reruns with waves have numbers of their runner only.
                if (run < kFirstRerun) places_[run] = {name, task, tasks.size()};
            }
        }
    }
}

void AbandonedArrays::ask(BatchQueue& queue) {
    std::set<std::string> names;
    for (const auto& entry : places_) names.insert(entry.second.array);
    for (const TaskStatus& task : queue.tasks({names.begin(), names.end()})) {
        if (task.phase == TaskPhase::Alive) alive_.insert({task.array, task.task});
    }
    asked_ = true;
}

std::optional<AbandonedArrays::Place> AbandonedArrays::take(std::int64_t run, BatchQueue& queue) {
    const auto found = places_.find(run);
    if (found == places_.end()) return std::nullopt;
    if (!asked_) ask(queue);
    const Place place = found->second;
    places_.erase(found);  // When it is lost, it is lost.
    const ArrayFolder folder(folder_ / place.array);
    const bool alive =
        alive_.count({place.array, place.task}) != 0 && fs::exists(folder.chunk_file(place.task));
    if (!alive && !folder.has_outcome(run)) return std::nullopt;
    return place;
}

}  // namespace oio
