// What the board says besides calls, in words: the promise of the order, what is closed and why, the centre's own lines.
import { clock, dayOf, longDay, officeTime } from "/web/clock.js";
import { read } from "/web/hall.js";

/** @param {(key: string, values?: object) => string} word */
export function foot(word) {
  const when = (moment) => (dayOf(moment) === dayOf(officeTime()) ? clock(moment) : `${clock(moment)}, ${longDay(moment)}`);

  const reason = ({ why, opens_at: opens }) => [read(why), opens ? word("board.opens", { time: when(opens) }) : ""];

  /** Closed services with one reason are told in one sentence. */
  function closed(services) {
    const reasons = new Map();
    for (const service of services.filter(({ open, why }) => !open && why)) {
      const why = reason(service).filter(Boolean).join(". ");
      reasons.set(why, [...(reasons.get(why) ?? []), read(service.short ?? service.name)]);
    }
    return [...reasons].map(([why, names]) => (names.length === services.length ? why : word("board.closed_for", { names: names.join(", "), why })));
  }

  return {
    /** The sentences of this picture, in the order of telling; the promise of the order stands before each of them. */
    sentences: ({ services, ticker = [] }) => [...ticker.map(read), ...closed(services)].filter(Boolean),
    promise: ({ promise }) => (promise ? read(promise.says) : ""),
    /**
     * What stands in the large place while nobody has been called: after hours nobody is asked to take a number, and nobody
     * is asked to wait a moment where nobody waits.
     */
    nobody(services) {
      const [first] = services;
      const same = first && services.every((one) => !one.open && one.why && reason(one).join() === reason(first).join());
      if (same) return reason(first);
      const waits = services.some(({ waiting }) => waiting > 0), open = services.some((one) => one.open);
      return [word("board.nobody"), waits ? word("board.nobody_wait") : open ? word("board.nobody_hint") : ""];
    },
    closing(closing) {
      if (!closing) return "";
      const { kind, at, again } = closing, later = kind === "numbers" && again && dayOf(again) === dayOf(officeTime());
      return word(later ? "board.closing_again" : `board.closing_${kind}`, { time: clock(at), again: again && clock(again) });
    },
    /** A closed service in few words, everywhere the same: when it gives numbers again today, else why not where there is `room`. */
    shut({ open, why, opens_at: opens }, room) {
      if (open) return "";
      if (opens && dayOf(opens) === dayOf(officeTime())) return word("board.opens", { time: clock(opens) });
      return (room && read(why)) || word("board.shut");
    },
  };
}
