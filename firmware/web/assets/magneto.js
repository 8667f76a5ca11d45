// Catches the microphone as it comes: blocks of samples at the browser's own rate, for a greeting or a sentence read aloud.
"use strict";
class Recorder extends AudioWorkletProcessor {
  process(inputs) {
    const input = inputs[0][0];
    if (input) this.port.postMessage(input.slice());
    return true;
  }
}
registerProcessor("magneto", Recorder);
