// SPDX-License-Identifier: Apache-2.0
// Reused TLM generic payloads with a memory manager, as non-blocking transport asks for.
#pragma once

#include <memory>
#include <tlm>
#include <vector>

namespace oio {

/// Hands out objects of `Payload`, a class derived from tlm::tlm_generic_payload that can be
/// constructed with a tlm_mm_interface*. An object returns here when its reference count is zero.
template <typename Payload>
class PayloadPool : public tlm::tlm_mm_interface {
public:
    /// A payload with one reference, held by the caller.
    Payload& acquire() {
        if (free_.empty()) {
            all_.push_back(std::make_unique<Payload>(this));
            free_.push_back(all_.back().get());
        }
        Payload& payload = *free_.back();
        free_.pop_back();
        payload.acquire();
        return payload;
    }

    void free(tlm::tlm_generic_payload* payload) override {
        payload->reset();
        free_.push_back(static_cast<Payload*>(payload));
    }

    std::size_t in_use() const { return all_.size() - free_.size(); }

private:
    std::vector<std::unique_ptr<Payload>> all_;
    std::vector<Payload*> free_;
};

}  // namespace oio
