// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/wave_dump.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "cosim/link_setup.hpp"
#include "cosim/waves/fst_blocks.hpp"
#include "cosim/waves/full_disk.hpp"
#include "cosim/waves/viewer_files.hpp"

namespace oio {

namespace fs = std::filesystem;

namespace {

std::size_t index(int side) {
    return static_cast<std::size_t>(side);
}

}  // namespace

WaveDump::WaveDump(RtlLibrary& library, RtlLinks& links, const SimConfig& config,
                   const WaveSelection& selection, const fs::path& scratch)
    : library_(library),
      selection_(selection),
      word_fs_(static_cast<std::uint64_t>(config.link.word_clock().period_fs())) {
    survive_full_disk();
    const LightScale scale(link_model_config(config, 0, 1, 0));  // Of any link alike.
    for (const std::unique_ptr<RtlLink>& link : links) {
        auto part = std::make_unique<Part>();
        part->link = link.get();
        // With one link names stay short.
        const std::string label = links.size() == 1 ? "" : ".link_" + link->label();
        for (int side = 0; side < 2; ++side) {
            part->light.push_back(std::make_unique<LightWaves>(
                kWaveScopeLight + label + (side == 0 ? ".a_to_b" : ".b_to_a"), link->light(side),
                scale, link->chiplet(side).rtl(), link->chiplet(1 - side).rtl(), selection.lanes));
            part->transactions.push_back(std::make_unique<TransactionWaves>(
                kWaveScopeTransactions + label + (side == 0 ? ".chiplet_a" : ".chiplet_b"),
                link->chiplet(side).rtl()));
        }
        part->energy = std::make_unique<EnergyMeter>(kWaveScopeEnergy + label, config, *link);
        parts_.push_back(std::move(part));
    }
    if (!selection_.scopes.empty()) check_selection(scratch);
}

// A run that an assertion ends has its waves, too.
WaveDump::~WaveDump() {
    try {
        close();
        if (!written_) write_viewer_files();
    } catch (const std::exception&) {
        // Nobody is left to be told.
    }
}

// A file without a single sample has all names.
void WaveDump::check_selection(const fs::path& scratch) {
    const fs::path file = scratch / fmt::format("waves_names_{}.fst", static_cast<long>(getpid()));
    WaveFileRequest all = request(file);
    all.scopes.clear();
    all.blocks = blocks(true);
    std::vector<RtlChiplet*> every;
    for (const std::unique_ptr<Part>& part : parts_) {
        for (int side = 0; side < 2; ++side) every.push_back(&part->link->chiplet(side).rtl());
    }
    fst_ = file;
    std::vector<std::string> known;
    try {
        library_.create_trace(all, every)->close();
        known = library_.factory().scopes(file.string());
    } catch (const std::exception& failure) {
        give_up(failure.what());
    }
    remove_parts();
    check_scopes(selection_.scopes, known);
}

// True if something at or below the scope is asked for.
bool WaveDump::shows(const std::string& scope) const {
    const auto below = [](const std::string& name, const std::string& top) {
        return name == top || name.compare(0, top.size() + 1, top + ".") == 0;
    };
    return selection_.scopes.empty() ||
           std::any_of(selection_.scopes.begin(), selection_.scopes.end(),
                       [&](const std::string& s) { return below(s, scope) || below(scope, s); });
}

std::vector<const WaveBlock*> WaveDump::blocks(bool all) const {
    std::vector<const WaveBlock*> chosen;
    for (const std::unique_ptr<Part>& part : parts_) {
        if (all || shows(kWaveScopeTransactions)) {
            for (const auto& side : part->transactions) chosen.push_back(&side->block());
        }
        if (all || shows(kWaveScopeLight)) {
            for (const auto& side : part->light) {
                chosen.push_back(&side->sent_block());
                chosen.push_back(&side->received_block());
            }
        }
        if (all || shows(kWaveScopeEnergy)) chosen.push_back(&part->energy->block());
    }
    return chosen;
}

WaveFileRequest WaveDump::request(const fs::path& path) const {
    return {path.string(), blocks(false), selection_.scopes};
}

std::vector<RtlChiplet*> WaveDump::chiplets() const {
    std::vector<RtlChiplet*> all;
    for (const std::unique_ptr<Part>& part : parts_) {
        for (int side = 0; side < 2; ++side) {
            if (shows(side == 0 ? "chiplet_a" : "chiplet_b")) {
                all.push_back(&part->link->chiplet(side).rtl());
            }
        }
    }
    return all;
}

void WaveDump::open(const fs::path& path) {
    open_file(path);
    set_hooks(true);
}

// Also called by a hook, which must not be replaced meanwhile.
void WaveDump::open_file(const fs::path& path) {
    if (is_open()) throw std::logic_error("WaveDump::open: a file is open");
    file_ = path;
    file_.replace_extension(selection_.format == WaveFormat::Vcd ? ".vcd" : ".fst");
    fst_ = file_.string() + fmt::format(".{}.part", static_cast<long>(getpid()));
    pages_were_replaced();
    try {
        trace_ = library_.create_trace(request(fst_), chiplets());
    } catch (const std::exception& failure) {
        give_up(failure.what());
    }
    sampled_ = false;
    written_ = false;
    for (const std::unique_ptr<Part>& part : parts_) {
        for (const auto& side : part->light) side->start();
        for (const auto& side : part->transactions) side->update();
    }
}

void WaveDump::close() {
    set_hooks(false);
    if (is_open()) finish_file();
}

void WaveDump::finish_file() {
    trace_->close();
    trace_.reset();
    const std::string defect = pages_were_replaced() ? "pages of it are lost" : fst_defect(fst_);
    if (!defect.empty()) give_up(defect);
    try {
        names_ = library_.factory().scopes(fst_.string());
        if (selection_.format == WaveFormat::Vcd) {
            const fs::path part = fst_.string() + ".vcd";
            library_.factory().write_vcd(fst_.string(), part.string());
            fs::rename(part, file_);
            fs::remove(fst_);
        } else {
            fs::rename(fst_, file_);
        }
    } catch (const std::exception& failure) {
        give_up(failure.what());
    }
    fst_.clear();
}

void WaveDump::remove_parts() {
    std::error_code ignored;
    // The second is the FST writer's own, of names that are not yet in the file.
    for (const char* extension : {"", ".hier", ".vcd"}) {
        fs::remove(fst_.string() + extension, ignored);
    }
    fst_.clear();
}

// Before anything is removed: what could not be written is known by trying again.
void WaveDump::give_up(const std::string& why) {
    const std::string obstacle = write_obstacle(fst_);
    const std::string name = file_.empty() ? fst_.string() : file_.string();
    remove_parts();
    file_.clear();
    throw std::runtime_error(
        name + " could not be written: " + (obstacle.empty() ? why + " (disk full?)" : obstacle));
}

void WaveDump::record_window(const fs::path& path) {
    std::error_code ignored;  // Files of an earlier run would be taken for this one's.
    for (const char* extension : {".fst", ".vcd", ".gtkw", ".surfer"}) {
        fs::remove(path.string() + extension, ignored);
    }
    window_path_ = path;
    set_hooks(true);
}

bool WaveDump::try_window(const std::function<void()>& step) {
    try {
        step();
        return true;
    } catch (const std::exception& failure) {
        window_defect_ = failure.what();
        return false;
    }
}

std::string WaveDump::end_window() {
    try_window([this] {
        if (is_open() && !sampled_) {
            set_hooks(false);
            trace_.reset();
            remove_parts();
            file_.clear();
        }
        close();
        if (!window_defect_.empty()) return;
        if (file_.empty()) {
            window_defect_ = fmt::format("no file: the run ended before --waves-from ({:g} us)",
                                         static_cast<double>(selection_.from_fs) / 1e9);
        } else {
            write_viewer_files();
        }
    });
    return window_defect_;
}

std::string WaveDump::write_viewer_files() {
    constexpr std::size_t kLanesShown = 3;
    if (file_.empty() || is_open()) return {};
    WaveView view;
    view.file = file_.filename().string();
    view.first_fs = first_fs_;
    view.last_fs = last_fs_;
    view.markers = markers_;
    std::vector<ViewDirection> directions;
    for (const std::unique_ptr<Part>& part : parts_) {
        for (int side = 0; side < 2; ++side) {
            const LightWaves& light = *part->light[index(side)];
            const char* const ends[2] = {"chiplet_a", "chiplet_b"};
            directions.push_back(
                {light.scope(), ends[side], ends[1 - side], light.worst_lanes(kLanesShown)});
            if (light.first_error_lane() >= 0 && markers_.empty()) {
                view.markers.push_back(
                    {light.first_error_fs(),
                     fmt::format("{} lane {}", light.scope().substr(light.scope().rfind('.') + 1),
                                 light.first_error_lane())});
            }
        }
    }
    std::stable_sort(view.markers.begin(), view.markers.end(),
                     [this](const WaveMarker& a, const WaveMarker& b) {
                         return markers_.empty() && a.time_fs < b.time_fs;
                     });
    written_ = true;
    view.groups = group_signals(names_, blocks(true), directions);
    return oio::write_viewer_files(view, file_.parent_path());
}

void WaveDump::set_hooks(bool on) {
    for (const std::unique_ptr<Part>& part : parts_) {
        for (int side = 0; side < 2; ++side) {
            if (!on) {
                part->link->chiplet(side).on_edge(nullptr);
                continue;
            }
            part->link->chiplet(side).on_edge(
                [this, link = part.get(), side](std::uint64_t time_fs) {
                    edge(*link, side, time_fs);
                });
        }
    }
}

bool WaveDump::ready() const {
    return std::all_of(parts_.begin(), parts_.end(), [](const auto& part) {
        return part->light[0]->complete() && part->light[1]->complete();
    });
}

void WaveDump::edge(Part& part, int side, std::uint64_t time_fs) {
    if (!is_open()) {
        // Two words early: by then every signal is complete.
        if (window_path_.empty() || time_fs + 2 * word_fs_ < selection_.from_fs) return;
        const fs::path path = std::exchange(window_path_, {});
        if (!try_window([&] { open_file(path); })) return;
    }
    switch (part.link->chiplet(side).last_edge()) {
        case ClockEdge::Core:
            part.transactions[index(side)]->update();
            break;
        case ClockEdge::Tx:
        case ClockEdge::TxUi:
            part.light[index(side)]->launched();
            break;
        case ClockEdge::Rx:
        case ClockEdge::RxUi:
            part.light[index(1 - side)]->received(time_fs);
            break;
    }
    if (!sampled_) {
        if (!ready() || time_fs < selection_.from_fs) return;
        first_fs_ = time_fs;
    } else if (time_fs <= last_fs_) {
        return;  // Two clocks may rise at once: the file takes one sample per time.
    }
    // The hooks stay: this is one of them.
    if (time_fs > selection_.to_fs) {
        try_window([this] { finish_file(); });
        return;
    }
    sampled_ = true;
    last_fs_ = time_fs;
    trace_->dump(time_fs);
}

}  // namespace oio
