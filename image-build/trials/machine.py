"""A box in a virtual machine: its disk over the image file, its TPM, its firmware's variables, its serial console."""
import base64
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
import uuid

CACHE = pathlib.Path("/cache")
# A boot under emulation takes minutes on a busy machine; nothing here waits for less.
PATIENCE_S = int(os.environ.get("PATIENCE_S", "2400"))


# An emulated processor on a busy machine is up to a hundred times slower than a box: only the clocks of the two services are
# loosened, by a credential that a virtual machine's maker may give, and nothing else of the image is changed.
SLOW = {"huisclos.service": "[Service]\nTimeoutStartSec=45min\nWatchdogSec=0\n[Unit]\nStartLimitIntervalSec=2h\n",
        "huisclos-guard.service": "[Service]\nWatchdogSec=0\n"}


JOURNAL = {"trial-journal.service": "[Unit]\nAfter=systemd-journal-flush.service\n[Service]\nType=exec\n"
           "StandardOutput=file:/dev/ttyS1\nExecStart=/usr/bin/journalctl --boot --follow --lines=all --output=short-monotonic --no-hostname\n"}


# HUISCLOS_DIRECT=1: the machine's own firmware and the boot loader are left out, the image's kernel is started with the words that
# are signed into it. A boot costs half as much processor; Secure Boot, the loader's tries and what PCR 7 means are not tried.
DIRECT = os.environ.get("HUISCLOS_DIRECT") == "1"


class Failed(Exception):
    """A trial that did not come out."""


class Machine:
    """One box: `folder` is what it keeps between starts."""

    def __init__(self, folder, version, secure=True, blank=True):
        self.folder = pathlib.Path(folder)
        self.secure = secure
        self.image = CACHE / "out" / version / "huisclos.raw"
        self.qemu = None
        self.tpm = None
        self.said = b""
        self.keys = []
        self.lock = threading.Lock()
        if blank:
            shutil.rmtree(self.folder, ignore_errors=True)
            (self.folder / "tpm").mkdir(parents=True)
            self.disk_size = "8G"
            run("qemu-img", "create", "-q", "-f", "qcow2", "-b", str(self.image), "-F", "raw", str(self.folder / "disk"), "8G")
            shutil.copy("/usr/share/OVMF/OVMF_VARS_4M.fd", self.folder / "vars.fd")
            self.another_board()

    def another_board(self):
        """The number that a PC's maker gives its board: each has its own, and a box may be brought into another."""
        (self.folder / "uuid").write_text(str(uuid.uuid4()))

    # ---- power
    def start(self, usb=None, memory_mib=1024, extra=(), units=None):
        """Power on. `usb`: an image file that is plugged in. `units`: name to text, units of the trial's own, started with the
        box; what they say on /dev/ttyS1 is in `measured()`. They come as a credential of the virtual machine, so the image is
        the one that is sold."""
        self.port = free_port()
        tpm_socket = self.folder / "tpm.sock"
        self.tpm = subprocess.Popen(
            ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={self.folder}/tpm", "--ctrl", f"type=unixio,path={tpm_socket}",
             "--log", f"file={self.folder}/tpm.log,level=1", "--terminate", "--flags", "startup-clear"])
        await_path(tpm_socket)
        serial = self.folder / "serial.sock"
        serial.unlink(missing_ok=True)
        if DIRECT:
            words = self.folder / "words"
            run("objcopy", "-O", "binary", "--dump-section", f".cmdline={words}", str(self.image.with_suffix(".efi")), str(self.folder / "ignored"))
            firmware = ["-kernel", str(self.image.with_suffix(".vmlinuz")), "-initrd", str(self.image.with_suffix(".initrd")),
                        "-append", words.read_text().strip("\0\n ")]
        else:
            code = "OVMF_CODE_4M.secboot.fd" if self.secure else "OVMF_CODE_4M.fd"
            firmware = ["-global", "driver=cfi.pflash01,property=secure,value=on",
                        "-drive", f"if=pflash,format=raw,unit=0,readonly=on,file=/usr/share/OVMF/{code}",
                        "-drive", f"if=pflash,format=raw,unit=1,file={self.folder}/vars.fd"]
        command = [
            "qemu-system-x86_64", "-accel", "tcg", "-machine", "q35,smm=on", "-cpu", "max", "-smp", "1",
            # The box's clock counts its own instructions (two nanoseconds each): on a busy computer nothing in it runs out of
            # time, and its seconds are those of a processor of 500 MIPS, whoever measures.
            "-icount", "shift=1",
            "-uuid", (self.folder / "uuid").read_text(),
            "-m", str(memory_mib), "-display", "none", "-nodefaults", "-no-user-config",
            *firmware,
            "-chardev", f"socket,id=tpm,path={tpm_socket}", "-tpmdev", "emulator,id=tpm,chardev=tpm", "-device", "tpm-crb,tpmdev=tpm",
            "-drive", f"if=none,id=disk,format=qcow2,file={self.folder}/disk,discard=unmap",
            "-device", "virtio-blk-pci,drive=disk,bootindex=1",
            "-netdev", f"user,id=lan,hostfwd=tcp:127.0.0.1:{self.port}-:443",
            "-device", "virtio-net-pci,netdev=lan,romfile=",
            "-object", f"filter-dump,id=dump,netdev=lan,file={self.folder}/network.pcap",
            "-object", "rng-random,id=rng,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=rng",
            "-device", "i6300esb", "-watchdog-action", "reset",
            "-chardev", f"socket,id=serial,path={serial},server=on,wait=off", "-serial", "chardev:serial",
            "-serial", f"file:{self.folder}/measured.log", "-qmp", f"unix:{self.folder}/qmp.sock,server=on,wait=off",
            "-device", "qemu-xhci", *extra,
        ]

        def credential(name, text):
            said = base64.b64encode(text.encode()).decode()
            command.extend(["-smbios", f"type=11,value=io.systemd.credential.binary:{name}={said}"])

        for unit, text in SLOW.items():
            credential(f"systemd.unit-dropin.{unit}~slow", text)
        # What the box notes of itself, beside what it says on the cable: for whoever reads why a trial failed.
        units = {**JOURNAL, **(units or {})}
        for unit, text in units.items():
            credential(f"systemd.extra-unit.{unit}", text)
        credential("systemd.unit-dropin.multi-user.target~trial", "[Unit]\nWants=" + " ".join(first(units)) + "\n")
        if usb:
            command += ["-drive", f"if=none,id=usb,format=raw,file={usb}", "-device", "usb-storage,drive=usb,removable=on"]
        self.began = time.monotonic()
        self.mark = len(self.said)
        self.log = open(self.folder / "qemu.log", "ab")
        self.qemu = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        await_path(serial)
        self.cable = socket.socket(socket.AF_UNIX)
        self.cable.connect(str(serial))
        threading.Thread(target=self._listen, args=(self.cable,), daemon=True).start()

    def _listen(self, cable):
        with open(self.folder / "serial.log", "ab") as log:
            while True:
                try:
                    data = cable.recv(4096)
                except OSError:
                    return
                if not data:
                    return
                with self.lock:
                    self.said += data
                log.write(data)
                log.flush()

    def cut(self):
        """The power goes: what the box had not on its disk is lost."""
        self.qemu.send_signal(signal.SIGKILL)
        self.qemu.wait()
        self.tpm.terminate()
        self.tpm.wait()
        self.cable.close()

    def wait_end(self):
        """The machine stops by itself (a reboot with -no-reboot)."""
        self.qemu.wait(timeout=PATIENCE_S)

    # ---- cable
    def since(self):
        """What the cable said since the power came, without escape sequences."""
        with self.lock:
            said = self.said[self.mark:].decode("utf-8", "replace")
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[78=>]", "", said)

    def expect(self, *words, after=0, patience_s=None):
        """Waits for one of the words; gives which one. An offset `after` skips what was said before."""
        limit = time.monotonic() + (patience_s or PATIENCE_S)
        while time.monotonic() < limit:
            said = self.since()[after:]
            for word in words:
                if word in said:
                    return word
            if self.qemu.poll() is not None:
                raise Failed(f"the machine stopped ({self.qemu.returncode}) before {words}: {tail(said)}")
            time.sleep(0.3)
        raise Failed(f"not said in time: {words}: {tail(self.since())}")

    def type(self, text):
        """Types on the cable, at the pace of fingers: a serial port has no flow control."""
        for byte in text.encode():
            self.cable.send(bytes([byte]))
            time.sleep(0.02)

    def ask_machine(self, command, **arguments):
        """One order to the virtual machine itself (QMP)."""
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.folder / "qmp.sock"))
            answers = line.makefile("r")
            answers.readline()
            for order in ({"execute": "qmp_capabilities"}, {"execute": command, "arguments": arguments}):
                line.sendall(json.dumps(order).encode() + b"\n")
                answer = json.loads(answers.readline())
                while "event" in answer:
                    answer = json.loads(answers.readline())
        if "error" in answer:
            raise Failed(f"{command}: {answer}")
        return answer["return"]

    def plug(self, key):
        """A USB key goes in."""
        self.ask_machine("blockdev-add", driver="raw", **{"node-name": "key", "file": {"driver": "file", "filename": str(key)}})
        self.ask_machine("device_add", driver="usb-storage", drive="key", id="key", removable=True)

    def unplug(self):
        """And out again."""
        self.ask_machine("device_del", id="key")

    def measured(self):
        """The JSON lines that units of the trial wrote."""
        rows = []
        for line in (self.folder / "measured.log").read_text(errors="replace").splitlines():
            if line.startswith("{") and line.endswith("}"):
                rows.append(json.loads(line))
        return rows

    def elapsed_s(self):
        """Seconds since the power came."""
        return time.monotonic() - self.began

    # ---- network
    @property
    def origin(self):
        """The page's address, as a browser sees it."""
        return f"https://127.0.0.1:{self.port}"

    def page(self, path="/", data=None, headers=None):
        """A request to the page: status, headers, body. The authority is the box's own: not checked here."""
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        request = urllib.request.Request(f"https://127.0.0.1:{self.port}{path}", data=data, headers=headers or {})
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=context), Stay())
        try:
            with opener.open(request, timeout=600) as answer:
                return answer.status, answer.headers, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read().decode("utf-8", "replace")

    def sent_outside(self):
        """Packets that the box sent to an address that is none of a cabinet's network: (count, destinations)."""
        return outside(self.folder / "network.pcap")


class Stay(urllib.request.HTTPRedirectHandler):
    """Redirections are told, not followed."""

    def redirect_request(self, *_):
        return None


def outside(capture):
    """Reads a pcap file: IPv4 and IPv6 packets of the box that leave private, link-local and multicast networks."""
    import ipaddress
    import struct

    data = pathlib.Path(capture).read_bytes()
    local = [ipaddress.ip_network(n) for n in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "224.0.0.0/24", "255.255.255.255/32", "0.0.0.0/32",
        "fd00::/8", "fe80::/10", "ff02::/16")]
    at, count, seen, destinations = 24, 0, 0, set()
    while at + 16 <= len(data):
        length = struct.unpack("<I", data[at + 8:at + 12])[0]
        frame = data[at + 16:at + 16 + length]
        at += 16 + length
        kind = frame[12:14]
        # The box's own card, not the emulated router's.
        if frame[6:9] != b"\x52\x54\x00":
            continue
        if kind == b"\x08\x00":
            to = ipaddress.ip_address(frame[30:34])
        elif kind == b"\x86\xdd":
            to = ipaddress.ip_address(frame[38:54])
        else:
            continue
        seen += 1
        if not any(to.version == net.version and to in net for net in local):
            count += 1
            destinations.add(str(to))
    return count, sorted(destinations), seen


def first(units):
    """The units that start with the box: those that a path of the trial's waits for come later."""
    return [unit for unit in units if unit.endswith(".path") or unit.replace(".service", ".path") not in units]


def run(*command):
    """Runs a program; what it says is kept for the one who reads why it failed."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"{command}: {done.stderr}")
    return done.stdout


def free_port():
    """A port that nobody has now."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def await_path(path):
    """Waits for a socket to be there."""
    for _ in range(600):
        if path.exists():
            return
        time.sleep(0.1)
    raise Failed(f"{path} does not come")


def tail(text):
    """The end of what was said."""
    return text[-1500:]
