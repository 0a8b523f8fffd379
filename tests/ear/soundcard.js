// A sound card for tests: it decodes clips in earnest, plays them in time of its own, and writes down every sound.
// Put before the page (see soundcard.py). `window.soundcardMode`:
//   "at_once"  a sound that is started has ended a moment later: the card's time leaps to its end (days at high speed)
//   "told"     the card's time stands still until `soundcard.tell(seconds)`
//   "slow"     the same, but it creeps on by itself: before a real office a card that stands still is soon taken for dead
// `soundcard.sounds`: {context, url, at, seconds, gain, ended, cut}, in the order of their starting; times are seconds
// of one time common to all contexts of the page, so two sounds overlap exactly when their spans do. `url` is the
// address the clip was fetched from ("" for a buffer that the page has made itself), `gain` the product of the gains
// on its way to the loudspeaker (0: it leads nowhere).
(() => {
  const AT_ONCE = (window.soundcardMode ?? "at_once") === "at_once";
  const Offline = window.OfflineAudioContext, RATE = 48000;
  const addresses = new WeakMap(); // bytes and decoded clips -> the address they came from
  const contexts = new Set(), sounds = [];
  let time = 0, blocked = false, stalled = false, devices = ["default"];

  /** Another task, whatever a test has done to the page's timers. */
  function later(what) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); what(); };
    port2.postMessage(null);
  }

  function tells(target, kind) {
    const event = new Event(kind);
    target.dispatchEvent(event);
    target[`on${kind}`]?.(event);
  }

  const bytes = Response.prototype.arrayBuffer;
  Response.prototype.arrayBuffer = async function arrayBuffer() {
    const data = await bytes.call(this);
    addresses.set(data, this.url);
    return data;
  };

  /** A setting: only its last value counts. */
  class Param {
    constructor(value) { this.value = this.defaultValue = value; }
    setValueAtTime(value) { this.value = value; return this; }
    linearRampToValueAtTime(value) { this.value = value; return this; }
    exponentialRampToValueAtTime(value) { this.value = value; return this; }
    setTargetAtTime(value) { this.value = value; return this; }
    cancelScheduledValues() { return this; }
    cancelAndHoldAtTime() { return this; }
  }

  class Node extends EventTarget {
    constructor(context) { super(); this.context = context; this.outputs = new Set(); }
    connect(next) { this.outputs.add(next); return next; }
    disconnect(next) { if (next) this.outputs.delete(next); else this.outputs.clear(); }
    start() {}
    stop() {}
    own() { return 1; }
    reach() { return Math.max(0, ...[...this.outputs].map((next) => next.own() * next.reach())); }
  }

  class Destination extends Node {
    reach() { return 1; }
  }

  class Gain extends Node {
    constructor(context) { super(context); this.gain = new Param(1); }
    own() { return this.gain.value; }
  }

  class Source extends Node {
    constructor(context) {
      super(context);
      Object.assign(this, { buffer: null, loop: false, playbackRate: new Param(1), detune: new Param(0) });
    }

    start(when = 0, offset = 0, length = Infinity) {
      if (this.sound) throw new DOMException("started twice", "InvalidStateError");
      const whole = this.buffer ? Math.max(0, this.buffer.duration - offset) / this.playbackRate.value : 0;
      this.sound = {
        context: this.context.number, url: addresses.get(this.buffer) ?? "", at: Math.max(when, this.context.currentTime),
        seconds: this.loop ? length : Math.min(whole, length), gain: null, ended: false, cut: false,
      };
      sounds.push(this.sound);
      this.context.playing.add(this);
      if (AT_ONCE) later(leap);
    }

    /** A sound stopped before its end is cut; what is left of it is its length. */
    stop(when = 0) {
      if (!this.sound || this.sound.ended) return;
      const left = Math.max(when, this.context.currentTime) - this.sound.at;
      if (left >= this.sound.seconds) return;
      Object.assign(this.sound, { seconds: Math.max(0, left), cut: true });
      if (AT_ONCE) later(leap);
    }

    get end() { return this.sound.at + this.sound.seconds; }

    finish() {
      this.context.playing.delete(this);
      this.sound.gain = this.reach();
      this.sound.ended = true;
      tells(this, "ended");
    }
  }

  class Context extends EventTarget {
    constructor() {
      super();
      Object.assign(this, {
        number: contexts.size, state: "suspended", sampleRate: RATE, baseLatency: 0.01, outputLatency: 0.02,
        sinkId: "", playing: new Set(), wishes: [], dead: false,
      });
      this.destination = new Destination(this);
      this.real = new Offline(2, RATE, RATE);
      contexts.add(this);
      later(() => { if (!blocked) this.become("running"); });
    }

    get currentTime() { return time; }
    become(state) {
      if (this.state === state || this.state === "closed") return;
      this.state = state;
      tells(this, "statechange");
    }

    resume() {
      if (this.state === "closed") return Promise.reject(new DOMException("closed", "InvalidStateError"));
      if (this.state === "running") return Promise.resolve();
      return new Promise((done) => {
        this.wishes.push(done);
        later(() => grant(this));
      });
    }

    async suspend() { this.become("suspended"); }
    async close() {
      for (const source of this.playing) {
        const played = Math.max(0, Math.min(source.sound.seconds, time - source.sound.at));
        Object.assign(source.sound, { gain: source.reach(), cut: true, seconds: played });
      }
      this.playing.clear();
      this.become("closed");
    }

    async setSinkId(id) { this.sinkId = id; }
    async decodeAudioData(data, good, bad) {
      const address = addresses.get(data) ?? "";
      try {
        const clip = await this.real.decodeAudioData(data);
        addresses.set(clip, address);
        good?.(clip);
        return clip;
      } catch (error) {
        bad?.(error);
        throw error;
      }
    }

    getOutputTimestamp() { return { contextTime: time, performanceTime: performance.now() }; }
    createBuffer(channels, length, rate) { return this.real.createBuffer(channels, length, rate); }
    createBufferSource() { return new Source(this); }
    createGain() { return new Gain(this); }
    createDynamicsCompressor() { return new Node(this); }
    createOscillator() { return new Node(this); }
    createConstantSource() { return new Node(this); }
  }

  function grant(context) {
    if (blocked || context.dead || !context.wishes.length) return;
    context.become("running");
    for (const done of context.wishes.splice(0)) done();
  }

  /** The sounds that are under way on a card that plays, by their ends. */
  const playing = () => stalled ? [] : [...contexts].filter(({ state }) => state === "running")
    .flatMap((context) => [...context.playing]).sort((a, b) => a.end - b.end);

  /** Let the card's time pass until `until`, ending what ends meanwhile. */
  function pass(until) {
    for (;;) {
      const next = playing()[0];
      if (!next || next.end > until) break;
      time = Math.max(time, next.end);
      next.finish();
    }
    if (!stalled && Number.isFinite(until)) time = Math.max(time, until);
  }

  const leap = () => pass(Math.max(time, ...playing().map((source) => source.end).filter(Number.isFinite)));

  function plug(names) {
    devices = names;
    tells(navigator.mediaDevices ?? new EventTarget(), "devicechange");
  }
  if (navigator.mediaDevices) {
    navigator.mediaDevices.enumerateDevices = async () =>
      devices.map((deviceId) => ({ kind: "audiooutput", deviceId, label: "", groupId: "" }));
  }

  // Time does not stand still between the sounds of a card that plays at once: a page may look whether it is alive.
  if (AT_ONCE) {
    setInterval(() => {
      if (!stalled && [...contexts].some(({ state }) => state === "running")) pass(time + 0.02);
    }, 20);
  }

  if (window.soundcardMode === "slow") {
    setInterval(() => {
      if (!stalled && [...contexts].some(({ state }) => state === "running")) pass(time + 0.001);
    }, 20);
  }

  window.AudioContext = window.webkitAudioContext = Context;
  window.soundcard = {
    sounds,
    get time() { return time; },
    get contexts() { return [...contexts].map(({ number, state }) => ({ number, state })); },
    tell: (seconds) => pass(time + seconds),
    /** As before the first touch: nothing starts, resume() waits. */
    block() { blocked = true; for (const context of contexts) if (!context.dead) context.become("suspended"); },
    allow() { blocked = false; for (const context of contexts) grant(context); },
    /** As when the sound server goes away: the contexts of now never speak again, a new one does. */
    die() {
      for (const context of [...contexts]) { // a page opens a new one when it hears of it: that one lives
        if (context.state === "closed") continue;
        context.dead = true;
        tells(context, "error");
        context.become("suspended");
      }
    },
    /** The contexts say that they run, but their time stands still. */
    stall() { stalled = true; },
    go() { stalled = false; if (AT_ONCE) leap(); },
    unplug() { plug([]); },
    plug() { plug(["default"]); },
  };
})();
