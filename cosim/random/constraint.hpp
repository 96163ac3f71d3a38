// SPDX-License-Identifier: Apache-2.0
//
// Constraints between keys of a random scenario: "count(link.dead_lanes) <= link.spares".
//
//   rule    := or [ "implies" rule ]        numbers, "strings", true, false
//   or      := and { "or" and }             keys of the scenario: link.spares
//   and     := not { "and" not }            count, sum, min, max, distinct of one or more keys:
//   not     := [ "not" ] compare                how many entries, ..., how many different ones
//   compare := sum [ <= < == != > >= sum ]  keys of a group of faults: dying.at_us, of all of them
//   sum     := product { + - product }
//   product := unary { * / unary }
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>

namespace oio {

/// The rule does not read, or asks for what a key does not have. The caller adds the place.
class ConstraintError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Constraint {
public:
    /// Value of a key: a number, string, boolean or array. Null = absent from this draw.
    using Lookup = std::function<nlohmann::ordered_json(const std::string& key)>;

    /// Throws ConstraintError with the column at which the text stops to make sense.
    explicit Constraint(std::string text);
    ~Constraint();
    Constraint(Constraint&&) noexcept;
    Constraint& operator=(Constraint&&) noexcept;

    /// A rule that needs the value of an absent key holds: there is nothing to constrain. Functions
    /// count an absent key as an empty list. Throws ConstraintError for a wrong kind of value.
    bool holds(const Lookup& lookup) const;

    const std::string& text() const { return text_; }
    /// Keys that the rule names.
    const std::set<std::string>& keys() const { return keys_; }

    struct Node;

private:
    std::string text_;
    std::set<std::string> keys_;
    std::unique_ptr<Node> root_;
};

}  // namespace oio
