// Speaks the calls of a hall: one at a time, in order, each once, and never silent without saying so.
import { card } from "./card.js";
import { lay, load } from "./clips.js";
import { lease } from "./lease.js";
import { line, shortened } from "./line.js";
import { memory } from "./memory.js";

const LOADING = 12000;  // ms a sentence's clips may take; after that it is given up and the next one has its turn
const CUT = 8000;       // ms after which a board that may speak no longer breaks off: the next speaker waits, but not for long
const STUCK = 3000;     // ms beyond its length after which a sentence counts as lost, and with it the sound card
const CHECKED = 50;     // percent at which a person who checks the sound hears it in quiet hours

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * @param {{zone: string, store: Storage, ask: (name: string, body: object) => Promise<object>, onSpeaking?: (moment: object|null) => void,
 *          onChange: (facts: {speaks: boolean, state: string, wanted: boolean}) => void, onSpoken: (id: string) => void}} ears
 *   `ask` says something to the office and rejects when no answer comes; speaking: the moment of which the first sound is heard, then null
 */
export function voice({ zone, store, ask, onChange, onSpoken, onSpeaking = () => {} }) {
  const said = memory(zone, store), waiting = line(), unsent = new Map();
  const sound = card(changed);
  const right = lease({ ask: () => ask("sound", { state: sound.state }), onTold: told, onFrozen });
  let lost = null; // since when this board may speak no longer
  let current = null, loud = { on: true, volume: 100, quiet: false };
  let hall = {}; // the picture: who is called now

  const tells = () => onChange({ speaks: right.mine, state: sound.state, wanted: loud.on });

  function changed() {
    tells();
    right.renew();
    pump();
  }

  function onFrozen() {
    waiting.clear(); // the office knows what is still unspoken
    sound.forget();
  }

  /** What became of a call is told until the office has heard it. */
  function tell(id, result) {
    unsent.delete(id);
    ask("spoken", { id, lease: right.number, result }).catch(() => unsent.set(id, result));
  }

  function end(moment, result) {
    said.end(moment.id, result);
    tell(moment.id, result);
    if (result === "spoken") onSpoken(moment.id);
  }

  function put(moment) {
    if (!right.mine || moment.id === current?.id || waiting.has(moment.id)) return;
    if (!Object.values(moment.say ?? {}).some((clips) => clips.length)) return;
    const known = said.result(moment.id);
    if (known) { tell(moment.id, known); return; } // the office has not heard of it
    const merged = waiting.add(moment, performance.now());
    if (merged) end(merged, "merged");
    if (sound.open) load(sound.open.context, shortened(moment, waiting.length)); // fetched while others speak
  }

  function told({ speaks, unspoken = [] }) {
    tells();
    if (!speaks) waiting.clear();
    else unspoken.forEach(put);
    for (const [id, result] of [...unsent]) tell(id, result);
    pump();
  }

  /** The next one speaks, if it may; whatever changes asks again. */
  function pump() {
    for (const old of [...waiting.stale(performance.now()), ...waiting.gone(hall)]) end(old, "expired");
    if (current || !waiting.length || !sound.ready || !right.holds) return;
    if (right.pause) { setTimeout(pump, right.pause); return; }
    current = waiting.next();
    speak(current).catch((error) => { console.warn("not spoken", current.id, error); return "failed"; }).then((result) => {
      const moment = current;
      current = null;
      onSpeaking(null);
      if (result) end(moment, result);
      else if (said.result(moment.id)) end(moment, said.result(moment.id)); // begun often enough
      else if (right.mine) waiting.back(moment);
      pump();
    });
  }

  /** What became of it; nothing when it was not said and has to be said again. */
  async function speak(moment) {
    const check = moment.kind === "check";
    if (loud.quiet && !check) return "quiet";
    const { context, output, lost } = sound.open;
    const loading = load(context, shortened(moment, waiting.length), moment.chime);
    const clips = await Promise.race([loading, pause(LOADING)]);
    right.look();
    if (!right.holds || sound.open?.context !== context || !sound.ready) return null;
    if (!clips?.languages.length) return "failed";
    sound.volume = check && loud.quiet ? CHECKED : loud.volume;
    said.begin(moment.id); // before the first sound
    const { ended, ms } = lay(context, output, clips.languages);
    onSpeaking(moment);
    ask("spoken", { id: moment.id, lease: right.number, result: "began", ms }).catch(() => {});
    const stuck = pause(ms + STUCK).then(() => "stuck");
    const how = await Promise.race([ended, stuck, lost.then(() => "lost")]);
    if (how === "stuck") sound.died();
    return how ? null : clips.whole ? "spoken" : "failed";
  }

  /** The office is away, or another board speaks: a sentence may come to its end, but a long one is broken off. */
  function bound() {
    lost = right.holds ? null : lost ?? performance.now();
    if (current && lost !== null && performance.now() - lost >= CUT) sound.forget();
  }

  setInterval(() => { right.tick(); sound.check(); bound(); pump(); }, 1000);
  return {
    /** A word of the office has come: nothing is believed before the clock was looked at. */
    alive: right.tick,
    add(moment) { right.look(); put(moment); pump(); },
    /** The office's word who speaks. */
    speaker: right.told,
    /** Another board of the zone (or this one) has told what became of it. */
    heard({ id, result }) {
      if (result !== "began") waiting.drop(id);
      if (result === "spoken") said.end(id, result); // an office that starts again asks whoever speaks then
    },
    joined: right.renew,
    /** The office is away: it gives the lease to another board at once. */
    left() { right.drop(); bound(); waiting.clear(); tells(); },
    /** What the picture says. */
    picture({ epoch, at, calling, sound: heard }) {
      said.epoch(epoch);
      hall = { at, calling };
      if (!heard) return;
      loud = heard;
      if (!current) sound.volume = loud.volume;
      tells();
    },
  };
}
