// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/full_disk.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

namespace oio {

namespace {

// Together more than the writer frees with its own temporary files when it gives up.
constexpr int kBlocks = 64;
constexpr std::size_t kBlockBytes = 1 << 20;

volatile std::sig_atomic_t replaced = 0;
long page_bytes = 4096;

// Only what is safe in a handler: system calls.
void replace_page(int signal, siginfo_t* info, void*) {
    const int saved = errno;
    char* const address = static_cast<char*>(info->si_addr);
    const auto into_page =
        reinterpret_cast<std::uintptr_t>(address) % static_cast<std::uintptr_t>(page_bytes);
    const bool lost_page = info->si_code == BUS_ADRERR;
    if (lost_page &&
        mmap(address - into_page, static_cast<std::size_t>(page_bytes), PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED) {
        replaced = 1;
    } else {
        std::signal(signal, SIG_DFL);  // The same access comes again, and ends the process.
    }
    errno = saved;
}

void leave_to_errno(int) {}

// 0, or the error of adding a few blocks to a file.
int append(std::FILE* file) {
    if (file == nullptr) return errno;
    const std::vector<char> block(kBlockBytes);
    int error = 0;
    for (int i = 0; i < kBlocks && error == 0; ++i) {
        const ssize_t written = write(fileno(file), block.data(), block.size());
        if (written == static_cast<ssize_t>(block.size())) continue;
        // Part of a block: the next byte tells why.
        error = written < 0 || write(fileno(file), block.data(), 1) < 0 ? errno : ENOSPC;
    }
    std::fclose(file);
    return error;
}

}  // namespace

void survive_full_disk() {
    page_bytes = sysconf(_SC_PAGESIZE);
    struct sigaction bus {};
    bus.sa_sigaction = replace_page;
    bus.sa_flags = SA_SIGINFO;
    sigaction(SIGBUS, &bus, nullptr);
    // A handler and not SIG_IGN, which programs that are started from here would inherit.
    struct sigaction size {};
    size.sa_handler = leave_to_errno;
    sigaction(SIGXFSZ, &size, nullptr);
}

bool pages_were_replaced() {
    const bool any = replaced != 0;
    replaced = 0;
    return any;
}

std::string write_obstacle(const std::filesystem::path& file) {
    const auto said = [](const std::filesystem::path& folder, int error) {
        return folder.string() + ": " + std::strerror(error);
    };
    const int here = append(std::fopen(file.c_str(), "ab"));
    if (here != 0) return said(file.parent_path(), here);
    const int temporary = append(std::tmpfile());
    return temporary != 0 ? said(P_tmpdir, temporary) : std::string();
}

}  // namespace oio
