"""The trials of an image. Each one starts boxes, does something to them, and says in one JSON line what came of it."""
import json
import re
import sys
import time

from machine import CACHE, Failed, Machine

READY = "huisclos : prête"


def ready(box):
    """Waits until the box says that it is; gives what it said of itself."""
    box.expect(READY)
    time.sleep(1)
    line = [l for l in box.since().splitlines() if READY in l][-1]
    kernel = re.search(r"version (\S+), (\S+) s, mémoire (.*?), page (\S+), en échec : (.*)", line)
    version, since_kernel, memory, page, failed = kernel.groups()
    return {"version": version, "since_power_s": round(box.elapsed_s()), "since_kernel_s": float(since_kernel),
            "memory": memory, "page": page, "failed": failed.strip()}


def must(holds, why):
    """One line of a trial."""
    if not holds:
        raise Failed(why)


def first_boot(version):
    """From image file to ready: Secure Boot enrolled, disk encrypted under the TPM, page answers, nothing sent outside."""
    box = Machine(CACHE / "trials" / "first-boot", version)
    box.start()
    said = ready(box)
    status, _, body = box.page()
    count, where, seen = box.sent_outside()
    box.cut()
    must(status in (200, 303, 302), f"the page answers {status}")
    must(count == 0, f"{count} packets left for {where}")
    return {**said, "page_status": status, "page_bytes": len(body), "packets": seen, "packets_outside": count}


TRIALS = {"first-boot": first_boot}


def main():
    """Runs the trial that was asked for, or all."""
    asked, version = sys.argv[1], sys.argv[2]
    if asked != "all" and asked not in TRIALS:
        sys.exit(f"trials: {', '.join(TRIALS)}, all")
    failed = False
    for name, trial in TRIALS.items():
        if asked in (name, "all"):
            began = time.monotonic()
            try:
                row = {"trial": name, "came": "well", **(trial(version) or {})}
            except Failed as why:
                row, failed = {"trial": name, "came": "failed", "why": str(why)}, True
            print(json.dumps({**row, "seconds": round(time.monotonic() - began)}, ensure_ascii=False), flush=True)
    sys.exit(failed)


main()
