"""The box in a container: the image's own root, its systemd, its units and their sandboxes, without kernel, firmware, TPM and
verity. It runs at the machine's own speed, on a network of its own whose far side is this process."""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import termios
import threading
import time

from machine import CACHE, PATIENCE_S, Failed, first, run, tail

# The cabinet's network in the trial: the box has the second address, this process the first.
ROUTER, BOX, BITS = "192.168.77.1", "192.168.77.2", 24
# Somebody on the Internet (RFC 5737): behind the router, so that what leaves would be seen here.
FAR = "203.0.113.9"
# What needs a real disk, or a real machine.
LEFT_OUT = ("huisclos-recovery", "huisclos-reset-finish", "systemd-repart", "systemd-udev-settle", "systemd-udevd",
            "systemd-udev-trigger")


class Container:
    """One box. `units`: name to text, units of the trial's own."""

    def __init__(self, folder, version, units):
        self.folder, self.units, self.said, self.lock = pathlib.Path(folder), units, b"", threading.Lock()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.root = self.folder / "root"
        image = next((CACHE / "out" / version).glob("huisclos.root.*.raw"))
        kept = CACHE / "out" / version / "root"
        if not kept.exists():
            run("fsck.erofs", f"--extract={kept}", str(image))
        # What the box writes lies beside the image's own files: those stay as they were built.
        for name in ("root", "written", "work"):
            (self.folder / name).mkdir()
        run("mount", "-t", "overlay", "overlay", str(self.root),
            "-o", f"lowerdir={kept},upperdir={self.folder}/written,workdir={self.folder}/work")
        for name in ("crypttab", "fstab"):
            (self.root / "etc" / name).unlink()
        for name in LEFT_OUT:
            os.symlink("/dev/null", self.root / "etc/systemd/system" / f"{name}.service")
        models = self.root / "usr/share/huisclos/models"
        for file in (CACHE / "work/models").iterdir():
            shutil.copy(file, models)
        (self.root / "etc/systemd/system/huisclos-models.service.d").mkdir()
        (self.root / "etc/systemd/system/huisclos-models.service.d/trial.conf").write_text("[Service]\nExecStart=\nExecStart=/bin/true\n")

    def start(self):
        """Power on."""
        # The devices of this trial's own network, and the machine's own groups; read-only, as where no udev is waited for.
        groups = self.folder / "cgroup"
        if not groups.exists():
            groups.mkdir()
            run("mount", "--rbind", "/sys/fs/cgroup", str(groups))
            run("mount", "-t", "sysfs", "-o", "ro", "sysfs", "/sys")
            run("mount", "--move", str(groups), "/sys/fs/cgroup")
        # What a container that was killed leaves behind.
        left = pathlib.Path("/run/systemd/nspawn/unix-export/root")
        if left.exists():
            subprocess.run(["umount", "-l", str(left)], capture_output=True)
            left.rmdir()
        for name in ("host", "host0"):
            subprocess.run(["ip", "link", "delete", name], capture_output=True)
        run("ip", "link", "add", "host", "type", "veth", "peer", "name", "host0")
        run("ip", "address", "add", f"{ROUTER}/{BITS}", "dev", "host")
        run("ip", "link", "set", "host", "up")
        # Whoever is looked for on the Internet is this process: what leaves the box arrives here.
        subprocess.run(["ip", "address", "add", f"{FAR}/32", "dev", "lo"], capture_output=True)
        cables = []
        for number in (0, 1):
            master, slave = os.openpty()
            raw = termios.tcgetattr(slave)
            raw[0], raw[1], raw[3] = 0, 0, 0
            termios.tcsetattr(slave, termios.TCSANOW, raw)
            path = os.ttyname(slave)
            # The group dialout of Debian.
            os.chown(path, 0, 20)
            os.chmod(path, 0o660)
            cables.append((master, slave, path))
        self.cable = cables[0][0]
        self.second = b""
        command = ["systemd-nspawn", "-q", "-D", str(self.root), "--boot", "--register=no", "--keep-unit", "--network-interface=host0",
                   "--link-journal=no", "--console=pipe"]
        for number, (_, _, path) in enumerate(cables):
            command.append(f"--bind={path}:/dev/ttyS{number}")
        for unit, text in self.units.items():
            (self.root / "etc/systemd/system" / unit).write_text(text)
        wants = self.root / "etc/systemd/system/multi-user.target.d"
        wants.mkdir(exist_ok=True)
        (wants / "trial.conf").write_text("[Unit]\nWants=" + " ".join(first(self.units)) + "\n")
        self.began, self.began_at = time.monotonic(), time.time()
        self.process = subprocess.Popen([*command, "systemd.show_status=no"], stdin=subprocess.DEVNULL,
                                        stdout=open(self.folder / "console.log", "wb"), stderr=subprocess.STDOUT,
                                        env={**os.environ, "UNIFIED_CGROUP_HIERARCHY": "1", "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"})
        threading.Thread(target=self._listen, args=(cables[0][0], 0), daemon=True).start()
        threading.Thread(target=self._listen, args=(cables[1][0], 1), daemon=True).start()
        self.seen = []
        threading.Thread(target=self._watch, daemon=True).start()

    def _listen(self, master, number):
        with open(self.folder / f"serial{number}.log", "ab") as log:
            while True:
                try:
                    data = os.read(master, 4096)
                except OSError:
                    return
                with self.lock:
                    if number == 0:
                        self.said += data
                    else:
                        self.second += data
                log.write(data)
                log.flush()

    def _watch(self):
        """The far side: every packet that comes out of the box, whoever it is for."""
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as wire:
            wire.bind(("host", 0))
            while True:
                try:
                    frame, source = wire.recvfrom(65536)
                except OSError:
                    return
                # 4: what this side sends itself.
                if source[2] != 4:
                    self.seen.append(frame)

    def since(self):
        """What the cable said, without escape sequences."""
        with self.lock:
            said = self.said.decode("utf-8", "replace")
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[78=>]", "", said)

    def expect(self, *words, after=0):
        """Waits for one of the words; gives which one."""
        limit = time.monotonic() + PATIENCE_S
        while time.monotonic() < limit:
            said = self.since()[after:]
            for word in words:
                if word in said:
                    return word
            if self.process.poll() is not None:
                raise Failed(f"the box stopped before {words}: {tail(said)}")
            time.sleep(0.1)
        raise Failed(f"not said in time: {words}: {tail(self.since())}")

    def type(self, text):
        """Types on the cable."""
        os.write(self.cable, text.encode())

    def ready(self):
        """Waits until it says that it is; seconds since its power, since there is no kernel of its own."""
        limit = time.monotonic() + PATIENCE_S
        while time.monotonic() < limit:
            text = self.journal()
            if "Finished huisclos-ready.service" in text:
                took = round(time.monotonic() - self.began, 1)
                failed = sorted(set(re.findall(r"(\S+): Failed with result", text)))
                version = re.search(r"^IMAGE_VERSION=(\S+)", (self.root / "usr/lib/os-release").read_text(), re.M)
                return {"version": version[1].strip("\"'"), "seconds_to_ready": took, "failed": failed}
            if self.process.poll() is not None:
                raise Failed(f"the box stopped: {tail(text)}")
            time.sleep(0.5)
        raise Failed(f"never ready: {tail(self.journal())}")

    origin = f"https://{BOX}"

    def page(self, path="/", data=None, headers=None):
        """The page, as a computer of the cabinet asks for it: status, headers, body."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        line = http.client.HTTPSConnection(BOX, 443, context=context, timeout=60)
        form = {"Content-Type": "application/x-www-form-urlencoded"} if data is not None else {}
        line.request("GET" if data is None else "POST", path, body=data, headers={**form, **(headers or {})})
        answer = line.getresponse()
        body = answer.read().decode("utf-8", "replace")
        line.close()
        return answer.status, answer.headers, body

    def idle(self, seconds):
        """What the box takes while nothing happens: processor, memory (its share of what is shared), disk."""
        def used():
            ticks = {}
            for pid in self.processes():
                try:
                    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
                    ticks[pid] = int(fields[11]) + int(fields[12])
                except OSError:
                    pass
            return ticks

        def memory(of):
            total = 0
            for pid in self.processes():
                try:
                    if of in pathlib.Path(f"/proc/{pid}/cmdline").read_text():
                        rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
                        total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1])
                except OSError:
                    pass
            return round(total / 1024)

        before = used()
        time.sleep(seconds)
        after = used()
        hertz = os.sysconf("SC_CLK_TCK")
        percent = sum(ticks - before.get(pid, 0) for pid, ticks in after.items()) / hertz / seconds * 100
        disk = subprocess.run(["du", "-sm", str(self.root / "var/lib/huisclos")], capture_output=True, text=True).stdout.split()[0]
        return {"idle_cpu_percent": round(percent, 2), "memory_mib_firmware": memory("huisclos\0run"), "memory_mib_guard": memory("huisclos\0guard"),
                "memory_mib_all": memory(""), "data_mib": int(disk)}

    def journal(self, *arguments):
        """The box's own journal."""
        done = subprocess.run(["journalctl", "--no-pager", "-o", "short-monotonic", f"--since=@{int(self.began_at)}",
                               "-D", str(self.root / "var/log/journal"), *arguments],
                              capture_output=True, text=True)
        return done.stdout

    def measured(self):
        """The JSON lines that units of the trial wrote."""
        with self.lock:
            lines = self.second.decode("utf-8", "replace").splitlines()
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]

    def processes(self):
        """Process ids of the box, on this machine."""
        found, left = [], [self.process.pid]
        while left:
            parent = left.pop()
            children = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True).stdout.split()
            left += [int(child) for child in children]
            found += [int(child) for child in children]
        return found

    def sent(self):
        """What came out of the box: packets, packets for somebody outside of a cabinet's network, and for whom."""
        import ipaddress

        local = [ipaddress.ip_network(n) for n in (
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "224.0.0.0/24", "255.255.255.255/32", "0.0.0.0/32",
            "fd00::/8", "fe80::/10", "ff02::/16")]
        to = []
        for frame in list(self.seen):
            if frame[12:14] == b"\x08\x00":
                to.append(ipaddress.ip_address(frame[30:34]))
            elif frame[12:14] == b"\x86\xdd":
                to.append(ipaddress.ip_address(frame[38:54]))
        out = [a for a in to if not any(a.version == net.version and a in net for net in local)]
        return {"packets": len(to), "outside": len(out), "for": sorted({str(a) for a in out})}

    def first_process(self):
        """The box's own process 1: with it everything in the box ends."""
        return int(subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()[0])

    def cut(self):
        """Everything in it ends at once, without a word; what it gave to its disk stays given."""
        children = subprocess.run(["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True).stdout.split()
        # None is left where it was killed already.
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Power off, in order."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=120)
        except subprocess.TimeoutExpired:
            self.cut()
