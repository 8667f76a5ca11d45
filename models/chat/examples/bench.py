"""Our language models' arithmetic against llama.cpp's, on the same files of random weights (speed does not depend on values).

    pip install llama-cpp-python
    python3 models/chat/examples/bench.py [--shapes qwen2.5-0.5b,…] [--kinds q8_0,q4_k_m] [--threads 1,2]

One process a measure, one after the other; each figure is the best of its repetitions, in turn, so that a neighbour on the same machine
disturbs both alike. `cpu` rows are by processor time instead of the clock (one thread), which another program's work hardly changes.
"""
import argparse, json, os, pathlib, subprocess, sys

ROOT = pathlib.Path(__file__).parents[3]
OURS = ROOT / "target/debug/examples/bench"
TOKENS = [i * 7919 % 30000 for i in range(600)]


def memory(line):
    return next(int(l.split()[1]) // 1024 for l in open("/proc/self/status") if l.startswith(line))


def theirs(file, threads):
    import time
    import llama_cpp
    before = memory("VmRSS")
    m = llama_cpp.Llama(file, n_ctx=1024, n_batch=512, n_ubatch=512, n_threads=threads, n_threads_batch=threads, verbose=False)
    m.eval(TOKENS[:32])

    def best(times, f, prepare):
        wall, cpu = [], []
        for _ in range(times):
            prepare()
            a, b = time.perf_counter(), time.process_time()
            f()
            wall.append(time.perf_counter() - a)
            cpu.append(time.process_time() - b)
        return min(wall), min(cpu)

    def to(n):
        def prepare():
            m.n_tokens = n
            m._ctx.kv_cache_seq_rm(-1, n, -1)
        return prepare
    prompt = best(3, lambda: m.eval(TOKENS[:200]), to(0))
    to(0)()
    m.eval(TOKENS[:560])
    turn = best(3, lambda: m.eval(TOKENS[560:600]), to(560))
    decode = best(3, lambda: [m.eval([t]) for t in TOKENS[200:240]], to(200))
    print(json.dumps({"prompt_s": prompt, "turn_s": turn, "decode_s": decode, "resident_mb": memory("VmRSS") - before}))


def scores(file, tokens):
    import llama_cpp
    m = llama_cpp.Llama(file, n_ctx=512, n_threads=1, n_threads_batch=1, verbose=False, logits_all=True)
    m.eval([int(t) for t in tokens.split(",")])
    print(json.dumps(m.scores[:m.n_tokens].tolist()))


def call(*args):
    out = subprocess.run([str(a) for a in args], check=True, capture_output=True, text=True).stdout
    return json.loads(out.strip().splitlines()[-1])


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--shapes", default="qwen2.5-0.5b,qwen3-0.6b")
    p.add_argument("--kinds", default="q8_0,q4_k_m")
    p.add_argument("--threads", default="1,2")
    p.add_argument("--folder", default="/tmp/huisclos-chat-bench")
    p.add_argument("--repeat", type=int, default=2)
    a = p.parse_args()
    pathlib.Path(a.folder).mkdir(exist_ok=True)
    subprocess.run(["cargo", "build", "-q", "-p", "huisclos-chat", "--example", "bench"], check=True, cwd=ROOT)
    print("| shape | threads | | prompt of 200, tokens/s | turn of 40 after 560 kept, ms | decode, tokens/s | memory, MB |\n|---|---|---|---|---|---|---|")
    for shape in a.shapes.split(","):
        for kind in a.kinds.split(","):
            file = f"{a.folder}/{shape}-{kind}.gguf"
            if not os.path.exists(file):
                subprocess.run([OURS, "make", shape, kind, file], check=True)
            for threads in map(int, a.threads.split(",")):
                pin = ["taskset", "-c", ",".join(map(str, range(threads)))]
                both = {"ours": [], "llama.cpp": []}
                for _ in range(a.repeat):
                    both["ours"].append(call(*pin, OURS, "run", file, threads))
                    both["llama.cpp"].append(call(*pin, sys.executable, __file__, "--theirs", file, threads))
                rows = {}
                for which in ([0, 1] if threads == 1 else [0]):
                    for name, runs in both.items():
                        low = lambda key: min(r[key][which] for r in runs)
                        rows[name] = (200 / low("prompt_s"), 1000 * low("turn_s"), 40 / low("decode_s"), min(r["resident_mb"] for r in runs))
                    o, t = rows["ours"], rows["llama.cpp"]
                    rows["ratio"] = (o[0] / t[0], t[1] / o[1], o[2] / t[2], o[3] / t[3])
                    for name, r in rows.items():
                        clock = " (cpu)" if which else ""
                        f = ("%.2f | %.2f | %.2f | %.2f" if name == "ratio" else "%.0f | %.0f | %.1f | %.0f") % r
                        print(f"| {shape} {kind} | {threads} | {name}{clock} | {f} |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] == "--theirs":
        theirs(sys.argv[2], int(sys.argv[3]))
    elif len(sys.argv) > 1 and sys.argv[1] == "--scores":
        scores(sys.argv[2], sys.argv[3])
    else:
        main()
