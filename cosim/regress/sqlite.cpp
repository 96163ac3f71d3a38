// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/sqlite.hpp"

#include <sqlite3.h>

#include <chrono>
#include <thread>

namespace oio {

namespace {

// Two runners on one ledger wait for each other's short transactions.
constexpr int kBusyWaitMs = 30000;

}  // namespace

bool SqliteError::full() const {
    // A write that the file system refuses shows as FULL or, from the log's file, as IOERR.
    return (code_ & 0xff) == SQLITE_FULL || code_ == SQLITE_IOERR_WRITE ||
           code_ == SQLITE_IOERR_SHMSIZE || code_ == SQLITE_IOERR_TRUNCATE ||
           code_ == SQLITE_IOERR_FSYNC;
}

Sqlite::Sqlite(const std::filesystem::path& path) : path_(path) {
    const int code = sqlite3_open(path.c_str(), &handle_);
    if (code != SQLITE_OK) {
        const std::string why = sqlite3_errstr(code);
        sqlite3_close(handle_);
        throw SqliteError(path.string() + ": cannot open: " + why, code);
    }
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, kBusyWaitMs);
}

Sqlite::~Sqlite() {
    sqlite3_close(handle_);
}

void Sqlite::fail(const std::string& what, int code) const {
    throw SqliteError(path_.string() + ": " + what + ": " + sqlite3_errmsg(handle_), code);
}

void Sqlite::execute(const std::string& text) {
    const int code = sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(text.substr(0, 60), code);
}

void Sqlite::use_write_ahead_log() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kBusyWaitMs);
    int code = SQLITE_BUSY;
    while (true) {
        code = sqlite3_exec(handle_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
        if ((code & 0xff) != SQLITE_BUSY || std::chrono::steady_clock::now() > end) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (code != SQLITE_OK) fail("cannot use a write-ahead log", code);
}

std::int64_t Sqlite::last_id() const {
    return sqlite3_last_insert_rowid(handle_);
}

int Sqlite::changes() const {
    return sqlite3_changes(handle_);
}

Statement::Statement(Sqlite& database, const std::string& text) : database_(database) {
    const int code = sqlite3_prepare_v2(database.handle(), text.c_str(), -1, &statement_, nullptr);
    if (code != SQLITE_OK) database.fail(text, code);
}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

Statement& Statement::bind(const std::string& text) {
    sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
    return *this;
}
Statement& Statement::bind(std::int64_t value) {
    sqlite3_bind_int64(statement_, ++bound_, value);
    return *this;
}
Statement& Statement::bind(double value) {
    sqlite3_bind_double(statement_, ++bound_, value);
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    database_.fail("write", code);
}

std::string Statement::text(int column) const {
    const auto* const text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return text == nullptr ? std::string() : std::string(text);
}
std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}
double Statement::number(int column) const {
    return sqlite3_column_double(statement_, column);
}
bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Transaction::Transaction(Sqlite& database) : database_(database) {
    database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    // An error may have rolled it back already; then this one is of no consequence.
    if (open_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    database_.execute("COMMIT");
    open_ = false;
}

}  // namespace oio
