// A loudspeaker that tests can hear: it notes what is said and when, and a clip ends when the page's own clock says so.
(() => {
  const said = (data) => { // the words that the stage has put into the clip
    const bytes = new Uint8Array(data), view = new DataView(data);
    for (let at = 12; at < bytes.length; at += 8 + view.getUint32(at + 4, true))
      if (String.fromCharCode(...bytes.subarray(at, at + 4)) === "said")
        return new TextDecoder().decode(bytes.subarray(at + 8, at + 8 + view.getUint32(at + 4, true))).trim();
    return null;
  };
  const ear = window.ear = { heard: [], cut: 0, volume: null, state: "running", devices: [{ kind: "audiooutput" }], seconds: 1 };

  class Node {
    connect(next) { return next; }
    addEventListener() {}
  }
  class Source extends Node {
    start(at) {
      const { words } = this.buffer;
      ear.heard.push(words);
      ear.speaking = words;
      this.timer = setTimeout(() => { ear.speaking = null; this.onended?.(); }, Math.max(0, at - performance.now() / 1000) * 1000 + this.buffer.duration * 1000);
    }
    stop() {
      if (ear.speaking === this.buffer.words) { ear.speaking = null; ear.cut += 1; }
      clearTimeout(this.timer);
    }
  }
  window.AudioContext = class extends Node {
    get state() { return ear.state; }
    get currentTime() { return performance.now() / 1000; }
    resume() { return ear.state === "running" ? Promise.resolve() : new Promise(() => {}); }
    close() { return Promise.resolve(); }
    createGain() { return Object.assign(new Node(), { gain: { set value(now) { ear.volume = now; } } }); }
    createBufferSource() { return new Source(); }
    async decodeAudioData(data) {
      const words = said(data);
      if (words === null) throw new DOMException("no sound", "EncodingError");
      return { words, duration: ear.seconds };
    }
  };
  navigator.mediaDevices.enumerateDevices = async () => ear.devices;
})();
