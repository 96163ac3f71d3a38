// SPDX-License-Identifier: Apache-2.0
//
// Writes the traces that the system tests run, so that they need no file from outside:
//   write_trace FOLDER NAME RANKS BYTES    a ring all-reduce, spelled out in sends and receives
#include <cstdlib>
#include <exception>
#include <iostream>
#include <systemc>  // declares sc_main

#include "cosim/workload/chakra_writer.hpp"
#include "systemc/host/standard_graphs.hpp"

// The name that libsystemc's own main() calls.
int sc_main(int argc, char* argv[]) {
    if (argc != 5) {
        std::cerr << "usage: write_trace FOLDER NAME RANKS BYTES\n";
        return 2;
    }
    constexpr std::uint64_t kReduceUs = 1;
    try {
        oio::write_chakra(argv[1], argv[2],
                          oio::ring_all_reduce(std::atoi(argv[3]),
                                               std::strtoull(argv[4], nullptr, 10), kReduceUs));
    } catch (const std::exception& failure) {
        std::cerr << "write_trace: " << failure.what() << "\n";
        return 1;
    }
    return 0;
}
