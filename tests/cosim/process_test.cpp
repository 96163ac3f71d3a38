// SPDX-License-Identifier: Apache-2.0
#include "cosim/process.hpp"

#include <catch2/catch.hpp>

using oio::run_process;

TEST_CASE("process: hands over output lines and the exit code", "[cosim]") {
    std::vector<std::string> lines;
    const auto keep = [&](const std::string& line) { lines.push_back(line); };
    const oio::ProcessResult result =
        run_process({"sh", "-c", "echo one; echo $WORD >&2; pwd; printf open; exit 3"}, "/", keep,
                    {{"WORD", "two"}});
    CHECK(result.exit_code == 3);
    CHECK(lines == std::vector<std::string>{"one", "two", "/", "open"});
}

TEST_CASE("process: an argument is passed as it is", "[cosim]") {
    CHECK(run_process({"printf", "%s", "a b'$(x)"}, "/").output == "a b'$(x)");
}

TEST_CASE("process: a program that does not exist gives 127", "[cosim]") {
    const oio::ProcessResult result = run_process({"no-such-program-here"}, "/");
    CHECK(result.exit_code == 127);
    CHECK(result.output.find("not found") != std::string::npos);
}

TEST_CASE("process: a signal gives 128 and its number", "[cosim]") {
    CHECK(run_process({"sh", "-c", "kill -TERM $$"}, "/").exit_code == 128 + 15);
}
