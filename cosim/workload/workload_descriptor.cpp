// SPDX-License-Identifier: Apache-2.0
#include "cosim/workload/workload_descriptor.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "cosim/config_reader.hpp"

namespace oio {
namespace {

constexpr double kFlopPerUsAndTflops = 1.0e6;  // 1 TFLOP/s is 1e6 FLOP per microsecond
constexpr double kBackwardOverForward = 2.0;   // a gradient for the data, one for the weights

double ranked_time_us(const WorkloadDescriptor& d, double flop) {
    const double flop_per_us = d.peak_tflops * d.utilisation * kFlopPerUsAndTflops;
    return flop / static_cast<double>(d.tensor) / flop_per_us * d.scale;
}

RankNode& append(RankGraph& graph, NodeKind kind, const std::string& name) {
    RankNode node;
    node.id = graph.nodes.size();
    node.kind = kind;
    node.name = name;
    if (node.id > 0) node.deps.push_back(node.id - 1);
    graph.nodes.push_back(node);
    return graph.nodes.back();
}

void append_part(RankGraph& graph, const WorkloadDescriptor& d, const std::string& name,
                 double compute_us) {
    append(graph, NodeKind::Compute, name).duration_us = compute_us;
    RankNode& reduce = append(graph, NodeKind::Collective, name + " all-reduce");
    reduce.collective = CollectiveKind::AllReduce;
    reduce.bytes = d.all_reduce_bytes();
}

}  // namespace

std::uint64_t WorkloadDescriptor::activation_bytes() const {
    return static_cast<std::uint64_t>(hidden) * static_cast<std::uint64_t>(sequence) *
           static_cast<std::uint64_t>(batch) * static_cast<std::uint64_t>(bytes_per_element);
}

std::uint64_t WorkloadDescriptor::all_reduce_bytes() const {
    const auto step = static_cast<double>(4 * tensor);
    const double steps = std::round(static_cast<double>(activation_bytes()) * scale / step);
    return static_cast<std::uint64_t>(std::max(1.0, steps) * step);
}

// FLOPs of one forward layer: 24 B s h^2 + 4 B s^2 h (Narayanan et al., "Efficient large-scale
// language model training on GPU clusters using Megatron-LM", SC 2021, appendix). Of the first
// term 8 B s h^2 are the projections of the attention and 16 B s h^2 the MLP.
double WorkloadDescriptor::attention_us() const {
    const auto b = static_cast<double>(batch);
    const auto s = static_cast<double>(sequence);
    const auto h = static_cast<double>(hidden);
    return ranked_time_us(*this, 8.0 * b * s * h * h + 4.0 * b * s * s * h);
}

double WorkloadDescriptor::mlp_us() const {
    const auto b = static_cast<double>(batch);
    const auto s = static_cast<double>(sequence);
    const auto h = static_cast<double>(hidden);
    return ranked_time_us(*this, 16.0 * b * s * h * h);
}

void WorkloadDescriptor::validate() const {
    if (all_reduce_bytes() <= kMaxNodeBytes) return;
    throw std::invalid_argument("run.scale: an all-reduce of " +
                                std::to_string(all_reduce_bytes()) + " B is outside [1, " +
                                std::to_string(kMaxNodeBytes) + "] B");
}

WorkloadDescriptor read_descriptor(const std::filesystem::path& file) {
    ConfigReader reader;
    reader.add_file(file);
    WorkloadDescriptor d;
    d.model_name = reader.get_string("model.name", d.model_name);
    d.hidden = reader.get_int("model.hidden", d.hidden, 1, 1 << 20);
    d.sequence = reader.get_int("model.sequence", d.sequence, 1, 1 << 20);
    d.batch = reader.get_int("model.batch", d.batch, 1, 1 << 16);
    d.bytes_per_element = reader.get_int("model.bytes_per_element", d.bytes_per_element, 1, 8);
    d.tensor = reader.get_int("parallel.tensor", d.tensor, 2, kMaxRanks);
    d.peak_tflops = reader.get_double("compute.peak_tflops", d.peak_tflops, 0.001, 1.0e6);
    d.utilisation = reader.get_double("compute.utilisation", d.utilisation, 0.001, 1.0);
    d.layers = reader.get_int("run.layers", d.layers, 1, 1000);
    d.backward = reader.get_bool("run.backward", d.backward);
    d.scale = reader.get_double("run.scale", d.scale, 1.0e-6, 1.0);
    reader.finish();
    try {
        d.validate();
    } catch (const std::invalid_argument& error) {
        throw ConfigError(file.string() + ": " + error.what());
    }
    return d;
}

std::vector<RankGraph> expand_descriptor(const WorkloadDescriptor& d) {
    d.validate();
    std::vector<RankGraph> graphs;
    for (int r = 0; r < static_cast<int>(d.tensor); ++r) {
        RankGraph graph;
        graph.rank = r;
        graph.origin = d.model_name + ", rank " + std::to_string(r);
        for (long long layer = 0; layer < d.layers; ++layer) {
            const std::string name = "layer " + std::to_string(layer);
            append_part(graph, d, name + " attention", d.attention_us());
            append_part(graph, d, name + " MLP", d.mlp_us());
        }
        for (long long layer = d.layers; d.backward && layer-- > 0;) {
            const std::string name = "layer " + std::to_string(layer) + " backward";
            append_part(graph, d, name + " MLP", kBackwardOverForward * d.mlp_us());
            append_part(graph, d, name + " attention", kBackwardOverForward * d.attention_us());
        }
        graphs.push_back(std::move(graph));
    }
    return graphs;
}

}  // namespace oio
