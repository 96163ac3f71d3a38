# SPDX-License-Identifier: Apache-2.0
"""A Slurm farm on this machine, for tests: munge, slurmctld and four virtual nodes as ordinary
processes in a scratch folder. No root, no services, no control groups, no fixed ports.

A guardian process starts the daemons and is the parent of all that they leave behind (a child
subreaper), so it can end everything by process number, without a name. It does that when the test
says so or dies, in whatever way: the test holds the other end of the guardian's standard input."""
import contextlib
import ctypes
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import harness

NODES = [f"vn{number}" for number in range(1, 5)]
PROGRAMS = ("munged", "mungekey", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "scontrol",
            "sinfo")
SEARCH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

CONFIGURATION = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
SlurmctldPort={controller_port}
SlurmctldPidFile={folder}/run/slurmctld.pid
SlurmdPidFile={folder}/run/slurmd_%n.pid
SlurmctldLogFile={folder}/log/slurmctld.log
SlurmdLogFile={folder}/log/slurmd_%n.log
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmdParameters=config_overrides
MpiDefault=none
MailProg=/bin/true
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=100000
ReturnToService=2
SlurmdTimeout=8
MessageTimeout=5
KillWait=2
{nodes}
PartitionName=regress Nodes=ALL Default=YES MaxTime=02:00:00 DefMemPerCPU=300 State=UP
"""


def program(name):
    return shutil.which(name, path=SEARCH)


def free_ports(count):
    """Ports that nobody has now; held together, so that they differ."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def require():
    """Skips where Slurm or munge is not installed."""
    missing = [name for name in PROGRAMS if program(name) is None]
    if missing:
        raise harness.Skipped(f"no {', '.join(missing)} (packages slurm-wlm and munge)")


class Farm:
    """`with Farm() as farm:` brings it up; `farm.environment` is what Slurm's programs need."""

    def __init__(self):
        require()
        self.scratch = tempfile.mkdtemp(prefix="oio_farm_")
        os.chmod(self.scratch, 0o711)  # munged wants its socket in reach of every user.
        self.folder = pathlib.Path(self.scratch)
        self.pids = {}
        self.guardian = None
        self.environment = {**os.environ, "SLURM_CONF": str(self.folder / "slurm.conf"),
                            "PATH": SEARCH}

    def __enter__(self):
        try:
            self.configure()
            self.guardian = subprocess.Popen(
                [sys.executable, str(pathlib.Path(__file__).resolve()), str(self.folder)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
                env=self.environment)
            self.start_munge()
            self.start_controller()
            for node in NODES:
                self.start_node(node)
            self.wait_until(lambda: self.idle_nodes() == len(NODES), "four idle nodes", 30)
        except BaseException as problem:
            logs = self.log_tails()
            self.stop()
            if isinstance(problem, harness.Failed):
                raise harness.Failed(f"{problem}\n{logs}") from problem
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def configure(self):
        for name in ("state", "spool", "log", "run"):
            (self.folder / name).mkdir()
        ports = free_ports(1 + len(NODES))
        host = socket.gethostname().split(".")[0]
        nodes = "\n".join(
            f"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs=1 Boards=1 "
            "SocketsPerBoard=1 CoresPerSocket=1 ThreadsPerCore=1 RealMemory=1000 State=UNKNOWN"
            for node, port in zip(NODES, ports[1:]))
        # Nothing here uses control groups, but slurmd loads its plugin for them, and looking for the
        # right one fails in containers that have none mounted, or the new ones without systemd.
        (self.folder / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\n", encoding="utf-8")
        (self.folder / "slurm.conf").write_text(CONFIGURATION.format(
            host=host, user=self.user(), folder=self.folder, controller_port=ports[0],
            nodes=nodes), encoding="utf-8")
        subprocess.run([program("mungekey"), "--create", f"--keyfile={self.folder}/munge.key"],
                       check=True, capture_output=True)

    @staticmethod
    def user():
        return subprocess.run(["id", "-un"], check=True, capture_output=True,
                              text=True).stdout.strip()

    def start(self, name, *command):
        """The guardian starts a daemon in the foreground."""
        self.guardian.stdin.write(json.dumps([name, *command]) + "\n")
        self.guardian.stdin.flush()
        answer = self.guardian.stdout.readline()
        if not answer:
            raise harness.Failed("the farm's guardian has ended")
        self.pids[name] = json.loads(answer)

    def start_munge(self):
        base = self.folder
        self.start("munged", program("munged"), "--foreground", f"--key-file={base}/munge.key",
                   f"--socket={base}/munge.socket", f"--pid-file={base}/run/munged.pid",
                   f"--log-file={base}/log/munged.log", f"--seed-file={base}/munge.seed")
        self.wait_until((base / "munge.socket").exists, "munge's socket", 10)

    def start_controller(self):
        self.start("slurmctld", program("slurmctld"), "-D", "-f", str(self.folder / "slurm.conf"))
        self.wait_until(lambda: self.call("scontrol", "ping").returncode == 0, "a controller", 20)

    def start_node(self, node):
        self.start(node, program("slurmd"), "-D", "-N", node, "-f",
                   str(self.folder / "slurm.conf"))

    def kill(self, name, number=signal.SIGKILL):
        """One daemon, by the process number that the guardian gave."""
        os.kill(self.pids.pop(name), number)

    def call(self, name, *arguments):
        return subprocess.run([program(name), *arguments], env=self.environment, text=True,
                              capture_output=True, timeout=60, check=False)

    def node_states(self):
        lines = self.call("sinfo", "--noheader", "--Node", "--format=%N %T").stdout.splitlines()
        return dict(line.split() for line in lines)

    def idle_nodes(self):
        return sum(state == "idle" for state in self.node_states().values())

    def jobs(self):
        """Array tasks that are waiting or running."""
        return self.call("squeue", "--noheader", "--array", "--format=%i %T").stdout.splitlines()

    def repair_nodes(self):
        """What an operator does with nodes that the controller has drained."""
        for node, state in self.node_states().items():
            if state.startswith("drain"):
                self.call("scontrol", "update", f"nodename={node}", "state=resume")

    @contextlib.contextmanager
    def operator(self):
        """Somebody who puts drained nodes back to work, for as long as the block lasts."""
        end = threading.Event()

        def work():
            while not end.wait(1):
                self.repair_nodes()

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            end.set()
            thread.join()

    def lose_controller(self):
        """kill -9 of slurmctld, and what it had saved of jobs and of their numbers is gone."""
        pid = self.pids["slurmctld"]
        self.kill("slurmctld")
        self.wait_until(lambda: not running(pid), "end of the controller", 10)
        for path in (self.folder / "state").glob("job_state*"):
            path.unlink()

    def task_processes(self):
        """Nodes and process numbers of all that tasks execute, and of their parents there."""
        found = []
        for pid in descendants(self.guardian.pid):
            try:
                text = pathlib.Path(f"/proc/{pid}/environ").read_bytes()
            except OSError:
                continue
            for entry in text.split(b"\0"):
                if entry.startswith(b"SLURMD_NODENAME="):
                    found.append((entry.decode().split("=")[1], pid))
        return found

    def busy_node(self):
        """A node that executes a chunk for which somebody waits: its file is there."""
        for node, pid in self.task_processes():
            try:
                words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"chunk" in words and os.path.exists(words[words.index(b"chunk") + 1]):
                return node
        return None

    def kill_busy_node(self):
        """A node that executes a task dies, with all of it. Returns its name."""
        node = self.wait_until(self.busy_node, "running task", 60)
        self.kill(node)
        victims = {pid for name, pid in self.task_processes() if name == node}
        # slurmstepd, which supervises the task, has not the variable but is its parent.
        victims |= {parent(pid) for pid in victims} - {self.guardian.pid}
        for pid in victims:
            kill_one(pid)
        return node

    def kill_task(self):
        """kill -9 of what a task executes, not of the node."""
        node = self.wait_until(self.busy_node, "running task", 60)
        for name, pid in self.task_processes():
            if name == node:
                kill_one(pid)

    def log_tails(self):
        tails = []
        for path in sorted((self.folder / "log").glob("*.log")):
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
            tails.append(f"--- {path.name}\n" + "\n".join(lines))
        return "\n".join(tails)

    @staticmethod
    def wait_until(holds, what, seconds):
        """What `holds` returns once it is true."""
        end = time.monotonic() + seconds
        while True:
            found = holds()
            if found:
                return found
            if time.monotonic() > end:
                raise harness.Failed(f"no {what} within {seconds} s")
            time.sleep(0.05)

    def stop(self):
        if self.guardian is not None:
            self.guardian.stdin.close()  # Now it ends everything, and then itself.
            try:
                self.guardian.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.guardian.kill()
            self.guardian.stdout.close()
            self.guardian = None
        shutil.rmtree(self.scratch, ignore_errors=True)


def kill_one(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def stat_fields(pid):
    """State, parent and the rest, as in proc(5) from the third on; empty when it is gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []


def parent(pid):
    fields = stat_fields(pid)
    return int(fields[1]) if fields else 0


def running(pid):
    return stat_fields(pid)[:1] not in ([], ["Z"], ["X"])


def children(pid):
    """Process numbers whose parent this is, zombies among them."""
    numbers = [int(entry.name) for entry in pathlib.Path("/proc").iterdir() if entry.name.isdigit()]
    return [number for number in numbers if parent(number) == pid]


def descendants(pid):
    found = children(pid)
    for child in list(found):
        found += descendants(child)
    return found


def guard(folder):
    """The guardian: one daemon per line of standard input; at its end, the end of all."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    log = open(pathlib.Path(folder) / "log" / "daemons.log", "ab")
    running = []
    for line in sys.stdin:
        name, *command = json.loads(line)
        daemon = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                  preexec_fn=lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL))
        running = [one for one in running if one.poll() is None] + [daemon]
        print(json.dumps(daemon.pid), flush=True)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for pid in descendants(os.getpid()):
            kill_one(pid)
        try:
            while os.waitpid(-1, os.WNOHANG)[0] != 0:
                pass
        except ChildProcessError:
            break  # Nothing is left.
        time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    guard(sys.argv[1])
