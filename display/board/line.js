// The line of what has still to be said: in the order of the calls, each once, none too old. No clock, no sound.

const OLDEST = 45000; // ms after which a call is shown but no longer spoken: the hall has moved on
const MANY = 2;       // so many behind it: one language must do
const FULL = 5;       // so many behind it: no time for the chime either

export function line() {
  let waiting = []; // {…moment, since, turn}: since when it is known, and whose place in the line it has
  return {
    get length() { return waiting.length; },
    has: (id) => waiting.some((other) => other.id === id),
    /**
     * Puts a moment into its place; gives the one whose place it takes: a ticket not yet called is called once, and of
     * announcements (a sound check) one of a kind waits.
     */
    add(moment, now) {
      const { ticket, kind } = moment;
      const same = waiting.find((other) => (ticket ? other.ticket?.id === ticket.id : !other.ticket && other.kind === kind));
      if (same && same.at > moment.at) return moment; // its repeat already waits
      waiting = waiting.filter((other) => other !== same);
      waiting.push({ ...moment, since: now - (moment.age_ms ?? 0), turn: same ? same.turn : moment.at });
      waiting.sort((a, b) => a.turn - b.turn);
      return same;
    },
    /** What could not be said now is the next again. */
    back(moment) { waiting.unshift(moment); },
    drop(id) { waiting = waiting.filter((other) => other.id !== id); },
    clear() { waiting = []; },
    next: () => waiting.shift(),
    peek: () => waiting[0],
    /** Takes out and gives the calls of whoever is called there no longer; nothing where the office does not say who is. */
    gone({ at, calling }) {
      const there = ({ ticket, counter }) => calling.some((one) => one.label === ticket.label && one.counter === counter);
      const left = calling ? waiting.filter((one) => one.ticket && one.at <= at && !there(one)) : [];
      waiting = waiting.filter((other) => !left.includes(other));
      return left;
    },
    /** Takes out and gives what has become too old. */
    stale(now) {
      const old = waiting.filter(({ since }) => now - since > OLDEST);
      waiting = waiting.filter((other) => !old.includes(other));
      return old;
    },
  };
}

/** What is said of a moment while so many wait behind it: languages go first, then the chime. */
export function shortened({ say, chime }, behind) {
  const languages = Object.values(say).filter((clips) => clips.length);
  if (behind < MANY) return languages;
  const [first = []] = languages;
  return [behind >= FULL && chime && first.length > 1 ? first.slice(1) : first];
}
