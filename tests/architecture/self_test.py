#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every check of this folder fails on a violation planted for it, and passes without it."""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
LICENCE = "// SPDX-License-Identifier: Apache-2.0\n"
LEAF = LICENCE + """module oio_leaf (
  input  logic clk_i,
  input  logic d_i,
  output logic q_o
);
  always_ff @(posedge clk_i) q_o <= d_i;
endmodule
"""


class SmallRepository(unittest.TestCase):
    """A repository with one unit in each layer, to which a case adds its violation."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        for name in (".clang-format", ".clang-tidy", "rtl/lint/waivers.vlt",
                     "rtl/include/oio_assert.svh"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        self.put("rtl/oio_chiplet.f", "common/oio_leaf.sv\n")
        self.put("rtl/common/oio_leaf.sv", LEAF)
        self.put("tests/rtl/common/oio_leaf_test.cpp", LICENCE + '#include "Voio_leaf.h"\n')
        self.put("models/phy/led.hpp", LICENCE + "#pragma once\n#include <cmath>\n")
        self.put("models/phy/led.cpp", LICENCE + '#include "models/phy/led.hpp"\n')
        self.put("tests/models/phy/led_test.cpp", LICENCE + '#include "models/phy/led.hpp"\n')
        self.put("models/CMakeLists.txt", "phy/led.cpp\n")
        self.put("tests/CMakeLists.txt", "rtl/common/oio_leaf_test.cpp models/phy/led_test.cpp\n")
        self.put("tests/architecture/mirror_exceptions.toml", "[untested]\n")
        self.put("tests/architecture/synth_limits.toml", "[default]\ncells = 10\ndepth = 5\n")

    def put(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def add(self, name: str, text: str) -> None:
        self.put(name, (self.root / name).read_text() + text)

    def check(self, script: str, *options: str) -> subprocess.CompletedProcess:
        command = [sys.executable, str(FOLDER / script), "--root", str(self.root), *options]
        return subprocess.run(command, capture_output=True, text=True)

    def passes(self, script: str, *options: str) -> None:
        done = self.check(script, *options)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def fails(self, script: str, expected: str, *options: str) -> None:
        done = self.check(script, *options)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn(expected, done.stdout)


class IncludeArrows(SmallRepository):
    def test_passes_without_violation(self) -> None:
        self.passes("include_arrows.py")

    def test_a_model_that_includes_systemc(self) -> None:
        self.add("models/phy/led.cpp", "#include <systemc>\n")
        self.fails("include_arrows.py", "models/phy/led.cpp:3: includes systemc")

    def test_a_model_that_includes_a_higher_layer(self) -> None:
        self.put("systemc/host/host.hpp", LICENCE)
        self.add("models/phy/led.cpp", '#include "systemc/host/host.hpp"\n')
        self.fails("include_arrows.py", "models may use models only")

    def test_a_model_that_prints(self) -> None:
        self.add("models/phy/led.cpp", "#include <iostream>\n")
        self.fails("include_arrows.py", "includes iostream")

    def test_systemc_that_includes_a_verilated_header(self) -> None:
        self.put("systemc/host/host.cpp", LICENCE + '#include "Voio_leaf.h"\n')
        self.fails("include_arrows.py", "a Verilated header")

    def test_the_rtl_binding_that_reaches_systemc_through_another_header(self) -> None:
        self.put("cosim/binding.hpp", LICENCE + '#include "systemc/host/host.hpp"\n')
        self.put("systemc/host/host.hpp", LICENCE + "#include <systemc>\n")
        self.put("cosim/verilated_chiplet.cpp", LICENCE + '#include "cosim/binding.hpp"\n')
        self.fails("include_arrows.py", "reaches <systemc>")

    def test_an_include_that_is_not_from_the_root(self) -> None:
        self.add("models/phy/led.cpp", '#include "led.hpp"\n')
        self.fails("include_arrows.py", "not a path from the repository root")

    def test_the_program_that_includes_a_test(self) -> None:
        self.put("tests/support/bench.hpp", LICENCE)
        self.put("cosim/main.cpp", LICENCE + '#include "tests/support/bench.hpp"\n')
        self.fails("include_arrows.py", "cosim/main.cpp:2")

    def test_a_comment_is_no_include(self) -> None:
        self.add("models/phy/led.cpp", "/*\n#include <systemc>\n*/\n// #include <systemc>\n")
        self.passes("include_arrows.py")

    def test_a_stage_that_instantiates_its_neighbour(self) -> None:
        self.put("rtl/ucie/oio_ucie_tx.sv", LICENCE +
                 "module oio_ucie_tx;\n  oio_serdes_tx #(.W(8)) u_serdes ();\nendmodule\n")
        self.fails("include_arrows.py", "only top may connect ucie with serdes")

    def test_top_may_connect_stages(self) -> None:
        self.put("rtl/top/oio_chiplet.sv", LICENCE +
                 "module oio_chiplet;\n  oio_serdes_tx u_serdes ();\nendmodule\n")
        self.passes("include_arrows.py")

    def test_rtl_that_calls_cpp(self) -> None:
        self.add("rtl/common/oio_leaf.sv", 'import "DPI-C" function int f();\n')
        self.fails("include_arrows.py", "reaches into C++")


class TestMirror(SmallRepository):
    def test_passes_without_violation(self) -> None:
        self.passes("test_mirror.py")

    def test_a_module_without_a_test(self) -> None:
        (self.root / "tests/rtl/common/oio_leaf_test.cpp").unlink()
        self.fails("test_mirror.py", "rtl/common/oio_leaf.sv: has no tests/rtl/common/oio_leaf_test")

    def test_a_listed_hole_is_accepted(self) -> None:
        (self.root / "tests/models/phy/led_test.cpp").unlink()
        self.add("tests/architecture/mirror_exceptions.toml",
                 '"models/phy/led.cpp" = "an example of a reason"\n')
        self.passes("test_mirror.py")

    def test_a_hole_without_a_reason(self) -> None:
        (self.root / "tests/models/phy/led_test.cpp").unlink()
        self.add("tests/architecture/mirror_exceptions.toml", '"models/phy/led.cpp" = ""\n')
        self.fails("test_mirror.py", "has no reason")

    def test_an_exception_that_is_none_any_more(self) -> None:
        self.add("tests/architecture/mirror_exceptions.toml",
                 '"models/phy/led.cpp" = "an example of a reason"\n')
        self.fails("test_mirror.py", "has a test now")

    def test_a_unit_covered_by_a_test_that_is_missing(self) -> None:
        (self.root / "tests/models/phy/led_test.cpp").unlink()
        self.add("tests/architecture/mirror_exceptions.toml",
                 '[covered]\n"models/phy/led.cpp" = "tests/models/phy/other_test.cpp"\n')
        self.fails("test_mirror.py", "which is missing")

    def test_a_test_of_nothing(self) -> None:
        self.put("tests/models/phy/ghost_test.cpp", LICENCE)
        self.add("tests/CMakeLists.txt", "models/phy/ghost_test.cpp\n")
        self.fails("test_mirror.py", "mirrors no source")

    def test_a_test_that_is_not_built(self) -> None:
        self.put("tests/CMakeLists.txt", "models/phy/led_test.cpp\n")
        self.fails("test_mirror.py", "oio_leaf_test.cpp: is in no CMakeLists.txt")

    def test_a_module_that_is_not_in_the_list(self) -> None:
        self.put("rtl/oio_chiplet.f", "")
        self.fails("test_mirror.py", "is not in rtl/oio_chiplet.f")


class TestPlan(SmallRepository):
    PLAN = ('[x]\nclaim = "c"\nstages = ["phy"]\nscenarios = ["one"]\n'
            'tests = ["models/phy/led_test.cpp"]\n')

    def setUp(self) -> None:
        super().setUp()
        self.put("testbench/scenarios/one.toml", 'purpose = "p"\n')
        self.put("testbench/testplan.toml", self.PLAN)

    def test_passes_without_violation(self) -> None:
        self.passes("testplan.py")

    def test_a_scenario_that_is_missing(self) -> None:
        self.put("testbench/testplan.toml", self.PLAN.replace("one", "two"))
        self.fails("testplan.py", "there is no scenario two")

    def test_a_test_that_is_missing(self) -> None:
        self.put("testbench/testplan.toml", self.PLAN.replace("led_test", "lamp_test"))
        self.fails("testplan.py", "there is no tests/models/phy/lamp_test.cpp")

    def test_a_stage_that_is_missing(self) -> None:
        self.put("testbench/testplan.toml", self.PLAN.replace('["phy"]', '["fee"]'))
        self.fails("testplan.py", "there is no stage fee")
        self.put("testbench/testplan.toml", self.PLAN.replace('["phy"]', "[]"))
        self.fails("testplan.py", "there is no stage")

    def test_a_scenario_that_covers_nothing(self) -> None:
        self.put("testbench/scenarios/two.toml", 'purpose = "p"\n')
        self.fails("testplan.py", "two.toml: covers no feature")

    def test_a_feature_that_no_list_runs(self) -> None:
        test = '[[test]]\nname = "t"\nscenario = "one"\nfeatures = ["{}"]\n'
        self.put("testbench/lists/smoke.toml", test.format("x"))
        self.passes("testplan.py")
        self.put("testbench/lists/smoke.toml", test.format("y"))
        self.fails("testplan.py", "no test of testbench/lists names it")


class Lint(SmallRepository):
    def test_passes_without_violation(self) -> None:
        self.passes("lint_rtl.py")

    def test_a_width_mismatch(self) -> None:
        self.put("rtl/common/oio_leaf.sv", LEAF.replace("q_o <= d_i", "q_o <= {d_i, d_i}"))
        self.fails("lint_rtl.py", "WIDTH")

    def test_an_unused_input(self) -> None:
        self.put("rtl/common/oio_leaf.sv", LEAF.replace("q_o <= d_i", "q_o <= 1'b0"))
        self.fails("lint_rtl.py", "UNUSED")


class Synthesis(SmallRepository):
    def options(self) -> tuple[str, str]:
        return "--cache", str(self.root / "cache")

    def test_passes_and_counts(self) -> None:
        self.passes("synth_table.py", *self.options())
        done = self.check("synth_table.py", *self.options())
        self.assertRegex(done.stdout, r"oio_leaf +1 cells +1 flip-flops +depth +0")

    def test_too_many_cells(self) -> None:
        self.put("rtl/common/oio_leaf.sv", LEAF.replace("logic d_i", "logic [10:0] d_i")
                 .replace("logic q_o", "logic [10:0] q_o"))
        self.fails("synth_table.py", "cells 11 is above its limit 10", *self.options())

    def test_logic_that_is_too_deep(self) -> None:
        self.put("tests/architecture/synth_limits.toml", "[default]\ncells = 99\ndepth = 2\n")
        self.put("rtl/common/oio_leaf.sv", LEAF.replace("logic d_i", "logic [15:0] d_i")
                 .replace("q_o <= d_i", "q_o <= ^d_i"))
        self.fails("synth_table.py", "is above its limit 2", *self.options())

    def test_what_yosys_does_not_read(self) -> None:
        self.put("rtl/common/oio_leaf.sv", LEAF.replace("q_o <= d_i", "q_o <= d_i inside {1'b1}"))
        self.fails("synth_table.py", "ERROR", *self.options())

    def test_array_ports_are_read_as_flat_vectors(self) -> None:
        text = LEAF.replace("logic d_i", "logic [1:0] d_i [4]")
        text = text.replace("logic q_o", "logic [1:0] q_o [4]")
        text = text.replace("always_ff @(posedge clk_i) q_o <= d_i;", """
  for (genvar i = 0; i < 4; i++) begin : gen_part
    always_ff @(posedge clk_i) q_o[i] <= {d_i[3 - i][0], !d_i[i][1:1]};
  end""")
        self.put("rtl/common/oio_leaf.sv", text)
        done = self.check("synth_table.py", "--write", *self.options())
        self.assertRegex(done.stdout, r"oio_leaf +12 cells +8 flip-flops +depth +1")

    def test_a_latch(self) -> None:
        self.put("rtl/common/oio_leaf.sv", LEAF.replace(
            "always_ff @(posedge clk_i) q_o <= d_i;", "always @* if (clk_i) q_o = d_i;"))
        self.fails("synth_table.py", "latch", *self.options())

    def test_a_change_of_the_source_is_noticed_behind_the_cache(self) -> None:
        self.passes("synth_table.py", *self.options())
        self.put("rtl/common/oio_leaf.sv", LEAF.replace("<= d_i", "<= !d_i"))
        done = self.check("synth_table.py", *self.options())
        self.assertRegex(done.stdout, r"oio_leaf +2 cells")

    def test_a_limit_for_a_module_that_is_gone(self) -> None:
        self.add("tests/architecture/synth_limits.toml", "[module.oio_gone]\ncells = 1\n")
        self.fails("synth_table.py", "there is no module oio_gone", *self.options())


class Format(SmallRepository):
    def test_passes_without_violation(self) -> None:
        self.passes("format_check.py")

    def test_cpp_that_is_not_formatted(self) -> None:
        self.add("models/phy/led.cpp", "int  f( ) {return 1;}\n")
        self.fails("format_check.py", "models/phy/led.cpp: not formatted")

    def test_a_file_without_its_licence(self) -> None:
        self.put("models/phy/led.cpp", '#include "models/phy/led.hpp"\n')
        self.fails("format_check.py", "no licence line")

    def test_white_space_at_the_end(self) -> None:
        self.add("rtl/common/oio_leaf.sv", "// x \n")
        self.fails("format_check.py", "white space")

    def test_the_repair(self) -> None:
        self.add("models/phy/led.cpp", "int  f( ) {return 1;}\n")
        self.passes("format_check.py", "--fix")
        self.passes("format_check.py")


class ForbiddenStrings(SmallRepository):
    def test_passes_without_violation(self) -> None:
        self.passes("forbidden_strings.py")

    def test_each_kind(self) -> None:
        for text in ("/wor" + "k/x", "/hom" + "e/me/x", "/tm" + "p/x", "pyp" + "i.org",
                     "http:" + "//somewhere.example/x", "10.1" + ".2.3"):
            with self.subTest(text):
                self.put("models/note.txt", f"see {text}\n")
                self.fails("forbidden_strings.py", "models/note.txt:1")

    def test_a_relative_path_is_allowed(self) -> None:
        self.put("models/note.txt", "models/wor" + "k/x and $root/tm" + "p/x\n")
        self.passes("forbidden_strings.py")


class Length(SmallRepository):
    def test_a_long_file(self) -> None:
        self.passes("file_length.py")
        self.add("models/phy/led.cpp", "\n" * 800)
        self.fails("file_length.py", "models/phy/led.cpp: 80")


class Naming(SmallRepository):
    def check_source(self, text: str) -> subprocess.CompletedProcess:
        self.put("models/phy/led.cpp", LICENCE + text)
        source = str(self.root / "models/phy/led.cpp")
        entry = {"directory": str(self.root), "file": source, "command": f"g++ -c {source}"}
        self.put("build/compile_commands.json", json.dumps([entry]))
        return self.check("naming_check.py", "--build", str(self.root / "build"))

    def test_good_names_pass(self) -> None:
        done = self.check_source("namespace oio {\nint lane_count() { return 1; }\n}\n")
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_a_bad_name(self) -> None:
        done = self.check_source("namespace oio {\nint LaneCount() { return 1; }\n}\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("LaneCount", done.stdout)

    def test_a_source_that_does_not_compile(self) -> None:
        done = self.check_source('#include "nowhere.hpp"\n')
        self.assertEqual(done.returncode, 1)


if __name__ == "__main__":
    unittest.main()
