// SPDX-License-Identifier: Apache-2.0
//
// The program: arguments -> command -> exit code (architecture.md section 6).
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <systemc>

#include "cosim/cli.hpp"
#include "cosim/commands.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/regress/regression.hpp"
#include "cosim/regress/sweep.hpp"

namespace {

constexpr int kBadInput = 2;
constexpr int kInternalError = 3;

// Before libsystemc's main() prints its banner into the output of every command.
const bool kBannerOff = setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1) == 0;

// A caller may have closed them; a file or socket that took their numbers would receive messages.
void hold_standard_streams() {
    for (int fd = open("/dev/null", O_RDWR); fd >= 0; fd = open("/dev/null", O_RDWR)) {
        if (fd <= STDERR_FILENO) continue;
        close(fd);
        return;
    }
}

int dispatch(const oio::CommandLine& line) {
    if (line.action) return line.action();
    switch (line.command) {
        case oio::Command::Run:
            return oio::run_command(line);
        case oio::Command::Replay:
            return oio::replay_command(line);
        case oio::Command::Explain:
            return oio::explain_command(line);
        case oio::Command::List:
            return oio::list_command();
        case oio::Command::Bench:
            return oio::bench_command(line);
        case oio::Command::RtlBuild:
            return oio::rtl_build_command(line);
        case oio::Command::Regress:
            oio::version_text();  // Known before the first fork, so that no run asks again.
            return oio::regress_command(line.regress, oio::run_command);
        case oio::Command::Sweep:
            oio::version_text();
            return oio::sweep_command(line.sweep, oio::run_command);
        case oio::Command::Version:
            std::cout << oio::version_text();
            return 0;
    }
    return kInternalError;
}

}  // namespace

int sc_main(int argc, char* argv[]) {
    static_cast<void>(kBannerOff);
    hold_standard_streams();
    try {
        const oio::ParsedCommandLine parsed = oio::parse_command_line(argc, argv);
        return parsed.command_line ? dispatch(*parsed.command_line) : parsed.exit_code;
    } catch (const oio::ConfigError& failure) {
        std::cerr << "oio: error: " << failure.what() << "\n";
        return kBadInput;
    } catch (const std::exception& failure) {
        std::cerr << "oio: internal error: " << failure.what() << "\n";
        return kInternalError;
    }
}
