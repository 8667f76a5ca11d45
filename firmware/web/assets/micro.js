// Between microphone, ear and line: resamples between the browser's rate and the telephone's 8 kHz, speaks G.711 A-law in
// frames of 20 ms, and holds what comes over the network for as long as it needs to come out even. No word is kept.
"use strict";
const LINE_HZ = 8000, FRAME = 160;
// Played once so much waits (60 ms), after it ran dry; and never more than this (240 ms): what is older is dropped.
const BEGIN = 3 * FRAME, HELD_MAX = 12 * FRAME;
// Zero crossings of the low-pass on each side: enough for a telephone's band, 2 ms at most.
const CROSSINGS = 12, PHASES = 256;

// Windowed-sinc resampling of a stream, any rate to any rate.
class Resampler {
  constructor(from, to) {
    this.step = from / to;
    const scale = Math.max(1, this.step);
    this.half = Math.ceil(CROSSINGS * scale);
    this.kernel = new Float32Array(this.half * PHASES + 1);
    for (let i = 0; i < this.kernel.length; i++) {
      const x = i / PHASES / scale, sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      this.kernel[i] = sinc * (.5 + .5 * Math.cos(Math.PI * i / this.kernel.length)) / scale;
    }
    this.kept = new Float32Array(2 * this.half);
    this.at = this.half;
  }
  push(samples) {
    const all = new Float32Array(this.kept.length + samples.length), out = [];
    all.set(this.kept); all.set(samples, this.kept.length);
    while (this.at + this.half < all.length) {
      const from = Math.ceil(this.at - this.half), to = Math.floor(this.at + this.half);
      let sum = 0;
      for (let n = from; n <= to; n++) sum += all[n] * this.kernel[Math.round(Math.abs(n - this.at) * PHASES)];
      out.push(sum);
      this.at += this.step;
    }
    const gone = Math.max(0, Math.floor(this.at) - this.half);
    this.kept = all.slice(gone);
    this.at -= gone;
    return out;
  }
}

// G.711 A-law, as ITU-T writes it.
function encode(sample) {
  let pcm = Math.max(-32768, Math.min(32767, Math.round(sample * 32767))) >> 3, mask = 0xD5;
  if (pcm < 0) { mask = 0x55; pcm = -pcm - 1; }
  let segment = 0;
  while (segment < 8 && pcm > (0x20 << segment) - 1) segment++;
  if (segment >= 8) return 0x7F ^ mask;
  return (segment << 4 | (segment < 2 ? pcm >> 1 : pcm >> segment) & 0xF) ^ mask;
}
const DECODED = Float32Array.from({ length: 256 }, (_, byte) => {
  const a = byte ^ 0x55, segment = (a & 0x70) >> 4;
  let value = (a & 0xF) << 4;
  value += segment ? 0x108 : 8;
  if (segment > 1) value <<= segment - 1;
  return (a & 0x80 ? value : -value) / 32768;
});

class Telephone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.down = new Resampler(sampleRate, LINE_HZ);
    this.up = new Resampler(LINE_HZ, sampleRate);
    this.saying = []; this.heard = []; this.playing = []; this.runs = false;
    this.said = { peak: 0, samples: 0 }; this.hears = { peak: 0 };
    this.port.onmessage = event => {
      const bytes = new Uint8Array(event.data);
      for (const byte of bytes) this.heard.push(DECODED[byte]);
      if (this.heard.length > HELD_MAX) this.heard.splice(0, this.heard.length - HELD_MAX);
    };
  }
  process(inputs, outputs) {
    const input = inputs[0][0], output = outputs[0][0];
    for (const sample of input ? this.down.push(input) : []) {
      this.saying.push(encode(sample));
      this.said.peak = Math.max(this.said.peak, Math.abs(sample));
    }
    while (this.saying.length >= FRAME) {
      const frame = Uint8Array.from(this.saying.splice(0, FRAME));
      this.port.postMessage(frame.buffer, [frame.buffer]);
    }
    while (this.playing.length < output.length) {
      this.runs ||= this.heard.length >= BEGIN;
      const now = this.runs ? this.heard.splice(0, 64) : [];
      if (!now.length) { this.runs = false; break; }
      this.playing.push(...this.up.push(now));
    }
    for (let i = 0; i < output.length; i++) {
      output[i] = this.playing[i] || 0;
      this.hears.peak = Math.max(this.hears.peak, Math.abs(output[i]));
    }
    this.playing.splice(0, output.length);
    this.said.samples += output.length;
    if (this.said.samples >= sampleRate / 10) {
      this.port.postMessage({ dit: this.said.peak, entend: this.hears.peak });
      this.said = { peak: 0, samples: 0 }; this.hears.peak = 0;
    }
    return true;
  }
}
registerProcessor("telephone", Telephone);
