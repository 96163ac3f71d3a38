// SPDX-License-Identifier: Apache-2.0
//
// Where runs execute. The runner claims runs in the ledger, hands them to an executor and records
// what comes back; an executor knows neither lists nor the ledger.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "cosim/regress/run_order.hpp"

namespace oio {

class Executor {
public:
    virtual ~Executor() = default;

    /// How many more orders submit() takes now. The runner claims no more than that, so that
    /// another runner finds the rest.
    virtual std::size_t room() const = 0;
    /// Orders under way.
    virtual std::size_t busy() const = 0;
    /// Starts these orders; how they are grouped (one process each, K per array task) is the
    /// executor's matter.
    virtual void submit(std::vector<RunOrder> orders) = 0;
    /// Outcomes of orders that ended since the last call, each order exactly once; waits at most so
    /// long for the first. An order that will never end is reported as RunState::Lost.
    virtual std::vector<RunOutcome> poll(std::chrono::milliseconds wait) = 0;
    /// Starts none of the submitted orders that have not begun; their outcomes are Lost.
    virtual void stop_starting() {}
    /// Stops everything at once. The outcomes of the stopped orders are Lost.
    virtual void cancel() = 0;
    /// "2 processes here", "4 array tasks of 25": for the head of a report.
    virtual std::string description() const = 0;
};

}  // namespace oio
