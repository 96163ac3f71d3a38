// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/viewer_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "cosim/results.hpp"

namespace oio {

namespace fs = std::filesystem;

namespace {

// Flags of a trace in a save file, as GTKWave numbers them.
enum Flag : std::uint64_t {
    Hex = std::uint64_t{1} << 1,
    Decimal = std::uint64_t{1} << 2,
    Binary = std::uint64_t{1} << 3,
    RightJustify = std::uint64_t{1} << 5,
    Blank = std::uint64_t{1} << 9,
    Signed = std::uint64_t{1} << 10,
    Ascii = std::uint64_t{1} << 11,
    FileTranslated = std::uint64_t{1} << 13,
    AnalogStep = std::uint64_t{1} << 15,
    AnalogStretch = std::uint64_t{1} << 17,
    AnalogFullScale = std::uint64_t{1} << 19,
    Closed = std::uint64_t{1} << 22,
    GroupBegin = std::uint64_t{1} << 23,
    GroupEnd = std::uint64_t{1} << 24,
    Enum = std::uint64_t{1} << 32
};

// Further rows that an analog trace takes.
constexpr int kAnalogRows = 2;
// Width of the part of GTKWave's window that shows waves, for the first zoom.
constexpr double kWavePixels = 760.0;

std::uint64_t flags_of(ViewFormat format) {
    switch (format) {
        case ViewFormat::Bit:
            return Binary | RightJustify;
        case ViewFormat::Hex:
            return Hex | RightJustify;
        case ViewFormat::Decimal:
            return Decimal | RightJustify;
        case ViewFormat::Signed:
            return Signed | RightJustify;
        case ViewFormat::Ascii:
            return Ascii | RightJustify;
        case ViewFormat::Words:
            return Enum | Binary | RightJustify;
        case ViewFormat::Translated:
            return FileTranslated | Hex | RightJustify;
        case ViewFormat::Analog:
            return AnalogFullScale | AnalogStep | Signed | RightJustify;
    }
    return Hex;
}

std::uint64_t group_flags(Flag flag, const ViewGroup& group) {
    return flag | Blank | (group.open ? std::uint64_t{0} : Closed);
}

// Only FST has enumerations: words of a VCD file come through a filter.
ViewFormat format_in(const WaveView& view, const ViewSignal& signal) {
    const bool vcd = fs::path(view.file).extension() == ".vcd";
    return vcd && signal.format == ViewFormat::Words ? ViewFormat::Translated : signal.format;
}

// Zoom as GTKWave keeps it: minus the binary logarithm of the time of one grid frame of 200 pixels.
double zoom_of(const WaveView& view) {
    constexpr double kFramePixels = 200.0;
    const double span = static_cast<double>(view.last_fs - view.first_fs);
    return -std::log2(std::max(span * kFramePixels / kWavePixels, 1.0));
}

void add_filters(const WaveView& view, std::map<std::string, const WaveEnum*>& filters) {
    for (const ViewGroup& group : view.groups) {
        for (const ViewSignal& signal : group.signals) {
            if (format_in(view, signal) == ViewFormat::Translated) {
                filters.emplace(filter_name(*signal.words), signal.words);
            }
        }
    }
}

std::string stem_of(const WaveView& view) {
    return fs::path(view.file).stem().string();
}

}  // namespace

std::string filter_name(const WaveEnum& words) {
    return words.name + ".filter";
}

std::string filter_text(const WaveEnum& words) {
    const int digits = (words.bits + 3) / 4;
    std::string text;
    for (const auto& [value, word] : words.words) {
        text += fmt::format("{:0{}X} {}\n", value, digits, word);
    }
    return text;
}

std::string gtkwave_save(const WaveView& view, const fs::path& folder) {
    std::string text =
        "[*] Made by oio; open with: gtkwave " + view.file + " " + stem_of(view) + ".gtkw\n";
    text += fmt::format("[dumpfile] \"{}\"\n", (folder / view.file).string());
    text += fmt::format("[savefile] \"{}\"\n", (folder / (stem_of(view) + ".gtkw")).string());
    text += fmt::format("[timestart] {}\n", view.first_fs);
    text += "[size] 1400 1000\n[pos] -1 -1\n";
    // Zoom, primary marker, then the markers A to Z; -1 = none.
    text += fmt::format(
        "*{:.6f} {}", zoom_of(view),
        view.markers.empty() ? -1 : static_cast<long long>(view.markers.front().time_fs));
    for (std::size_t i = 0; i < 26; ++i) {
        text += i < view.markers.size() ? fmt::format(" {}", view.markers[i].time_fs) : " -1";
    }
    text += "\n";
    for (std::size_t i = 0; i < std::min<std::size_t>(view.markers.size(), 26); ++i) {
        text +=
            fmt::format("[markername] {}{}\n", static_cast<char>('A' + i), view.markers[i].label);
    }
    text += "[sst_width] 220\n[signals_width] 320\n[sst_expanded] 1\n[sst_vpaned_height] 300\n";
    for (const ViewGroup& group : view.groups) {
        text += fmt::format("@{:x}\n-{}\n", group_flags(GroupBegin, group), group.name);
        for (const ViewSignal& signal : group.signals) {
            const ViewFormat format = format_in(view, signal);
            text += fmt::format("@{:x}\n", flags_of(format));
            if (signal.color != ViewColor::Default) {
                text += fmt::format("[color] {}\n", static_cast<int>(signal.color));
            }
            if (format == ViewFormat::Translated) {
                text += fmt::format("^1 {}\n", (folder / filter_name(*signal.words)).string());
            }
            text += signal.path + "\n";
            if (signal.format == ViewFormat::Analog) {
                text += fmt::format("@{:x}\n", static_cast<std::uint64_t>(AnalogStretch));
                for (int row = 0; row < kAnalogRows; ++row) text += "-\n";
            }
        }
        text += fmt::format("@{:x}\n-{}\n", group_flags(GroupEnd, group), group.name);
    }
    text += "[pattern_trace] 1\n[pattern_trace] 0\n";
    return text;
}

std::string surfer_commands(const WaveView& view) {
    static const char* const colors[] = {"",      "Red",  "Orange", "Yellow",
                                         "Green", "Blue", "Violet", "Violet"};
    std::string text = "# Made by oio from Surfer's documentation and not tested; open with:\n";
    text += "# surfer " + view.file + " --command-file " + stem_of(view) + ".surfer\n";
    for (const ViewGroup& group : view.groups) {
        text += "divider_add " + group.name + "\n";
        for (const ViewSignal& signal : group.signals) {
            // Surfer's names have no range.
            const std::size_t last = signal.path.rfind('.') + 1;
            text += "variable_add " + signal.path.substr(0, signal.path.find('[', last)) + "\n";
            if (signal.color != ViewColor::Default) {
                text += fmt::format("item_set_color {}\n", colors[static_cast<int>(signal.color)]);
            }
            if (signal.format == ViewFormat::Ascii) text += "item_set_format ASCII\n";
            if (signal.format == ViewFormat::Decimal) text += "item_set_format Unsigned\n";
            if (signal.format == ViewFormat::Signed) text += "item_set_format Signed\n";
        }
    }
    if (!view.markers.empty()) {
        text += fmt::format("cursor_set {}\n", view.markers.front().time_fs);
    }
    text += "zoom_fit\n";
    return text;
}

std::string waves_command(const fs::path& folder) {
    // Of a full dump, or else of the first window of the rewind.
    for (const char* const name : {"waves", "rewind_1"}) {
        const fs::path save = folder / (std::string(name) + ".gtkw");
        if (!fs::exists(save)) continue;
        const fs::path vcd = fs::path(save).replace_extension(".vcd");
        const fs::path fst = fs::path(save).replace_extension(".fst");
        if (!fs::exists(vcd) && !fs::exists(fst)) continue;
        return "gtkwave " + (fs::exists(vcd) ? vcd : fst).string() + " " + save.string();
    }
    return {};
}

std::string write_viewer_files(const WaveView& view, const fs::path& folder) {
    const fs::path base = fs::absolute(folder).lexically_normal();
    std::map<std::string, const WaveEnum*> filters;
    add_filters(view, filters);
    for (const auto& [name, words] : filters) {
        write_file_atomically(base / name, filter_text(*words));
    }
    const std::string save = stem_of(view) + ".gtkw";
    write_file_atomically(base / save, gtkwave_save(view, base));
    write_file_atomically(base / (stem_of(view) + ".surfer"), surfer_commands(view));
    return fmt::format("gtkwave {} {}", (folder / view.file).string(), (folder / save).string());
}

}  // namespace oio
