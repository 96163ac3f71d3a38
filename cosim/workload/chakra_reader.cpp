// SPDX-License-Identifier: Apache-2.0
#include "cosim/workload/chakra_reader.hpp"

#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include <google/protobuf/stubs/logging.h>

#include "chakra.pb.h"
#include "cosim/config_reader.hpp"

namespace oio {
namespace {

namespace fs = std::filesystem;

/// The length-prefixed messages of one file.
class MessageStream {
public:
    /// `bytes` is the content of the file and must outlive the stream.
    MessageStream(const fs::path& file, const std::string& bytes)
        : name_(file.string()), bytes_(bytes) {}

    bool at_end() const { return at_ == bytes_.size(); }
    /// Where the message last read begins (its length is before it).
    std::uint64_t message_offset() const { return message_; }

    template <typename Message>
    Message next(const char* what) {
        const std::uint64_t start = at_;
        const std::uint64_t length = read_length();
        message_ = at_;
        const std::uint64_t left = bytes_.size() - at_;
        if (length > left) {
            fail(start, std::string(what) + " is " + std::to_string(length) + " B long, but only " +
                            std::to_string(left) + " B are left: the file is truncated");
        }
        // What protobuf would print about a bad message is in our own error.
        const google::protobuf::LogSilencer silence;
        Message message;
        if (!message.ParseFromArray(bytes_.data() + at_, static_cast<int>(length))) {
            fail(start, std::string(what) + " of " + std::to_string(length) +
                            " B is not a Chakra message");
        }
        at_ += length;
        return message;
    }

    [[noreturn]] void fail(std::uint64_t offset, const std::string& what) const {
        throw ConfigError(name_ + ": byte " + std::to_string(offset) + ": " + what);
    }

private:
    std::uint64_t read_length() {
        const std::uint64_t start = at_;
        std::uint64_t value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at_ == bytes_.size()) fail(start, "the file ends inside a message's length");
            const auto byte = static_cast<std::uint8_t>(bytes_[at_++]);
            value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80 && value <= std::numeric_limits<std::int32_t>::max()) return value;
            if (byte < 0x80) break;
        }
        fail(start, "the length of a message is beyond 2^31: not a Chakra trace");
    }

    const std::string name_;
    const std::string& bytes_;
    std::uint64_t at_ = 0;
    std::uint64_t message_ = 0;
};

std::string read_bytes(const fs::path& file) {
    std::error_code error;
    if (fs::is_directory(file, error))
        throw ConfigError(file.string() + ": is a folder, not a trace");
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw ConfigError(file.string() + ": cannot be opened");
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    if (stream.bad()) throw ConfigError(file.string() + ": cannot be read");
    return bytes.str();
}

/// The version stands in its own field or, as some converters write it, at the end of the
/// attribute "schema" ("1.0.2-chakra.0.0.4").
std::string version_of(const chakra::GlobalMetadata& metadata) {
    if (!metadata.version().empty()) return metadata.version();
    for (const chakra::Attribute& attribute : metadata.attr()) {
        if (attribute.name() != "schema") continue;
        const std::string& schema = attribute.string_value();
        const std::string mark = "chakra.";
        const std::size_t at = schema.rfind(mark);
        return at == std::string::npos ? schema : schema.substr(at + mark.size());
    }
    return "";
}

/// An integer attribute, however it is encoded; nothing if it is no integer or beyond 64 bits.
std::optional<std::int64_t> integer_of(const chakra::Attribute& a) {
    const auto from_unsigned = [](std::uint64_t value) -> std::optional<std::int64_t> {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return {};
        return static_cast<std::int64_t>(value);
    };
    switch (a.value_case()) {
        case chakra::Attribute::kInt32Value:
            return a.int32_value();
        case chakra::Attribute::kInt64Value:
            return a.int64_value();
        case chakra::Attribute::kUint32Value:
            return a.uint32_value();
        case chakra::Attribute::kUint64Value:
            return from_unsigned(a.uint64_value());
        case chakra::Attribute::kSint32Value:
            return a.sint32_value();
        case chakra::Attribute::kSint64Value:
            return a.sint64_value();
        case chakra::Attribute::kFixed32Value:
            return a.fixed32_value();
        case chakra::Attribute::kFixed64Value:
            return from_unsigned(a.fixed64_value());
        case chakra::Attribute::kSfixed32Value:
            return a.sfixed32_value();
        case chakra::Attribute::kSfixed64Value:
            return a.sfixed64_value();
        default:
            return {};
    }
}

/// Turns one message into a node.
class NodeReader {
public:
    NodeReader(const MessageStream& stream, const chakra::Node& message)
        : stream_(stream), message_(message) {}

    RankNode read() {
        RankNode node;
        node.id = message_.id();
        node.name = message_.name();
        node.file_offset = stream_.message_offset();
        read_deps(node);
        switch (message_.type()) {
            case chakra::METADATA:
                break;
            case chakra::MEM_LOAD:
            case chakra::MEM_STORE:
            case chakra::COMPUTE:
                node.duration_us = static_cast<double>(message_.duration_micros());
                break;
            case chakra::COMM_SEND:
                node.kind = NodeKind::Send;
                read_message(node, "comm_dst");
                break;
            case chakra::COMM_RECV:
                node.kind = NodeKind::Recv;
                read_message(node, "comm_src");
                break;
            case chakra::COMM_COLLECTIVE:
                node.kind = NodeKind::Collective;
                node.collective = collective();
                node.bytes = size();
                break;
            default:
                fail("type " + std::to_string(static_cast<int>(message_.type())) +
                     " is outside [1, 7]");
        }
        return node;
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        stream_.fail(stream_.message_offset(), "node " + std::to_string(message_.id()) + " '" +
                                                   message_.name() + "': " + what);
    }

    void read_deps(RankNode& node) const {
        std::set<std::uint64_t> deps(message_.ctrl_deps().begin(), message_.ctrl_deps().end());
        deps.insert(message_.data_deps().begin(), message_.data_deps().end());
        node.deps.assign(deps.begin(), deps.end());
    }

    std::int64_t attribute(const std::string& name, std::int64_t low, std::int64_t high) const {
        for (const chakra::Attribute& a : message_.attr()) {
            if (a.name() != name) continue;
            const std::optional<std::int64_t> value = integer_of(a);
            if (!value) fail("attribute " + name + " is no integer of 63 bits");
            if (*value < low || *value > high) {
                fail(name + " = " + std::to_string(*value) + " is outside [" + std::to_string(low) +
                     ", " + std::to_string(high) + "]");
            }
            return *value;
        }
        fail("attribute " + name + " is missing");
    }

    bool has(const std::string& name) const {
        for (const chakra::Attribute& a : message_.attr()) {
            if (a.name() == name) return true;
        }
        return false;
    }

    std::uint64_t size() const {
        return static_cast<std::uint64_t>(
            attribute("comm_size", 1, static_cast<std::int64_t>(kMaxNodeBytes)));
    }

    void read_message(RankNode& node, const char* peer) const {
        constexpr std::int64_t kMaxInt32 = std::numeric_limits<std::int32_t>::max();
        node.peer = static_cast<int>(attribute(peer, 0, kMaxInt32));
        if (has("comm_tag")) {
            node.tag = static_cast<std::uint32_t>(attribute("comm_tag", 0, kMaxInt32));
        }
        node.bytes = size();
    }

    CollectiveKind collective() const {
        const auto type =
            static_cast<int>(attribute("comm_type", 0, std::numeric_limits<std::int32_t>::max()));
        switch (type) {
            case chakra::ALL_REDUCE:
                return CollectiveKind::AllReduce;
            case chakra::ALL_GATHER:
                return CollectiveKind::AllGather;
            case chakra::REDUCE_SCATTER:
                return CollectiveKind::ReduceScatter;
            case chakra::ALL_TO_ALL:
                return CollectiveKind::AllToAll;
            default:
                break;
        }
        std::string name;
        if (chakra::CollectiveType_IsValid(type)) {
            name = " (" + chakra::CollectiveType_Name(type) + ")";
        }
        fail("comm_type = " + std::to_string(type) + name +
             " is not supported; supported are 0 (all-reduce), 2 (all-gather), 6 (all-to-all), "
             "7 (reduce-scatter)");
    }

    const MessageStream& stream_;
    const chakra::Node& message_;
};

/// `<name>.<rank>.et` taken apart; nothing for any other file name or a rank out of range.
struct TraceName {
    std::string name;
    int rank = 0;
};

std::optional<TraceName> trace_name(const fs::path& file) {
    if (file.extension() != ".et") return {};
    const fs::path stem = file.stem();
    const std::string digits = stem.extension().string();  // ".12"
    if (digits.size() < 2 || digits.size() > 6) return {};
    if (digits.find_first_not_of("0123456789", 1) != std::string::npos) return {};
    return TraceName{stem.stem().string(), std::stoi(digits.substr(1))};
}

/// All traces of a folder: name -> rank -> file.
std::map<std::string, std::map<int, fs::path>> traces_in(const fs::path& folder) {
    std::map<std::string, std::map<int, fs::path>> traces;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (const auto parts = trace_name(entry.path())) {
            traces[parts->name][parts->rank] = entry.path();
        }
    }
    if (error) throw ConfigError(folder.string() + ": cannot be read: " + error.message());
    return traces;
}

std::map<int, fs::path> files_of(const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
        const auto traces = traces_in(path);
        if (traces.empty()) {
            throw ConfigError(path.string() + ": holds no Chakra trace (<name>.<rank>.et)");
        }
        if (traces.size() > 1) {
            throw ConfigError(path.string() + ": holds more than one trace ('" +
                              traces.begin()->first + "', '" + std::next(traces.begin())->first +
                              "', ...): give the path up to the name");
        }
        return traces.begin()->second;
    }
    const auto parts = fs::is_regular_file(path, error) ? trace_name(path) : std::nullopt;
    const std::string name = parts ? parts->name : path.filename().string();
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    if (fs::is_directory(folder, error)) {
        auto traces = traces_in(folder);
        const auto found = traces.find(name);
        if (found != traces.end()) return found->second;
    }
    throw ConfigError(path.string() + ": no such trace: neither a folder nor " + path.string() +
                      ".0.et exists");
}

}  // namespace

RankGraph read_chakra_file(const fs::path& file, int rank) {
    RankGraph graph;
    graph.rank = rank;
    graph.origin = file.string();
    const std::string bytes = read_bytes(file);
    MessageStream stream(file, bytes);
    const auto metadata = stream.next<chakra::GlobalMetadata>("the metadata");
    const std::string version = version_of(metadata);
    if (version != kChakraVersion) {
        stream.fail(stream.message_offset(),
                    "Chakra version '" + version + "', only " + kChakraVersion + " is understood");
    }
    while (!stream.at_end()) {
        const auto message = stream.next<chakra::Node>("a node");
        graph.nodes.push_back(NodeReader(stream, message).read());
    }
    if (graph.nodes.empty()) {
        stream.fail(stream.message_offset(), "no node follows the metadata");
    }
    return graph;
}

std::vector<RankGraph> read_chakra(const fs::path& path) {
    const std::map<int, fs::path> files = files_of(path);
    if (files.rbegin()->first >= kMaxRanks) {
        throw ConfigError(files.rbegin()->second.string() + ": rank " +
                          std::to_string(files.rbegin()->first) + " is outside [0, " +
                          std::to_string(kMaxRanks - 1) + "]");
    }
    std::vector<RankGraph> graphs;
    for (const auto& [rank, file] : files) {
        const int expected = static_cast<int>(graphs.size());
        if (rank != expected) {
            throw ConfigError(path.string() + ": rank " + std::to_string(expected) +
                              " is missing; the trace goes up to rank " +
                              std::to_string(files.rbegin()->first) + " (" +
                              files.rbegin()->second.string() + ")");
        }
        graphs.push_back(read_chakra_file(file, rank));
    }
    return graphs;
}

}  // namespace oio
