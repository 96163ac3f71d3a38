// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/ledger.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <sstream>

#include "cosim/config_reader.hpp"
#include "cosim/regress/sqlite.hpp"

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

std::string host_name() {
    char name[256] = {};
    gethostname(name, sizeof name - 1);
    return name;
}

// Start time of a process in clock ticks since boot, and the boot: tells a process from a later one
// with the same number. Empty when there is no such process.
std::string born(pid_t pid) {
    std::ifstream file(fmt::format("/proc/{}/stat", pid));
    std::string text;
    if (!std::getline(file, text)) return "";
    // The program's name, in brackets, may contain anything.
    std::istringstream rest(text.substr(text.rfind(')') + 1));
    std::string field;
    rest >> field;
    if (field == "Z" || field == "X") return "";
    constexpr int kStartTime = 22 - 3;  // proc(5): field 22; the third has been read.
    for (int i = 0; i < kStartTime; ++i) rest >> field;
    std::ifstream boot("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(boot, id);
    return field + "@" + id;
}

// 64-bit seeds do not fit SQLite's signed integers: they are stored as text.
std::string seed_text(std::uint64_t seed) {
    return std::to_string(seed);
}

}  // namespace

struct Ledger::State {
    explicit State(const fs::path& file) : database(file) {}
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
            fmt::format("{}:{}:{}", host_name(), getpid(), born(getpid()).substr(0, 40));
        Statement(database, "INSERT OR REPLACE INTO runner VALUES(?, ?, ?, ?, ?)")
            .bind(state_->owner)
            .bind(host_name())
            .bind(std::int64_t{getpid()})
            .bind(born(getpid()))
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
            const bool gone = rows.text(1) == here
                                  ? born(static_cast<pid_t>(rows.integer(2))) != rows.text(3)
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
