// SPDX-License-Identifier: Apache-2.0
#include "cosim/apb_master.hpp"

#include <utility>

namespace oio {

void ApbMaster::write(std::uint16_t address, std::uint32_t data, Done done) {
    ApbRequest request;
    request.select = true;
    request.write = true;
    request.address = address;
    request.write_data = data;
    queue_.push_back({request, std::move(done)});
}

void ApbMaster::read(std::uint16_t address, Done done) {
    ApbRequest request;
    request.select = true;
    request.address = address;
    queue_.push_back({request, std::move(done)});
}

// Setup phase (select without enable), then access phase until ready.
void ApbMaster::before_edge(RtlChiplet& rtl) {
    if (queue_.empty()) {
        if (pins_driven_) rtl.apb_drive(ApbRequest{});
        pins_driven_ = false;
        return;
    }
    ApbRequest request = queue_.front().request;
    request.enable = access_phase_;
    rtl.apb_drive(request);
    pins_driven_ = true;
}

void ApbMaster::after_edge(RtlChiplet& rtl) {
    if (queue_.empty() || !pins_driven_) return;
    if (!access_phase_) {
        access_phase_ = true;
        return;
    }
    const ApbResponse response = rtl.apb_response();
    if (!response.ready) return;
    access_phase_ = false;
    const Access access = std::move(queue_.front());
    queue_.pop_front();
    if (access.done) access.done(response.read_data, response.error);
}

}  // namespace oio
