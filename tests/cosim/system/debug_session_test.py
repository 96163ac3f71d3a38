# SPDX-License-Identifier: Apache-2.0
"""The worked debug session of cosim/doc/debugging.md: its files are written, its commands run in
order, and each must print the lines that the page shows. With OIO_DEBUGGING_DOC=write those lines
and the pictures are made anew (packages xvfb, gtkwave, imagemagick, chromium)."""
import os
import pathlib
import re
import shlex
import subprocess
import tempfile
import time

import harness
from harness import Failed
from viewer_test import Display

PAGE = harness.SOURCE / "cosim" / "doc" / "debugging.md"
PICTURES = PAGE.parent / "pictures"
BLOCK = re.compile(r"(?:^`([\w.]+)`:\n\n)?^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "..."
# Name, waves, save file, height in pixels.
WAVES = (("debugging_window.png", "BUCKET/rewind_1.fst", "BUCKET/rewind_1.gtkw", 900),
         ("debugging_lane.png", "lanes/waves.fst", "lanes/waves.gtkw", 820),
         ("debugging_chain.png", "chain/waves.fst", "chain/waves.gtkw", 780))


def execute(command, folder):
    """What a command of the page prints, without the folder that it runs in."""
    words = shlex.split(command.replace("\\\n", " "))
    if words[0] != "oio":
        raise Failed(f"the page runs {words[0]}")
    done = subprocess.run([os.environ["OIO_PROGRAM"], *words[1:]], cwd=folder, timeout=280,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout.replace(f"{folder}/", "").splitlines()


def same_kind(line):
    """What a line says before its first figure."""
    return re.split(r"[\d]", line)[0]


def shown(expected, printed, write):
    """The lines of a block as printed now, in their order."""
    result, at = [], 0
    for line in expected:
        if line.strip() == LEFT_OUT or not line.strip():
            result.append(line)
            continue
        wanted = same_kind if write else str
        found = next((i for i in range(at, len(printed)) if wanted(printed[i]) == wanted(line)),
                     None)
        if found is None:
            raise Failed(f"not printed: {line}\n" + "\n".join(printed))
        result.append(printed[found])
        at = found + 1
    return result


def session(folder, text, write):
    """Runs the page; returns it with what was printed."""
    def block(match):
        name, _, body = match.groups()
        if name:
            (folder / name).write_text(body, encoding="utf-8")
            return match.group()
        if not body.startswith("$ "):
            return match.group()
        command = re.match(r"\$ (.*?[^\\])\n", body, re.DOTALL).group(1)
        rest = body[len(command) + 3:].splitlines()
        lines = shown(rest, execute(command, folder), write)
        return match.group().replace(body, "\n".join(["$ " + command, *lines]) + "\n")
    return BLOCK.sub(block, text)


def screenshot(folder, waves, save, height, picture):
    with Display() as display, tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "DISPLAY": display.name, "HOME": home}
        viewer = subprocess.Popen(["gtkwave", waves, save], cwd=folder, env=environment,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(8)
        subprocess.run(["import", "-window", "root", "-crop", f"1116x{height}+284+104", "+repage",
                        "+dither", "-colors", "32", f"png8:{picture}"], env=environment, check=True)
        viewer.terminate()
        viewer.wait()


def make_pictures(folder):
    bucket = next((folder / "out").glob("regress-*/buckets/*"))
    for name, waves, save, height in WAVES:
        paths = [path.replace("BUCKET", str(bucket)) for path in (waves, save)]
        screenshot(folder, *paths, height, PICTURES / name)
    page = folder / "dashboard.html"  # without the name of this folder in it
    page.write_text((bucket.parents[1] / page.name).read_text().replace(f"{folder}/", ""))
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--hide-scrollbars",
                    f"--screenshot={folder / 'page.png'}", "--window-size=1100,760", str(page)],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run(["convert", str(folder / "page.png"), "+dither", "-colors", "32",
                    f"png8:{PICTURES / 'debugging_dashboard.png'}"], check=True)


def page_is_true():
    write = os.environ.get("OIO_DEBUGGING_DOC") == "write"
    with tempfile.TemporaryDirectory(prefix="oio_session_") as name:
        folder = pathlib.Path(name)
        text = PAGE.read_text(encoding="utf-8")
        done = session(folder, text, write)
        if write:
            PAGE.write_text(done, encoding="utf-8")
            make_pictures(folder)
        elif done != text:
            raise Failed("the page is not what the program prints")


if __name__ == "__main__":
    raise SystemExit(harness.main({"page_is_true": page_is_true}))
