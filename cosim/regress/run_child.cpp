// SPDX-License-Identifier: Apache-2.0
#include "cosim/regress/run_child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "cosim/config_reader.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

constexpr int kBadInput = 2;
constexpr int kInternalError = 3;
constexpr std::size_t kTailCharacters = 2000;

bool names_no_space(const std::string& text) {
    return text.find(std::strerror(ENOSPC)) != std::string::npos;
}

// Standard error into a file of the run's folder, standard output away: results are files.
bool redirect(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    const int null = open("/dev/null", O_RDWR);
    const int file = open((folder / kChildStderr).c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (null < 0 || file < 0) return false;
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    dup2(file, STDERR_FILENO);
    close(null);
    close(file);
    return true;
}

int guarded(const RunOrder& order, const RunFunction& run) {
    try {
        return run(order.line);
    } catch (const ConfigError& failure) {
        std::cerr << "oio: error: " << failure.what() << "\n";
        return names_no_space(failure.what()) ? kNoSpaceExit : kBadInput;
    } catch (const std::exception& failure) {
        std::cerr << "oio: internal error: " << failure.what() << "\n";
        return names_no_space(failure.what()) ? kNoSpaceExit : kInternalError;
    }
}

double seconds(const timeval& time) {
    return double(time.tv_sec) + double(time.tv_usec) * 1e-6;
}

[[noreturn]] void child_main(const RunOrder& order, const RunFunction& run, pid_t parent,
                             int report) {
    setpgid(0, 0);  // Ctrl-C on the terminal is the runner's; its children end by its hand.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(kInternalError);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) std::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const fs::path& folder = order.line.out_dir;
    std::error_code ignored;
    fs::remove_all(folder, ignored);  // What a launch that was killed has left.
    if (!redirect(folder)) _exit(kNoSpaceExit);
    const double before_s = processor_s();
    int code = guarded(order, run);
    const double used_s = processor_s() - before_s;
    if (write(report, &used_s, sizeof used_s) != ssize_t{sizeof used_s}) {
        // The runner has ended, and so do we.
    }
    std::cout.flush();
    std::fflush(nullptr);
    if (code != 0 && disk_is_full(folder)) code = kNoSpaceExit;
    if (code == 0 && !order.keep_all) {
        fs::remove(folder / "report.html", ignored);
        fs::remove(folder / "log.txt", ignored);
    }
    if (fs::file_size(folder / kChildStderr, ignored) == 0) {
        fs::remove(folder / kChildStderr, ignored);
    }
    _exit(code);  // Without destructors: those of the parent's objects are the parent's.
}

}  // namespace

double processor_s() {
    rusage own{}, children{};
    getrusage(RUSAGE_SELF, &own);
    getrusage(RUSAGE_CHILDREN, &children);
    return seconds(own.ru_utime) + seconds(own.ru_stime) + seconds(children.ru_utime) +
           seconds(children.ru_stime);
}

RunProcess fork_run(const RunOrder& order, const RunFunction& run) {
    std::cout.flush();
    std::fflush(nullptr);  // Or the child would write the parent's buffers again.
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        throw std::runtime_error(std::string("cannot make a pipe: ") + std::strerror(errno));
    const pid_t parent = getpid();
    const pid_t pid = fork();
    if (pid == 0) child_main(order, run, parent, ends[1]);
    close(ends[1]);
    if (pid < 0) {
        const int why = errno;
        close(ends[0]);
        throw std::runtime_error(std::string("cannot fork: ") + std::strerror(why));
    }
    setpgid(pid, pid);  // Both sides set it, so that neither is too late.
    return {pid, ends[0]};
}

double reported_processor_s(const RunProcess& process) {
    double used_s = 0.0;
    const ssize_t size = read(process.report, &used_s, sizeof used_s);
    return size == ssize_t{sizeof used_s} ? used_s : 0.0;
}

bool disk_is_full(const fs::path& folder) {
    struct statvfs space {};
    constexpr std::uint64_t kLeastBytes = 64 * 1024;
    return statvfs(folder.c_str(), &space) == 0 &&
           std::uint64_t{space.f_bavail} * space.f_frsize < kLeastBytes;
}

std::string last_lines(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream all;
    all << file.rdbuf();
    std::string text = all.str();
    if (text.size() > kTailCharacters) {
        text.erase(0, text.size() - kTailCharacters);
        text.erase(0, text.find('\n') + 1);
    }
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

}  // namespace oio
