// SPDX-License-Identifier: Apache-2.0
#include "cosim/random/constraint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

namespace oio {

using Json = nlohmann::ordered_json;

// An operator or function with its operands, a key, or a constant.
struct Constraint::Node {
    enum class Kind { Constant, Key, Call, Operator };
    Kind kind = Kind::Constant;
    std::string name;  // Of the key, function or operator.
    Json constant;
    std::vector<std::unique_ptr<Node>> operands;
};

namespace {

using Node = Constraint::Node;
using NodePtr = std::unique_ptr<Node>;

const std::set<std::string> kFunctions = {"count", "distinct", "max", "min", "sum"};
const std::set<std::string> kWords = {"and", "false", "implies", "not", "or", "true"};
const std::vector<std::string> kComparisons = {"<=", ">=", "==", "!=", "<", ">"};

// A key that is absent from a draw: leaves the rule that asks for its value.
struct Absent {};

class Parser {
public:
    Parser(const std::string& text, std::set<std::string>& keys) : text_(text), keys_(keys) {}

    NodePtr parse() {
        NodePtr root = rule();
        skip_space();
        if (at_ < text_.size()) fail("unexpected text");
        return root;
    }

private:
    [[noreturn]] void fail(const std::string& why) const {
        throw ConstraintError(fmt::format("\"{}\": {} at column {}", text_, why, at_ + 1));
    }

    void skip_space() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    }

    static bool is_word(char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
    }

    bool take(const std::string& symbol) {
        skip_space();
        if (text_.compare(at_, symbol.size(), symbol) != 0) return false;
        const std::size_t end = at_ + symbol.size();
        if (is_word(symbol.front()) && end < text_.size() && is_word(text_[end])) return false;
        at_ = end;
        return true;
    }

    static NodePtr node(Node::Kind kind, const std::string& name) {
        auto made = std::make_unique<Node>();
        made->kind = kind;
        made->name = name;
        return made;
    }

    static NodePtr join(const std::string& name, NodePtr left, NodePtr right) {
        NodePtr made = node(Node::Kind::Operator, name);
        made->operands.push_back(std::move(left));
        made->operands.push_back(std::move(right));
        return made;
    }

    NodePtr rule() {
        NodePtr left = any_of();
        return take("implies") ? join("implies", std::move(left), rule()) : std::move(left);
    }

    NodePtr any_of() {
        NodePtr left = all_of();
        while (take("or")) left = join("or", std::move(left), all_of());
        return left;
    }

    NodePtr all_of() {
        NodePtr left = negation();
        while (take("and")) left = join("and", std::move(left), negation());
        return left;
    }

    NodePtr negation() {
        if (!take("not")) return comparison();
        NodePtr made = node(Node::Kind::Operator, "not");
        made->operands.push_back(negation());
        return made;
    }

    NodePtr comparison() {
        NodePtr left = sum();
        for (const std::string& symbol : kComparisons) {
            if (take(symbol)) return join(symbol, std::move(left), sum());
        }
        return left;
    }

    NodePtr sum() {
        NodePtr left = product();
        while (true) {
            if (take("+")) {
                left = join("+", std::move(left), product());
            } else if (take("-")) {
                left = join("-", std::move(left), product());
            } else {
                return left;
            }
        }
    }

    NodePtr product() {
        NodePtr left = primary();
        while (true) {
            if (take("*")) {
                left = join("*", std::move(left), primary());
            } else if (take("/")) {
                left = join("/", std::move(left), primary());
            } else {
                return left;
            }
        }
    }

    NodePtr constant(Json value) {
        NodePtr made = node(Node::Kind::Constant, "");
        made->constant = std::move(value);
        return made;
    }

    NodePtr primary() {
        skip_space();
        if (at_ >= text_.size()) fail("the rule ends too early");
        if (take("(")) {
            NodePtr inner = rule();
            if (!take(")")) fail("a closing parenthesis is missing");
            return inner;
        }
        if (take("-")) return join("-", constant(0), primary());
        const char c = text_[at_];
        if (c == '"' || c == '\'') {
            const std::size_t end = text_.find(c, at_ + 1);
            if (end == std::string::npos) fail("a closing quote is missing");
            const std::string content = text_.substr(at_ + 1, end - at_ - 1);
            at_ = end + 1;
            return constant(content);
        }
        if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
            std::size_t length = 0;
            const double value = std::stod(text_.substr(at_), &length);
            at_ += length;
            return constant(value);
        }
        return word();
    }

    NodePtr word() {
        const std::size_t start = at_;
        while (at_ < text_.size() && is_word(text_[at_])) ++at_;
        const std::string name = text_.substr(start, at_ - start);
        if (name == "true" || name == "false") return constant(name == "true");
        if (name.empty() || kWords.count(name) != 0) {
            at_ = start;
            fail("a key, a number or a function is missing");
        }
        if (kFunctions.count(name) != 0 && take("(")) {
            NodePtr made = node(Node::Kind::Call, name);
            do {
                skip_space();
                made->operands.push_back(rule());
            } while (take(","));
            if (!take(")")) fail("a closing parenthesis is missing");
            return made;
        }
        keys_.insert(name);
        return node(Node::Kind::Key, name);
    }

    const std::string& text_;
    std::set<std::string>& keys_;
    std::size_t at_ = 0;
};

double number(const Json& value) {
    if (value.is_boolean()) return value.get<bool>() ? 1.0 : 0.0;
    if (value.is_array() && value.size() == 1) return number(value[0]);
    if (!value.is_number()) {
        throw ConstraintError(value.dump() + " is no number" +
                              (value.is_array() ? "; use count, sum, min, max or distinct" : ""));
    }
    return value.get<double>();
}

Json evaluate(const Node& node, const Constraint::Lookup& lookup);

Json call(const Node& node, const Constraint::Lookup& lookup) {
    std::vector<Json> all;
    for (const NodePtr& operand : node.operands) {
        Json value;
        try {
            value = evaluate(*operand, lookup);
        } catch (const Absent&) {
            continue;
        }
        if (value.is_array()) {
            all.insert(all.end(), value.begin(), value.end());
        } else {
            all.push_back(value);
        }
    }
    if (node.name == "count") return all.size();
    if (node.name == "distinct") {
        std::set<std::string> seen;
        for (const Json& item : all) seen.insert(item.dump());
        return seen.size();
    }
    if (all.empty() && node.name != "sum") throw Absent{};
    double result = node.name == "sum" ? 0.0 : number(all.front());
    for (const Json& item : all) {
        const double value = number(item);
        result = node.name == "sum"   ? result + value
                 : node.name == "min" ? std::min(result, value)
                                      : std::max(result, value);
    }
    return result;
}

bool equal(const Json& left, const Json& right) {
    if (left.is_string() || right.is_string()) return left == right;
    return number(left) == number(right);
}

Json evaluate(const Node& node, const Constraint::Lookup& lookup) {
    switch (node.kind) {
        case Node::Kind::Constant:
            return node.constant;
        case Node::Kind::Key: {
            Json value = lookup(node.name);
            if (value.is_null()) throw Absent{};
            return value;
        }
        case Node::Kind::Call:
            return call(node, lookup);
        case Node::Kind::Operator:
            break;
    }
    const std::string& op = node.name;
    const Json left = evaluate(*node.operands[0], lookup);
    if (op == "not") return number(left) == 0.0;
    // The right side counts only where the left one does not decide.
    if (op == "and" && number(left) == 0.0) return false;
    if (op == "or" && number(left) != 0.0) return true;
    if (op == "implies" && number(left) == 0.0) return true;
    const Json right = evaluate(*node.operands[1], lookup);
    if (op == "and" || op == "or" || op == "implies") return number(right) != 0.0;
    if (op == "==") return equal(left, right);
    if (op == "!=") return !equal(left, right);
    const double a = number(left);
    const double b = number(right);
    if (op == "<=") return a <= b;
    if (op == ">=") return a >= b;
    if (op == "<") return a < b;
    if (op == ">") return a > b;
    if (op == "+") return a + b;
    if (op == "-") return a - b;
    if (op == "*") return a * b;
    if (b == 0.0) throw ConstraintError("division by zero");
    return a / b;
}

}  // namespace

Constraint::Constraint(std::string text) : text_(std::move(text)) {
    root_ = Parser(text_, keys_).parse();
}
Constraint::~Constraint() = default;
Constraint::Constraint(Constraint&&) noexcept = default;
Constraint& Constraint::operator=(Constraint&&) noexcept = default;

bool Constraint::holds(const Lookup& lookup) const {
    try {
        return number(evaluate(*root_, lookup)) != 0.0;
    } catch (const Absent&) {
        return true;
    } catch (const ConstraintError& failure) {
        throw ConstraintError(fmt::format("\"{}\": {}", text_, failure.what()));
    }
}

}  // namespace oio
