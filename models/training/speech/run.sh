#!/bin/sh
# Trains the default recogniser from nothing to ../../whisper/weights/default.gguf, in three rounds.
#
#   WORK=/some/folder ./run.sh [all|again]
#
# all       round 1 from random weights, 2 with the encoder and its phoneme head, 3 with the decoder alone
#           (about 2.5 h on two cores that have nothing else to do)
# again     rounds 2 and 3 only, going on from $START (../../whisper/weights/default.gguf, a checkpoint)
# stranger  the encoder from random weights without Pico, to measure Pico as an engine never heard; no export
#
# Needs what README.md lists. Stop it and start it again as you like: finished shards are kept, and
# training resumes at its last checkpoint (every 5 minutes).
set -eu

cd "$(dirname "$0")"
WORK=${WORK:?where data and checkpoints go}
PYTHON=${PYTHON:-python3}
ROUND_1=${ROUND_1:-25} # minutes
ROUND_2=${ROUND_2:-60}
ROUND_3=${ROUND_3:-40}
STRANGER=${STRANGER:-30}
LAYERS=${LAYERS:-6} # of the encoder, from round 2 on
SHARDS=${SHARDS:-20} # thousands of utterances for each of the two cores
KOKORO_SHARDS=${KOKORO_SHARDS:-6} # thousands of Kokoro's, five takes of a rendering each; 11 minutes each on a core
export KOKORO=${KOKORO:-$WORK/kokoro}
export OMP_NUM_THREADS=1

synthesise() {
    if [ ! -e "$WORK/synthesised" ]; then
        nice "$PYTHON" synthesise.py "$WORK/data" 931 "$SHARDS" &
        first=$!
        nice "$PYTHON" synthesise.py "$WORK/data" 932 "$SHARDS"
        wait $first
        [ -e "$KOKORO/kokoro.onnx" ] || "$PYTHON" kokoro.py "$KOKORO"
        nice "$PYTHON" synthesise.py "$WORK/data" 933 $((KOKORO_SHARDS / 2)) --kokoro &
        first=$!
        nice "$PYTHON" synthesise.py "$WORK/data" 934 $((KOKORO_SHARDS / 2)) --kokoro
        wait $first
        touch "$WORK/synthesised"
    fi
}

train() { # program, run, minutes, then further arguments
    program=$1 run=$WORK/$2 minutes=$3
    shift 3
    if [ ! -e "$run/final.pt" ]; then
        nice "$PYTHON" "$program" --run "$run" --data "$WORK/data" --minutes "$minutes" "$@"
    fi
}

mkdir -p "$WORK"
synthesise
if [ "${1:-all}" = stranger ]; then
    train train_sounds.py stranger "$STRANGER" --without pico
    "$PYTHON" export.py "$WORK/stranger/final.pt" "$WORK/export-stranger" "$WORK/stranger.gguf"
    exit
fi
if [ "${1:-all}" = all ]; then
    train train.py round1 "$ROUND_1"
    START=$WORK/round1/final.pt
fi
train train_sounds.py round2 "$ROUND_2" --layers "$LAYERS" --init "${START:?weights to go on from}" --rate 9e-4 --decay 0.45
train train_decoder.py round3 "$ROUND_3" --layers "$LAYERS" --init "$WORK/round2/final.pt" --rate 1.2e-3 --decay 0.45
"$PYTHON" export.py "$WORK/round3/final.pt" "$WORK/export" ../../whisper/weights/default.gguf
"$PYTHON" lexicon.py ../../whisper/weights/default.words
"$PYTHON" testset.py "$WORK/tests.pkl" --data "$WORK/data"
"$PYTHON" evaluate.py "$WORK/tests.pkl" "$START" "$WORK/export" --recordings ../../../tests/recordings
