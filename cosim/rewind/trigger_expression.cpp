// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/trigger_expression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <set>

#include "cosim/config_reader.hpp"

namespace oio {

namespace {

const char* example_of(ObservableScope scope) {
    switch (scope) {
        case ObservableScope::Lane:
            return "(lane 17), (lane a:17) or (any)";
        case ObservableScope::Window:
            return "a time such as (1us), or nothing for all time since training";
        case ObservableScope::Link:
            break;
    }
    return "no argument";
}

std::string observable_name(ObservableId id) {
    for (const ObservableInfo& info : observables()) {
        if (info.id == id) return info.name;
    }
    return "";
}

}  // namespace

const std::vector<ObservableInfo>& observables() {
    using Id = ObservableId;
    using Scope = ObservableScope;
    static const std::vector<ObservableInfo> table = {
        {Id::Ber, "ber", Scope::Lane, "wrong decisions per bit while the link carries data"},
        {Id::BitErrors, "bit_errors", Scope::Lane, "wrong decisions while the link carries data"},
        {Id::EyeSigma, "eye_sigma", Scope::Lane,
         "distance of the decision from an error, in standard deviations of the noise"},
        {Id::DeskewUi, "deskew_ui", Scope::Lane,
         "unit intervals by which the lane arrives before the latest one"},
        {Id::EnergyPjPerBit, "energy_pj_per_bit", Scope::Window,
         "pJ per payload bit, both chiplets"},
        {Id::ReplayRate, "replay_rate", Scope::Window, "flits sent again per flit of a die"},
        {Id::Replays, "replays", Scope::Window, "flits sent again"},
        {Id::Mismatches, "mismatches", Scope::Link, "payload bytes that differ"},
        {Id::ThroughputGbps, "throughput_gbps", Scope::Window, "payload of both directions, Gb/s"},
        {Id::Active, "active", Scope::Link, "1 while both sides carry data, else 0"},
        {Id::Retrains, "retrains", Scope::Link, "times that a side started training again"},
        {Id::TimeUs, "time_us", Scope::Link, "simulated time, us"},
    };
    return table;
}

TriggerError::TriggerError(const std::string& text, std::size_t column, const std::string& why)
    : std::runtime_error(fmt::format("'{}', column {}: {}", text, column, why)), column_(column) {}

class TriggerParser {
public:
    TriggerParser(const std::string& text, int lanes) : text_(text), lanes_(lanes) {}

    std::vector<std::vector<TriggerExpression::Comparison>> parse() {
        std::vector<std::vector<TriggerExpression::Comparison>> any_of;
        while (true) {
            any_of.push_back({comparison()});
            while (take_word("and")) any_of.back().push_back(comparison());
            if (take_word("or")) continue;
            skip_space();
            if (at_ < text_.size()) fail(at_, "expected \"and\", \"or\" or the end");
            return any_of;
        }
    }

private:
    using Operator = TriggerExpression::Operator;
    using Term = TriggerExpression::Term;

    [[noreturn]] void fail(std::size_t at, const std::string& why) const {
        throw TriggerError(text_, at + 1, why);
    }
    void skip_space() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    }
    bool take(const std::string& token) {
        skip_space();
        if (text_.compare(at_, token.size(), token) != 0) return false;
        at_ += token.size();
        return true;
    }
    std::string word() {
        skip_space();
        const std::size_t begin = at_;
        while (at_ < text_.size() &&
               (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_')) {
            ++at_;
        }
        return text_.substr(begin, at_ - begin);
    }
    bool take_word(const std::string& wanted) {
        const std::size_t begin = at_;
        if (word() == wanted) return true;
        at_ = begin;
        return false;
    }
    double number() {
        const char* const begin = text_.c_str() + at_;
        char* end = nullptr;
        const double value = std::strtod(begin, &end);
        if (end == begin) fail(at_, "expected a number");
        at_ += static_cast<std::size_t>(end - begin);
        return value;
    }

    TriggerExpression::Comparison comparison() {
        TriggerExpression::Comparison result;
        skip_space();
        const std::size_t begin = at_;
        result.left = term();
        skip_space();
        if (take(">="))
            result.op = Operator::GreaterEqual;
        else if (take("<="))
            result.op = Operator::LessEqual;
        else if (take("=="))
            result.op = Operator::Equal;
        else if (take("!="))
            result.op = Operator::NotEqual;
        else if (take(">"))
            result.op = Operator::Greater;
        else if (take("<"))
            result.op = Operator::Less;
        else
            fail(at_, "expected one of > >= < <= == !=");
        result.right = term();
        if (result.left.is_number && result.right.is_number) {
            fail(begin, "compares two numbers; one side must be an observable");
        }
        return result;
    }

    Term term() {
        skip_space();
        Term result;
        if (at_ >= text_.size()) fail(at_, "expected a number or an observable");
        if (!std::isalpha(static_cast<unsigned char>(text_[at_]))) {
            result.is_number = true;
            result.number = number();
            return result;
        }
        const std::size_t begin = at_;
        const std::string name = word();
        const auto& table = observables();
        const auto found = std::find_if(table.begin(), table.end(),
                                        [&](const auto& info) { return name == info.name; });
        if (found == table.end()) unknown(begin, name);
        ObservableRef& ref = result.observable;
        ref.id = found->id;
        const bool given = take("(");
        if (found->scope == ObservableScope::Link && given) {
            fail(at_ - 1, name + " takes no argument");
        }
        if (found->scope == ObservableScope::Lane) {
            if (!given) fail(at_, name + " needs " + example_of(found->scope));
            lane(name, ref);
        } else if (given) {
            window(name, ref);
        }
        if (given && !take(")")) fail(at_, "expected \")\"");
        ref.text = text_.substr(begin, at_ - begin);
        return result;
    }

    [[noreturn]] void unknown(std::size_t begin, const std::string& name) const {
        std::set<std::string> names;
        std::string all;
        for (const ObservableInfo& info : observables()) {
            names.insert(info.name);
            all += std::string(all.empty() ? "" : ", ") + info.name;
        }
        const std::string near = nearest_word(name, names);
        fail(begin, "unknown observable \"" + name + "\"" +
                        (near.empty() ? "" : "; did you mean " + near + "?") + "; known are " +
                        all);
    }

    void lane(const std::string& name, ObservableRef& ref) {
        skip_space();
        const std::size_t begin = at_;
        const std::string kind = word();
        if (kind == "any") return;
        if (kind != "lane") fail(begin, name + " needs " + example_of(ObservableScope::Lane));
        skip_space();
        if (at_ + 1 < text_.size() && (text_[at_] == 'a' || text_[at_] == 'b')) {
            ref.side = text_[at_] == 'a' ? 0 : 1;
            if (text_[++at_] != ':') fail(at_, "expected \":\", as in lane a:17");
            ++at_;
        }
        const std::size_t digits = at_;
        while (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_]))) ++at_;
        if (digits == at_ || at_ - digits > 6) {
            fail(digits, fmt::format("expected the number of a lane in [0, {}]", lanes_ - 1));
        }
        ref.lane = std::atoi(text_.substr(digits, at_ - digits).c_str());
        if (ref.lane >= lanes_) {
            fail(digits,
                 fmt::format("lane {} does not exist; allowed is [0, {}]", ref.lane, lanes_ - 1));
        }
    }

    void window(const std::string& name, ObservableRef& ref) {
        skip_space();
        const std::size_t begin = at_;
        if (at_ >= text_.size() || !std::isdigit(static_cast<unsigned char>(text_[at_]))) {
            fail(at_, name + " takes " + example_of(ObservableScope::Window));
        }
        ref.window_us = number();
        const std::size_t unit_at = at_;
        const std::string unit = word();
        if (unit == "ns")
            ref.window_us *= 1e-3;
        else if (unit == "ms")
            ref.window_us *= 1e3;
        else if (unit != "us")
            fail(unit_at, "expected the unit ns, us or ms");
        // What happens at once cannot be told apart within one look at the simulation.
        if (!(ref.window_us >= 0.5 && ref.window_us <= 1e5)) {
            fail(begin, "a window must be in [0.5us, 100ms]");
        }
    }

    const std::string& text_;
    const int lanes_;
    std::size_t at_ = 0;
};

TriggerExpression::TriggerExpression(const std::string& text, int physical_lanes)
    : text_(text), any_of_(TriggerParser(text_, physical_lanes).parse()) {}

bool TriggerExpression::compare(double left, Operator op, double right) {
    switch (op) {
        case Operator::Greater:
            return left > right;
        case Operator::GreaterEqual:
            return left >= right;
        case Operator::Less:
            return left < right;
        case Operator::LessEqual:
            return left <= right;
        case Operator::Equal:
            return left == right;
        case Operator::NotEqual:
            return left != right;
    }
    return false;
}

bool TriggerExpression::holds(const Comparison& comparison, ObservableSource& source,
                              std::string& why) {
    const auto values_of = [&](const Term& term) {
        std::vector<ObservableValue> values;
        if (term.is_number)
            values.push_back({term.number, ""});
        else
            source.read(term.observable, values);
        return values;
    };
    const std::vector<ObservableValue> right = values_of(comparison.right);
    for (const ObservableValue& one : values_of(comparison.left)) {
        for (const ObservableValue& other : right) {
            if (!compare(one.value, comparison.op, other.value)) continue;
            for (const auto& [term, value] :
                 {std::pair{&comparison.left, &one}, std::pair{&comparison.right, &other}}) {
                if (term->is_number) continue;
                why += fmt::format("{}{}{}{} = {:.4g}", why.empty() ? "" : ", ",
                                   value->where.empty() ? term->observable.text
                                                        : observable_name(term->observable.id),
                                   value->where.empty() ? "" : " of ", value->where, value->value);
            }
            return true;
        }
    }
    return false;
}

bool TriggerExpression::holds(ObservableSource& source, std::string& why) const {
    for (const std::vector<Comparison>& all_of : any_of_) {
        std::string reasons;
        if (std::all_of(all_of.begin(), all_of.end(), [&](const Comparison& comparison) {
                return holds(comparison, source, reasons);
            })) {
            why = reasons;
            return true;
        }
    }
    return false;
}

std::vector<ObservableRef> TriggerExpression::uses() const {
    std::vector<ObservableRef> refs;
    for (const std::vector<Comparison>& all_of : any_of_) {
        for (const Comparison& comparison : all_of) {
            for (const Term* term : {&comparison.left, &comparison.right}) {
                if (!term->is_number) refs.push_back(term->observable);
            }
        }
    }
    return refs;
}

}  // namespace oio
