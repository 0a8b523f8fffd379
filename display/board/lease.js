// Whether this board speaks. The office says so for some seconds, counted from the question; it is asked again and again.

const RENEW = 2500;  // ms between two questions
const JUMP = 6000;   // ms between two looks at the clock (one a second, and at every word of the office): it was frozen

/** A moment of both clocks: one stands still while the machine sleeps, the other one is set by people. */
const mark = () => ({ steady: performance.now(), wall: Date.now() });
const since = (then) => Math.max(performance.now() - then.steady, Date.now() - then.wall);

/**
 * @param {{ask: () => Promise<object>, onTold: (told: object) => void, onFrozen: () => void}} office
 *   `ask` rejects when no answer comes
 */
export function lease({ ask, onTold, onFrozen }) {
  let number = null;              // of the lease that this board has, confirmed or not
  let confirmed = null, valid = 0, waits = null, waitMs = 0;
  let asked = mark(), looked = mark();

  function drop() { number = null; confirmed = null; }

  function take(told) {
    if (!told.speaks) drop();
    else {
      if (told.lease !== number) confirmed = null;
      number = told.lease;
      [waits, waitMs] = [mark(), told.wait_ms];
    }
  }

  function renew() {
    const mine = asked = mark();
    return ask().then((told) => {
      look();
      take(told);
      if (told.speaks) [confirmed, valid] = [mine, told.valid_ms];
      onTold(told);
    }).catch(() => {}); // no answer: the lease runs out by itself
  }

  /** To be called once a second and before anything is believed that has come from outside. */
  function look() {
    const slept = since(looked) > JUMP;
    looked = mark();
    if (slept) { confirmed = null; onFrozen(); }
    return slept;
  }

  return {
    look,
    tick() { if (look() || since(asked) >= RENEW) renew(); },
    renew,
    drop,
    /** The office's word without a question: it may have lain here for long, so it is asked about at once. */
    told(told) {
      look();
      take(told);
      onTold(told);
      if (told.speaks) renew();
    },
    get number() { return number; },
    /** Whether this board is the one, though it may have to ask before it opens its mouth. */
    get mine() { return number !== null; },
    get holds() { return number !== null && confirmed !== null && since(confirmed) < valid; },
    /** ms to let pass before speaking: another board ends its sentence. */
    get pause() { return waits ? Math.max(0, waitMs - since(waits)) : 0; },
  };
}
