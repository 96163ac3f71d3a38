// SPDX-License-Identifier: Apache-2.0
#include "cosim/process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>

namespace oio {

namespace {

constexpr int kCannotStart = 127;

// Splits into lines at '\n' and hands on each complete one.
void feed_lines(std::string& open_line, const char* text, std::size_t size,
                const std::function<void(const std::string&)>& on_line) {
    for (std::size_t i = 0; i < size; ++i) {
        if (text[i] != '\n') {
            open_line += text[i];
            continue;
        }
        if (on_line) on_line(open_line);
        open_line.clear();
    }
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& arguments,
                          const std::filesystem::path& folder,
                          const std::function<void(const std::string&)>& on_line,
                          const std::map<std::string, std::string>& environment) {
    ProcessResult result;
    // Everything that allocates happens before fork(): the child only makes system calls.
    std::vector<char*> argv;
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    std::vector<std::string> env_text;
    for (char** entry = environ; *entry != nullptr; ++entry) env_text.emplace_back(*entry);
    for (const auto& [name, value] : environment) env_text.push_back(name + "=" + value);
    std::vector<char*> env;
    for (std::string& text : env_text) env.push_back(text.data());
    env.push_back(nullptr);
    const std::string program = find_program(arguments.front()).string();
    if (program.empty()) {
        result.exit_code = kCannotStart;
        result.output = arguments.front() + ": not found in PATH\n";
        return result;
    }

    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        result.exit_code = kCannotStart;
        result.output = std::string("pipe: ") + std::strerror(errno) + "\n";
        return result;
    }
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        if (chdir(folder.c_str()) != 0) _exit(kCannotStart);
        execve(program.c_str(), argv.data(), env.data());
        _exit(kCannotStart);
    }
    close(ends[1]);
    if (child < 0) {
        close(ends[0]);
        result.exit_code = kCannotStart;
        result.output = std::string("fork: ") + std::strerror(errno) + "\n";
        return result;
    }
    std::string open_line;
    char block[4096];
    for (;;) {
        const ssize_t size = read(ends[0], block, sizeof block);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        result.output.append(block, static_cast<std::size_t>(size));
        feed_lines(open_line, block, static_cast<std::size_t>(size), on_line);
    }
    close(ends[0]);
    if (!open_line.empty() && on_line) on_line(open_line);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

std::filesystem::path find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) {
        return access(name.c_str(), X_OK) == 0 ? std::filesystem::path(name)
                                               : std::filesystem::path();
    }
    const char* path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        const std::filesystem::path candidate = std::filesystem::path(folder) / name;
        if (access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    return {};
}

}  // namespace oio
