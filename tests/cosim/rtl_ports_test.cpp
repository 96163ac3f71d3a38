// SPDX-License-Identifier: Apache-2.0
#include "cosim/rtl_ports.hpp"

#include <catch2/catch.hpp>
#include <fstream>

#include "cosim/config_reader.hpp"
#include "tests/support/scratch_folder.hpp"

namespace {

const oio::RtlPorts kWanted = {{"clk_i", {"input", 1, {}}},
                               {"rx_word_i", {"input", 8, {18}}},
                               {"tx_word_o", {"output", 8, {18}}}};

}  // namespace

TEST_CASE("rtl_ports: equal boundaries have no differences", "[cosim]") {
    CHECK(oio::compare_ports(kWanted, kWanted).empty());
}

TEST_CASE("rtl_ports: names what is missing, extra, turned round or of another size", "[cosim]") {
    oio::RtlPorts found = kWanted;
    found.erase("clk_i");
    found["clk"] = {"input", 1, {}};
    found["tx_word_o"].bits = 16;
    found["rx_word_i"].direction = "output";
    CHECK(oio::compare_ports(kWanted, found) ==
          std::vector<std::string>{"clk_i is missing (input, 1 bit); is clk meant to be it?",
                                   "rx_word_i is output, 8 bits x 18, must be input, 8 bits x 18",
                                   "tx_word_o is output, 16 bits x 18, must be output, 8 bits x 18",
                                   "clk (input, 1 bit) is not of the boundary"});
    found = kWanted;
    found["rx_word_i"].elements = {16};
    CHECK(oio::compare_ports(kWanted, found).size() == 1);
}

TEST_CASE("rtl_ports: reads vectors, unpacked and packed arrays of Verilator's XML", "[cosim]") {
    const oio::test::ScratchFolder folder;
    const auto file = folder.path() / "ports.xml";
    std::ofstream(file) << R"(<?xml version="1.0" ?>
<verilator_xml><netlist>
<module name="sub" origName="sub"><var name="x" dtype_id="1" dir="input" origName="x"/></module>
<module name="top" origName="top" topModule="1">
<var name="clk_i" dtype_id="1" dir="input" origName="clk_i"/>
<var name="word_o" dtype_id="3" dir="output" origName="word_o"/>
<var name="pair_i" dtype_id="4" dir="input" origName="pair_i"/>
<var name="state_q" dtype_id="2" origName="state_q"/>
</module>
<typetable>
<basicdtype id="1" name="logic"/>
<basicdtype id="2" name="logic" left="7" right="0"/>
<unpackarraydtype id="3" sub_dtype_id="2"><range><const name="32'h0"/><const name="32'h11"/></range></unpackarraydtype>
<packarraydtype id="4" sub_dtype_id="2"><range><const name="32'sh1"/><const name="32'h0"/></range></packarraydtype>
</typetable>
</netlist></verilator_xml>
)";
    const oio::RtlPorts ports = oio::read_ports(file);
    REQUIRE(ports.size() == 3);
    CHECK(ports.at("clk_i") == oio::RtlPort{"input", 1, {}});
    CHECK(ports.at("word_o") == oio::RtlPort{"output", 8, {18}});
    CHECK(ports.at("pair_i") == oio::RtlPort{"input", 16, {}});
    std::ofstream(file) << "<verilator_xml>";
    CHECK_THROWS_AS(oio::read_ports(file), oio::ConfigError);
}
