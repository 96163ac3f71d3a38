// SPDX-License-Identifier: Apache-2.0
#include "cosim/rewind/capsule_fields.hpp"

#include <catch2/catch.hpp>

#include "cosim/config_reader.hpp"
#include "tests/support/scratch_folder.hpp"

using Catch::Contains;

TEST_CASE("capsule_fields: values of the right kind are read", "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const oio::CapsuleFields fields(folder.write("a.json", R"({"name": "x", "half": 0.5, "n": 3,
        "inner": {"deep": "y"}, "items": [{"k": "1"}, {"k": "2"}], "words": ["a", "b"]})"));
    CHECK(fields.text("name") == "x");
    CHECK(fields.number("half", 0.0, 1.0) == 0.5);
    CHECK(fields.number("n", 0.0, 3.0) == 3.0);
    CHECK(fields.whole("n", 3) == 3);
    CHECK(fields.object("inner").text("deep") == "y");
    REQUIRE(fields.objects("items").size() == 2);
    CHECK(fields.objects("items")[1].text("k") == "2");
    CHECK(fields.texts("words") == std::vector<std::string>{"a", "b"});
    CHECK_FALSE(fields.has("none"));
}

TEST_CASE("capsule_fields: what is wrong is told with file, key, value and what is expected",
          "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    const oio::CapsuleFields fields(folder.write("a.json", R"({"name": 7, "time": -1, "seed": -1,
        "big": 10, "half": 1.5, "inner": {"deep": []}, "items": [{}, 4], "words": [1]})"));
    CHECK_THROWS_WITH(fields.text("name"), Contains("a.json: name = 7: must be a text"));
    CHECK_THROWS_WITH(fields.text("none"), Contains("a.json: none (not given): must be a text"));
    CHECK_THROWS_WITH(fields.number("time", 0, 5),
                      Contains("time = -1: must be a number in [0, 5]"));
    CHECK_THROWS_WITH(fields.whole("seed", 9), Contains("seed = -1: must be a whole number"));
    CHECK_THROWS_WITH(fields.whole("big", 9),
                      Contains("big = 10: must be a whole number in [0, 9]"));
    CHECK_THROWS_AS(fields.whole("half", 9), oio::ConfigError);
    CHECK_THROWS_WITH(fields.object("inner").text("deep"), Contains("inner.deep = []"));
    CHECK_THROWS_WITH(fields.object("name"), Contains("must be an object"));
    CHECK_THROWS_WITH(fields.objects("items"), Contains("list of objects"));
    CHECK_THROWS_WITH(fields.objects("inner"), Contains("must be a list"));
    CHECK_THROWS_WITH(fields.texts("words"), Contains("words = [1]: must be a list of texts"));
}

TEST_CASE("capsule_fields: a file that is no JSON is told with line and column",
          "[cosim][rewind]") {
    const oio::test::ScratchFolder folder;
    // The comma of the second line has nothing before it.
    const auto path = folder.write("a.json", "{\n  \"a\": ,\n}\n");
    CHECK_THROWS_WITH(oio::read_json_file(path), Contains("a.json:2:8: not valid JSON"));
    CHECK_THROWS_WITH(oio::read_json_file(folder.write("b.json", "")), Contains("b.json:1:1"));
    CHECK_THROWS_WITH(oio::read_json_file(folder.path() / "none.json"), Contains("cannot be read"));
    CHECK_THROWS_WITH(oio::CapsuleFields(folder.write("c.json", "[]")), Contains("an object"));
}
