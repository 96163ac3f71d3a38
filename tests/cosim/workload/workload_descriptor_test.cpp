// SPDX-License-Identifier: Apache-2.0
#include "cosim/workload/workload_descriptor.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "cosim/config_reader.hpp"
#include "cosim/workload/workload_loader.hpp"
#include "systemc/host/workload.hpp"
#include "tests/cosim/workload/trace_files.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace oio;
using Catch::Matchers::Contains;

namespace {

WorkloadDescriptor read(const oio::test::ScratchFolder& folder, const std::string& text) {
    write_bytes(folder.path() / "d.toml", text);
    return read_descriptor(folder.path() / "d.toml");
}

std::filesystem::path bundled() {
    return std::filesystem::path(OIO_SOURCE_FOLDER) / "testbench" / "workloads" /
           "gpt13b_tp8_layer.toml";
}

}  // namespace

TEST_CASE("workload_descriptor: GPT-13B sends what AICB recorded", "[cosim][host]") {
    // aliyun/aicb G13B-M1-C01_GPT13B_megatron_tp8_pp1_mbs1.csv: 20,971,520 B over 8 ranks.
    WorkloadDescriptor d = read_descriptor(bundled());
    CHECK(d.activation_bytes() == 20971520);
    CHECK(d.tensor == 8);
    CHECK(d.all_reduce_bytes() == 131072);
    d.scale = 1.0;
    CHECK(d.all_reduce_bytes() == 20971520);
    // 24 B s h^2 + 4 B s^2 h = 1.3744e12 operations, over 8 ranks at half of 989.4 TFLOP/s.
    CHECK(d.attention_us() + d.mlp_us() == Approx(347.3).epsilon(0.001));
}

TEST_CASE("workload_descriptor: a layer is two computes and two all-reduces", "[cosim][host]") {
    WorkloadDescriptor d;
    d.scale = 0.003125;
    d.layers = 3;
    for (const bool backward : {false, true}) {
        d.backward = backward;
        const auto graphs = expand_descriptor(d);
        REQUIRE(graphs.size() == 8);
        CHECK_NOTHROW(check_workload(graphs));
        const std::uint64_t reductions = backward ? 12 : 6;
        CHECK(graphs[5].nodes.size() == 2 * reductions);
        CHECK(Workload(graphs, {}).planned_bytes(2) == reductions * 2 * 7 * 65536 / 8);
    }
}

TEST_CASE("workload_descriptor: scaled sizes divide among the ranks", "[cosim][host]") {
    for (const double scale : {1e-6, 0.001, 0.0123, 0.5, 1.0}) {
        WorkloadDescriptor d;
        d.scale = scale;
        CHECK(d.all_reduce_bytes() % 32 == 0);
        CHECK(d.all_reduce_bytes() >= 32);
        CHECK(static_cast<double>(d.all_reduce_bytes()) == Approx(20971520.0 * scale).margin(32.0));
    }
}

TEST_CASE("workload_descriptor: the default workload loads", "[cosim][host]") {
    const Workload workload(load_workload(bundled()), {});
    CHECK(workload.rank_count() == 8);
    CHECK(workload.total_bytes() == 8 * 2 * 2 * 7 * 131072 / 8);
}

TEST_CASE("workload_descriptor: refuses unknown keys and values out of range", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    CHECK(read(folder, "").hidden == 5120);
    CHECK_THROWS_WITH(read(folder, "[model]\nhiden = 3\n"),
                      Contains("d.toml:2:") && Contains("unknown key") && Contains("model.hidden"));
    CHECK_THROWS_WITH(read(folder, "[run]\nscale = 2.0\n"),
                      Contains("d.toml:2:") && Contains("run.scale"));
    CHECK_THROWS_WITH(read(folder, "[parallel]\ntensor = 1\n"), Contains("parallel.tensor"));
    CHECK_THROWS_WITH(read(folder, "[model\n"), Contains("d.toml:1:"));
    CHECK_THROWS_WITH(read(folder, "[model]\nbatch = 60000\n"),
                      Contains("run.scale: an all-reduce of"));
    CHECK_THROWS_AS(read_descriptor(folder.path() / "none.toml"), ConfigError);
}
