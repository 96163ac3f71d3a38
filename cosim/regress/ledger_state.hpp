// SPDX-License-Identifier: Apache-2.0
//
// What the two sources of Ledger share: the open database and how its rows are read.
#pragma once

#include <nlohmann/json.hpp>

#include "cosim/regress/ledger.hpp"
#include "cosim/regress/sqlite.hpp"

namespace oio {

struct Ledger::State {
    explicit State(const std::filesystem::path& file) : database(file) {}
    Sqlite database;
    std::string owner;
    // Where the last claim was found: runs before it are taken, unless one was given back.
    std::int64_t cursor_session = 0;
    std::int64_t cursor = 0;

    std::optional<std::int64_t> next_free(std::int64_t session, std::int64_t from) {
        Statement next(database,
                       "SELECT run.id, planned.position FROM planned "
                       "JOIN run ON run.id = planned.run "
                       "WHERE planned.session = ? AND planned.position >= ? AND run.owner IS NULL "
                       "AND NOT EXISTS (SELECT 1 FROM record WHERE record.run = run.id) "
                       "ORDER BY planned.position LIMIT 1");
        next.bind(session).bind(from);
        if (!next.step()) return std::nullopt;
        cursor_session = session;
        cursor = next.integer(1);
        return next.integer(0);
    }

    SessionInfo read_session(const Statement& row) const {
        SessionInfo info;
        info.id = row.integer(0);
        info.started = row.text(1);
        info.list = row.text(2);
        info.run_seed = std::stoull(row.text(3));
        info.tree = row.text(4);
        info.command = row.text(5);
        info.complete = row.integer(6) != 0;
        info.wall_s = row.number(7);
        info.planned = row.integer(8);
        info.recorded = row.integer(9);
        info.passed = row.integer(10);
        return info;
    }

    // `run` and its record in one row.
    static constexpr const char* kRunColumns =
        "SELECT run.id, run.tree, run.configuration, run.test, run.seed, run.attempts, "
        "record.outcome, record.bucket, record.message, record.metrics FROM run "
        "LEFT JOIN record ON record.run = run.id ";

    static LedgerRun read_run(const Statement& row) {
        LedgerRun run;
        run.id = row.integer(0);
        run.identity = {row.text(1), row.text(2), row.text(3), std::stoull(row.text(4))};
        run.attempts = static_cast<int>(row.integer(5));
        run.recorded = !row.is_null(6);
        if (run.recorded) {
            run.outcome = outcome_from_json(nlohmann::json::parse(row.text(6)));
            run.bucket = row.text(7);
            run.message = row.text(8);
            run.metrics = nlohmann::json::parse(row.text(9)).get<Metrics>();
        }
        return run;
    }
};

}  // namespace oio
