// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/wave_view.hpp"

#include <fmt/format.h>

#include <map>

namespace oio {

namespace {

std::string without_range(const std::string& path) {
    return path.substr(0, path.find('[', path.rfind('.') + 1));
}

// Finds what a file has, by path without range.
class Catalogue {
public:
    Catalogue(const std::vector<std::string>& names, const std::vector<const WaveBlock*>& blocks) {
        for (const std::string& name : names) {
            if (name.empty() || name.back() == '.') continue;  // A scope.
            paths_.emplace(without_range(name), name);
        }
        for (const WaveBlock* block : blocks) {
            for (const WaveSignal& signal : block->signals) own_.emplace(signal.path, &signal);
        }
    }

    // Adds the signal if the file has it.
    void add(ViewGroup& group, const std::string& path, ViewColor color = ViewColor::Default,
             ViewFormat format = ViewFormat::Hex) const {
        const auto found = paths_.find(path);
        if (found == paths_.end()) return;
        ViewSignal signal{found->second, format, color, nullptr};
        const bool bus = found->second.size() > path.size();
        if (!bus && format == ViewFormat::Hex) signal.format = ViewFormat::Bit;
        if (const auto own = own_.find(path); own != own_.end()) {
            switch (own->second->kind) {
                case WaveSignal::Kind::Real:
                    signal.format = ViewFormat::Analog;
                    break;
                case WaveSignal::Kind::Text:
                    signal.format = ViewFormat::Ascii;
                    break;
                case WaveSignal::Kind::Enum:
                    signal.format = ViewFormat::Words;
                    signal.words = own->second->words;
                    break;
                case WaveSignal::Kind::Number:
                    break;
            }
        }
        group.signals.push_back(signal);
    }

    // A number of the RTL, shown by the words of one of the program's signals.
    void add_translated(ViewGroup& group, const std::string& path, const std::string& like,
                        ViewColor color) const {
        const auto own = own_.find(like);
        if (own == own_.end() || paths_.count(path) == 0) return;
        add(group, path, color);
        group.signals.back().format = ViewFormat::Translated;
        group.signals.back().words = own->second->words;
    }

private:
    std::map<std::string, std::string> paths_;
    std::map<std::string, const WaveSignal*> own_;
};

using Group = ViewGroup;

Group sender_group(const Catalogue& file, const ViewDirection& d) {
    Group group{"1 " + d.sender + ": die to lanes", {}, true};
    const std::string rtl = d.sender + ".oio_chiplet.";
    const std::string flits = "transactions." + d.sender + ".";
    file.add(group, flits + "training", ViewColor::Yellow);
    file.add_translated(group, rtl + "link_state_o", flits + "state", ViewColor::Yellow);
    file.add(group, flits + "event", ViewColor::Red);
    file.add(group, rtl + "die_tx_valid_i");
    file.add(group, rtl + "u_ucie.u_llr_tx.in_valid_i");
    file.add(group, rtl + "u_ucie.u_llr_tx.level", ViewColor::Default, ViewFormat::Decimal);
    file.add(group, rtl + "u_ucie.u_llr_tx.replaying", ViewColor::Orange);
    file.add(group, flits + "tx_flit", ViewColor::Yellow);
    file.add(group, flits + "tx_kind", ViewColor::Orange);
    file.add(group, flits + "tx_seq", ViewColor::Default, ViewFormat::Decimal);
    file.add(group, rtl + "obs_launch_valid_o");
    file.add(group, rtl + "obs_launch_seq_o", ViewColor::Default, ViewFormat::Decimal);
    return group;
}

Group light_group(const Catalogue& file, const ViewDirection& d) {
    Group group{"2 " + d.light + ": all lanes", {}, true};
    file.add(group, d.light + ".any_error", ViewColor::Red);
    file.add(group, d.light + ".errors", ViewColor::Default, ViewFormat::Decimal);
    file.add(group, d.light + ".temperature_c", ViewColor::Orange);
    return group;
}

Group lane_group(const Catalogue& file, const ViewDirection& d, int lane, bool open) {
    const std::string scope = fmt::format("{}.lane_{:03}", d.light, lane);
    Group group{"2 " + scope, {}, open};
    file.add(group, scope + ".error", ViewColor::Red);
    file.add(group, scope + ".emitted_dbm", ViewColor::Violet);
    file.add(group, scope + ".received_dbm", ViewColor::Blue);
    file.add(group, scope + ".eye_margin_sigma", ViewColor::Green);
    file.add(group, scope + ".phase_ui", ViewColor::Yellow);
    file.add(group, scope + ".threshold_uw", ViewColor::Orange);
    file.add(group, scope + ".tx_word");
    file.add(group, scope + ".phase_code", ViewColor::Default, ViewFormat::Decimal);
    file.add(group, scope + ".threshold_code", ViewColor::Default, ViewFormat::Signed);
    file.add(group, scope + ".errors", ViewColor::Default, ViewFormat::Decimal);
    return group;
}

Group receiver_group(const Catalogue& file, const ViewDirection& d) {
    Group group{"3 " + d.receiver + ": lanes to die", {}, true};
    const std::string rtl = d.receiver + ".oio_chiplet.";
    const std::string flits = "transactions." + d.receiver + ".";
    file.add(group, flits + "state", ViewColor::Yellow);
    file.add(group, rtl + "u_ucie.u_llr_rx.rx_valid_i");
    file.add(group, flits + "rx_flit", ViewColor::Yellow);
    file.add(group, flits + "rx_kind", ViewColor::Orange);
    file.add(group, flits + "rx_seq", ViewColor::Default, ViewFormat::Decimal);
    file.add(group, rtl + "u_ucie.u_llr_rx.spoiled", ViewColor::Red);
    file.add(group, rtl + "u_ucie.u_llr_rx.expected_q", ViewColor::Default, ViewFormat::Decimal);
    file.add(group, rtl + "u_ucie.u_llr_rx.nak_pending_q", ViewColor::Orange);
    file.add(group, rtl + "die_rx_valid_o");
    return group;
}

}  // namespace

std::vector<ViewGroup> group_signals(const std::vector<std::string>& names,
                                     const std::vector<const WaveBlock*>& blocks,
                                     const std::vector<ViewDirection>& directions) {
    const Catalogue file(names, blocks);
    std::vector<ViewGroup> groups;
    const auto keep = [&](ViewGroup group) {
        if (!group.signals.empty()) groups.push_back(std::move(group));
    };
    for (const ViewDirection& direction : directions) {
        keep(sender_group(file, direction));
        keep(light_group(file, direction));
        bool open = &direction == &directions.front();
        for (const int lane : direction.lanes) {
            keep(lane_group(file, direction, lane, open));
            open = false;
        }
        keep(receiver_group(file, direction));
    }
    ViewGroup energy{"4 energy", {}, true};
    for (const WaveBlock* block : blocks) {
        for (const WaveSignal& signal : block->signals) {
            if (signal.path.rfind("energy", 0) == 0)
                file.add(energy, signal.path, ViewColor::Indigo);
        }
    }
    keep(energy);
    return groups;
}

}  // namespace oio
