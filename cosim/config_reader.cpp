// SPDX-License-Identifier: Apache-2.0
#include "cosim/config_reader.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <sstream>

namespace oio {

namespace {

namespace fs = std::filesystem;

std::size_t edit_distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
            diagonal = above;
        }
    }
    return row[b.size()];
}

std::string last_part(const std::string& key) {
    return key.substr(key.rfind('.') + 1);
}

// What the user wrote, for messages.
std::string describe(const toml::node& node) {
    std::ostringstream text;
    node.visit([&](const auto& value) { text << value; });
    std::string line = text.str();
    std::replace(line.begin(), line.end(), '\n', ' ');
    constexpr std::size_t kLongest = 60;
    if (line.size() > kLongest) line = line.substr(0, kLongest) + "...";
    return line;
}

// A value of the command line: TOML if it reads as TOML, otherwise a string.
std::unique_ptr<toml::node> parse_value(const std::string& text) {
    try {
        toml::table table = toml::parse("v = " + text);
        if (table.size() == 1) {
            std::unique_ptr<toml::node> result;
            table["v"].node()->visit([&](auto& value) {
                using Value = std::remove_cv_t<std::remove_reference_t<decltype(value)>>;
                result = std::make_unique<Value>(std::move(value));
            });
            return result;
        }
    } catch (const toml::parse_error&) {
    }
    return std::make_unique<toml::value<std::string>>(text);
}

template <typename Target>
void insert_node(Target&& insert, std::unique_ptr<toml::node> node) {
    node->visit([&](auto& value) { insert(value); });
}

}  // namespace

std::string nearest_word(const std::string& word, const std::set<std::string>& choices) {
    std::string best;
    // Of equally near ones, the one that begins alike the longest.
    std::pair<std::size_t, std::size_t> best_score{std::max<std::size_t>(2, word.size() / 3) + 1,
                                                   0};
    for (const std::string& choice : choices) {
        std::size_t alike = 0;
        while (alike < word.size() && alike < choice.size() && word[alike] == choice[alike])
            ++alike;
        const std::pair<std::size_t, std::size_t> score{edit_distance(word, choice),
                                                        word.size() - alike};
        if (score < best_score) {
            best = choice;
            best_score = score;
        }
    }
    return best;
}

struct Layer {
    std::string name;  // File, or option.
    bool is_option = false;
    fs::path folder;
    toml::table table;
};

struct ConfigReader::Layers {
    std::deque<Layer> layers;  // Highest first.
    std::set<std::string> asked;
    std::map<std::string, std::variant<double, std::string>> used;

    static Layer from_file(const fs::path& path) {
        std::error_code error;
        if (!fs::exists(path, error)) throw ConfigError(path.string() + ": no such file");
        if (fs::is_directory(path, error)) {
            throw ConfigError(path.string() + ": is a folder, a TOML file is needed");
        }
        try {
            return {path.string(), false, fs::absolute(path).parent_path(),
                    toml::parse_file(path.string())};
        } catch (const toml::parse_error& failure) {
            throw from_parse_error(path.string(), failure);
        }
    }

    static ConfigError from_parse_error(const std::string& name, const toml::parse_error& failure) {
        const toml::source_position at = failure.source().begin;
        const std::string where =
            at.line > 0 ? fmt::format("{}:{}:{}", name, at.line, at.column) : name;
        return ConfigError(where + ": not valid TOML: " + std::string(failure.description()));
    }

    std::string place(const Layer& layer, const toml::source_region& region) const {
        if (layer.is_option) return layer.name;
        return fmt::format("{}:{}:{}", layer.name, region.begin.line, region.begin.column);
    }

    std::pair<const Layer*, const toml::node*> find(const std::string& key) const {
        for (const Layer& layer : layers) {
            if (const toml::node* node = layer.table.at_path(key).node()) return {&layer, node};
        }
        return {nullptr, nullptr};
    }

    // Looks a key up for a getter and remembers that it is known.
    std::pair<const Layer*, const toml::node*> ask(const std::string& key) {
        asked.insert(key);
        return find(key);
    }

    [[noreturn]] void fail(const std::string& key, const std::string& why) const {
        const auto [layer, node] = find(key);
        if (node != nullptr) {
            throw ConfigError(place(*layer, node->source()) + ": " + key + " = " + describe(*node) +
                              ": " + why);
        }
        throw ConfigError(place_of_absent(key) + ": " + key + " (not given): " + why);
    }

    // Of a key that is not there: where the table stands that would have it.
    std::string place_of_absent(const std::string& key) const {
        for (std::size_t dot = key.rfind('.'); dot != std::string::npos && dot > 0;
             dot = key.rfind('.', dot - 1)) {
            const auto [layer, node] = find(key.substr(0, dot));
            if (node != nullptr) return place(*layer, node->source());
        }
        return "default";
    }

    // `at` is where the key itself stands.
    [[noreturn]] void refuse_unknown(const Layer& layer, const toml::source_region& at,
                                     const toml::node& node, const std::string& key) const {
        std::string hint = nearest_word(key, asked);
        if (hint.empty()) {
            for (const std::string& known : asked) {
                if (last_part(known) == last_part(key)) hint = known;
            }
        }
        if (asked.lower_bound(key + ".") != asked.end() &&
            asked.lower_bound(key + ".")->compare(0, key.size() + 1, key + ".") == 0) {
            throw ConfigError(place(layer, at) + ": " + key + " = " + describe(node) +
                              ": must be a table of keys, written [" + key + "]");
        }
        throw ConfigError(place(layer, at) + ": " + key + ": unknown key" +
                          (hint.empty() ? "" : "; did you mean " + hint + "?"));
    }

    void check_known(const Layer& layer, const toml::table& table,
                     const std::string& prefix) const {
        for (const auto& [name, node] : table) {
            const std::string key = prefix + std::string(name.str());
            if (asked.count(key) != 0 && !node.is_array_of_tables()) continue;
            if (const toml::table* inner = node.as_table()) {
                if (!inner->empty()) {
                    check_known(layer, *inner, key + ".");
                } else if (!is_prefix(key + ".")) {
                    refuse_unknown(layer, name.source(), node, key);
                }
            } else if (node.is_array_of_tables() && asked.count(key) != 0) {
                // Elements below a higher layer's array were never read: only its own count.
                if (find(key).second != &node) continue;
                for (std::size_t i = 0; i < node.as_array()->size(); ++i) {
                    check_known(layer, *(*node.as_array())[i].as_table(),
                                fmt::format("{}[{}].", key, i));
                }
            } else {
                refuse_unknown(layer, name.source(), node, key);
            }
        }
    }

    bool is_prefix(const std::string& prefix) const {
        const auto at = asked.lower_bound(prefix);
        return at != asked.end() && at->compare(0, prefix.size(), prefix) == 0;
    }
};

ConfigReader::ConfigReader() : layers_(std::make_unique<Layers>()) {}
ConfigReader::~ConfigReader() = default;
ConfigReader::ConfigReader(ConfigReader&&) noexcept = default;
ConfigReader& ConfigReader::operator=(ConfigReader&&) noexcept = default;

void ConfigReader::add_file_below(const fs::path& path) {
    layers_->layers.push_back(Layers::from_file(path));
}

void ConfigReader::add_file(const fs::path& path) {
    layers_->layers.push_front(Layers::from_file(path));
}

void ConfigReader::add_text(const std::string& text, const std::string& name,
                            const fs::path& folder) {
    try {
        layers_->layers.push_front({name, false, folder, toml::parse(text)});
    } catch (const toml::parse_error& failure) {
        throw Layers::from_parse_error(name, failure);
    }
}

void ConfigReader::add_option(const std::string& option, const std::string& key,
                              const std::string& value) {
    std::vector<std::string> parts;
    std::istringstream text(key);
    for (std::string part; std::getline(text, part, '.');) parts.push_back(part);
    if (parts.empty() || std::count(parts.begin(), parts.end(), "") != 0) {
        throw ConfigError(option + ": a key is needed, for example link.lanes=64");
    }
    std::unique_ptr<toml::node> node = parse_value(value);
    // A text in TOML's own quotes keeps its commas.
    if (node->is_string() && **node->as_string() == value && value.find(',') != std::string::npos) {
        auto array = std::make_unique<toml::array>();
        std::istringstream items(value);
        for (std::string item; std::getline(items, item, ',');) {
            insert_node([&](auto& entry) { array->push_back(std::move(entry)); },
                        parse_value(item));
        }
        node = std::move(array);
    }
    Layer layer{option, true, fs::current_path(), {}};
    toml::table* table = &layer.table;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        table = table->emplace<toml::table>(parts[i]).first->second.as_table();
    }
    insert_node([&](auto& entry) { table->insert(parts.back(), std::move(entry)); },
                std::move(node));
    layers_->layers.push_front(std::move(layer));
}

bool ConfigReader::has(const std::string& key) const {
    return layers_->find(key).second != nullptr;
}

bool ConfigReader::get_bool(const std::string& key, bool fallback) {
    const auto [layer, node] = layers_->ask(key);
    if (node != nullptr && !node->is_boolean()) reject(key, "must be true or false");
    const bool value = node == nullptr ? fallback : **node->as_boolean();
    layers_->used[key] = value ? "true" : "false";
    return value;
}

long long ConfigReader::get_int(const std::string& key, long long fallback, long long lowest,
                                long long highest) {
    const auto [layer, node] = layers_->ask(key);
    layers_->used[key] = static_cast<double>(fallback);
    if (node == nullptr) return fallback;
    const std::string range = fmt::format("an integer in [{}, {}]", lowest, highest);
    if (!node->is_integer()) reject(key, "must be " + range);
    const long long value = **node->as_integer();
    if (value < lowest || value > highest) reject(key, "is out of range; allowed is " + range);
    layers_->used[key] = static_cast<double>(value);
    return value;
}

double ConfigReader::get_double(const std::string& key, double fallback, double lowest,
                                double highest) {
    const auto [layer, node] = layers_->ask(key);
    layers_->used[key] = fallback;
    if (node == nullptr) return fallback;
    const std::string range = fmt::format("a number in [{:g}, {:g}]", lowest, highest);
    if (!node->is_number()) reject(key, "must be " + range);
    const double value = node->is_integer() ? static_cast<double>(**node->as_integer())
                                            : **node->as_floating_point();
    // Written so that NaN is refused too.
    if (!(value >= lowest && value <= highest)) reject(key, "is out of range; allowed is " + range);
    layers_->used[key] = value;
    return value;
}

std::string ConfigReader::get_string(const std::string& key, const std::string& fallback) {
    const auto [layer, node] = layers_->ask(key);
    if (node != nullptr && !node->is_string()) reject(key, "must be a string");
    const std::string value = node == nullptr ? fallback : **node->as_string();
    layers_->used[key] = value;
    return value;
}

std::string ConfigReader::get_choice(const std::string& key, const std::string& fallback,
                                     const std::set<std::string>& choices) {
    const std::string value = get_string(key, fallback);
    if (choices.count(value) != 0) return value;
    const std::string near = nearest_word(value, choices);
    reject(key, fmt::format("must be one of {}{}", fmt::join(choices, ", "),
                            near.empty() ? "" : "; did you mean " + near + "?"));
}

std::vector<std::string> ConfigReader::get_list(const std::string& key, bool fractions) {
    const auto [layer, node] = layers_->ask(key);
    std::vector<std::string> items;
    if (node == nullptr) return items;
    const std::string expected = "must be a list of numbers and strings";
    const auto add = [&](const toml::node& item) {
        if (item.is_integer()) {
            items.push_back(std::to_string(**item.as_integer()));
        } else if (fractions && item.is_floating_point()) {
            items.push_back(fmt::format("{}", **item.as_floating_point()));
        } else if (item.is_string()) {
            items.push_back(**item.as_string());
        } else {
            reject(key, expected);
        }
    };
    if (const toml::array* array = node->as_array()) {
        for (const toml::node& item : *array) add(item);
    } else if (!node->is_string() || !(**node->as_string()).empty()) {
        add(*node);
    }
    return items;
}

std::set<std::string> ConfigReader::keys_of(const std::string& table) const {
    std::set<std::string> names;
    for (const Layer& layer : layers_->layers) {
        const toml::node* const node = layer.table.at_path(table).node();
        if (node == nullptr || !node->is_table()) continue;
        for (const auto& entry : *node->as_table()) names.insert(std::string(entry.first.str()));
    }
    return names;
}

const std::map<std::string, std::variant<double, std::string>>& ConfigReader::used() const {
    return layers_->used;
}

std::size_t ConfigReader::count_tables(const std::string& key) {
    const auto [layer, node] = layers_->ask(key);
    if (node == nullptr) return 0;
    const toml::array* const array = node->as_array();
    if (array != nullptr && array->empty()) return 0;
    if (!node->is_array_of_tables()) reject(key, "must be tables, each written [[" + key + "]]");
    return array->size();
}

void ConfigReader::reject(const std::string& key, const std::string& why) const {
    layers_->fail(key, why);
}

std::string ConfigReader::place(const std::string& key) const {
    const auto [layer, node] = layers_->find(key);
    return node == nullptr ? "default" : layers_->place(*layer, node->source());
}

fs::path ConfigReader::folder(const std::string& key) const {
    const auto [layer, node] = layers_->find(key);
    return node == nullptr ? fs::current_path() : layer->folder;
}

void ConfigReader::finish() const {
    for (const Layer& layer : layers_->layers) layers_->check_known(layer, layer.table, "");
}

}  // namespace oio
