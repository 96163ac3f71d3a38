// SPDX-License-Identifier: Apache-2.0
//
// A workload of ranks on a ring: links under test in RTL, the others as surrogates.
#include <fmt/format.h>

#include <algorithm>

#include "cosim/config_reader.hpp"
#include "cosim/surrogate_parameters.hpp"
#include "cosim/traffic.hpp"
#include "systemc/host/ring_transport.hpp"
#include "systemc/host/workload.hpp"
#include "systemc/surrogate/surrogate_link.hpp"

namespace oio {

namespace {

WorkloadOptions workload_options(const SimConfig& config) {
    WorkloadOptions options;
    options.seed = config.run.seed;
    return options;
}

RingTransportConfig ring_config(int ranks) {
    RingTransportConfig ring;
    ring.ranks = ranks;
    return ring;
}

class RankRun : public Traffic {
public:
    RankRun(const SimConfig& config, std::vector<RankGraph> graphs, RtlLinks& links)
        : workload_(std::move(graphs), workload_options(config)),
          ring_("ring", ring_config(workload_.rank_count())) {
        for (int link = 0; link < ring_.link_count(); ++link) bind(config, link, links);
        ring_.set_delivery(
            [this](int to, int from, std::uint64_t tag, std::vector<std::uint8_t> data) {
                workload_.rank(to).on_message(from, tag, std::move(data));
            });
    }

    void start() override { workload_.start(ring_); }
    bool finished() const override { return workload_.finished() && ring_.idle(); }
    // Compute steps move nothing: time itself counts while some rank computes.
    std::uint64_t progress() const override {
        return ring_.scoreboard().bytes_compared() + steps();
    }
    double done() const override {
        const std::uint64_t total = workload_.total_bytes();
        return total == 0 ? 1.0 : double(workload_.delivered_bytes()) / double(total);
    }

    std::uint64_t mismatches() const override {
        const MessageScoreboard& board = ring_.scoreboard();
        return workload_.mismatches() + board.mismatched_bytes() + board.misrouted();
    }

    void report(RunResult& result) override {
        const MessageScoreboard& board = ring_.scoreboard();
        result.traffic.mismatches += mismatches();
        result.traffic.lost += board.in_flight() + ring_.lost_segments() + ring_.failed_writes();
        result.traffic.duplicated += board.duplicated();
        if (!workload_.finished()) {
            result.fail("unfinished", "the workload did not end:\n" + workload_.blocked_report());
        } else if (workload_.checked_bytes() == 0 && workload_.total_bytes() > 0) {
            result.fail("unchecked", "no result of the workload was compared");
        }
        for (int rank = 0; rank < workload_.rank_count(); ++rank) {
            result.ranks.push_back({rank, workload_.sent_bytes(rank),
                                    workload_.received_bytes(rank),
                                    workload_.rank(rank).finish_time_ns() / 1e3});
        }
        for (const Surrogate& surrogate : surrogates_) {
            LinkResult link;
            link.name = surrogate.label;
            link.level = "surrogate";
            link.payload_bytes = surrogate.link->user_bytes();
            link.flits = surrogate.link->flits(0) + surrogate.link->flits(1);
            link.replays = surrogate.link->replays(0) + surrogate.link->replays(1);
            link.latency_mean_ns = surrogate.latency_ns;
            link.throughput_gbps = double(link.payload_bytes) * 8e-3 / result.workload_us;
            result.links.push_back(std::move(link));
        }
        result.traffic.payload_bytes += board.bytes_compared();
    }
    std::string state() const override {
        return workload_.describe() + "\n" + workload_.blocked_report() + ring_.state();
    }

private:
    struct Surrogate {
        std::string label;
        double latency_ns = 0.0;
        std::unique_ptr<SurrogateLink> link;
    };

    std::uint64_t steps() const {
        std::uint64_t steps = 0;
        for (int rank = 0; rank < workload_.rank_count(); ++rank) {
            steps += workload_.rank(rank).ops_done();
        }
        return steps;
    }

    void bind(const SimConfig& config, int link, RtlLinks& links) {
        const std::string label = fmt::format("{}-{}", ring_.near_rank(link), ring_.far_rank(link));
        const std::string mirrored =
            fmt::format("{}-{}", ring_.far_rank(link), ring_.near_rank(link));
        for (const std::unique_ptr<RtlLink>& rtl : links) {
            if (rtl->label() == label) {
                ring_.bind_link(link, rtl->die(0), rtl->die(1));
                return;
            }
            if (rtl->label() == mirrored) {
                ring_.bind_link(link, rtl->die(1), rtl->die(0));
                return;
            }
        }
        SurrogateLinkConfig surrogate = surrogate_parameters(config);
        surrogate.seed = config.run.seed;
        const std::string name =
            fmt::format("surrogate_{}_{}", ring_.near_rank(link), ring_.far_rank(link));
        surrogates_.push_back({label, surrogate.latency_ns,
                               std::make_unique<SurrogateLink>(name.c_str(), surrogate)});
        ring_.bind_link(link, surrogates_.back().link->end(0), surrogates_.back().link->end(1));
    }

    Workload workload_;
    RingTransport ring_;
    std::vector<Surrogate> surrogates_;
};

}  // namespace

std::unique_ptr<Traffic> make_rank_traffic(const SimConfig& config, std::vector<RankGraph> graphs,
                                           RtlLinks& links) {
    return std::make_unique<RankRun>(config, std::move(graphs), links);
}

}  // namespace oio
