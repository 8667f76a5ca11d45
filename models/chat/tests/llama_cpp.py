"""Our scores against llama.cpp's on the same files: three sizes of four architectures, f32, Q8_0 and Q4_K_M's mixture.

    pip install llama-cpp-python
    python3 models/chat/tests/llama_cpp.py

Needs a package that is built from source for minutes, so the gate does not run it; `models/README.md` keeps what it printed.
"""
import json, pathlib, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).parents[3]
OURS = ROOT / "target/debug/examples/bench"
BENCH = ROOT / "models/chat/examples/bench.py"
TOKENS = ",".join(str((7 * i * i + 3 * i) % 256) for i in range(24))


def call(*args):
    return json.loads(subprocess.run([str(a) for a in args], check=True, capture_output=True, text=True).stdout.strip().splitlines()[-1])


subprocess.run(["cargo", "build", "-q", "-p", "huisclos-chat", "--example", "bench"], check=True, cwd=ROOT)
bad = 0
print("| architecture | size | kept | largest relative difference of a score | first choice the same |\n|---|---|---|---|---|")
with tempfile.TemporaryDirectory() as folder:
    for arch in ["llama", "qwen2", "qwen3", "gemma3"]:
        for size in ["tiny", "small", "middle"]:
            for kind in ["f32", "q8_0", "q4_k_m"]:
                file = f"{folder}/x.gguf"
                subprocess.run([OURS, "test", arch, size, kind, file], check=True)
                ours, theirs = call(OURS, "scores", file, TOKENS), call(sys.executable, BENCH, "--scores", file, TOKENS)
                spread = max(abs(v) for row in theirs for v in row)
                apart = max(abs(a - b) for r, s in zip(ours, theirs) for a, b in zip(r, s)) / spread
                clear = same = 0
                for r, s in zip(ours, theirs):
                    first, second = sorted(s)[-1], sorted(s)[-2]
                    if first - second > (0.004 if kind == "f32" else 0.08) * spread:
                        clear += 1
                        same += max(range(len(r)), key=r.__getitem__) == max(range(len(s)), key=s.__getitem__)
                bad += same != clear or len(ours) != 24 or len(theirs) != 24
                print(f"| {arch} | {size} | {kind} | {100 * apart:.2f} % | {same} of {clear} |", flush=True)
sys.exit(bad > 0)
