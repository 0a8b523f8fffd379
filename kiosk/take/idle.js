// Seconds that run down, and the watch on a page that nobody touches any more.

/** Counts whole seconds down to `onEnd`; `onTick` hears every second that is left. While `held()` no second passes. */
export class Countdown {
  #timer = null;
  #held;

  constructor(held = () => false) { this.#held = held; }

  start(seconds, onTick, onEnd) {
    this.stop();
    this.left = seconds;
    onTick(seconds);
    this.#timer = setInterval(() => {
      if (this.#held()) return undefined;
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

/** Ends a visit that nobody goes on with: after `limit()` seconds without a touch, warning in the last `warn()`. */
export class Idle {
  #count;
  #on = false;

  constructor({ limit, warn, held, onWarn, onCalm, onEnd }) {
    Object.assign(this, { limit, warn, onWarn, onCalm, onEnd });
    this.#count = new Countdown(held);
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
    const warn = this.warn();
    this.#count.start(this.limit(), (left) => { if (left <= warn) this.onWarn(left); }, () => { this.#on = false; this.onEnd(); });
  }
}
