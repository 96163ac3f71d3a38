// SPDX-License-Identifier: Apache-2.0
#include "systemc/surrogate/surrogate_link.hpp"

#include <string>

#include "models/parameter.hpp"
#include "models/random_stream.hpp"

namespace oio {

namespace {

DieInterfaceConfig die_config(const SurrogateLinkConfig& config) {
    DieInterfaceConfig die;
    die.max_outstanding = config.max_outstanding;
    die.crc = false;  // nothing between the two ends can spoil a flit
    return die;
}

FlitPipe::ErrorGap error_gap(const SurrogateLinkConfig& config, const std::string& name,
                             const char* purpose) {
    return [stream = RandomStream(config.seed, name, purpose),
            rate = config.flit_error_rate]() mutable { return stream.geometric(rate); };
}

}  // namespace

void SurrogateLinkConfig::validate() const {
    check_range("surrogate_link", "latency_ns", latency_ns, 0.0, 1e9);
    check_range("surrogate_link", "payload_gbps", payload_gbps, 0.01, 1e6);
    check_range("surrogate_link", "core_clock_ns", core_clock_ns, 0.01, 1000.0);
    check_range("surrogate_link", "flit_error_rate", flit_error_rate, 0.0, 0.5);
    check_range("surrogate_link", "replay_penalty_ns", replay_penalty_ns, 0.0, 1e9);
    check_range("surrogate_link", "energy_pj_per_bit", energy_pj_per_bit, 0.0, 1e6);
    check_range("surrogate_link", "max_outstanding", max_outstanding, 1, 4096);
}

FlitPipeConfig SurrogateLinkConfig::pipe() const {
    FlitPipeConfig pipe;
    pipe.core_clock_ns = core_clock_ns;
    pipe.flit_ns = static_cast<double>(Flit::kPayloadBytes * 8) / payload_gbps;
    pipe.latency_ns = latency_ns;
    pipe.flit_error_rate = flit_error_rate;
    pipe.replay_penalty_ns = replay_penalty_ns;
    return pipe;
}

SurrogateLink::SurrogateLink(const sc_core::sc_module_name& name, const SurrogateLinkConfig& config)
    : sc_core::sc_module(name),
      config_((config.validate(), config)),
      end_0_("end_0", die_config(config)),
      end_1_("end_1", die_config(config)),
      pipe_0_("pipe_0", config.pipe(), end_0_, end_1_,
              error_gap(config, this->name(), "replay from end 0")),
      pipe_1_("pipe_1", config.pipe(), end_1_, end_0_,
              error_gap(config, this->name(), "replay from end 1")) {}

std::uint64_t SurrogateLink::user_bytes() const {
    return end_0_.user_bytes_received() + end_1_.user_bytes_received();
}

double SurrogateLink::energy_joules() const {
    return static_cast<double>(user_bytes()) * 8.0 * config_.energy_pj_per_bit * 1e-12;
}

}  // namespace oio
