// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/fst_blocks.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/scratch_folder.hpp"

namespace {

struct File {
    oio::test::ScratchFolder folder;
    std::filesystem::path path;
    explicit File(const std::string& bytes) : path(folder.write("waves.fst", bytes)) {}
};

// A block as the format has it: kind, length with its own eight bytes, content.
std::string block(int kind, std::size_t content) {
    std::string text(1, static_cast<char>(kind));
    for (int shift = 56; shift >= 0; shift -= 8) {
        text += static_cast<char>((content + 8) >> shift & 0xff);
    }
    return text + std::string(content, 'x');
}

const std::string kWhole = block(0, 321) + block(8, 500) + block(3, 40) + block(6, 70);

}  // namespace

TEST_CASE("fst_blocks: a whole file has no defect", "[cosim][waves]") {
    CHECK(oio::fst_defect(File(kWhole).path).empty());
}

TEST_CASE("fst_blocks: every cut of a file is found", "[cosim][waves]") {
    for (std::size_t length = 0; length < kWhole.size(); length += 7) {
        CHECK_FALSE(oio::fst_defect(File(kWhole.substr(0, length)).path).empty());
    }
    CHECK_FALSE(oio::fst_defect("/nowhere/at.all").empty());
}

TEST_CASE("fst_blocks: missing values and strange blocks are defects", "[cosim][waves]") {
    CHECK(oio::fst_defect(File(block(0, 321) + block(3, 4) + block(4, 7)).path) ==
          "it has no values");
    CHECK_FALSE(oio::fst_defect(File(kWhole + block(77, 4)).path).empty());
}
