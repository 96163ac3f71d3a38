// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/ledger.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <ctime>

#include "cosim/config_reader.hpp"
#include "cosim/regress/ledger_state.hpp"
#include "cosim/regress/process_birth.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr int kSchema = 1;
// A runner elsewhere (another host, another container) that has not moved for so long is dead. On
// this host its process is looked at instead.
constexpr std::int64_t kSilentSeconds = 120;

const char* const kTables = R"(
CREATE TABLE IF NOT EXISTS session(
  id INTEGER PRIMARY KEY, started TEXT NOT NULL, list TEXT NOT NULL, run_seed TEXT NOT NULL,
  tree TEXT NOT NULL, command TEXT NOT NULL, complete INTEGER NOT NULL DEFAULT 0,
  wall_s REAL NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS run(
  id INTEGER PRIMARY KEY, tree TEXT NOT NULL, configuration TEXT NOT NULL, test TEXT NOT NULL,
  seed TEXT NOT NULL, owner TEXT, attempts INTEGER NOT NULL DEFAULT 0,
  UNIQUE(tree, configuration, test, seed));
CREATE TABLE IF NOT EXISTS planned(
  session INTEGER NOT NULL REFERENCES session(id), position INTEGER NOT NULL,
  run INTEGER NOT NULL REFERENCES run(id), PRIMARY KEY(session, position)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS record(
  run INTEGER PRIMARY KEY REFERENCES run(id), state TEXT NOT NULL, bucket TEXT NOT NULL,
  message TEXT NOT NULL, outcome TEXT NOT NULL, metrics TEXT NOT NULL, recorded TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS attempt(
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES run(id), owner TEXT NOT NULL,
  ended TEXT);
CREATE INDEX IF NOT EXISTS attempt_of ON attempt(run);
CREATE TABLE IF NOT EXISTS runner(
  owner TEXT PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL, born TEXT NOT NULL,
  seen INTEGER NOT NULL);
)";

std::string utc(std::time_t time) {
    std::tm parts{};
    gmtime_r(&time, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

// 64-bit seeds do not fit SQLite's signed integers: they are stored as text.
std::string seed_text(std::uint64_t seed) {
    return std::to_string(seed);
}

}  // namespace

Ledger::Ledger(const fs::path& file) {
    try {
        state_ = std::make_unique<State>(file);
        Sqlite& database = state_->database;
        database.use_write_ahead_log();
        database.execute("PRAGMA synchronous = NORMAL");
        Transaction transaction(database);
        std::int64_t schema = 0;
        {
            Statement version(database, "PRAGMA user_version");
            version.step();
            schema = version.integer(0);
        }
        if (schema != 0 && schema != kSchema) {
            throw ConfigError(fmt::format("{}: is a ledger of format {}, this program knows {}",
                                          file.string(), schema, kSchema));
        }
        database.execute(kTables);
        database.execute(fmt::format("PRAGMA user_version = {}", kSchema));
        state_->owner =
            fmt::format("{}:{}:{}", host_name(), getpid(), process_birth(getpid()).substr(0, 40));
        Statement(database, "INSERT OR REPLACE INTO runner VALUES(?, ?, ?, ?, ?)")
            .bind(state_->owner)
            .bind(host_name())
            .bind(std::int64_t{getpid()})
            .bind(process_birth(getpid()))
            .bind(std::int64_t{std::time(nullptr)})
            .run();
        transaction.commit();
    } catch (const SqliteError& failure) {
        throw ConfigError(failure.what());
    }
    heartbeat();
}

Ledger::~Ledger() = default;

std::int64_t Ledger::plan(const SessionInfo& session, const std::vector<RunIdentity>& runs) {
    Sqlite& database = state_->database;
    Transaction transaction(database);
    Statement(database,
              "INSERT INTO session(started, list, run_seed, tree, command) VALUES(?, ?, ?, ?, ?)")
        .bind(utc(std::time(nullptr)))
        .bind(session.list)
        .bind(seed_text(session.run_seed))
        .bind(session.tree)
        .bind(session.command)
        .run();
    const std::int64_t id = database.last_id();
    std::int64_t position = 0;
    for (const RunIdentity& run : runs) {
        Statement(database,
                  "INSERT OR IGNORE INTO run(tree, configuration, test, seed) VALUES(?, ?, ?, ?)")
            .bind(run.tree)
            .bind(run.configuration)
            .bind(run.test)
            .bind(seed_text(run.seed))
            .run();
        Statement(database,
                  "INSERT INTO planned SELECT ?, ?, id FROM run WHERE tree = ? AND "
                  "configuration = ? AND test = ? AND seed = ?")
            .bind(id)
            .bind(position++)
            .bind(run.tree)
            .bind(run.configuration)
            .bind(run.test)
            .bind(seed_text(run.seed))
            .run();
    }
    transaction.commit();
    return id;
}

void Ledger::end_session(std::int64_t session, bool complete, double wall_s) {
    Statement(state_->database,
              "UPDATE session SET complete = max(complete, ?), wall_s = wall_s + ? WHERE id = ?")
        .bind(complete ? 1 : 0)
        .bind(wall_s)
        .bind(session)
        .run();
}

std::optional<std::int64_t> Ledger::claim(std::int64_t session) {
    Sqlite& database = state_->database;
    Transaction transaction(database);
    const std::int64_t from = state_->cursor_session == session ? state_->cursor : 0;
    std::optional<std::int64_t> id = state_->next_free(session, from);
    if (!id && from > 0) id = state_->next_free(session, 0);
    if (!id) return std::nullopt;
    Statement(database, "UPDATE run SET owner = ?, attempts = attempts + 1 WHERE id = ?")
        .bind(state_->owner)
        .bind(*id)
        .run();
    Statement(database, "INSERT INTO attempt(run, owner) VALUES(?, ?)")
        .bind(*id)
        .bind(state_->owner)
        .run();
    transaction.commit();
    return id;
}

bool Ledger::record(const LedgerRun& run) {
    Sqlite& database = state_->database;
    Transaction transaction(database);
    Statement(database, "UPDATE run SET owner = NULL WHERE id = ? AND owner = ?")
        .bind(run.id)
        .bind(state_->owner)
        .run();
    if (database.changes() != 1) return false;
    Statement(database, "INSERT OR IGNORE INTO record VALUES(?, ?, ?, ?, ?, ?, ?)")
        .bind(run.id)
        .bind(to_string(run.outcome.state))
        .bind(run.bucket)
        .bind(run.message)
        .bind(to_json(run.outcome).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace))
        .bind(nlohmann::json(run.metrics).dump())
        .bind(utc(std::time(nullptr)))
        .run();
    const bool first = database.changes() == 1;
    Statement(database,
              "UPDATE attempt SET ended = ? WHERE run = ? AND owner = ? AND ended IS NULL")
        .bind(first ? "recorded" : "lost")
        .bind(run.id)
        .bind(state_->owner)
        .run();
    transaction.commit();
    return first;
}

int Ledger::give_back(std::int64_t id, bool counts) {
    Sqlite& database = state_->database;
    Transaction transaction(database);
    Statement(database,
              "UPDATE run SET owner = NULL, attempts = attempts - ? WHERE id = ? AND owner = ?")
        .bind(std::int64_t{counts ? 0 : 1})
        .bind(id)
        .bind(state_->owner)
        .run();
    Statement(database,
              "UPDATE attempt SET ended = 'lost' WHERE run = ? AND owner = ? AND ended IS NULL")
        .bind(id)
        .bind(state_->owner)
        .run();
    int attempts = 0;
    {
        Statement row(database, "SELECT attempts FROM run WHERE id = ?");
        row.bind(id);
        if (row.step()) attempts = static_cast<int>(row.integer(0));
    }
    transaction.commit();
    return attempts;
}

void Ledger::heartbeat() {
    Sqlite& database = state_->database;
    const std::int64_t now = std::time(nullptr);
    const std::string here = host_name();
    Transaction transaction(database);
    Statement(database, "UPDATE runner SET seen = ? WHERE owner = ?")
        .bind(now)
        .bind(state_->owner)
        .run();
    std::vector<std::string> dead;
    {
        Statement rows(database, "SELECT owner, host, pid, born, seen FROM runner");
        while (rows.step()) {
            const bool gone =
                rows.text(1) == here
                    ? process_birth(static_cast<pid_t>(rows.integer(2))) != rows.text(3)
                    : now - rows.integer(4) > kSilentSeconds;
            if (gone) dead.push_back(rows.text(0));
        }
    }
    for (const std::string& owner : dead) {
        // The death of a runner is no doing of its runs.
        Statement(database, "UPDATE run SET owner = NULL, attempts = attempts - 1 WHERE owner = ?")
            .bind(owner)
            .run();
        Statement(database, "UPDATE attempt SET ended = 'lost' WHERE owner = ? AND ended IS NULL")
            .bind(owner)
            .run();
        Statement(database, "DELETE FROM runner WHERE owner = ?").bind(owner).run();
    }
    transaction.commit();
}

}  // namespace oio
