// What this board has said already, in the browser's own store: a reload says nothing twice.

const REMEMBERED = 100; // what is older is no longer asked for: the office hands out nothing that has waited for 45 s
const TRIES = 2;        // a sentence that was cut (a reload, a dead sound card) is begun once more, and no more

/**
 * @param {string} zone
 * @param {Storage} store may refuse; then this page alone remembers
 */
export function memory(zone, store) {
  const place = `voice.${zone}`;
  let kept = recall();

  function recall() {
    try {
      const { epoch, said } = JSON.parse(store.getItem(place));
      return { epoch, said: new Map(said) };
    } catch { return { epoch: null, said: new Map() }; }
  }

  function write() {
    try { store.setItem(place, JSON.stringify({ epoch: kept.epoch, said: [...kept.said] })); } catch (error) { console.warn("memory", error); }
  }

  function note(id, result, tries) {
    kept.said.delete(id); // the newest is the last
    kept.said.set(id, { result, tries });
    if (kept.said.size > REMEMBERED) kept.said.delete(kept.said.keys().next().value);
    write();
  }
  const tries = (id) => kept.said.get(id)?.tries ?? 0;

  return {
    /** Another database counts afresh. */
    epoch(epoch) { if (epoch !== kept.epoch) { kept = { epoch, said: new Map() }; write(); } },
    /** To be told before the first sound: a crash in the middle must not begin for ever. */
    begin: (id) => note(id, "began", tries(id) + 1),
    end: (id, result) => note(id, result, tries(id)),
    /** What became of it: undefined while it has not been ended. */
    result(id) {
      const known = kept.said.get(id);
      return known?.result === "began" ? (known.tries < TRIES ? undefined : "failed") : known?.result;
    },
  };
}
