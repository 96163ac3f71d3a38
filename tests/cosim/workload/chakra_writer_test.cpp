// SPDX-License-Identifier: Apache-2.0
#include "cosim/workload/chakra_writer.hpp"

#include <catch2/catch.hpp>
#include <cstdio>

#include "cosim/config_reader.hpp"
#include "systemc/host/standard_graphs.hpp"
#include "tests/cosim/workload/trace_files.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace oio;
using Catch::Matchers::Contains;

namespace {

/// What protoc makes of one message: its text form by the schema file.
std::string decoded(const oio::test::ScratchFolder& folder, const std::string& type,
                    const std::string& body) {
    const auto file = folder.path() / "message.bin";
    write_bytes(file, body);
    const std::string schema = std::string(OIO_SOURCE_FOLDER) + "/cosim/workload";
    const std::string command = std::string(OIO_PROTOC) + " --decode=oio.chakra." + type +
                                " --proto_path='" + schema + "' chakra.proto < '" + file.string() +
                                "'";
    std::FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string text;
    char buffer[256];
    while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) text += buffer;
    CHECK(pclose(pipe) == 0);
    return text;
}

/// Cuts a file of short messages apart.
std::vector<std::string> messages_of(const std::string& bytes) {
    std::vector<std::string> messages;
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = static_cast<unsigned char>(bytes[at]);
        REQUIRE(length < 0x80);
        messages.push_back(bytes.substr(at + 1, length));
        at += 1 + length;
    }
    return messages;
}

}  // namespace

TEST_CASE("chakra_writer: protoc reads its files with the schema", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    write_chakra(folder.path(), "t", ring_all_reduce(2, 512, 7));
    const auto messages = messages_of(bytes_of(folder.path() / "t.1.et"));
    REQUIRE(messages.size() == 1 + 5);
    CHECK(decoded(folder, "GlobalMetadata", messages[0]) == "version: \"0.0.4\"\n");
    CHECK(decoded(folder, "Node", messages[2]) ==
          "id: 1\nname: \"receive_step0\"\ntype: COMM_RECV\ndata_deps: 0\n"
          "attr {\n  name: \"comm_src\"\n  int32_value: 0\n}\n"
          "attr {\n  name: \"comm_tag\"\n  int32_value: 0\n}\n"
          "attr {\n  name: \"comm_size\"\n  int64_value: 256\n}\n");
    CHECK(decoded(folder, "Node", messages[3]) ==
          "id: 2\nname: \"reduce_step0\"\ntype: COMPUTE\ndata_deps: 1\nduration_micros: 7\n");
}

TEST_CASE("chakra_writer: the bytes are those of the wire format", "[cosim][host]") {
    // Written down by hand from the field numbers and types of the format.
    const oio::test::ScratchFolder folder;
    auto graphs = single_collective(CollectiveKind::AllToAll, 1, 300);
    graphs[0].nodes[0].id = 2;
    graphs[0].nodes[0].name = "ab";
    write_chakra(folder.path(), "t", graphs);
    const std::string expected = std::string(
                                     "\x07\x0A\x05"
                                     "0.0.4") +  // version
                                 "\x37"
                                 "\x08\x02"
                                 "\x12\x02"
                                 "ab"
                                 "\x18\x07" +  // id, name, type
                                 std::string(
                                     "\x52\x0E\x0A\x09"
                                     "is_cpu_op"
                                     "\xD8\x01\x00",
                                     16) +
                                 "\x52\x0D\x0A\x09"
                                 "comm_type"
                                 "\x48\x06" +
                                 "\x52\x0E\x0A\x09"
                                 "comm_size"
                                 "\x48\xAC\x02";
    CHECK(bytes_of(folder.path() / "t.0.et") == expected);
}

TEST_CASE("chakra_writer: writes the published collectives byte for byte", "[cosim][host]") {
    const auto published = published_traces();
    if (!published) {
        WARN(kNoPublishedTraces);
        return;
    }
    const oio::test::ScratchFolder folder;
    const std::pair<CollectiveKind, std::string> kinds[] = {
        {CollectiveKind::AllReduce, "all_reduce"},
        {CollectiveKind::AllGather, "all_gather"},
        {CollectiveKind::AllToAll, "all_to_all"},
        {CollectiveKind::ReduceScatter, "reduce_scatter"}};
    for (const auto& [kind, name] : kinds) {
        auto graphs = single_collective(kind, 8, 1048576);
        for (RankGraph& graph : graphs) {
            graph.nodes[0].id = static_cast<std::uint64_t>(graph.rank);
            graph.nodes[0].name = name + "_8npus_1MB";
        }
        write_chakra(folder.path(), name, graphs);
        for (int r = 0; r < 8; ++r) {
            const std::string file = name + "." + std::to_string(r) + ".et";
            CHECK(bytes_of(folder.path() / file) ==
                  bytes_of(*published / "chakra_micro_8npus_1MB" / name / file));
        }
    }
}

TEST_CASE("chakra_writer: says which file it cannot write", "[cosim][host]") {
    const oio::test::ScratchFolder folder;
    write_bytes(folder.path() / "file", "x");
    const auto graphs = single_collective(CollectiveKind::AllReduce, 1, 4);
    CHECK_THROWS_AS(write_chakra(folder.path() / "file", "t", graphs), ConfigError);
    std::filesystem::create_directory(folder.path() / "t.0.et");
    CHECK_THROWS_WITH(write_chakra(folder.path(), "t", graphs),
                      Contains("t.0.et: cannot be written"));
    CHECK_FALSE(std::filesystem::exists(folder.path() / "t.0.et.part"));
}
