"""whisper.cpp's library called directly: one encoding, one decoding at a time, with a chosen context."""
import ctypes
import glob
import os

import _pywhispercpp as pw

SITE = os.path.dirname(os.path.abspath(pw.__file__))
[PATH] = glob.glob(f"{SITE}/pywhispercpp.libs/libwhisper-*.so*") or glob.glob(f"{SITE}/libwhisper.so")
LIB = ctypes.CDLL(PATH)
LIB.whisper_init_from_file.restype = ctypes.c_void_p
LIB.whisper_full_default_params_by_ref.restype = ctypes.c_void_p


class Full(ctypes.Structure):
    """The head of `whisper_full_params`, up to what is set here; the rest is copied as it is."""

    _fields_ = [("strategy", ctypes.c_int), ("n_threads", ctypes.c_int), ("n_max_text_ctx", ctypes.c_int),
                ("offset_ms", ctypes.c_int), ("duration_ms", ctypes.c_int), ("translate", ctypes.c_bool),
                ("no_context", ctypes.c_bool), ("no_timestamps", ctypes.c_bool), ("single_segment", ctypes.c_bool),
                ("print_special", ctypes.c_bool), ("print_progress", ctypes.c_bool), ("print_realtime", ctypes.c_bool),
                ("print_timestamps", ctypes.c_bool), ("token_timestamps", ctypes.c_bool), ("thold_pt", ctypes.c_float),
                ("thold_ptsum", ctypes.c_float), ("max_len", ctypes.c_int), ("split_on_word", ctypes.c_bool),
                ("max_tokens", ctypes.c_int), ("debug_mode", ctypes.c_bool), ("audio_ctx", ctypes.c_int),
                ("rest", ctypes.c_char * 512)]


def open(path):
    return ctypes.c_void_p(LIB.whisper_init_from_file(path.encode()))


def close(context):
    LIB.whisper_free(context)


def floats(samples):
    return samples.ctypes.data_as(ctypes.POINTER(ctypes.c_float))


def context_of(context, positions, cores, samples):
    """A whole transcription sets the context that encodings then use."""
    params = ctypes.cast(LIB.whisper_full_default_params_by_ref(0), ctypes.POINTER(Full)).contents
    params.n_threads, params.audio_ctx, params.max_tokens, params.single_segment = cores, positions, 2, True
    params.no_timestamps = True
    assert LIB.whisper_full(context, params, floats(samples), len(samples)) == 0


def features(context, samples, cores):
    assert LIB.whisper_pcm_to_mel(context, floats(samples), len(samples), cores) == 0


def encode(context, cores):
    assert LIB.whisper_encode(context, 0, cores) == 0


def decode(context, tokens, past, cores):
    assert LIB.whisper_decode(context, (ctypes.c_int * len(tokens))(*tokens), len(tokens), past, cores) == 0
