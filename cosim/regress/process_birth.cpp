// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/process_birth.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace oio {

std::string host_name() {
    char name[256] = {};
    gethostname(name, sizeof name - 1);
    return name;
}

std::string process_birth(pid_t pid) {
    std::ifstream file(fmt::format("/proc/{}/stat", pid));
    std::string text;
    if (!std::getline(file, text)) return "";
    // The program's name, in brackets, may contain anything.
    std::istringstream rest(text.substr(text.rfind(')') + 1));
    std::string field;
    rest >> field;
    if (field == "Z" || field == "X") return "";
    constexpr int kStartTime = 22 - 3;  // proc(5): field 22; the third has been read.
    for (int i = 0; i < kStartTime; ++i) rest >> field;
    std::ifstream boot("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(boot, id);
    return field + "@" + id;
}

}  // namespace oio
