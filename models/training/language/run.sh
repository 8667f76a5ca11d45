#!/bin/sh
# Makes models/language/weights/default.gguf from nothing. Usage: ./run.sh [MINUTES] (of training, one thread; 120 unless said)
# Needs: python -m pip install torch tokenizers safetensors gguf numpy
set -eu
cd "$(dirname "$0")"
minutes=${1:-120}
export OMP_NUM_THREADS=1
mkdir -p runs
[ -f tokenizer.json ] || python tokens.py tokenizer.json
python linear.py --count 400000 --written 0.5 --out runs/linear.npz
python train.py --run runs/default --minutes "$minutes" --written 0.4 --compile
python evaluate.py --weights runs/default/last.pt --linear runs/linear.npz
mkdir -p ../../language/weights
python export.py --weights runs/default/last.pt --linear runs/linear.npz --out ../../language/weights/default.gguf
python reference.py --gguf ../../language/weights/default.gguf --out runs/reference.jsonl
