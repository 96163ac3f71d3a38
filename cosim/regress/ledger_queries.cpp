// SPDX-License-Identifier: Apache-2.0
//
// What is read from a ledger; ledger.cpp has what is written.
#include <fmt/format.h>

#include <stdexcept>

#include "cosim/regress/ledger_state.hpp"

namespace oio {

std::vector<SessionInfo> Ledger::sessions() const {
    std::vector<SessionInfo> found;
    Statement rows(state_->database,
                   "SELECT session.id, started, list, run_seed, tree, command, complete, wall_s, "
                   "count(*), count(record.run), coalesce(sum(record.state = 'pass'), 0) "
                   "FROM session JOIN planned ON planned.session = session.id "
                   "LEFT JOIN record ON record.run = planned.run GROUP BY session.id "
                   "ORDER BY session.id");
    while (rows.step()) found.push_back(state_->read_session(rows));
    return found;
}

std::optional<SessionInfo> Ledger::last_session(const std::string& list) const {
    std::optional<SessionInfo> last;
    for (SessionInfo& session : sessions()) {
        if (session.list == list) last = std::move(session);
    }
    return last;
}

LedgerRun Ledger::run(std::int64_t id) const {
    Statement row(state_->database, std::string(State::kRunColumns) + "WHERE run.id = ?");
    row.bind(id);
    if (!row.step()) throw std::logic_error(fmt::format("the ledger has no run {}", id));
    return State::read_run(row);
}

std::vector<LedgerRun> Ledger::runs(std::int64_t session) const {
    std::vector<LedgerRun> found;
    Statement rows(state_->database,
                   std::string(State::kRunColumns) +
                       "JOIN planned ON planned.run = run.id WHERE planned.session = ? "
                       "ORDER BY planned.position");
    rows.bind(session);
    while (rows.step()) found.push_back(State::read_run(rows));
    return found;
}

std::int64_t Ledger::open_runs(std::int64_t session) const {
    Statement row(state_->database,
                  "SELECT count(*) FROM planned LEFT JOIN record ON record.run = planned.run "
                  "WHERE planned.session = ? AND record.run IS NULL");
    row.bind(session);
    row.step();
    return row.integer(0);
}

AttemptCounts Ledger::attempts(std::int64_t session) const {
    AttemptCounts counts;
    Statement row(state_->database,
                  "SELECT coalesce(sum(ended = 'recorded'), 0), coalesce(sum(ended = 'lost'), 0), "
                  "coalesce(sum(ended IS NULL), 0) FROM attempt WHERE run IN "
                  "(SELECT run FROM planned WHERE session = ?)");
    row.bind(session);
    row.step();
    counts.recorded = row.integer(0);
    counts.lost = row.integer(1);
    counts.open = row.integer(2);
    return counts;
}

MemoryPeak Ledger::memory_peak(std::int64_t session) const {
    MemoryPeak peak;
    Statement rows(state_->database,
                   "SELECT run.test, max(json_extract(record.outcome, '$.peak_mb')) FROM run "
                   "LEFT JOIN record ON record.run = run.id WHERE run.test IN "
                   "(SELECT test FROM planned JOIN run ON run.id = planned.run "
                   "WHERE planned.session = ?) GROUP BY run.test ORDER BY run.test");
    rows.bind(session);
    while (rows.step()) {
        if (rows.is_null(1)) {
            ++peak.unknown;
        } else if (rows.number(1) > peak.largest_mb) {
            peak.largest_mb = rows.number(1);
            peak.test = rows.text(0);
        }
    }
    return peak;
}

std::string Ledger::other_runner() const {
    Statement row(state_->database,
                  "SELECT runner.host, runner.pid FROM run JOIN runner ON runner.owner = run.owner "
                  "WHERE run.owner IS NOT NULL AND run.owner <> ? LIMIT 1");
    row.bind(state_->owner);
    return row.step() ? fmt::format("{}:{}", row.text(0), row.integer(1)) : "";
}

}  // namespace oio
