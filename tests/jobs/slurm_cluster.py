"""A real Slurm on one machine: munged, slurmctld and two slurmd as ordinary processes."""

import contextlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from tests.patience import PATIENCE

HOW_TO_INSTALL = (
    "No Slurm: install one with `apt-get install slurm-wlm munge` (on a Mac, in a Linux container)."
)
_NODES = ("first", "second")
_START_SECONDS = PATIENCE
_STOP_SECONDS = 10
# Daemons are in sbin, which an ordinary user's PATH may lack.
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
_PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scancel", "scontrol", "sinfo")


def is_installed() -> bool:
    """Whether everything that the cluster needs is on this machine."""
    return all(shutil.which(name, path=_PATH) for name in _PROGRAMS)


def _find_free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class SlurmCluster:
    """A cluster of two nodes that claim two processors each, idle when the constructor returns.

    It runs as the user of the tests, who need not be root, and uses nothing of the system's own Slurm but its
    programs.

    Attributes:
        folder: its configuration, logs and state; deleted by `stop`.
        environment: the variables that point Slurm's commands at it.
    """

    def __init__(self) -> None:
        # A short path: that of a Unix socket has 107 characters at most.
        self.folder = Path(tempfile.mkdtemp(prefix="slurm-"))
        self.folder.chmod(0o755)  # munged asks that everybody can reach its socket
        self.environment = {
            "SLURM_CONF": str(self.folder / "slurm.conf"),
            "PATH": _PATH,
            # The nodes' names, by which processes would look for each other, are known to Slurm alone.
            "MASTER_ADDR": "127.0.0.1",
        }
        self._daemons: list[subprocess.Popen[bytes]] = []
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def run(self, *command: str) -> str:
        """The output of one of Slurm's commands, asked of this cluster."""
        done = subprocess.run(
            command,
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        return done.stdout.strip()

    def empty(self) -> None:
        """Kill every job, and wait until none is left."""
        self.run("scancel", "--full", "--signal=KILL", f"--user={os.getuid()}")
        self.run("scancel", f"--user={os.getuid()}")
        self._wait_for(lambda: self.run("squeue", "--noheader") == "", "Slurm's jobs do not end")

    def read_logs(self) -> str:
        """What the daemons said, for the message of a failure."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def _start(self) -> None:
        self._write_files()
        self._start_munged()
        self._start_daemon("slurmctld", "-D")
        for node in _NODES:
            self._start_daemon("slurmd", "-D", "-N", node)
        self._wait_for(self._is_idle, "Slurm's nodes are not idle")

    def _write_files(self) -> None:
        controller_port, *node_ports = _find_free_ports(1 + len(_NODES))
        host = socket.gethostname().split(".")[0]
        user = pwd.getpwuid(os.getuid()).pw_name
        key = self.folder / "munge.key"
        key.touch(mode=0o600)
        key.write_bytes(secrets.token_bytes(128))
        (self.folder / "state").mkdir()
        nodes = ""
        for node, port in zip(_NODES, node_ports, strict=True):
            (self.folder / node).mkdir()
            nodes += f"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={port}\n"
        (self.folder / "slurm.conf").write_text(
            f"""
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmUser={user}
SlurmdUser={user}
# Only this machine can reach the daemons.
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
# A credential's default life of two minutes is how long each requeue would wait.
AuthInfo=socket={self.folder}/munge.socket,cred_expire=5
StateSaveLocation={self.folder}/state
SlurmdSpoolDir={self.folder}/%n
SlurmctldPidFile={self.folder}/slurmctld.pid
SlurmdPidFile={self.folder}/%n.pid
SlurmctldLogFile={self.folder}/slurmctld.log
SlurmdLogFile={self.folder}/%n.log
# A job that has to make room is told by the signal of its time limit.
SlurmctldParameters=preempt_send_user_signal
MailProg=/bin/true
# No cgroups, no accounting: nothing that needs the system's help.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=2
KillWait=5
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
NodeName=DEFAULT CPUs=2 RealMemory=2048
{nodes}
PartitionName=main Nodes=ALL Default=YES State=UP PriorityTier=1 GraceTime=20
PartitionName=urgent Nodes=ALL State=UP PriorityTier=2
"""
        )

    def _start_munged(self) -> None:
        files = {"key-file": "munge.key", "pid-file": "munged.pid", "log-file": "munged.log"}
        files |= {"socket": "munge.socket", "seed-file": "munged.seed"}
        options = [f"--{option}={self.folder / name}" for option, name in files.items()]
        # --force: as root it refuses a log in a folder under the sticky /tmp.
        self._start_daemon("munged", "--foreground", "--force", *options)
        self._wait_for((self.folder / "munge.socket").exists, "munged has no socket")

    def _start_daemon(self, program: str, *arguments: str) -> None:
        path = shutil.which(program, path=_PATH)
        assert path is not None
        with open(self.folder / f"{len(self._daemons)}-{program}.log", "wb") as output:
            daemon = subprocess.Popen(
                [path, *arguments],
                env=os.environ | self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the tests; they stop the daemons
            )
        self._daemons.append(daemon)

    def _is_idle(self) -> bool:
        with contextlib.suppress(subprocess.SubprocessError):
            return self.run("sinfo", "--noheader", "--partition=main", "--format=%D %T") == "2 idle"
        return False

    def _wait_for(self, condition: Callable[[], bool], complaint: str) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not condition():
            if time.monotonic() > deadline or any(daemon.poll() is not None for daemon in self._daemons):
                raise RuntimeError(f"{complaint}:\n{self.read_logs()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End every job and daemon, and delete the folder."""
        for daemon in reversed(self._daemons):
            daemon.terminate()
        for daemon in self._daemons:
            with contextlib.suppress(subprocess.TimeoutExpired):
                daemon.wait(_STOP_SECONDS)
        # Jobs outlive slurmd by design, and are no children of ours.
        while remaining := self._find_processes():
            for process in remaining:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
            psutil.wait_procs(remaining, _STOP_SECONDS)
        shutil.rmtree(self.folder)

    def _find_processes(self) -> list[psutil.Process]:
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        """Whether a process was started for this cluster: it inherited where its configuration is.

        A job's overseer has written its title over its environment, but keeps its node's log open.
        """
        if process.pid == os.getpid():
            return False
        with contextlib.suppress(psutil.Error):
            if process.environ().get("SLURM_CONF") == self.environment["SLURM_CONF"]:
                return True
            return any(Path(file.path).is_relative_to(self.folder) for file in process.open_files())
        return False
