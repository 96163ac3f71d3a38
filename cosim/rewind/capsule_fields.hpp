// SPDX-License-Identifier: Apache-2.0
//
// Strict reader of a capsule's JSON: a field that is missing or is not what it must be is told with
// file, key, value and what is expected.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace oio {

/// Reads and parses a file. Throws ConfigError with file, line and column.
nlohmann::ordered_json read_json_file(const std::filesystem::path& path);

/// An object of the file with its keys. All throw ConfigError.
class CapsuleFields {
public:
    explicit CapsuleFields(const std::filesystem::path& path);

    bool has(const std::string& key) const { return json_.contains(key); }
    std::string text(const std::string& key) const;
    double number(const std::string& key, double lowest, double highest) const;
    std::uint64_t whole(const std::string& key, std::uint64_t highest) const;
    CapsuleFields object(const std::string& key) const;
    std::vector<CapsuleFields> objects(const std::string& key) const;
    std::vector<std::string> texts(const std::string& key) const;
    const nlohmann::ordered_json& json() const { return json_; }

    [[noreturn]] void reject(const std::string& key, const std::string& expected) const;

private:
    CapsuleFields(std::string file, std::string prefix, nlohmann::ordered_json json);
    const nlohmann::ordered_json& list(const std::string& key) const;

    std::string file_;
    std::string prefix_;  // "failure." or "overrides[2]."
    nlohmann::ordered_json json_;
};

}  // namespace oio
