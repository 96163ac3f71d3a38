// SPDX-License-Identifier: Apache-2.0
#include "cosim/saturated_link.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <ctime>
#include <stdexcept>
#include <systemc>

#include "cosim/rtl_link.hpp"
#include "systemc/host/pattern_traffic.hpp"
#include "systemc/support/report_log.hpp"
#include "systemc/support/sc_duration.hpp"

namespace oio {

namespace {

constexpr double kTrainLimitNs = 3e6;
constexpr double kSettleNs = 5e3;

void advance(RtlLink& link, double ns) {
    sc_core::sc_start(sc_time_from_ns(ns));
    link.rethrow();
}

// The child: trains, then answers each word count with CPU seconds until the pipe closes.
void serve(const SimConfig& config, int from_parent, int to_parent) {
    Progress silent;
    const std::shared_ptr<RtlLibrary> library = RtlLibrary::load(config.rtl(false), silent);
    sc_core::sc_set_time_resolution(1, sc_core::SC_FS);
    const ReportLog reports;
    RtlLink link("link_0_1", config, *library, 0, 1);
    PatternTrafficConfig pattern;
    pattern.bytes_per_direction = 0;
    pattern.outstanding = 64;
    PatternTraffic traffic("traffic", pattern);
    traffic.bind_link(link.die(0), link.die(1));
    while (!link.active()) {
        advance(link, 1000.0);
        if (!link.failure().empty() || to_ns(sc_core::sc_time_stamp()) > kTrainLimitNs) {
            throw std::runtime_error("bench: the link did not train: " + link.failure());
        }
    }
    traffic.start();
    advance(link, kSettleNs);
    const double word_ns = config.link.word_clock().period_fs() / 1e6;
    std::uint64_t words = 0;
    while (read(from_parent, &words, sizeof words) == sizeof words) {
        const std::uint64_t before = traffic.checked_bytes(0) + traffic.checked_bytes(1);
        const double start = process_cpu_seconds();
        advance(link, static_cast<double>(words) * word_ns);
        const double seconds = process_cpu_seconds() - start;
        if (traffic.checked_bytes(0) + traffic.checked_bytes(1) == before ||
            traffic.mismatched_bytes(0) + traffic.mismatched_bytes(1) != 0) {
            throw std::runtime_error("bench: no traffic, or wrong data");
        }
        if (write(to_parent, &seconds, sizeof seconds) != sizeof seconds) return;
    }
}

}  // namespace

double process_cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

SaturatedLink::SaturatedLink(const SimConfig& config) {
    int down[2], up[2];
    if (pipe(down) != 0 || pipe(up) != 0) throw std::runtime_error("bench: no pipe");
    child_ = fork();
    if (child_ < 0) throw std::runtime_error("bench: cannot fork");
    if (child_ == 0) {
        close(down[1]);
        close(up[0]);
        try {
            serve(config, down[0], up[1]);
        } catch (const std::exception& failure) {
            std::fprintf(stderr, "oio: %s\n", failure.what());
            _exit(1);
        }
        _exit(0);
    }
    close(down[0]);
    close(up[1]);
    to_child_ = down[1];
    from_child_ = up[0];
}

SaturatedLink::~SaturatedLink() {
    close(to_child_);
    close(from_child_);
    // Later children hold copies of the pipe's ends, so that closing them alone ends nothing.
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
}

double SaturatedLink::cpu_seconds(std::uint64_t word_clocks) {
    double seconds = 0.0;
    if (write(to_child_, &word_clocks, sizeof word_clocks) != sizeof word_clocks ||
        read(from_child_, &seconds, sizeof seconds) != sizeof seconds) {
        throw std::runtime_error("bench: the measured process ended");
    }
    return seconds;
}

}  // namespace oio
