// Seconds that run down, and the watch on a page that nobody touches any more.

/** Counts whole seconds down to `onEnd`; `onTick` hears every second that is left. */
export class Countdown {
  #timer = null;

  start(seconds, onTick, onEnd) {
    this.stop();
    this.left = seconds;
    onTick(seconds);
    this.#timer = setInterval(() => {
      this.left -= 1;
      if (this.left > 0) return onTick(this.left);
      this.stop();
      return onEnd();
    }, 1000);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

/** Ends a visit that nobody goes on with: after `limit` seconds without a touch, warning in the last `warn`. */
export class Idle {
  #count = new Countdown();
  #on = false;

  constructor({ limit = 30, warn = 10, onWarn, onCalm, onEnd }) {
    Object.assign(this, { limit, warn, onWarn, onCalm, onEnd });
  }

  /** Watches or stops watching; either way the seconds start afresh. */
  watch(on) {
    this.#on = on;
    this.stir();
  }

  /** Somebody is there. */
  stir() {
    this.#count.stop();
    this.onCalm();
    if (!this.#on) return;
    this.#count.start(this.limit, (left) => { if (left <= this.warn) this.onWarn(left); }, () => { this.#on = false; this.onEnd(); });
  }
}
