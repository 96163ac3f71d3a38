// SPDX-License-Identifier: Apache-2.0
#include "systemc/host/workload.hpp"

#include <map>
#include <sstream>
#include <stdexcept>

namespace oio {
namespace {

constexpr std::size_t kReportedOps = 3;

}  // namespace

void check_workload(const std::vector<RankGraph>& graphs) {
    check_graphs(graphs);
    check_collectives(graphs);
    resolve_messages(graphs);
}

Workload::Workload(std::vector<RankGraph> graphs, const WorkloadOptions& options)
    : options_(options), graphs_(std::move(graphs)) {
    options_.validate();
    check_graphs(graphs_);
    check_collectives(graphs_);
    const MessageFlow flow = resolve_messages(graphs_);
    programs_ = build_programs(graphs_, flow, options_);
    golden_ = std::make_unique<Golden>(graphs_, flow, programs_.regions, options_.seed);
    mismatches_.assign(graphs_.size(), 0);
}

Workload::~Workload() = default;

void Workload::start(WorkloadTransport& transport) {
    if (!executors_.empty()) throw std::logic_error("Workload::start called twice");
    const auto check = [this](int rank, std::uint32_t region, std::uint64_t offset,
                              const std::uint8_t* data, std::uint64_t bytes) {
        mismatches_[static_cast<std::size_t>(rank)] +=
            golden_->count_mismatches(rank, region, offset, data, bytes);
        checked_bytes_ += bytes;
    };
    for (const RankProgram& program : programs_.ranks) {
        executors_.push_back(std::make_unique<RankExecutor>(
            program, programs_.regions, rank_count(), options_.seed, transport, check));
    }
    for (const auto& executor : executors_) executor->start();
}

RankExecutor& Workload::rank(int rank) {
    return *executors_.at(static_cast<std::size_t>(rank));
}

const RankExecutor& Workload::rank(int rank) const {
    return *executors_.at(static_cast<std::size_t>(rank));
}

bool Workload::finished() const {
    for (const auto& executor : executors_) {
        if (!executor->finished()) return false;
    }
    return !executors_.empty();
}

std::uint64_t Workload::delivered_bytes() const {
    std::uint64_t sum = 0;
    for (const auto& executor : executors_) sum += executor->received_bytes();
    return sum;
}

std::uint64_t Workload::total_bytes() const {
    std::uint64_t sum = 0;
    for (const RankProgram& program : programs_.ranks) sum += program.recv_bytes;
    return sum;
}

std::uint64_t Workload::sent_bytes(int rank) const {
    return executors_.empty() ? 0 : this->rank(rank).sent_bytes();
}

std::uint64_t Workload::received_bytes(int rank) const {
    return executors_.empty() ? 0 : this->rank(rank).received_bytes();
}

std::uint64_t Workload::planned_bytes(int rank) const {
    return programs_.ranks.at(static_cast<std::size_t>(rank)).send_bytes;
}

std::uint64_t Workload::mismatches(int rank) const {
    const std::uint64_t strays = executors_.empty() ? 0 : this->rank(rank).stray_messages();
    return mismatches_.at(static_cast<std::size_t>(rank)) + strays;
}

std::uint64_t Workload::mismatches() const {
    std::uint64_t sum = 0;
    for (int r = 0; r < rank_count(); ++r) sum += mismatches(r);
    return sum;
}

std::uint64_t Workload::checked_bytes() const {
    return checked_bytes_;
}

std::string Workload::describe() const {
    std::map<std::string, std::uint64_t> collectives;
    std::uint64_t nodes = 0;
    std::uint64_t sends = 0;
    std::uint64_t computes = 0;
    for (const RankGraph& graph : graphs_) {
        nodes += graph.nodes.size();
        for (const RankNode& node : graph.nodes) {
            if (node.kind == NodeKind::Send) ++sends;
            if (node.kind == NodeKind::Compute) ++computes;
            if (node.kind == NodeKind::Collective && graph.rank == 0) {
                ++collectives[std::string(to_string(node.collective)) + " of " +
                              std::to_string(node.bytes) + " B"];
            }
        }
    }
    std::ostringstream text;
    text << rank_count() << " ranks, " << nodes << " nodes: ";
    for (const auto& [name, count] : collectives) text << count << " x " << name << ", ";
    if (sends > 0) {
        text << sends << " explicit sends";
        if (golden_->messages_all_reduce()) text << " (an all-reduce)";
        text << ", ";
    }
    text << computes << " compute nodes; " << total_bytes() << " B to deliver";
    return text.str();
}

std::string Workload::describe_op(int rank, std::uint32_t index) const {
    const auto r = static_cast<std::size_t>(rank);
    const Op& op = programs_.ranks[r].ops[index];
    const RankNode& node = graphs_[r].nodes[op.node];
    std::ostringstream text;
    text << "node " << node.id << " '" << node.name << "' ";
    switch (op.kind) {
        case OpKind::Send:
            text << "waits until " << op.bytes << " B to rank " << op.peer << " (tag " << op.tag
                 << ") are accepted";
            break;
        case OpKind::Recv:
            text << "waits for " << op.bytes << " B from rank " << op.peer << " (tag " << op.tag
                 << ")";
            break;
        default:
            text << "waits for the end of " << op.duration_ns << " ns of computing";
            break;
    }
    return text.str();
}

std::string Workload::blocked_report() const {
    std::ostringstream text;
    for (const auto& executor : executors_) {
        if (executor->finished()) continue;
        const auto& program = programs_.ranks[static_cast<std::size_t>(executor->rank())];
        text << "rank " << executor->rank() << " (" << executor->ops_done() << " of "
             << program.ops.size() << " steps done): ";
        const std::vector<std::uint32_t> waiting = executor->waiting_ops();
        for (std::size_t i = 0; i < waiting.size() && i < kReportedOps; ++i) {
            text << (i > 0 ? "; " : "") << describe_op(executor->rank(), waiting[i]);
        }
        if (waiting.size() > kReportedOps) {
            text << "; and " << waiting.size() - kReportedOps << " more";
        }
        text << '\n';
    }
    return text.str();
}

}  // namespace oio
