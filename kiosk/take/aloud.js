// Reads texts aloud, one after the other, and stops at once when it is told to. Nothing here ever waits for a sound.
import { send } from "/web/send.js";

const AT_ONCE = 12;    // texts the office takes in one question
const LONGEST = 200;   // characters of one text
const PATIENCE = 4000; // ms the office may take to say where the clips are, and a clip to come
const SOON = 400;      // ms between two tries for a clip
const MOST_MISSED = 2; // texts in a row without a sound, after which the kiosk counts as mute
const WAKING = 500;    // ms a browser gets to open the sound
const STUCK = 3000;    // ms beyond its length after which a text counts as lost, and with it the sound device
const LEAD = 0.03, JOIN = 0.08, BREATH = 350; // s before the first sample, s between the clips of a text, ms between texts
const VOLUME = 0.7;    // the one who stands there hears it; the hall does not
const KEPT = 300;      // texts of a visit whose clips are remembered

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** Whether there is a loudspeaker at all. A page on plain http may not ask: then it is believed. */
async function hasSpeaker() {
  const found = await navigator.mediaDevices?.enumerateDevices?.().catch(() => null);
  return !found || found.some(({ kind }) => kind === "audiooutput");
}

/** A long text in pieces of whole sentences, or of whole words where a sentence is longer than the office takes. */
export function cut(text) {
  const pieces = [];
  for (const word of text.trim().split(/\s+/)) {
    const last = pieces.at(-1) ?? "", full = last.length > LONGEST / 2 && /[.;:!?]$/.test(last);
    if (!pieces.length || full || last.length + 1 + word.length > LONGEST) pieces.push(word.slice(0, LONGEST));
    else pieces[pieces.length - 1] = `${last} ${word}`;
  }
  return pieces.filter(Boolean);
}

/**
 * @param {{onText: (text: string) => void, onEnd: () => void, onAble: (able: boolean) => void}} ears
 *   `onText` the text that now begins to be heard; `onEnd` nothing more is to be read; `onAble` whether this kiosk speaks
 * @returns {{read(texts: string[], lang: string): void, add(texts: string[], lang: string): void, stop(): void, reading: boolean}}
 */
export function reader({ onText, onEnd, onAble }) {
  const known = new Map(); // lang + text -> promise of the addresses of its clips
  let context = null, volume = null, turn = 0, queue = [], busy = false, heard = false, missed = 0, sounding = [], cutShort = () => {};

  function lose() { // a context whose device went away never comes back: the next text opens another
    context?.close().catch(() => {});
    context = null;
  }

  async function opened() {
    try {
      if (!context || context.state === "closed") {
        context = new AudioContext();
        volume = context.createGain();
        volume.gain.value = VOLUME;
        volume.connect(context.destination);
        context.addEventListener?.("error", lose);
      }
      if (context.state !== "running") await Promise.race([context.resume(), pause(WAKING)]);
      return context.state === "running" && await hasSpeaker();
    } catch { return false; }
  }

  /** Where the clips of this text are; those that follow are asked for in the same question. */
  function addresses({ text, lang }) {
    const key = (one) => `${one.lang} ${one.text}`;
    if (!known.has(key({ text, lang }))) {
      const wanted = [{ text, lang }, ...queue.filter((one) => one.lang === lang && !known.has(key(one)))].slice(0, AT_ONCE);
      const answer = send("/speech", { texts: wanted.map((one) => one.text), language: lang }, { patience: 0 });
      if (known.size > KEPT) known.clear();
      wanted.forEach((one, place) => {
        const clips = answer.then((said) => said.clips[place] ?? []);
        clips.catch(() => known.delete(key(one)));
        known.set(key(one), clips);
      });
    }
    return known.get(key({ text, lang }));
  }

  /** A sentence that nobody has ever said is made just now: its clip is asked for until it is there. */
  async function decoded(url) {
    for (const until = performance.now() + PATIENCE; ;) {
      const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) });
      if (answer.ok) return context.decodeAudioData(await answer.arrayBuffer());
      if (performance.now() > until) throw new Error(`${answer.status} ${url}`);
      await pause(SOON);
    }
  }

  const patient = (work) => Promise.race([work, pause(2 * PATIENCE)]).catch(() => null);

  /** Kept when the last sample is out, or when somebody has cut it short; false when the card never came to its end. */
  function sounded(buffers) {
    let at = context.currentTime + LEAD;
    sounding = buffers.map((buffer) => {
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(volume);
      source.start(at);
      at += buffer.duration + JOIN;
      return source;
    });
    const ended = new Promise((done) => { sounding.at(-1).onended = () => done(true); cutShort = () => done(true); });
    return Promise.race([ended, pause((at - context.currentTime) * 1000 + STUCK).then(() => false)]);
  }

  /** Whether this kiosk can go on reading: one text that cannot be said keeps no other from being said. */
  async function one(next, mine) {
    const clips = await patient(addresses(next));
    if (mine !== turn || !clips?.length) return Boolean(clips);
    const buffers = await patient(Promise.all(clips.map(decoded)));
    if (mine !== turn) return true;
    missed = buffers ? 0 : missed + 1;
    if (!buffers) return missed < MOST_MISSED;
    heard = true;
    onAble(true);
    onText(next.text);
    if (!(await sounded(buffers))) { lose(); return false; }
    if (mine === turn) await Promise.race([pause(BREATH), new Promise((done) => { cutShort = done; })]);
    return true;
  }

  async function run() {
    const mine = turn;
    busy = true;
    heard = false;
    missed = 0;
    let able = await opened();
    while (able && mine === turn && queue.length) able = await one(queue.shift(), mine);
    if (mine !== turn) return;
    busy = false;
    queue = [];
    if (!able || !heard) onAble(false);
    onEnd();
  }

  function stop() {
    turn += 1;
    queue = [];
    for (const source of sounding) try { source.onended = null; source.stop(); } catch { /* it has not begun, or is over */ }
    sounding = [];
    cutShort();
    if (busy) { busy = false; onEnd(); }
  }

  function add(texts, lang) {
    queue.push(...texts.flatMap(cut).map((text) => ({ text, lang })));
    if (!busy && queue.length) run();
  }

  return { add, stop, read(texts, lang) { stop(); add(texts, lang); }, get reading() { return busy; } };
}
