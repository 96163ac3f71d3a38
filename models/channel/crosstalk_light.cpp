// SPDX-License-Identifier: Apache-2.0
#include "models/channel/crosstalk_light.hpp"

#include <utility>

namespace oio {

void CrosstalkLight::set(int position, std::vector<Source> sources) {
    Position& here = at(position);
    here.sources = std::move(sources);
    here.alignments.resize(here.sources.size());
    here.aligned = false;
    here.range = {};
    for (const Source& source : here.sources) {
        here.range.low += source.amplitude * source.tables->levels().low;
        here.range.high += source.amplitude * source.tables->levels().high;
    }
}

void CrosstalkLight::load(int position, std::int64_t m, const LaneTiming& timing,
                          const WordHistory& history) {
    Position& here = at(position);
    here.wanted = m;
    here.timing = &timing;
    here.history = &history;
}

void CrosstalkLight::look_up(int position, const Position& here) {
    for (std::size_t i = 0; i < here.sources.size(); ++i) {
        Alignment& alignment = here.alignments[i];
        if (!here.aligned) {
            const LanePosition where = here.timing->seen(position, here.sources[i].lane);
            alignment.tap = here.history->tap(here.sources[i].lane, where.bit_offset);
            alignment.fraction = where.fraction;
        }
        alignment.window = here.history->window(here.wanted, alignment.tap);
    }
    here.aligned = true;
    here.loaded = here.wanted;
}

double CrosstalkLight::level(int position, int k) const {
    const Position& here = at(position);
    if (!here.aligned || here.loaded != here.wanted) look_up(position, here);
    double level = 0.0;
    for (std::size_t i = 0; i < here.sources.size(); ++i) {
        const Alignment& alignment = here.alignments[i];
        const auto pattern =
            static_cast<unsigned>(alignment.window >> k) & (DecisionTables::kPatterns - 1);
        level += here.sources[i].amplitude *
                 static_cast<double>(here.sources[i].tables->levels(alignment.fraction)[pattern]);
    }
    return level;
}

}  // namespace oio
