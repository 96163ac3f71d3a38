// SPDX-License-Identifier: Apache-2.0
#include "cosim/workload/chakra_writer.hpp"

#include <cmath>
#include <fstream>

#include "chakra.pb.h"
#include "cosim/config_reader.hpp"
#include "cosim/workload/chakra_reader.hpp"

namespace oio {
namespace {

namespace fs = std::filesystem;

void append_message(std::string& bytes, const google::protobuf::MessageLite& message) {
    std::string body;
    message.SerializeToString(&body);
    std::uint64_t length = body.size();
    for (; length >= 0x80; length >>= 7) bytes.push_back(static_cast<char>(length | 0x80));
    bytes.push_back(static_cast<char>(length));
    bytes += body;
}

chakra::Attribute& add_attribute(chakra::Node& node, const char* name) {
    chakra::Attribute& attribute = *node.add_attr();
    attribute.set_name(name);
    return attribute;
}

chakra::CollectiveType collective_type(CollectiveKind kind) {
    switch (kind) {
        case CollectiveKind::AllReduce:
            return chakra::ALL_REDUCE;
        case CollectiveKind::AllGather:
            return chakra::ALL_GATHER;
        case CollectiveKind::ReduceScatter:
            return chakra::REDUCE_SCATTER;
        case CollectiveKind::AllToAll:
            return chakra::ALL_TO_ALL;
    }
    return chakra::ALL_REDUCE;
}

chakra::Node to_message(const RankNode& node) {
    chakra::Node message;
    message.set_id(node.id);
    message.set_name(node.name);
    for (const std::uint64_t dep : node.deps) message.add_data_deps(dep);
    switch (node.kind) {
        case NodeKind::Compute:
            message.set_type(chakra::COMPUTE);
            message.set_duration_micros(static_cast<std::uint64_t>(std::llround(node.duration_us)));
            return message;
        case NodeKind::Send:
        case NodeKind::Recv: {
            const bool send = node.kind == NodeKind::Send;
            message.set_type(send ? chakra::COMM_SEND : chakra::COMM_RECV);
            add_attribute(message, send ? "comm_dst" : "comm_src").set_int32_value(node.peer);
            add_attribute(message, "comm_tag").set_int32_value(static_cast<int>(node.tag));
            break;
        }
        case NodeKind::Collective:
            message.set_type(chakra::COMM_COLLECTIVE);
            add_attribute(message, "is_cpu_op").set_bool_value(false);
            add_attribute(message, "comm_type").set_int64_value(collective_type(node.collective));
            break;
    }
    add_attribute(message, "comm_size").set_int64_value(static_cast<std::int64_t>(node.bytes));
    return message;
}

void write_file(const fs::path& file, const std::string& bytes) {
    const fs::path temporary = file.string() + ".part";
    std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    std::error_code error;
    if (stream) fs::rename(temporary, file, error);
    if (stream && !error) return;
    std::error_code ignored;
    fs::remove(temporary, ignored);
    throw ConfigError(file.string() + ": cannot be written");
}

}  // namespace

void write_chakra(const fs::path& folder, const std::string& name,
                  const std::vector<RankGraph>& graphs) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) throw ConfigError(folder.string() + ": cannot be made: " + error.message());
    for (const RankGraph& graph : graphs) {
        std::string bytes;
        chakra::GlobalMetadata metadata;
        metadata.set_version(kChakraVersion);
        append_message(bytes, metadata);
        for (const RankNode& node : graph.nodes) append_message(bytes, to_message(node));
        write_file(folder / (name + "." + std::to_string(graph.rank) + ".et"), bytes);
    }
}

}  // namespace oio
