// SPDX-License-Identifier: Apache-2.0
//
// Names of contents: FNV-1a with 128 bits. Tells different inputs apart; no defence against an
// attacker.
#pragma once

#include <filesystem>
#include <string>

namespace oio {

class ContentHash {
public:
    /// Adds a text and its end, so that "ab" + "c" differs from "a" + "bc".
    void add(const std::string& text) {
        for (const char c : text) step(static_cast<unsigned char>(c));
        step(0);
    }
    /// Adds the bytes of a file, not its name. Throws ConfigError when it cannot be read.
    void add_file(const std::filesystem::path& path);
    /// Adds names and bytes of all files below `folder` whose extension is in the list, in the
    /// order of their names.
    void add_tree(const std::filesystem::path& folder, const std::string& extensions);
    /// 32 hexadecimal digits.
    std::string hex() const;

private:
    __extension__ using Word = unsigned __int128;

    void step(unsigned char byte) {
        state_ ^= byte;
        state_ *= (Word{1} << 88) | 0x13b;
    }

    Word state_ = (Word{0x6c62272e07bb0142} << 64) | 0x62b821756295c58d;
};

}  // namespace oio
