// SPDX-License-Identifier: Apache-2.0
//
// The waves of a run in one file: RTL of both chiplets, light, transactions and energy on one time
// axis, one sample per clock edge of any clock.
//
// May be opened and closed at any simulated time, any number of times. What a file shows depends on
// the state of the simulation alone, not on when it was opened: a window equals the same part of a
// full dump, value by value.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cosim/rtl_library.hpp"
#include "cosim/rtl_link.hpp"
#include "cosim/traffic.hpp"
#include "cosim/waves/energy_meter.hpp"
#include "cosim/waves/light_waves.hpp"
#include "cosim/waves/transaction_waves.hpp"
#include "cosim/waves/wave_selection.hpp"
#include "cosim/waves/wave_view.hpp"

namespace oio {

class WaveDump {
public:
    /// Opens nothing. The library must be built with waves. Throws ConfigError for a scope that
    /// does not exist; to know them it writes and removes a file beside `scratch`.
    WaveDump(RtlLibrary& library, RtlLinks& links, const SimConfig& config,
             const WaveSelection& selection, const std::filesystem::path& scratch);
    ~WaveDump();

    /// Begins a file at the present simulated time; the first sample follows within two word
    /// clocks. The extension of `path` is replaced by the format's (.fst, .vcd); its
    /// name is temporary until close(). Takes the edge hooks of the chiplets. Throws
    /// std::runtime_error if it cannot be written.
    void open(const std::filesystem::path& path);
    /// Ends the file. Throws std::runtime_error, and leaves nothing of it, if it is not complete on
    /// disk.
    void close();
    bool is_open() const { return trace_ != nullptr; }

    /// Opens and closes by itself, so that the file has the window of the selection; `path`
    /// as for open(). Never throws: end_window() tells.
    void record_window(const std::filesystem::path& path);
    /// Ends that file and writes the viewers' files. Returns why there is none, or nothing.
    std::string end_window();

    /// The last file written, empty if there is none; its first and last sample.
    const std::filesystem::path& file() const { return file_; }
    std::uint64_t first_fs() const { return first_fs_; }
    std::uint64_t last_fs() const { return last_fs_; }
    /// The viewers open at the first mark; without any, at the first injected error of the file.
    void mark(std::uint64_t time_fs, const std::string& label) {
        markers_.push_back({time_fs, label});
    }
    /// Writes the viewers' files beside the last file and returns the command that opens them;
    /// empty if there is no file.
    std::string write_viewer_files();

    /// To be called when the simulation has stopped at a whole microsecond, for the energy.
    void look(std::uint64_t time_fs) {
        for (const std::unique_ptr<Part>& part : parts_) part->energy->look(time_fs);
    }
    /// Of link number `link`; for triggers.
    const EnergyMeter& energy(std::size_t link) const { return *parts_[link]->energy; }

private:
    // What the program adds for one link.
    struct Part {
        RtlLink* link = nullptr;
        std::vector<std::unique_ptr<LightWaves>> light;               // by sending side
        std::vector<std::unique_ptr<TransactionWaves>> transactions;  // by side
        std::unique_ptr<EnergyMeter> energy;
    };

    void check_selection(const std::filesystem::path& scratch);
    bool shows(const std::string& scope) const;
    std::vector<const WaveBlock*> blocks(bool all) const;
    WaveFileRequest request(const std::filesystem::path& path) const;
    std::vector<RtlChiplet*> chiplets() const;
    void set_hooks(bool on);
    void open_file(const std::filesystem::path& path);
    void finish_file();
    // False, with window_defect_ set, if the step throws.
    bool try_window(const std::function<void()>& step);
    [[noreturn]] void give_up(const std::string& why);
    void remove_parts();
    void edge(Part& part, int side, std::uint64_t time_fs);
    bool ready() const;

    RtlLibrary& library_;
    const WaveSelection selection_;
    const std::uint64_t word_fs_;
    std::vector<std::unique_ptr<Part>> parts_;
    std::unique_ptr<RtlTrace> trace_;
    std::filesystem::path window_path_;  // Waits for the time of the window.
    std::string window_defect_;
    std::filesystem::path file_, fst_;  // As it will be called; as it is written.
    std::uint64_t first_fs_ = 0, last_fs_ = 0;
    bool sampled_ = false;
    bool written_ = false;            // The viewers' files of the last file.
    std::vector<std::string> names_;  // Of what the last file has.
    std::vector<WaveMarker> markers_;
};

}  // namespace oio
