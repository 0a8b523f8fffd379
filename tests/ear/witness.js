// Writes down what a page asks of the real sound card, and leaves it alone: `window.schedule` = [{url, at, seconds}].
// The judge does not believe it; it only tells which gaps between clips were meant.
(() => {
  const addresses = new WeakMap();
  window.schedule = [];
  const bytes = Response.prototype.arrayBuffer, decode = AudioContext.prototype.decodeAudioData;
  const start = AudioBufferSourceNode.prototype.start;
  Response.prototype.arrayBuffer = async function arrayBuffer() {
    const data = await bytes.call(this);
    addresses.set(data, this.url);
    return data;
  };
  AudioContext.prototype.decodeAudioData = async function decodeAudioData(data, ...more) {
    const url = addresses.get(data) ?? "", clip = await decode.call(this, data, ...more);
    addresses.set(clip, url);
    return clip;
  };
  AudioBufferSourceNode.prototype.start = function (at = 0, ...more) {
    window.schedule.push({ url: addresses.get(this.buffer) ?? "", at, seconds: this.buffer?.duration ?? 0 });
    return start.call(this, at, ...more);
  };
})();
