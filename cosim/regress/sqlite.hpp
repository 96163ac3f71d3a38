// SPDX-License-Identifier: Apache-2.0
//
// SQLite with exceptions and ends of scope. Only what the ledger needs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace oio {

/// What SQLite reports; `full()` when there was no space.
class SqliteError : public std::runtime_error {
public:
    SqliteError(const std::string& message, int code) : std::runtime_error(message), code_(code) {}
    bool full() const;

private:
    int code_;
};

class Sqlite;

/// A prepared statement: bind in order, step through rows.
class Statement {
public:
    Statement(Sqlite& database, const std::string& text);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(const std::string& text);
    Statement& bind(const char* text) { return bind(std::string(text)); }
    Statement& bind(std::int64_t value);
    Statement& bind(int value) { return bind(std::int64_t{value}); }
    Statement& bind(double value);
    /// True while there is a row.
    bool step();
    /// Runs to the end.
    void run() {
        while (step()) {
        }
    }

    std::string text(int column) const;
    std::int64_t integer(int column) const;
    double number(int column) const;
    bool is_null(int column) const;

private:
    Sqlite& database_;
    sqlite3_stmt* statement_ = nullptr;
    int bound_ = 0;
};

class Sqlite {
public:
    explicit Sqlite(const std::filesystem::path& path);
    ~Sqlite();
    Sqlite(const Sqlite&) = delete;
    Sqlite& operator=(const Sqlite&) = delete;

    void execute(const std::string& text);
    /// Readers do not wait for writers from now on. SQLite does not wait its busy time for this
    /// switch, so that of several programs that open a new file at once all but one would fail:
    /// this one waits.
    void use_write_ahead_log();
    std::int64_t last_id() const;
    int changes() const;
    sqlite3* handle() const { return handle_; }
    [[noreturn]] void fail(const std::string& what, int code) const;

private:
    std::filesystem::path path_;
    sqlite3* handle_ = nullptr;
};

/// A transaction that takes the write lock at once; rolled back unless committed.
class Transaction {
public:
    explicit Transaction(Sqlite& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Sqlite& database_;
    bool open_ = true;
};

}  // namespace oio
