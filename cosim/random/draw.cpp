// SPDX-License-Identifier: Apache-2.0
#include "cosim/random/draw.hpp"

#include <algorithm>
#include <cmath>

namespace oio {

namespace {

using Json = nlohmann::ordered_json;

// Six digits: enough for any key, and a scenario that a reader can read.
double rounded(double value) {
    if (value == 0.0) return 0.0;
    const double scale = std::pow(10.0, 6.0 - std::ceil(std::log10(std::abs(value))));
    return std::round(value * scale) / scale;
}

Json real(const Draw& draw, RandomStream& stream) {
    const double u = stream.uniform();
    double value;
    if (draw.step > 0.0) {
        const auto steps = static_cast<long long>((draw.high - draw.low) / draw.step + 1e-9);
        const auto k = std::min(steps, static_cast<long long>(u * double(steps + 1)));
        value = draw.low + draw.step * double(k);
    } else if (draw.logarithmic) {
        value = draw.low * std::pow(draw.high / draw.low, u);
    } else {
        value = draw.low + (draw.high - draw.low) * u;
    }
    return std::clamp(rounded(value), draw.low, draw.high);
}

Json choice(const Draw& draw, RandomStream& stream) {
    double total = 0.0;
    for (const double weight : draw.weights) total += weight;
    double left = stream.uniform() * total;
    std::size_t chosen = 0;
    for (std::size_t i = 0; i < draw.choices.size(); ++i) {
        if (draw.weights[i] <= 0.0) continue;
        chosen = i;
        left -= draw.weights[i];
        if (left < 0.0) break;
    }
    return draw.choices[chosen];
}

Json subset(const Draw& draw, RandomStream& stream) {
    const auto low = static_cast<long long>(draw.low);
    const auto high = static_cast<long long>(draw.high);
    const long long count = uniform_integer(stream, draw.least_count, draw.most_count);
    std::vector<long long> chosen;
    while (static_cast<long long>(chosen.size()) < count) {
        const long long item = uniform_integer(stream, low, high);
        if (std::find(chosen.begin(), chosen.end(), item) == chosen.end()) chosen.push_back(item);
    }
    std::sort(chosen.begin(), chosen.end());
    Json list = Json::array();
    for (const long long item : chosen) {
        if (draw.sides.empty()) {
            list.push_back(item);
            continue;
        }
        const auto last = static_cast<long long>(draw.sides.size()) - 1;
        const std::string& side =
            draw.sides[static_cast<std::size_t>(uniform_integer(stream, 0, last))];
        list.push_back(side.empty() ? Json(item) : Json(side + std::to_string(item)));
    }
    return list;
}

}  // namespace

long long uniform_integer(RandomStream& stream, long long low, long long high) {
    // Rejection keeps every value equally likely.
    const std::uint64_t span = static_cast<std::uint64_t>(high - low) + 1;
    if (span == 0) return static_cast<long long>(stream.next_u64());
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % span;
    std::uint64_t word;
    do {
        word = stream.next_u64();
    } while (word >= limit);
    return low + static_cast<long long>(word % span);
}

Json Draw::draw(RandomStream& stream) const {
    if (probability < 1.0 && stream.uniform() >= probability) return nullptr;
    switch (kind) {
        case Kind::Constant:
            return constant;
        case Kind::Integer:
            return uniform_integer(stream, static_cast<long long>(low),
                                   static_cast<long long>(high));
        case Kind::Real:
            return real(*this, stream);
        case Kind::Choice:
            return choice(*this, stream);
        case Kind::Subset:
            return subset(*this, stream);
    }
    return nullptr;
}

}  // namespace oio
