// Whether nobody is being called: only then is there time for anything else on the wall.

const FRESH = 20000; // ms after a call in which it has the wall for itself: somebody looks up, looks again, and stands up

/** @param {(calm: boolean) => void} onChange */
export function calm(onChange) {
  let known = null, timer = null, called = false, spoken = false, away = false;

  function look() {
    const now = timer === null && !called && !spoken && !away;
    if (now === known) return;
    known = now;
    onChange(now);
  }

  return {
    /** A call was heard of, `age` ms after it happened. */
    call(age = 0) {
      if (age >= FRESH) { look(); return; }
      clearTimeout(timer);
      timer = setTimeout(() => { timer = null; look(); }, FRESH - Math.max(0, age));
      look();
    },
    /** A counter calls somebody at this moment, however long ago it began. */
    calling(yes) { called = yes; look(); },
    /** The loudspeaker speaks, or has ended. */
    speaks(yes) { spoken = yes; look(); },
    /** The office is away: nobody knows who is being called. */
    away(yes) { away = yes; look(); },
  };
}
