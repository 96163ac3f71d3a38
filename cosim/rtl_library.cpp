// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_library.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "cosim/build_info.hpp"
#include "cosim/config_reader.hpp"
#include "cosim/rtl_build.hpp"

namespace oio {

namespace {

namespace fs = std::filesystem;

// FNV-1a with 128 bits: names cache entries, no defence against an attacker.
class Hash {
public:
    void add(const std::string& text) {
        for (const char c : text) step(static_cast<unsigned char>(c));
        step(0);
    }
    void add_file(const fs::path& path) {
        std::ifstream file(path, std::ios::binary);
        if (!file) throw ConfigError(path.string() + ": cannot read this RTL source");
        std::ostringstream text;
        text << file.rdbuf();
        add(path.filename().string());
        add(text.str());
    }
    std::string hex() const {
        static const char* const digits = "0123456789abcdef";
        std::string text;
        for (int shift = 124; shift >= 0; shift -= 4) {
            text += digits[static_cast<unsigned>(state_ >> shift) & 15u];
        }
        return text;
    }

private:
    __extension__ using Word = unsigned __int128;

    void step(unsigned char byte) {
        state_ ^= byte;
        state_ *= (Word{1} << 88) | 0x13b;
    }

    Word state_ = (Word{0x6c62272e07bb0142} << 64) | 0x62b821756295c58d;
};

// Held while one process builds a configuration; released by the system if that process dies.
class FileLock {
public:
    FileLock(const fs::path& path, Progress& progress) {
        descriptor_ = open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
        if (descriptor_ < 0) throw ConfigError(path.string() + ": cannot create the lock file");
        if (flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
        progress.phase("waiting for another oio that builds the same RTL");
        flock(descriptor_, LOCK_EX);
    }
    ~FileLock() { close(descriptor_); }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int descriptor_;
};

bool is_writable(const fs::path& folder) {
    std::error_code ignored;
    fs::create_directories(folder, ignored);
    return access(folder.c_str(), W_OK | X_OK) == 0;
}

// The build folder; when that is not ours to write (an installed or shared build), the user's
// cache.
fs::path cache_folder() {
    const fs::path build = fs::path(build_info::kBuildDir) / "rtl_cache";
    if (is_writable(build)) return build;
    fs::path user;
    if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg != nullptr && *xdg != '\0') {
        user = xdg;
    } else if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') {
        user = fs::path(home) / ".cache";
    }
    if (!user.empty() && is_writable(user / "oio")) return user / "oio";
    throw ConfigError("no folder for built RTL: neither " + build.string() + " nor " +
                      (user.empty() ? "$XDG_CACHE_HOME/oio" : (user / "oio").string()) +
                      " can be written");
}

std::string label_of(const RtlConfig& config) {
    const RtlGeometry& geometry = config.geometry;
    std::string label = std::to_string(geometry.lanes) + "+" + std::to_string(geometry.spares) +
                        " lanes, word " + std::to_string(geometry.word_ui);
    if (geometry.serial) label += ", serial";
    if (config.waves) label += ", waves";
    if (config.coverage) label += ", coverage";
    return label;
}

// Every header in the include folders counts: a `define in one changes the RTL.
std::string key_of(const RtlConfig& config, const RtlSources& sources) {
    Hash hash;
    hash.add(rtl_build_recipe(config, sources));
    for (const fs::path& file : sources.files) hash.add_file(file);
    for (const fs::path& dir : sources.include_dirs) {
        if (!fs::is_directory(dir)) throw ConfigError(dir.string() + ": no such include folder");
        std::vector<fs::path> headers;
        for (const fs::directory_entry& entry : fs::directory_iterator(dir)) {
            if (entry.is_regular_file()) headers.push_back(entry.path());
        }
        std::sort(headers.begin(), headers.end());
        for (const fs::path& header : headers) hash.add_file(header);
    }
    for (const fs::path& file : rtl_wrapper_files(config)) hash.add_file(file);
    if (config.coverage) hash.add_file(rtl_coverage_wrapper());
    return hash.hex();
}

// Removed whatever happens, so that a failed build leaves nothing.
struct TemporaryFolder {
    fs::path path;
    ~TemporaryFolder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
};

}  // namespace

fs::path RtlLibrary::build(const RtlConfig& config, Progress& progress) {
    const RtlSources sources = find_rtl_sources(config);
    const std::string key = key_of(config, sources);
    const fs::path cache = cache_folder();
    const fs::path library = cache / ("chiplet_" + key + ".so");
    if (fs::exists(library)) return library;

    const FileLock lock(cache / ("chiplet_" + key + ".lock"), progress);
    if (fs::exists(library)) return library;  // The other process has built it.
    const TemporaryFolder folder{cache / ("build_" + key + "_" + std::to_string(getpid()))};
    fs::remove_all(folder.path);
    fs::create_directories(folder.path);
    const fs::path built = build_rtl(config, sources, folder.path, label_of(config), progress);
    fs::rename(built, library);
    progress.phase("RTL " + label_of(config) + " built");
    return library;
}

std::shared_ptr<RtlLibrary> RtlLibrary::load(const RtlConfig& config, Progress& progress) {
    const fs::path path = build(config, progress);
    void* const handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) throw ConfigError(path.string() + ": cannot load: " + dlerror());
    void* const symbol = dlsym(handle, kRtlFactorySymbol);
    if (symbol == nullptr) throw ConfigError(path.string() + ": is no RTL library of oio");
    RtlFactory* const factory = reinterpret_cast<RtlFactoryFunction>(symbol)();
    return std::shared_ptr<RtlLibrary>(new RtlLibrary(path, factory, handle));
}

void RtlLibrary::write_coverage(const fs::path& path) const {
    void* const symbol = dlsym(handle_, "oio_rtl_write_coverage");
    if (symbol == nullptr) throw std::logic_error("this RTL library counts no coverage");
    reinterpret_cast<void (*)(const char*)>(symbol)(path.c_str());
}

}  // namespace oio
