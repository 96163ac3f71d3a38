// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage/coverage_data.hpp"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "cosim/config_reader.hpp"

namespace oio {

namespace {

using Json = nlohmann::ordered_json;
constexpr int kSchema = 1;

}  // namespace

CoverageData::CoverageData(std::string plan_hash, const CoverageRunId& run, CoverageHits hits)
    : plan_hash_(std::move(plan_hash)), runs_{{run, std::move(hits)}} {}

CoverageData CoverageData::read(const std::filesystem::path& file) {
    std::ifstream stream(file);
    if (!stream) throw ConfigError(file.string() + ": cannot read this coverage");
    try {
        const Json json = Json::parse(stream);
        if (json.at("schema") != kSchema) {
            throw ConfigError(fmt::format("{}: coverage of schema {}, this program reads {}",
                                          file.string(), json.at("schema").dump(), kSchema));
        }
        CoverageData data;
        data.plan_hash_ = json.at("plan").get<std::string>();
        const auto bins = json.at("bins").get<std::vector<std::string>>();
        for (const Json& entry : json.at("runs")) {
            CoverageHits hits;
            for (const Json& hit : entry.at("hits")) {
                hits[bins.at(hit.at(0).get<std::size_t>())] = hit.at(1).get<std::uint64_t>();
            }
            data.runs_[{entry.at("test").get<std::string>(), entry.at("seed").get<std::uint64_t>(),
                        entry.at("configuration").get<std::string>()}] = std::move(hits);
        }
        return data;
    } catch (const Json::exception& failure) {
        throw ConfigError(file.string() + ": no coverage.json of oio: " + failure.what());
    } catch (const std::out_of_range&) {
        throw ConfigError(file.string() + ": a hit names a bin that the file does not list");
    }
}

std::string CoverageData::to_json() const {
    std::map<std::string, std::size_t> index;
    for (const auto& [run, hits] : runs_) {
        for (const auto& [bin, count] : hits) index[bin] = 0;
    }
    // A line for each run: files of large regressions stay readable and compare by line.
    std::string text = fmt::format("{{\n  \"schema\": {},\n  \"plan\": \"{}\",\n  \"bins\": [",
                                   kSchema, plan_hash_);
    std::size_t next = 0;
    for (auto& [bin, number] : index) {
        number = next;
        text += (next++ == 0 ? "\n    " : ",\n    ") + Json(bin).dump();
    }
    text += "\n  ],\n  \"runs\": [";
    bool first = true;
    for (const auto& [run, hits] : runs_) {
        Json list = Json::array();
        for (const auto& [bin, count] : hits) list.push_back({index.at(bin), count});
        const Json entry = {{"test", run.test},
                            {"seed", run.seed},
                            {"configuration", run.configuration},
                            {"hits", std::move(list)}};
        text += (first ? "\n    " : ",\n    ") + entry.dump();
        first = false;
    }
    return text + "\n  ]\n}\n";
}

void CoverageData::merge(const CoverageData& other, const std::string& name) {
    if (plan_hash_.empty()) plan_hash_ = other.plan_hash_;
    if (!other.plan_hash_.empty() && plan_hash_ != other.plan_hash_) {
        throw ConfigError(
            fmt::format("{}: taken with coverage plan {}, the others with {}; run it again", name,
                        other.plan_hash_, plan_hash_));
    }
    for (const auto& [run, hits] : other.runs_) {
        const auto [at, added] = runs_.emplace(run, hits);
        if (!added && at->second != hits) {
            throw ConfigError(fmt::format(
                "{}: {} with seed {} has other hits than the same run in another file: it does not "
                "repeat",
                name, run.test, run.seed));
        }
    }
}

CoverageHits CoverageData::totals() const {
    CoverageHits total;
    for (const auto& [run, hits] : runs_) {
        for (const auto& [bin, count] : hits) total[bin] += count;
    }
    return total;
}

}  // namespace oio
