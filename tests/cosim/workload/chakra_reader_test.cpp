// SPDX-License-Identifier: Apache-2.0
#include "cosim/workload/chakra_reader.hpp"

#include <catch2/catch.hpp>

#include "chakra.pb.h"
#include "cosim/config_reader.hpp"
#include "cosim/workload/chakra_writer.hpp"
#include "systemc/host/standard_graphs.hpp"
#include "tests/cosim/workload/trace_files.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace oio;
using Catch::Matchers::Contains;

namespace {

std::string framed(const google::protobuf::MessageLite& message) {
    const std::string body = message.SerializeAsString();
    REQUIRE(body.size() < 0x80);
    return static_cast<char>(body.size()) + body;
}

std::string metadata(const std::string& version) {
    chakra::GlobalMetadata message;
    message.set_version(version);
    return framed(message);
}

chakra::Node collective(std::int64_t type, std::int64_t size) {
    chakra::Node node;
    node.set_id(3);
    node.set_name("n");
    node.set_type(chakra::COMM_COLLECTIVE);
    chakra::Attribute* attribute = node.add_attr();
    attribute->set_name("comm_type");
    attribute->set_int64_value(type);
    attribute = node.add_attr();
    attribute->set_name("comm_size");
    attribute->set_int64_value(size);
    return node;
}

/// Reads a file with this content.
RankGraph read(const oio::test::ScratchFolder& folder, const std::string& bytes) {
    write_bytes(folder.path() / "t.0.et", bytes);
    return read_chakra_file(folder.path() / "t.0.et", 0);
}

}  // namespace

TEST_CASE("chakra_reader: reads what the writer wrote", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    const auto written = ring_all_reduce(3, 48, 7);
    write_chakra(folder.path(), "ring", written);
    const auto graphs = read_chakra(folder.path());
    REQUIRE(graphs.size() == 3);
    for (std::size_t r = 0; r < 3; ++r) {
        REQUIRE(graphs[r].nodes.size() == written[r].nodes.size());
        CHECK(graphs[r].rank == static_cast<int>(r));
        for (std::size_t i = 0; i < graphs[r].nodes.size(); ++i) {
            const RankNode& a = graphs[r].nodes[i];
            const RankNode& b = written[r].nodes[i];
            CHECK(a.id == b.id);
            CHECK(a.name == b.name);
            CHECK(a.kind == b.kind);
            CHECK(a.deps == b.deps);
            CHECK(a.peer == b.peer);
            CHECK(a.bytes == b.bytes);
            CHECK(a.duration_us == b.duration_us);
        }
    }
}

TEST_CASE("chakra_reader: takes a folder, a prefix or one of the files", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    write_chakra(folder.path(), "a.b", single_collective(CollectiveKind::AllGather, 4, 64));
    for (const char* name : {"", "a.b", "a.b.0.et", "a.b.3.et"}) {
        CHECK(read_chakra(folder.path() / name).size() == 4);
    }
    write_chakra(folder.path(), "other", single_collective(CollectiveKind::AllGather, 2, 64));
    CHECK(read_chakra(folder.path() / "other").size() == 2);
    CHECK_THROWS_WITH(read_chakra(folder.path()),
                      Contains("more than one trace ('a.b', 'other', ...)"));
    CHECK_THROWS_WITH(read_chakra(folder.path() / "nobody"), Contains("no such trace"));
    CHECK_THROWS_WITH(read_chakra(folder.path() / "no" / "body"), Contains("no such trace"));
    const oio::test::ScratchFolder empty;
    CHECK_THROWS_WITH(read_chakra(empty.path()), Contains("holds no Chakra trace"));
}

TEST_CASE("chakra_reader: names the rank that is missing", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    write_chakra(folder.path(), "t", single_collective(CollectiveKind::AllGather, 4, 64));
    std::filesystem::remove(folder.path() / "t.2.et");
    CHECK_THROWS_WITH(read_chakra(folder.path()),
                      Contains("rank 2 is missing") && Contains("goes up to rank 3"));
    std::filesystem::remove(folder.path() / "t.0.et");
    CHECK_THROWS_AS(read_chakra(folder.path() / "t"), ConfigError);
    write_bytes(folder.path() / "t.5000.et", "");
    CHECK_THROWS_WITH(read_chakra(folder.path()), Contains("rank 5000 is outside [0, 1023]"));
}

TEST_CASE("chakra_reader: refuses another version, in either place", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    const std::string node = framed(collective(0, 64));
    CHECK(read(folder, metadata("0.0.4") + node).nodes.size() == 1);
    CHECK_THROWS_WITH(read(folder, metadata("0.0.5") + node),
                      Contains("t.0.et: byte 1: Chakra version '0.0.5', only 0.0.4"));
    CHECK_THROWS_WITH(read(folder, metadata("") + node), Contains("version ''"));
    for (const char* version : {"0.0.4", "0.0.1"}) {
        chakra::GlobalMetadata message;
        message.add_attr()->set_name("schema");
        message.mutable_attr(0)->set_string_value(std::string("1.0.2-chakra.") + version);
        if (std::string(version) == kChakraVersion) {
            CHECK_NOTHROW(read(folder, framed(message) + node));
        } else {
            CHECK_THROWS_WITH(read(folder, framed(message) + node), Contains("version '0.0.1'"));
        }
    }
}

TEST_CASE("chakra_reader: names byte and node of a bad value", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    const std::string head = metadata("0.0.4");
    const std::string byte = "byte " + std::to_string(head.size() + 1) + ": node 3 'n': ";
    CHECK_THROWS_WITH(read(folder, head + framed(collective(5, 64))),
                      Contains(byte + "comm_type = 5 (BROADCAST) is not supported"));
    CHECK_THROWS_WITH(read(folder, head + framed(collective(0, 0))),
                      Contains(byte + "comm_size = 0 is outside [1, 1073741824]"));
    CHECK_THROWS_WITH(read(folder, head + framed(collective(0, -8))), Contains("comm_size = -8"));
    CHECK_THROWS_WITH(read(folder, head + framed(collective(0, std::int64_t{1} << 40))),
                      Contains("comm_size = 1099511627776 is outside"));
    chakra::Node node = collective(0, 64);
    node.mutable_attr(1)->set_string_value("many");
    CHECK_THROWS_WITH(read(folder, head + framed(node)), Contains("comm_size is no integer"));
    node.mutable_attr(1)->set_uint64_value(~std::uint64_t{0});
    CHECK_THROWS_WITH(read(folder, head + framed(node)), Contains("comm_size is no integer"));
    node = collective(0, 64);
    node.mutable_attr()->RemoveLast();
    CHECK_THROWS_WITH(read(folder, head + framed(node)), Contains("comm_size is missing"));
    node.set_type(static_cast<chakra::NodeType>(9));
    CHECK_THROWS_WITH(read(folder, head + framed(node)), Contains("type 9 is outside [1, 7]"));
    node.set_type(chakra::COMM_SEND);
    CHECK_THROWS_WITH(read(folder, head + framed(node)), Contains("comm_dst is missing"));
}

TEST_CASE("chakra_reader: any integer encoding of an attribute will do", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    chakra::Node node = collective(7, 64);
    chakra::Attribute& size = *node.mutable_attr(1);
    const auto bytes = [&] {
        return read(folder, metadata("0.0.4") + framed(node)).nodes[0].bytes;
    };
    size.set_uint64_value(4096);
    CHECK(bytes() == 4096);
    size.set_sint32_value(4097);
    CHECK(bytes() == 4097);
    size.set_fixed64_value(4098);
    CHECK(bytes() == 4098);
    size.set_sfixed32_value(4099);
    CHECK(bytes() == 4099);
}

TEST_CASE("chakra_reader: joins both kinds of dependencies, once each", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    chakra::Node node = collective(0, 64);
    node.add_ctrl_deps(5);
    node.add_data_deps(4);
    node.add_data_deps(5);
    CHECK(read(folder, metadata("0.0.4") + framed(node)).nodes[0].deps ==
          std::vector<std::uint64_t>{4, 5});
}

TEST_CASE("chakra_reader: garbage is an error, never a crash", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    const std::string head = metadata("0.0.4");
    CHECK_THROWS_WITH(read(folder, ""), Contains("byte 0: the file ends inside"));
    CHECK_THROWS_WITH(read(folder, head), Contains("no node follows"));
    CHECK_THROWS_WITH(read(folder, head + std::string(20, '\xFF')), Contains("not a Chakra trace"));
    CHECK_THROWS_WITH(read(folder, head + "\x05\xFF\xFF\xFF\xFF\xFF"), Contains("is not a Chakra"));
    CHECK_THROWS_WITH(read(folder, head + "\x7F" + "abc"),
                      Contains("127 B long, but only 3 B are left: the file is truncated"));
    CHECK_THROWS_AS(read_chakra_file(folder.path(), 0), ConfigError);
    CHECK_THROWS_AS(read_chakra_file(folder.path() / "none.0.et", 0), ConfigError);
    // Every byte of a good file replaced by every of some values: read or refused.
    const std::string good = head + framed(collective(0, 1 << 20));
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const int value : {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
            std::string bad = good;
            bad[at] = static_cast<char>(value);
            try {
                read(folder, bad);
            } catch (const ConfigError&) {
            }
        }
    }
}
