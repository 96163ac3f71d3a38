// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/capsule_identity.hpp"

#include <catch2/catch.hpp>

#include "tests/support/scratch_folder.hpp"

TEST_CASE("capsule_identity: another length or another program is another build",
          "[cosim][rewind]") {
    const oio::SimConfig config = oio::load_sim_config("small-16");
    oio::BuildIdentity build = oio::identify_build(config, "");
    const oio::BuildIdentity wider = oio::identify_build(oio::load_sim_config("small-64"), "");
    CHECK(build.rtl != wider.rtl);
    CHECK(build.preset != wider.preset);
    CHECK(build.program == wider.program);
    oio::BuildIdentity other = build;
    other.program = "0";
    CHECK(oio::differences(build, other).size() == 1);
}

TEST_CASE("capsule_identity: a scenario is its content, not its name", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    oio::SimConfig config = oio::load_sim_config("small-16");
    const auto scenario = [&](const char* name, const char* text) {
        config.file = folder.write(name, text);
        return oio::identify_build(config, "").scenario;
    };
    const std::string first = scenario("one.toml", "[run]\nseed = 3\n");
    CHECK(scenario("two.toml", "[run]\nseed = 3\n") == first);
    CHECK(scenario("one.toml", "[run]\nseed = 4\n") != first);
}

TEST_CASE("capsule_identity: every line of the versions is compared", "[cosim][rewind]") {
    oio::BuildIdentity then, now;
    then.versions = "oio 1\nVerilator 5\nSystemC 2\n";
    now.versions = "oio 2\nVerilator 5\n";
    const std::vector<std::string> lines = oio::differences(then, now);
    REQUIRE(lines.size() == 2);
    CHECK(lines[0] == "another version: oio 1 then, oio 2 now");
    CHECK(lines[1] == "another version: SystemC 2 then, none now");
}
