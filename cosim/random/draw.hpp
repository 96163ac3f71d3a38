// SPDX-License-Identifier: Apache-2.0
//
// One declared range of a key and how a value is drawn from it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "models/random_stream.hpp"

namespace oio {

/// What a key may become. Written in TOML as one of
///   key = 3                                        a constant
///   key = { range = [0, 3] }                       uniform; integers if both ends are
///   key = { range = [0.1, 10.0], scale = "log" }   uniform in the logarithm
///   key = { range = [0.0, 6.0], step = 0.5 }       on a grid from the low end
///   key = { choice = ["a", "b"], weights = [3, 1] }
///   key = { subset = [0, 17], count = [0, 2] }     so many different integers, ascending
///   key = { subset = [0, 17], count = 1, sides = ["", "a:", "b:"] }   each with a side
/// and any of them with `probability = 0.3`: otherwise the key is left out.
struct Draw {
    enum class Kind { Constant, Integer, Real, Choice, Subset };

    std::string key;
    std::string place;  ///< file:line:column, for messages.
    Kind kind = Kind::Constant;
    nlohmann::ordered_json constant;
    double low = 0.0;   ///< Integer and Subset: whole.
    double high = 0.0;  ///< Inclusive.
    double step = 0.0;  ///< 0 = continuous.
    bool logarithmic = false;
    std::vector<nlohmann::ordered_json> choices;
    std::vector<double> weights;  ///< As many as choices; none is negative, one is above 0.
    long long least_count = 0;    ///< Subset.
    long long most_count = 0;
    std::vector<std::string> sides;
    double probability = 1.0;

    /// Null when the key is left out. Draws from the stream in a fixed order.
    nlohmann::ordered_json draw(RandomStream& stream) const;
};

/// Uniform integer in [low, high].
long long uniform_integer(RandomStream& stream, long long low, long long high);

}  // namespace oio
