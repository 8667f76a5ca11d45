"""What whisper.cpp makes of files that `invented.py` writes, three sizes in three types, for `tests/whispercpp.rs`.

    pip install pywhispercpp; python whispercpp.py > whispercpp.json

Its library is called directly: features, encoder, then one forced token after the other.
"""
import ctypes
import glob
import hashlib
import json
import os
import sys
import tempfile

import numpy as np
import pywhispercpp
from invented import F16, Q5_1, Q8_0, SIZES, ggml, signal

FORCED = [50258, 50265, 50359, 50363, 1200, 20000, 7, 9999, 31, 2500, 22222, 181, 40, 640, 14000, 5]


class Params(ctypes.Structure):
    """`whisper_context_params` of whisper.h."""

    _fields_ = [("use_gpu", ctypes.c_bool), ("flash_attn", ctypes.c_bool), ("gpu_device", ctypes.c_int),
                ("dtw_token_timestamps", ctypes.c_bool), ("dtw_aheads_preset", ctypes.c_int), ("dtw_n_top", ctypes.c_int),
                ("n_heads", ctypes.c_size_t), ("heads", ctypes.c_void_p), ("dtw_mem_size", ctypes.c_size_t)]


def library():
    import _pywhispercpp  # loads the library's own neighbours first

    site = os.path.dirname(os.path.dirname(pywhispercpp.__file__))
    assert _pywhispercpp.whisper_print_system_info()
    [path] = glob.glob(f"{site}/pywhispercpp.libs/libwhisper-*.so*") or glob.glob(f"{site}/libwhisper.so")
    lib = ctypes.CDLL(path)
    lib.whisper_init_from_file_with_params.restype = ctypes.c_void_p
    lib.whisper_init_from_file_with_params.argtypes = [ctypes.c_char_p, Params]
    lib.whisper_context_default_params.restype = Params
    lib.whisper_get_logits.restype = ctypes.POINTER(ctypes.c_float)
    lib.whisper_log_set(ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)(0), None)
    return lib


def reference(lib, s, kind, vocabulary):
    file = ggml(s, kind, vocabulary)
    with tempfile.NamedTemporaryFile(suffix=".bin") as out:
        out.write(file)
        out.flush()
        params = lib.whisper_context_default_params()
        # Its flash attention counts the padding of the keys (to 256) as silence heard: not the model's own arithmetic.
        params.use_gpu, params.flash_attn = False, False
        context = ctypes.c_void_p(lib.whisper_init_from_file_with_params(out.name.encode(), params))
    assert context.value, "whisper.cpp refuses the file"
    samples = signal(25000)
    assert lib.whisper_pcm_to_mel(context, samples.ctypes.data_as(ctypes.POINTER(ctypes.c_float)), len(samples), 1) == 0
    assert lib.whisper_encode(context, 0, 1) == 0
    rows = []
    for i, token in enumerate(FORCED):
        assert lib.whisper_decode(context, (ctypes.c_int * 1)(token), 1, i, 1) == 0
        rows.append(np.ctypeslib.as_array(lib.whisper_get_logits(context), (vocabulary,)).copy())
    lib.whisper_free(context)
    scores = np.array(rows)
    best = np.sort(scores, -1)[:, -2:]
    margins = [round(float(b - a), 4) for a, b in best]
    rounded = [round(float(v), 4) for v in scores[:, ::1997].flatten()]
    return {"vocabulary": vocabulary, "sha256": hashlib.sha256(file).hexdigest(), "forced": FORCED,
            "choices": [int(i) for i in scores.argmax(-1)], "margins": margins, "most": round(float(abs(scores).max()), 4), "scores": rounded}


lib, out = library(), {}
for name, s in SIZES.items():
    for form, kind in (("f16", F16), ("q8_0", Q8_0), ("q5_1", Q5_1)):
        out[f"{name} {form}"] = reference(lib, s, kind, 51866 if name == "turbo" else 51865)
        print(name, form, out[f"{name} {form}"]["choices"], out[f"{name} {form}"]["most"], file=sys.stderr)
print(json.dumps(out))
