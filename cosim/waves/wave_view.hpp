// SPDX-License-Identifier: Apache-2.0
//
// What a viewer shows first: groups of signals by stage in flow order, with format and colour. Made
// from what a file has; written for each viewer by gtkwave_save and surfer_commands.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cosim/waves/wave_signal.hpp"

namespace oio {

/// Words: by the file's own enumeration (FST). Translated: a number of the RTL through `words`.
enum class ViewFormat { Bit, Hex, Decimal, Signed, Ascii, Words, Translated, Analog };
enum class ViewColor { Default, Red, Orange, Yellow, Green, Blue, Indigo, Violet };

struct ViewSignal {
    std::string path;  ///< With its range: "transactions.chiplet_a.tx_seq[11:0]".
    ViewFormat format = ViewFormat::Hex;
    ViewColor color = ViewColor::Default;
    const WaveEnum* words = nullptr;  ///< For Words and Translated.
};

struct ViewGroup {
    std::string name;
    std::vector<ViewSignal> signals;
    bool open = true;
};

/// A point in time that the viewers mark.
struct WaveMarker {
    std::uint64_t time_fs = 0;
    std::string label;
};

struct WaveView {
    std::string file;  ///< Name of the wave file, in the folder of the viewer's file.
    std::uint64_t first_fs = 0, last_fs = 0;
    std::vector<WaveMarker> markers;  ///< The first one is where the viewer opens.
    std::vector<ViewGroup> groups;    ///< In flow order; none is empty.
};

/// What to look at in one direction of light: at most this many lanes are opened, the rest can be
/// added in the viewer.
struct ViewDirection {
    std::string light;     ///< "light.a_to_b"
    std::string sender;    ///< "chiplet_a"
    std::string receiver;  ///< "chiplet_b"
    std::vector<int> lanes;
};

/// Groups of the signals that the file has. `names` are paths as RtlFactory::scopes() gives them;
/// `blocks` the program's own signals, whose kinds give the formats.
std::vector<ViewGroup> group_signals(const std::vector<std::string>& names,
                                     const std::vector<const WaveBlock*>& blocks,
                                     const std::vector<ViewDirection>& directions);

}  // namespace oio
