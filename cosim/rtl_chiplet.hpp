// SPDX-License-Identifier: Apache-2.0
//
// The abstract classes behind which one RTL configuration is loaded. The program sees only these;
// the Verilated classes live in a shared library of their own (verilated_chiplet.cpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace oio {

struct WaveFileRequest;  // cosim/waves/wave_signal.hpp

/// What an RTL library was built for.
struct RtlGeometry {
    int lanes = 0;
    int spares = 0;
    int word_ui = 0;      ///< Unit intervals in a lane word: 8, 16 or 32, at either cut.
    bool serial = false;  ///< Serial cut: one bit per lane per unit interval at the optical side.
    int physical() const { return lanes + spares; }
};

constexpr std::size_t kFlitBytes = 256;

/// State, failure and event as the top's ports show them after the last core edge.
struct LinkStatus {
    unsigned state = 0;
    unsigned fail = 0;
    bool event_valid = false;
    unsigned event_code = 0;
};

/// The observation ports. `sent` and `accept` belong to the core clock, `launch` to the tx clock:
/// look at each only after an edge of its clock.
struct Observation {
    bool sent_valid = false;
    unsigned sent_seq = 0;
    bool launch_valid = false;
    unsigned launch_seq = 0;
    bool accept_valid = false;
    unsigned accept_seq = 0;
};

struct ApbRequest {
    bool select = false;
    bool enable = false;
    bool write = false;
    std::uint16_t address = 0;
    std::uint32_t write_data = 0;
};

struct ApbResponse {
    std::uint32_t read_data = 0;
    bool ready = false;
    bool error = false;
};

/// Where a signal of the RTL lies: an unsigned integer of `bytes` (1, 2, 4, 8) or words of 32 bits.
struct RtlSignal {
    const void* data = nullptr;
    int bytes = 0;
    /// The lowest 32 bits; 0 if there is no such signal.
    std::uint32_t value() const {
        switch (data == nullptr ? 0 : bytes) {
            case 0:
                return 0;
            case 1:
                return *static_cast<const std::uint8_t*>(data);
            case 2:
                return *static_cast<const std::uint16_t*>(data);
            case 8:
                return static_cast<std::uint32_t>(*static_cast<const std::uint64_t*>(data));
            default:
                return *static_cast<const std::uint32_t*>(data);
        }
    }
};

/// An assertion of the RTL failed, or it called $fatal or $stop. Leaves the chiplet unusable.
class RtlAssertion : public std::runtime_error {
public:
    RtlAssertion(std::string instance, std::string file, int line, std::uint64_t time_fs,
                 std::string message)
        : std::runtime_error("RTL assertion in " + instance + " (" + file + ":" +
                             std::to_string(line) + "): " + message),
          instance_(std::move(instance)),
          file_(std::move(file)),
          line_(line),
          time_fs_(time_fs),
          message_(std::move(message)) {}

    const std::string& instance() const { return instance_; }
    const std::string& file() const { return file_; }
    int line() const { return line_; }
    /// The time last given to RtlChiplet::set_time().
    std::uint64_t time_fs() const { return time_fs_; }
    const std::string& message() const { return message_; }

private:
    std::string instance_;
    std::string file_;
    int line_;
    std::uint64_t time_fs_;
    std::string message_;
};

/// One chiplet in RTL. Every clock edge may throw RtlAssertion.
///
/// Pointers that a method returns stay valid for the life of the object; what they point to is
/// renewed by the edge named with the method.
class RtlChiplet {
public:
    virtual ~RtlChiplet() = default;

    virtual const RtlGeometry& geometry() const = 0;

    /// Time for assertions and waves, in fs. Chiplets of one library share it.
    virtual void set_time(std::uint64_t time_fs) = 0;

    /// Drives rst_ni (asserted = 0) and evaluates.
    virtual void set_reset(bool asserted) = 0;

    /// One rising edge each: sets that clock high and the other clocks low, evaluates. If the same
    /// clock rises twice in a row an evaluation with it low comes first. At the serial cut tx and
    /// rx are the word clocks; the unit-interval clocks have edges of their own below.
    virtual void core_edge() = 0;
    virtual void tx_edge() = 0;
    virtual void rx_edge() = 0;
    virtual void tx_ui_edge() = 0;  ///< Serial cut only, otherwise throws std::logic_error.
    virtual void rx_ui_edge() = 0;  ///< Serial cut only, otherwise throws std::logic_error.

    /// The flit that the next core edge takes; 256 bytes, or nullptr for none.
    virtual void die_send(const std::uint8_t* flit) = 0;
    /// Credits granted at the last core edge.
    virtual unsigned die_credits() const = 0;
    /// True if the last core edge delivered a flit, which is then copied to `flit`.
    virtual bool die_receive(std::uint8_t* flit) const = 0;

    /// geometry().physical() entries each, renewed by tx_edge() (serial cut: bits 0/1, by
    /// tx_ui_edge()).
    virtual const std::uint32_t* tx_words() const = 0;
    virtual const std::uint8_t* tx_enable() const = 0;
    virtual const std::uint8_t* tx_drive() const = 0;
    /// What the next rx_edge() (serial cut: rx_ui_edge()) samples.
    virtual void set_rx(const std::uint32_t* words, const std::uint8_t* los) = 0;
    /// Renewed by rx_edge().
    virtual const std::uint8_t* rx_phase() const = 0;
    virtual const std::int8_t* rx_threshold() const = 0;

    virtual LinkStatus status() const = 0;
    virtual Observation observe() const = 0;

    /// Pins of the register port: driven before a core edge, read after it.
    virtual void apb_drive(const ApbRequest& request) = 0;
    virtual ApbResponse apb_response() const = 0;

    /// A signal that cosim/waves/rtl_public.vlt names, by its path below the top
    /// ("u_ucie.u_llr_tx.replays_o"); valid for the life of the chiplet. `data` is null if the
    /// library was built without waves or the RTL has no such signal.
    virtual RtlSignal find_signal(const std::string& path) const = 0;

    /// Runs the `final` blocks; call once at the end of a run that was not cut short.
    virtual void finish() = 0;
};

/// An open FST file (create_trace()). Times are in fs and grow; the first dump shows every value.
class RtlTrace {
public:
    virtual ~RtlTrace() = default;
    virtual void dump(std::uint64_t time_fs) = 0;
    virtual void close() = 0;
};

/// What an RTL library hands out.
class RtlFactory {
public:
    virtual ~RtlFactory() = default;
    virtual const RtlGeometry& geometry() const = 0;
    /// `name` is the instance name in assertions and waves, e.g. "chiplet_a".
    virtual std::unique_ptr<RtlChiplet> create(const std::string& name) = 0;
    // The three below need a library built with waves; otherwise they throw std::logic_error.

    /// Opens a file with the chiplets, all made by this library, and the blocks of the request. At
    /// any time, any number of times one after the other; one file may be open at a time. Throws
    /// std::runtime_error if it cannot be written.
    virtual std::unique_ptr<RtlTrace> create_trace(const WaveFileRequest& request,
                                                   RtlChiplet* const* chiplets,
                                                   std::size_t count) = 0;
    /// Scopes and signals of a closed FST file, as paths with dots.
    virtual std::vector<std::string> scopes(const std::string& fst) = 0;
    /// Writes a closed FST file as VCD. Throws std::runtime_error if it cannot.
    virtual void write_vcd(const std::string& fst, const std::string& vcd) = 0;
};

/// The one symbol that an RTL library exports.
constexpr const char* kRtlFactorySymbol = "oio_rtl_factory";
using RtlFactoryFunction = RtlFactory* (*)();

}  // namespace oio
