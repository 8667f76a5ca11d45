"""The front display in the machine: an OLED on the kernel's own I2C stub, found, lost and found again, what it was sent recorded and
replayed to pixels by `board/panel`; and a screen on the framebuffer, photographed from outside."""
import base64
import pathlib
import re
import socket
import struct
import subprocess
import time

from machine import Failed

WIDTH, HEIGHT = 128, 64
# What a box is that was not installed, with a display.
BOARD = """card = "sim"
accept_demo_models = true

[[lines]]
channel = 1

[serial]
device = "/dev/ttyS0"

[display]
kind = "{kind}"
device = "{device}"
"""
# Where the panel answers.
ADDRESS = 0x3c
# What the technician reads of it (`etat`).
FOUND, LOST = r"afficheur\s+/dev/", r"afficheur\s+INTROUVABLE"


def script(text):
    """A unit that runs a script before the box starts."""
    word = base64.b64encode(text.encode()).decode()
    return ("[Unit]\nAfter=local-fs.target systemd-tmpfiles-setup.service systemd-udev-settle.service\nBefore=huisclos.service\n"
            "[Service]\nType=oneshot\nRemainAfterExit=yes\nStandardOutput=file:/dev/ttyS1\nStandardError=file:/dev/ttyS1\n"
            f"ExecStart=/bin/sh -c 'echo {word} | base64 -d | /bin/sh -eu'\n")


def board(kind, device):
    """The part of a script that tells the box of its display."""
    return f"cat > /var/lib/huisclos-board/board.toml <<END\n{BOARD.format(kind=kind, device=device)}END\n"


# The stub holds 256 registers and shows nothing; what is sent to it is told by the kernel itself, transfer by transfer.
OLED = {
    "trial-panel.service": script(
        f"modprobe i2c-dev\nmodprobe i2c-stub chip_addr={ADDRESS:#x}\nudevadm settle\n"
        "for bus in /sys/class/i2c-dev/*; do if grep -q stub $bus/name; then bus_number=${bus##*-}; fi; done\n"
        + board("ssd1306", "/dev/i2c-$bus_number")
        + "[ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing\n"
        "echo 1 > /sys/kernel/tracing/events/smbus/smbus_write/enable\n"
        "echo 1 > /proc/sys/kernel/kptr_restrict\n"
        "chips=$(grep ' chip_addr.*i2c_stub' /proc/kallsyms | cut -d' ' -f1)\n"
        "echo \"{\\\"bus\\\": $bus_number, \\\"chips\\\": \\\"$chips\\\"}\"\n"
        # The card's drivers are signed by us: does a kernel that Secure Boot locked take them?
        "for module in dahdi dahdi_dynamic_loc wctdm wcb4xxp; do modprobe $module || true; done\n"
        "drivers=$(cut -d' ' -f1 /proc/modules | grep -E 'dahdi|^wc' | tr '\\n' ' ')\n"
        "echo \"{\\\"drivers\\\": \\\"$drivers\\\", \\\"lockdown\\\": \\\"$(cat /sys/kernel/security/lockdown)\\\"}\"\n"),
    "trial-trace.service": "[Unit]\nAfter=trial-panel.service\nBefore=huisclos.service\n"
                           "[Service]\nType=exec\nStandardOutput=file:/dev/ttyS1\n"
                           "ExecStart=/bin/cat /sys/kernel/tracing/trace_pipe\n",
}
SCREEN = {"trial-panel.service": script(board("framebuffer", "/dev/fb0") + "echo \"{\\\"screen\\\": \\\"$(cat /sys/class/graphics/fb0/virtual_size)\\\"}\"\n")}
TRANSFER = re.compile(r"(\d+\.\d+): smbus_write: i2c-\d+ a=0*3c f=\w+ c=(\w+) I2C_BLOCK_DATA l=\d+ \[([0-9a-f-]+)\]")


def sent(box, since=0):
    """What the panel was sent, in whole pictures: (bytes of the record so far, transfers as hexadecimal lines)."""
    text = (box.folder / "measured.log").read_text(errors="replace")
    rows = [(float(at), f"{command} {data[3:]}") for at, command, data in TRANSFER.findall(text[since:])]
    # The last picture may be half sent: between two there is a beat of a quarter of a second.
    while len(rows) > 1 and rows[-1][0] - rows[-2][0] < 0.1:
        rows.pop()
    return len(text), [row for _, row in rows[:-1]]


def pictures(box, since=0, patience_s=600):
    """The same from the moment on that the panel was begun with, once a whole picture was sent."""
    limit = time.monotonic() + patience_s
    while time.monotonic() < limit:
        _, rows = sent(box, since)
        begun = next((n for n, row in enumerate(rows) if row.startswith(("0 ae", "00 ae"))), None)
        if begun is not None:
            return rows[begun:]
        time.sleep(2)
    raise Failed("no whole picture is sent")


def replayed(box, name, rows):
    """The pixels of what was sent, by the glass of `board/panel`: points lit; the picture lies beside as PNG."""
    stream = box.folder / f"{name}.stream"
    stream.write_text("\n".join(rows) + "\n")
    done = subprocess.run(["/src/target/debug/examples/replay", str(stream), str(box.folder / f"{name}.png")], capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"replay of {name}: {done.stderr}")
    found = re.search(r"(\d+) transfers, (\d+) bytes, (\d+) points lit", done.stdout)
    return dict(zip(("transfers", "bytes", "points_lit"), map(int, found.groups())))


class Debugger:
    """The virtual machine's memory (QEMU's gdb stub): where a hand on the ribbon would be."""

    def __init__(self, path):
        self.line = socket.socket(socket.AF_UNIX)
        self.line.settimeout(120)
        self.line.connect(str(path))

    def asks(self, text):
        """One packet; its answer."""
        self.line.sendall(f"${text}#{sum(text.encode()) % 256:02x}".encode())
        said = b""
        while not re.search(rb"\$[^#]*#..", said):
            said += self.line.recv(4096)
        self.line.sendall(b"+")
        return re.search(rb"\$([^#]*)#..", said).group(1).decode()

    def changes(self, address, before, after):
        """Two bytes of memory, which must be what they are thought to be."""
        there = self.asks(f"m{address:x},2")
        if there != struct.pack("<H", before).hex():
            raise Failed(f"at {address:x} is {there}, not {before:#x}")
        said = self.asks(f"M{address:x},2:{struct.pack('<H', after).hex()}")
        if said != "OK":
            raise Failed(f"the memory is not written: {said}")

    def leaves(self):
        """The machine goes on."""
        self.asks("D")
        self.line.close()


def moves(box, chips, before, after):
    """The chip answers at another address from now on: at the old one nobody does."""
    for _ in range(200):
        debugger = Debugger(box.folder / "gdb.sock")
        # A program of the box's may be running, and sees nothing of the kernel's memory: the next moment, then.
        seen = debugger.asks(f"m{chips:x},2")
        if seen[:1] != "E":
            debugger.changes(chips, before, after)
            debugger.leaves()
            return
        debugger.leaves()
        time.sleep(0.1)
    raise Failed(f"the kernel's memory is never seen: {seen}")


def photograph(box, name):
    """The screen as somebody before it sees it: its size, and our picture in the middle as points lit, each a square of one colour."""
    wanted = box.folder / f"{name}.ppm"
    box.ask_machine("screendump", filename=str(wanted))
    box.ask_machine("screendump", filename=str(box.folder / f"{name}.png"), format="png")
    kind, size, most, points = wanted.read_bytes().split(b"\n", 3)
    wide, high = map(int, size.split())
    if kind != b"P6" or most != b"255":
        raise Failed(f"{name}: not a photograph")
    by = min(wide // WIDTH, high // HEIGHT)
    left, above = (wide - WIDTH * by) // 2, (high - HEIGHT * by) // 2
    at = lambda x, y: points[(y * wide + x) * 3:(y * wide + x) * 3 + 3]
    lit, foreign = 0, 0
    dark = b"\0\0\0"
    for y in range(HEIGHT):
        for x in range(WIDTH):
            begin = (left + x * by, above + y * by)
            first = at(*begin)
            rows = [points[((begin[1] + row) * wide + begin[0]) * 3:((begin[1] + row) * wide + begin[0] + by) * 3] for row in range(by)]
            foreign += any(row != first * by for row in rows)
            lit += first != dark
    around = sum(at(x, y) != dark for y in range(high) for x in range(wide)
                 if not (left <= x < left + WIDTH * by and above <= y < above + HEIGHT * by))
    pathlib.Path(wanted).unlink()
    return {"screen": f"{wide}x{high}", "points_lit": lit, "points_of_two_colours": foreign, "lit_around": around}


def watches(box, look, holds, why, patience_s=600):
    """Looks until it holds."""
    limit = time.monotonic() + patience_s
    while time.monotonic() < limit:
        seen = look()
        if re.search(holds, seen):
            return seen
        time.sleep(2)
    raise Failed(f"{why}: {seen[-900:]}")
