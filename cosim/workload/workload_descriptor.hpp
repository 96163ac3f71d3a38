// SPDX-License-Identifier: Apache-2.0
// Our own description of a workload: the transformer layers of a model under tensor parallelism.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "systemc/host/rank_graph.hpp"

namespace oio {

/// As written in the TOML file; the keys are these names under [model], [parallel], [compute] and
/// [run].
struct WorkloadDescriptor {
    std::string model_name = "GPT-13B";
    long long hidden = 5120;          ///< model.hidden
    long long sequence = 2048;        ///< model.sequence, tokens
    long long batch = 1;              ///< model.batch, sequences
    long long bytes_per_element = 2;  ///< model.bytes_per_element
    long long tensor = 8;             ///< parallel.tensor: ranks that share a layer
    double peak_tflops = 989.4;       ///< compute.peak_tflops of one rank
    double utilisation = 0.5;         ///< compute.utilisation, share of the peak
    long long layers = 1;             ///< run.layers
    bool backward = false;            ///< run.backward: also the way back
    double scale = 1.0;               ///< run.scale of every size and compute time, (0, 1]

    /// Activations of one layer, B: the size of its all-reduces before scaling.
    std::uint64_t activation_bytes() const;
    /// One all-reduce as it runs, B: scaled, rounded to whole words for every rank.
    std::uint64_t all_reduce_bytes() const;
    /// Time of the attention and of the MLP part of one layer, forward, on one rank, scaled.
    double attention_us() const;
    double mlp_us() const;
    /// Throws std::invalid_argument if an all-reduce is larger than a rank can hold.
    void validate() const;
};

/// Strict: throws ConfigError with file, line, column and allowed range; an unknown key too.
WorkloadDescriptor read_descriptor(const std::filesystem::path& file);

/// Per layer and rank: attention, all-reduce, MLP, all-reduce; backward the same in reverse with
/// twice the compute time.
std::vector<RankGraph> expand_descriptor(const WorkloadDescriptor& descriptor);

}  // namespace oio
