// SPDX-License-Identifier: Apache-2.0
//
// The files that open a view in GTKWave (save file, with translate filters beside it) and in Surfer
// (command file).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cosim/waves/wave_view.hpp"

namespace oio {

/// The text of a GTKWave save file. Translate filters are named relative to `folder`, in which the
/// waves lie; GTKWave wants absolute names.
std::string gtkwave_save(const WaveView& view, const std::filesystem::path& folder);
/// Name of the filter file of an enumeration, and its text.
std::string filter_name(const WaveEnum& words);
std::string filter_text(const WaveEnum& words);
/// The text of a Surfer command file. Written from Surfer's documentation, not tested: Surfer is no
/// package of Debian 12.
std::string surfer_commands(const WaveView& view);

/// The command that opens the waves of a run, "" if the folder has none.
std::string waves_command(const std::filesystem::path& folder);

/// Writes all of them beside the waves: NAME.gtkw, NAME.surfer, and filters. Returns the command
/// that opens them.
std::string write_viewer_files(const WaveView& view, const std::filesystem::path& folder);

}  // namespace oio
