// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/capsule_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "cosim/config_reader.hpp"

namespace oio {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongest = 60;

}  // namespace

Json read_json_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw ConfigError(path.string() + ": cannot be read");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& failure) {
        const std::size_t at = std::min(text.size(), std::max<std::size_t>(failure.byte, 1) - 1);
        const auto end = text.begin() + static_cast<std::ptrdiff_t>(at);
        const auto line = 1 + std::count(text.begin(), end, '\n');
        const std::size_t before = text.substr(0, at).rfind('\n');
        const std::size_t column = before == std::string::npos ? at + 1 : at - before;
        throw ConfigError(fmt::format("{}:{}:{}: not valid JSON", path.string(), line, column));
    }
}

CapsuleFields::CapsuleFields(const std::filesystem::path& path)
    : CapsuleFields(path.string(), "", read_json_file(path)) {
    if (!json_.is_object()) throw ConfigError(file_ + ": must be an object of JSON, {...}");
}

CapsuleFields::CapsuleFields(std::string file, std::string prefix, Json json)
    : file_(std::move(file)), prefix_(std::move(prefix)), json_(std::move(json)) {}

void CapsuleFields::reject(const std::string& key, const std::string& expected) const {
    std::string value = " (not given)";
    if (has(key)) {
        value = json_.at(key).dump(-1, ' ', true, Json::error_handler_t::replace);
        value = " = " + (value.size() > kLongest ? value.substr(0, kLongest) + "..." : value);
    }
    throw ConfigError(file_ + ": " + prefix_ + key + value + ": must be " + expected);
}

std::string CapsuleFields::text(const std::string& key) const {
    if (!has(key) || !json_.at(key).is_string()) reject(key, "a text");
    return json_.at(key);
}

double CapsuleFields::number(const std::string& key, double lowest, double highest) const {
    const std::string expected = fmt::format("a number in [{:g}, {:g}]", lowest, highest);
    if (!has(key) || !json_.at(key).is_number()) reject(key, expected);
    const double value = json_.at(key);
    if (!(value >= lowest && value <= highest)) reject(key, expected);
    return value;
}

std::uint64_t CapsuleFields::whole(const std::string& key, std::uint64_t highest) const {
    const std::string expected = fmt::format("a whole number in [0, {}]", highest);
    if (!has(key) || !json_.at(key).is_number_unsigned()) reject(key, expected);
    const std::uint64_t value = json_.at(key);
    if (value > highest) reject(key, expected);
    return value;
}

CapsuleFields CapsuleFields::object(const std::string& key) const {
    if (!has(key) || !json_.at(key).is_object()) reject(key, "an object, {...}");
    return {file_, prefix_ + key + ".", json_.at(key)};
}

const Json& CapsuleFields::list(const std::string& key) const {
    if (!has(key) || !json_.at(key).is_array()) reject(key, "a list, [...]");
    return json_.at(key);
}

std::vector<CapsuleFields> CapsuleFields::objects(const std::string& key) const {
    std::vector<CapsuleFields> items;
    for (const Json& item : list(key)) {
        if (!item.is_object()) reject(key, "a list of objects, [{...}, ...]");
        items.push_back({file_, fmt::format("{}{}[{}].", prefix_, key, items.size()), item});
    }
    return items;
}

std::vector<std::string> CapsuleFields::texts(const std::string& key) const {
    std::vector<std::string> items;
    for (const Json& item : list(key)) {
        if (!item.is_string()) reject(key, "a list of texts");
        items.push_back(item);
    }
    return items;
}

}  // namespace oio
