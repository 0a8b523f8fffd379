// The sound card as the page sees it: opened, watched, opened again. It knows when it cannot speak, and says so.
//
// A page cannot hear: without any device an AudioContext says that it runs. So the list of devices is looked at too,
// and every morning a person listens.

const PATIENCE = 500; // ms a browser gets to start the sound before we ask for a touch
const AGAIN = 5;      // looks (one a second) after which what does not run is opened anew, and the devices are counted
const STILL = 3;      // looks at which the card's own clock has not moved: it is dead, whatever it says

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Whether there is an output; null where the browser does not tell (an insecure page; not Chromium). */
async function outputs() {
  if (!navigator.mediaDevices?.enumerateDevices || !("setSinkId" in AudioContext.prototype)) return null;
  try {
    return (await navigator.mediaDevices.enumerateDevices()).some(({ kind }) => kind === "audiooutput");
  } catch { return null; }
}

/**
 * @param {() => void} onChange
 * @returns what the voice plays on: `state` ("ok", "blocked", "dead", "no_device", "unknown") and `open`, the open card; `ready` when it can
 *   speak at once
 */
export function card(onChange) {
  let open = null;            // {context, output, lost: Promise, leave()}
  let state = "unknown", volume = 1;
  let plugged = null;         // whether there is a device, as far as that can be known
  let touched = false;        // a person has touched the screen: nothing is blocked any more
  let doubted = false;        // it has died: the next one has to show that its clock moves
  let last = -1, still = 0, looks = 0;
  let looking = null;         // a card is being opened

  function lose() {
    open?.context.close().catch(() => {});
    open?.leave();
    open = null;
    [last, still] = [-1, 0];
  }

  /** A sound server that goes away leaves the context dead even after it is back; only a new one speaks again. */
  function died() {
    doubted = true;
    lose();
    judge();
    look();
  }

  function opened() {
    const context = new AudioContext(), output = context.createGain();
    let leave;
    const lost = new Promise((done) => { leave = done; });
    output.gain.value = volume;
    output.connect(context.destination);
    open = { context, output, lost, leave };
    const mine = open;
    context.addEventListener("error", () => { if (mine === open) died(); });
    context.addEventListener("statechange", () => { if (mine === open) judge(); });
  }

  function judge() {
    let now = "ok";
    if (plugged === false) now = "no_device";
    else if (doubted) now = "dead";
    else if (open?.context.state !== "running") now = looking ? state : open && !touched ? "blocked" : "dead";
    if (now !== state) { state = now; onChange(); }
  }

  async function wake() {
    try {
      if (!open) opened();
      if (open.context.state !== "running") await Promise.race([open.context.resume(), pause(PATIENCE)]);
    } catch (error) { console.warn("no sound", error); }
  }

  /** One look at a time, however many ask. */
  const look = () => (looking ??= wake().finally(() => { looking = null; judge(); }));

  async function count() {
    const before = plugged;
    plugged = await outputs();
    if (before === false && plugged) lose(); // what was opened without a device plays into the void
    await look();
  }

  /** Once a second: does its clock move, does it speak by now, is there a device? */
  function check() {
    const now = open?.context.state === "running" ? open.context.currentTime : -1;
    still = now >= 0 && now === last ? still + 1 : 0;
    if (now > last && last >= 0) doubted = false;
    last = now;
    if (still >= STILL) { died(); return; }
    looks += 1;
    if (looks % AGAIN === 0) {
      if (open?.context.state !== "running") lose();
      count();
    } else if (open) judge();
    else look();
  }

  /** A browser takes a mouse's press and a finger's lifting for a touch; only then can it be no longer blocked. */
  function touch({ type }) {
    touched ||= type !== "pointerdown";
    if (open?.context.state === "running") return;
    open?.context.resume().catch(() => {});
    look();
  }
  for (const kind of ["pointerdown", "pointerup", "keydown"]) addEventListener(kind, touch);
  navigator.mediaDevices?.addEventListener?.("devicechange", count);
  count();

  return {
    get state() { return state; },
    get open() { return open; },
    get ready() { return state === "ok" && open?.context.state === "running"; },
    check,
    /** Leaves a card that has stopped in the middle of a sentence. */
    died,
    /** Leaves a card of which nobody knows what it still holds: the page has slept. */
    forget() { lose(); look(); },
    /** @param {number} percent */
    set volume(percent) {
      volume = percent / 100;
      if (open) open.output.gain.value = volume;
    },
  };
}
