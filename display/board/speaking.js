// What the hall hears just now, so that the wall shows it too: said by this board, or by another one of its zone.

const LONGEST = 20000; // ms after which a sentence of another board is over, though nobody has told its end
const KEPT = 64;       // moments known by their id: no line of calls is longer

/** @param {(moment: object|null) => void} show */
export function speaking(show) {
  const known = new Map();
  let now = null, over = null;

  function say(moment) {
    clearTimeout(over);
    over = moment && setTimeout(say, LONGEST, null);
    now = moment;
    show(now);
  }

  return {
    /** A call has happened: it will be spoken, now or later. */
    add(moment) {
      known.set(moment.id, moment);
      if (known.size > KEPT) known.delete(known.keys().next().value);
    },
    /** This board has begun a sentence itself, or (null) ended it. */
    say,
    /** A board of the zone has told what became of a moment. */
    heard({ id, result }) {
      if (result !== "began") { if (now?.id === id) say(null); } else if (known.has(id)) say(known.get(id));
    },
  };
}
