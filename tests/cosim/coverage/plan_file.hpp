// SPDX-License-Identifier: Apache-2.0
//
// A coverage plan for one test, removed at its end.
#pragma once

#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <string>

#include "cosim/coverage/coverage_data.hpp"
#include "cosim/coverage/coverage_plan.hpp"

class PlanFile {
public:
    explicit PlanFile(const std::string& text) {
        static std::atomic<int> number{0};
        path_ = std::filesystem::temp_directory_path() /
                ("oio_plan_" + std::to_string(getpid()) + "_" + std::to_string(number++) + ".toml");
        std::ofstream(path_) << text;
    }
    ~PlanFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    PlanFile(const PlanFile&) = delete;
    PlanFile& operator=(const PlanFile&) = delete;
    const std::filesystem::path& path() const { return path_; }
    oio::CoveragePlan plan() const { return oio::CoveragePlan(path_); }

private:
    std::filesystem::path path_;
};

/// Two points of a lane and their cross.
inline const char* const kLanePlan = R"(
[group.lane]
feature = "striping"
sample = "lane"
[group.lane.point.slip]
values = [0, 1]
[group.lane.point.margin_db]
edges = [-3.0, 0.0, 3.0]
[group.lane.cross.both]
of = ["slip", "margin_db"]
)";

inline oio::CoverageSample lane_sample(double slip, double margin_db) {
    return {"lane", {{"slip", slip}, {"margin_db", margin_db}, {"side", std::string("a")}}};
}
