// SPDX-License-Identifier: Apache-2.0
#include "cosim/config_reader.hpp"

#include <catch2/catch.hpp>

using oio::ConfigError;
using oio::ConfigReader;

namespace {

ConfigReader reader_of(const std::string& text) {
    ConfigReader reader;
    reader.add_text(text, "s.toml");
    return reader;
}

template <typename Call>
std::string message_of(Call&& call) {
    try {
        call();
    } catch (const ConfigError& failure) {
        return failure.what();
    }
    return "nothing was thrown";
}

}  // namespace

TEST_CASE("config_reader: returns what is written, or the default", "[cosim]") {
    ConfigReader reader =
        reader_of("a = 3\n[t]\nb = 2.5\nc = true\nd = 'x'\ne = [1, 'b:2']\nf = 7\ng = 4\n");
    CHECK(reader.get_int("a", 0, 0, 10) == 3);
    CHECK(reader.get_double("t.b", 0, 0, 10) == 2.5);
    CHECK(reader.get_bool("t.c", false));
    CHECK(reader.get_string("t.d", "") == "x");
    CHECK(reader.get_list("t.e") == std::vector<std::string>{"1", "b:2"});
    CHECK(reader.get_double("t.f", 0, 0, 10) == 7.0);
    CHECK(reader.get_list("t.g") == std::vector<std::string>{"4"});
    CHECK(reader.get_int("t.absent", 11, 0, 20) == 11);
    CHECK_NOTHROW(reader.finish());
}

TEST_CASE("config_reader: an unknown key names its place and the nearest key", "[cosim]") {
    ConfigReader reader = reader_of("[link]\nlanes = 16\n  lenght_m = 3\n");
    reader.get_int("link.lanes", 0, 0, 100);
    reader.get_double("link.length_m", 0, 0, 100);
    CHECK(message_of([&] { reader.finish(); }) ==
          "s.toml:3:3: link.lenght_m: unknown key; did you mean link.length_m?");
}

TEST_CASE("config_reader: a key in the wrong section is led to the right one", "[cosim]") {
    ConfigReader reader = reader_of("lanes = 16\n");
    reader.get_int("link.lanes", 0, 0, 100);
    CHECK(message_of([&] { reader.finish(); }) ==
          "s.toml:1:1: lanes: unknown key; did you mean link.lanes?");
}

TEST_CASE("config_reader: an unknown section is refused", "[cosim]") {
    ConfigReader reader = reader_of("[lnk]\nlanes = 16\n[empty]\n");
    reader.get_int("link.lanes", 0, 0, 100);
    CHECK(message_of([&] { reader.finish(); }).find("unknown key") != std::string::npos);
}

TEST_CASE("config_reader: a value where a table belongs is refused", "[cosim]") {
    ConfigReader reader = reader_of("link = 3\n");
    reader.get_int("link.lanes", 0, 0, 100);
    CHECK(message_of([&] { reader.finish(); }).find("must be a table") != std::string::npos);
}

TEST_CASE("config_reader: a range error names key, value and range", "[cosim]") {
    ConfigReader reader = reader_of("[link]\nlanes = 1000\nrate = nan\n");
    CHECK(message_of([&] { reader.get_int("link.lanes", 0, 16, 999); }) ==
          "s.toml:2:9: link.lanes = 1000: is out of range; allowed is an integer in [16, 999]");
    CHECK(message_of([&] { reader.get_double("link.rate", 0, 0, 20); }).find("[0, 20]") !=
          std::string::npos);
}

TEST_CASE("config_reader: a key that is missing is refused at the table that lacks it", "[cosim]") {
    const ConfigReader reader = reader_of("[link]\nlanes = 16\n[[fault]]\nkind = 'reset'\n");
    CHECK(message_of([&] { reader.reject("fault[0].duration_us", "must be above 0"); }) ==
          "s.toml:3:1: fault[0].duration_us (not given): must be above 0");
    CHECK(message_of([&] { reader.reject("run.seed", "is needed"); }) ==
          "default: run.seed (not given): is needed");
}

TEST_CASE("config_reader: a wrong type is refused", "[cosim]") {
    ConfigReader reader = reader_of("a = 'x'\nb = 2.5\nc = 1\nd = 3\ne = [1.5]\nf = [1]\n");
    CHECK_THROWS_AS(reader.get_int("a", 0, 0, 9), ConfigError);
    CHECK_THROWS_AS(reader.get_int("b", 0, 0, 9), ConfigError);
    CHECK_THROWS_AS(reader.get_bool("c", false), ConfigError);
    CHECK_THROWS_AS(reader.get_string("d", ""), ConfigError);
    CHECK_THROWS_AS(reader.get_list("e"), ConfigError);
    CHECK_THROWS_AS(reader.count_tables("f"), ConfigError);
}

TEST_CASE("config_reader: a choice names the choices", "[cosim]") {
    ConfigReader reader = reader_of("cut = 'wrod'\n");
    CHECK(message_of([&] {
              reader.get_choice("cut", "word", {"word", "serial"});
          }) == "s.toml:1:7: cut = 'wrod': must be one of serial, word; did you mean word?");
}

TEST_CASE("config_reader: malformed TOML names file, line and column", "[cosim]") {
    CHECK(message_of([] { reader_of("a = 1\n[link\n"); }).rfind("s.toml:2:6: not valid TOML", 0) ==
          0);
}

TEST_CASE("config_reader: a missing file is named", "[cosim]") {
    ConfigReader reader;
    CHECK(message_of([&] { reader.add_file("no/such.toml"); }) == "no/such.toml: no such file");
    CHECK_THROWS_AS(reader.add_file("."), ConfigError);
}

TEST_CASE("config_reader: an option beats the file and is named in errors", "[cosim]") {
    ConfigReader reader = reader_of("[link]\nlanes = 16\ncut = 'word'\n");
    reader.add_option("--set link.lanes=32", "link.lanes", "32");
    reader.add_option("--set link.cut=serial", "link.cut", "serial");
    reader.add_option("--set link.dead=1,b:2", "link.dead", "1,b:2");
    reader.add_option("--set link.lite=true", "link.lite", "true");
    CHECK(reader.get_int("link.lanes", 0, 0, 100) == 32);
    CHECK(reader.get_string("link.cut", "") == "serial");
    CHECK(reader.get_list("link.dead") == std::vector<std::string>{"1", "b:2"});
    reader.add_option("--set link.name", "link.name", "'one, two'");
    CHECK(reader.get_string("link.name", "") == "one, two");
    reader.get_bool("link.light", true);
    CHECK(message_of([&] { reader.finish(); }) ==
          "--set link.lite=true: link.lite: unknown key; did you mean link.light?");
    CHECK_THROWS_AS(reader.add_option("--set =1", "", "1"), ConfigError);
}

TEST_CASE("config_reader: tables of an array are read one by one and checked", "[cosim]") {
    ConfigReader reader = reader_of("[[fault]]\nat = 1\n[[fault]]\nat = 2\nkindd = 'x'\n");
    REQUIRE(reader.count_tables("fault") == 2);
    for (const char* base : {"fault[0].", "fault[1]."}) {
        reader.get_int(std::string(base) + "at", 0, 0, 9);
        reader.get_string(std::string(base) + "kind", "");
    }
    CHECK(message_of([&] { reader.finish(); }) ==
          "s.toml:5:1: fault[1].kindd: unknown key; did you mean fault[1].kind?");
}

TEST_CASE("config_reader: nearest_word wants some likeness", "[cosim]") {
    CHECK(oio::nearest_word("lanse", {"lanes", "spares"}) == "lanes");
    CHECK(oio::nearest_word("zzzzzz", {"lanes", "spares"}).empty());
}
