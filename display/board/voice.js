// Speaks the calls of a hall: one at a time, in order, each once, and never silent for ever.
import { sentence } from "./clips.js";

const OLDEST = 45000;   // ms after which a call is shown but no longer spoken: the hall has moved on
const PATIENCE = 500;   // ms a browser gets to start the sound before we ask for a touch
const AGAIN = 5000;     // ms after which a blocked sound is tried again without a touch
const LOADING = 10000;  // ms a sentence's clips may take; after that it is given up and the next one has its turn
const REMEMBERED = 100; // spoken calls remembered one by one
const STUCK = 3000;     // ms beyond its length after which a sentence counts as lost, and with it the sound device

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/**
 * The spoken calls survive a reload; another database (epoch) starts afresh. Two calls at the same time may arrive in
 * either order, so each is remembered by itself; those pushed out by newer ones count as spoken, and all before them.
 */
function memory(store = sessionStorage) {
  const nothing = (epoch) => ({ epoch, before: -1, spoken: [] });
  let kept = JSON.parse(store.getItem("spoken") ?? "null") ?? nothing(null);
  const write = (next) => { kept = next; store.setItem("spoken", JSON.stringify(kept)); };
  return {
    has: (at) => at <= kept.before || kept.spoken.includes(at),
    spoken(at) {
      const spoken = [...kept.spoken, at].sort((a, b) => a - b), gone = spoken.splice(0, spoken.length - REMEMBERED);
      write({ ...kept, spoken, before: gone.at(-1) ?? kept.before });
    },
    epoch: (epoch) => { if (epoch !== kept.epoch) write(nothing(epoch)); },
  };
}

/**
 * @param {{onBlocked: (blocked: boolean) => void, onSpoken: (at: number) => void}} ears
 * @returns {{add(moment): void, speaks(yes: boolean): void, epoch(epoch: string): void}}
 */
export function voice({ onBlocked, onSpoken }) {
  const done = memory();
  let waiting = [], current = null, running = false, mine = false;
  let context = null, opening = null, wake = () => {};

  /** A sound server that goes away leaves the context dead even after it is back; only a new one speaks again. */
  function lose() {
    context?.close().catch(() => {});
    context = null;
  }

  function fresh() {
    context = new AudioContext();
    context.addEventListener("error", lose);
    context.addEventListener("statechange", () => wake());
  }

  async function starts() {
    try {
      if (!context || context.state === "closed") fresh();
      if (context.state !== "running") await Promise.race([context.resume(), pause(PATIENCE)]);
    } catch (error) { console.warn("no sound", error); }
    return context?.state === "running";
  }

  async function opened() {
    while (mine) {
      const woken = new Promise((touched) => { wake = () => touched("woken"); });
      if (await starts()) break;
      onBlocked(mine);
      if (await Promise.race([woken, pause(AGAIN)]) !== "woken") lose();
    }
    onBlocked(false);
  }

  /** One opening at a time, however many ask: two would take the waking from each other. */
  const ready = () => (opening ??= opened().finally(() => { opening = null; }));

  /** Whether anything was heard of it. */
  async function speak(moment) {
    const laid = await Promise.race([sentence(context, moment.say), pause(LOADING)]);
    if (!laid?.pieces) return false;
    const lost = pause(laid.seconds * 1000 + STUCK).then(() => "lost");
    if (await Promise.race([laid.ended, lost]) !== "lost") return true;
    lose();
    return false;
  }

  async function run() {
    if (running) return;
    running = true;
    while (waiting.length) {
      await ready();
      current = waiting.shift();
      if (!current || performance.now() - current.heard > OLDEST) continue;
      done.spoken(current.at); // before the first sound: a reload in mid-sentence does not begin again
      try {
        if (await speak(current)) onSpoken(current.at);
      } catch (error) { console.warn("not spoken", current.at, error); }
    }
    current = null;
    running = false;
  }

  function add(moment) {
    if (!mine || !Object.keys(moment.say ?? {}).length) return;
    if (done.has(moment.at) || current?.at === moment.at || waiting.some((other) => other.at === moment.at)) return;
    const same = waiting.find((other) => other.ticket?.id === moment.ticket?.id && other.counter === moment.counter);
    if (same?.at > moment.at) return; // its repeat is already waiting to be spoken
    const heard = { ...moment, heard: performance.now(), turn: same?.turn ?? moment.at };
    waiting = [...waiting.filter((other) => other !== same), heard]; // a recall of a call not yet spoken: once is enough
    waiting.sort((a, b) => a.turn - b.turn);
    run();
  }

  function touched() {
    if (context?.state === "running") return;
    context?.resume().catch(() => {});
    wake();
  }
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touched);

  return {
    add,
    epoch: done.epoch,
    speaks(yes) {
      mine = yes;
      if (!yes) { waiting = []; onBlocked(false); } else ready(); // asks for the touch in the morning, not at the first call
    },
  };
}
