// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/fst_blocks.hpp"

#include <array>
#include <cstdint>
#include <fstream>

namespace oio {

namespace {

// Block types of the format, as GTKWave's fstapi.h numbers them.
constexpr int kHeader = 0;
constexpr int kValues = 1;
constexpr int kBlackout = 2;
constexpr int kGeometry = 3;
constexpr int kHierarchy = 4;
constexpr int kValuesAlias = 5;
constexpr int kHierarchyLz4 = 6;
constexpr int kHierarchyLz4Duo = 7;
constexpr int kValuesAlias2 = 8;

std::uint64_t big_endian(std::istream& file) {
    std::array<char, 8> bytes{};
    file.read(bytes.data(), bytes.size());
    std::uint64_t value = 0;
    for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
}

}  // namespace

std::string fst_defect(const std::filesystem::path& path) {
    std::error_code error;
    const std::uint64_t size = std::filesystem::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (error || !file) return "it cannot be read";
    bool header = false, values = false, geometry = false, hierarchy = false;
    std::uint64_t at = 0;
    while (at < size) {
        file.seekg(static_cast<std::streamoff>(at));
        const int type = file.get();
        const std::uint64_t length = big_endian(file);
        // The length counts its own eight bytes; a block being written has length 0.
        if (!file || length < 8 || length > size - at - 1) {
            return "it ends in the middle of a block";
        }
        switch (type) {
            case kHeader:
                header = true;
                break;
            case kValues:
            case kValuesAlias:
            case kValuesAlias2:
                values = true;
                break;
            case kGeometry:
                geometry = true;
                break;
            case kHierarchy:
            case kHierarchyLz4:
            case kHierarchyLz4Duo:
                hierarchy = true;
                break;
            case kBlackout:
                break;
            default:
                return "it has a block of an unknown kind";
        }
        at += 1 + length;
    }
    if (!header || !geometry || !hierarchy) return "its header is missing";
    if (!values) return "it has no values";
    return "";
}

}  // namespace oio
