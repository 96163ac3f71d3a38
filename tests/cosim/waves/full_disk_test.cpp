// SPDX-License-Identifier: Apache-2.0
#include "cosim/waves/full_disk.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <filesystem>

namespace {

// A page without a block on the disk: the file ends before it.
volatile char* page_behind_a_file() {
    std::FILE* const file = std::tmpfile();
    const auto bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    REQUIRE(ftruncate(fileno(file), static_cast<off_t>(bytes)) == 0);
    void* const memory =
        mmap(nullptr, 2 * bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
    REQUIRE(memory != MAP_FAILED);
    std::fclose(file);
    return static_cast<volatile char*>(memory) + bytes;
}

}  // namespace

TEST_CASE("full_disk: a page that the disk has no room for is replaced, and told once", "[waves]") {
    oio::survive_full_disk();
    volatile char* const page = page_behind_a_file();
    CHECK_FALSE(oio::pages_were_replaced());
    page[100] = 7;
    CHECK(page[100] == 7);
    CHECK(page[99] == 0);
    CHECK(oio::pages_were_replaced());
    CHECK_FALSE(oio::pages_were_replaced());
}

TEST_CASE("full_disk: what hinders writing is said with the folder", "[waves]") {
    oio::survive_full_disk();
    CHECK_THAT(oio::write_obstacle("/dev/full"),
               Catch::Contains("/dev") && Catch::Contains("No space left"));
    CHECK_THAT(oio::write_obstacle("/no/such/folder/x"), Catch::Contains("No such file"));
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("oio_full_disk_" + std::to_string(getpid()));
    CHECK(oio::write_obstacle(file).empty());
    // Not ended by SIGXFSZ.
    const rlimit limit{1000, 1000};
    REQUIRE(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    CHECK_THAT(oio::write_obstacle(file), Catch::Contains("too large"));
    std::filesystem::remove(file);
}
