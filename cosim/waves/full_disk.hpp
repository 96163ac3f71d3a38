// SPDX-License-Identifier: Apache-2.0
//
// A disk that fills up while waves are written. The FST writer ignores what its writes return and
// maps its files into memory, where a page that the disk has no room for arrives as SIGBUS.
#pragma once

#include <filesystem>
#include <string>

namespace oio {

/// From now on, and in every process forked later, a page of a mapped file that cannot be had is
/// replaced by an empty one, and a file at its size limit (SIGXFSZ) is an error of a write; neither
/// ends the process. What is written is then worth nothing: see wave_file_defect().
void survive_full_disk();

/// True if a page was replaced since the last call.
bool pages_were_replaced();

/// What hinders writing more to `file`: "FOLDER: No space left on device", or empty. Appends to the
/// file (which is made if it is not there) and to a temporary one, and so is for files that are
/// given up.
std::string write_obstacle(const std::filesystem::path& file);

}  // namespace oio
