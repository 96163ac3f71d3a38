// SPDX-License-Identifier: Apache-2.0
#include "cosim/coverage/coverage_data.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "cosim/config_reader.hpp"
#include "models/random_stream.hpp"

using oio::CoverageData;
using oio::CoverageHits;

namespace {

CoverageData run(const std::string& test, std::uint64_t seed, const CoverageHits& hits) {
    return CoverageData("plan", {test, seed, "c"}, hits);
}

CoverageData merged(const CoverageData& a, const CoverageData& b) {
    CoverageData result = a;
    result.merge(b, "b");
    return result;
}

// Runs of three farms that partly ran the same seeds.
CoverageData machine(std::uint64_t number) {
    oio::RandomStream random(number, "coverage_data_test", "machine");
    CoverageData data;
    for (int i = 0; i < 20; ++i) {
        const std::uint64_t seed = random.next_u32() % 30;
        CoverageHits hits;  // A function of the seed, as of a run that repeats.
        for (std::uint64_t bin = 0; bin < 10; ++bin) {
            if ((seed * 7 + bin * 5) % 3 == 0) hits["bin" + std::to_string(bin)] = seed + bin + 1;
        }
        data.merge(run("test", seed, hits), "run");
    }
    return data;
}

}  // namespace

TEST_CASE("coverage_data: merging is associative, commutative and idempotent", "[cosim]") {
    for (std::uint64_t i = 0; i < 10; ++i) {
        const CoverageData a = machine(3 * i), b = machine(3 * i + 1), c = machine(3 * i + 2);
        CHECK(merged(a, merged(b, c)).to_json() == merged(merged(a, b), c).to_json());
        CHECK(merged(a, b).to_json() == merged(b, a).to_json());
        CHECK(merged(a, a).to_json() == a.to_json());
        CHECK(merged(a, b).runs().size() > a.runs().size());
        CHECK(merged(CoverageData(), a).to_json() == a.to_json());
    }
}

TEST_CASE("coverage_data: totals are the sums over different runs", "[cosim]") {
    const CoverageData all =
        merged(merged(run("t", 1, {{"x", 2}, {"y", 1}}), run("t", 2, {{"x", 5}})),
               run("t", 1, {{"x", 2}, {"y", 1}}));
    CHECK(all.totals() == CoverageHits{{"x", 7}, {"y", 1}});
}

TEST_CASE("coverage_data: runs that do not repeat and other plans are refused", "[cosim]") {
    CoverageData data = run("t", 1, {{"x", 2}});
    CHECK_THROWS_WITH(data.merge(run("t", 1, {{"x", 3}}), "other.json"),
                      Catch::Contains("other.json: t with seed 1 has other hits"));
    CHECK_THROWS_WITH(data.merge(CoverageData("new", {"t", 2, "c"}, {}), "other.json"),
                      Catch::Contains("taken with coverage plan new, the others with plan"));
}

TEST_CASE("coverage_data: what is written reads back equal, what is broken is refused", "[cosim]") {
    const auto file = std::filesystem::temp_directory_path() /
                      ("oio_coverage_" + std::to_string(getpid()) + ".json");
    const auto write = [&](const std::string& text) { std::ofstream(file) << text; };
    const CoverageData data =
        merged(machine(1), run("a \"b\" * c", 18446744073709551615u, {{"q\"", 1}}));
    write(data.to_json());
    CHECK(CoverageData::read(file).to_json() == data.to_json());
    write(data.to_json().substr(0, 200));
    CHECK_THROWS_AS(CoverageData::read(file), oio::ConfigError);
    write("{\"schema\": 2}");
    CHECK_THROWS_WITH(CoverageData::read(file), Catch::Contains("schema 2"));
    write(
        "{\"schema\": 1, \"plan\": \"p\", \"bins\": [], \"runs\": [{\"test\": \"t\", \"seed\": 1, "
        "\"configuration\": \"c\", \"hits\": [[0, 1]]}]}");
    CHECK_THROWS_WITH(CoverageData::read(file), Catch::Contains("does not list"));
    std::filesystem::remove(file);
    CHECK_THROWS_AS(CoverageData::read(file), oio::ConfigError);
}
