#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The register generator notices a stale output and refuses sources that break its rules."""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
REGS = ROOT / "rtl" / "regs"


class Generator(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "rtl" / "regs").mkdir(parents=True)
        (self.root / "cosim").mkdir()
        self.source = self.root / "rtl" / "regs" / "oio_regs.toml"
        shutil.copy(REGS / "oio_regs.toml", self.source)

    def run_generator(self, *options: str) -> subprocess.CompletedProcess:
        command = [sys.executable, str(REGS / "generate.py"), "--root", str(self.root), *options]
        return subprocess.run(command, capture_output=True, text=True)

    def edit(self, old: str, new: str) -> None:
        text = self.source.read_text()
        self.assertIn(old, text)
        self.source.write_text(text.replace(old, new, 1))

    def refused(self, *parts: str) -> None:
        run = self.run_generator()
        self.assertEqual(run.returncode, 2, run.stderr)
        for part in parts:
            self.assertIn(part, run.stderr)

    def test_fresh_outputs_pass_the_check(self) -> None:
        self.assertEqual(self.run_generator().returncode, 0)
        self.assertEqual(self.run_generator("--check").returncode, 0)

    def test_a_changed_source_is_stale_in_every_output(self) -> None:
        self.run_generator()
        self.edit("offset = 0x01C", "offset = 0x020")
        run = self.run_generator("--check")
        self.assertEqual(run.returncode, 1)
        for name in ("oio_regs_pkg.sv", "chiplet_registers.hpp", "README.md"):
            self.assertIn(name, run.stdout)

    def test_a_missing_output_is_stale(self) -> None:
        self.run_generator()
        (self.root / "cosim" / "chiplet_registers.hpp").unlink()
        self.assertEqual(self.run_generator("--check").returncode, 1)

    def test_an_unknown_key_is_refused(self) -> None:
        self.edit('name = "id"\n', 'name = "id"\nofset = 4\n')
        self.refused("id", "ofset")

    def test_an_offset_used_twice_is_refused(self) -> None:
        self.edit("offset = 0x01C", "offset = 0x018")
        self.refused("inject", "twice")

    def test_overlapping_fields_are_refused(self) -> None:
        self.edit('name = "tx_off", bits = [4, 4]', 'name = "tx_off", bits = [3, 3]')
        self.refused("ctrl.tx_off", "overlaps")

    def test_a_reset_value_wider_than_its_field_is_refused(self) -> None:
        self.edit("bits = [3, 2], reset = 2", "bits = [3, 2], reset = 4")
        self.refused("ctrl.prbs_select", "reset 4")

    def test_broken_toml_is_refused_with_its_place(self) -> None:
        self.edit("[[register]]", "[[register]")
        self.refused("oio_regs.toml", "line")


if __name__ == "__main__":
    unittest.main()
