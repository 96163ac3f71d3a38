// SPDX-License-Identifier: Apache-2.0
//
// Strict reader of TOML configurations: every key that is read is recorded, and finish() refuses
// the others. Layers stack: a preset, a scenario above it, options of the command line on top.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace oio {

/// Something the user gave is wrong: a file, a key, a value, an option. Exit code 2.
class ConfigError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The string of `choices` with the smallest edit distance to `word`, or "" if none is near.
std::string nearest_word(const std::string& word, const std::set<std::string>& choices);

/// Keys are dotted paths ("link.lanes"). A getter returns the value of the highest layer that has
/// the key, or the default. All throw ConfigError: place (file:line:column or option), key, value
/// found, what is allowed.
class ConfigReader {
public:
    ConfigReader();
    ~ConfigReader();
    ConfigReader(ConfigReader&&) noexcept;
    ConfigReader& operator=(ConfigReader&&) noexcept;

    /// Adds a layer below all others that were added before it.
    void add_file_below(const std::filesystem::path& path);
    /// Adds a layer on top from the text of a file (for tests and built-in defaults).
    void add_text(const std::string& text, const std::string& name,
                  const std::filesystem::path& folder = std::filesystem::current_path());
    /// Adds a file on top.
    void add_file(const std::filesystem::path& path);
    /// Adds "key=value" on top; `option` names the source in messages, e.g. "--set link.lanes=17".
    /// The value is TOML; what is no TOML value is a string; commas make an array.
    void add_option(const std::string& option, const std::string& key, const std::string& value);

    bool has(const std::string& key) const;
    bool get_bool(const std::string& key, bool fallback);
    long long get_int(const std::string& key, long long fallback, long long lowest,
                      long long highest);
    double get_double(const std::string& key, double fallback, double lowest, double highest);
    std::string get_string(const std::string& key, const std::string& fallback);
    std::string get_choice(const std::string& key, const std::string& fallback,
                           const std::set<std::string>& choices);
    /// An array of integers and strings (and numbers with fractions, if allowed), all returned as
    /// text; a single value counts as one entry.
    std::vector<std::string> get_list(const std::string& key, bool fractions = false);
    /// Names of the keys inside a table, in all layers.
    std::set<std::string> keys_of(const std::string& table) const;
    /// Numbers and texts that the getters above have returned so far, defaults included.
    const std::map<std::string, std::variant<double, std::string>>& used() const;
    /// Number of tables in an array of tables ("fault"); read their keys as "fault[0].kind".
    std::size_t count_tables(const std::string& key);

    /// Throws ConfigError for a value that is wrong for a reason of the caller's.
    [[noreturn]] void reject(const std::string& key, const std::string& why) const;
    /// Place of a key's value: "file:line:column", the option, or "default".
    std::string place(const std::string& key) const;
    /// Folder of the file that gives the key; relative paths in a scenario start there.
    std::filesystem::path folder(const std::string& key) const;
    /// Refuses every key that no getter asked for.
    void finish() const;

private:
    struct Layers;
    std::unique_ptr<Layers> layers_;
};

}  // namespace oio
