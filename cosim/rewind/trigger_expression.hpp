// SPDX-License-Identifier: Apache-2.0
//
// Conditions on what a simulation can be seen to do: "ber(lane 17) > 1e-6 and active == 1".
//
//   condition  = comparison { ("and" | "or") comparison }     "and" binds tighter
//   comparison = term (">" | ">=" | "<" | "<=" | "==" | "!=") term
//   term       = number | observable [ "(" argument ")" ]
//   argument   = "any" | "lane" lane | time           lane = 17 | a:17 | b:17; time = 500ns | 1us
//
// "a:17" is physical lane 17 of the direction that leaves chiplet a; without a side both are meant,
// as with "any", and the comparison holds if it holds for one of them.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace oio {

enum class ObservableId {
    Ber,
    BitErrors,
    EyeSigma,
    DeskewUi,
    EnergyPjPerBit,
    ReplayRate,
    Replays,
    Mismatches,
    ThroughputGbps,
    Active,
    Retrains,
    TimeUs
};

/// What an observable may be asked for.
enum class ObservableScope { Link, Lane, Window };

struct ObservableInfo {
    ObservableId id;
    const char* name;
    ObservableScope scope;
    const char* meaning;  ///< With its unit.
};
const std::vector<ObservableInfo>& observables();

/// One use of an observable. For a lane: -1 = any; side 0 = leaves chiplet a, 1 = b, -1 = both.
struct ObservableRef {
    ObservableId id = ObservableId::TimeUs;
    int lane = -1;
    int side = -1;
    double window_us = 0.0;  ///< 0 = since the link was trained.
    std::string text;
};

struct ObservableValue {
    double value = 0.0;
    std::string where;  ///< "lane a:17", or empty.
};

/// Where the values come from. A value that is not known yet is left out.
class ObservableSource {
public:
    virtual ~ObservableSource() = default;
    virtual void read(const ObservableRef& ref, std::vector<ObservableValue>& values) = 0;
};

/// A condition that does not read. `column` counts from 1.
class TriggerError : public std::runtime_error {
public:
    TriggerError(const std::string& text, std::size_t column, const std::string& why);
    std::size_t column() const { return column_; }

private:
    std::size_t column_;
};

class TriggerExpression {
public:
    /// `physical_lanes` bounds lane numbers. Throws TriggerError.
    TriggerExpression(const std::string& text, int physical_lanes);

    /// True if the condition holds now; `why` then names the values that made it so.
    bool holds(ObservableSource& source, std::string& why) const;
    const std::string& text() const { return text_; }
    /// Every use of an observable, for sources that must keep a history of windows.
    std::vector<ObservableRef> uses() const;

private:
    friend class TriggerParser;
    enum class Operator { Greater, GreaterEqual, Less, LessEqual, Equal, NotEqual };
    struct Term {
        bool is_number = false;
        double number = 0.0;
        ObservableRef observable;
    };
    struct Comparison {
        Term left, right;
        Operator op = Operator::Greater;
    };

    static bool compare(double left, Operator op, double right);
    static bool holds(const Comparison& comparison, ObservableSource& source, std::string& why);

    std::string text_;
    std::vector<std::vector<Comparison>> any_of_;  // of conditions that must all hold
};

}  // namespace oio
