// Pictures and films while nobody is called: one at a time, muted always, and only once it can be seen. What does not open is
// passed over; when nothing opens, the board is a call board and nothing else.

const OPENS = 15000;  // ms something gets until it can be seen
const STUCK = 8000;   // ms a film may stand still
const LONGEST = 900000; // ms of one film: a board must not hang on what never ends
const AGAIN = 60000;  // ms after which a list of which nothing opened is tried again

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * @param {HTMLElement} frame takes what is shown
 * @param {(playing: boolean) => void} onPlaying there is something to see now, or no more
 */
export function media(frame, onPlaying) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let list = [], place = 0, failed = 0;
  let idle = false;     // nobody is being called
  let wall = null;      // {node, item}: what is seen
  let coming = null;    // {node, item}: what is being opened meanwhile
  let timers = [];

  const usable = () => list.filter(({ kind }) => kind === "image" || !still.matches);
  const after = (ms, act) => timers.push(setTimeout(act, ms));

  function hush() {
    timers.forEach(clearTimeout);
    timers = [];
  }

  /** Lets go of its memory at once: a film holds its buffers until its address is taken away. */
  function release(one) {
    const node = one?.node;
    if (node?.tagName === "VIDEO") { node.pause(); node.removeAttribute("src"); node.load(); }
    node?.remove();
  }

  /** Nothing is left, neither what is seen nor what was about to be. */
  function leave() {
    hush();
    const both = [coming, wall];
    [coming, wall] = [null, null];
    both.forEach(release);
    frame.replaceChildren();
  }

  function stop() {
    leave();
    onPlaying(false);
  }

  function next() {
    const all = usable();
    if (!idle || !all.length) { stop(); return; }
    if (failed >= all.length) { stop(); failed = 0; after(AGAIN, next); return; }
    hush();
    const item = all[place % all.length];
    place = (place + 1) % all.length;
    if (wall && all.length === 1 && item.kind === "image" && same(wall.item, item)) { rest(item); return; }
    open(item);
  }

  const rest = ({ seconds }) => after(1000 * Math.max(3, seconds || 15), next);

  /** What is seen stays on the wall until the next can be seen. */
  function open(item) {
    const film = item.kind === "video", node = document.createElement(film ? "video" : "img");
    const mine = { node, item };
    const current = () => coming === mine || (wall === mine && !coming);
    const bad = (why) => {
      if (!current()) return;
      console.warn("media", item.url, why);
      failed += 1;
      if (coming === mine) { coming = null; release(mine); }
      next();
    };
    const seen = () => {
      if (coming !== mine) return;
      hush();
      failed = 0;
      const before = wall;
      [wall, coming] = [mine, null];
      frame.replaceChildren(node);
      release(before);
      onPlaying(true);
      if (film) watch(node, current, bad); else rest(item);
    };
    release(coming);
    coming = mine;
    node.addEventListener("error", () => bad("cannot be opened"), { once: true });
    after(OPENS, () => bad("opens too slowly"));
    if (film) openFilm(node, item, seen, () => current() && next());
    else {
      node.alt = "";
      node.src = item.url;
      node.decode().then(seen, () => bad("cannot be decoded"));
    }
  }

  function openFilm(node, item, seen, ended) {
    Object.assign(node, { muted: true, defaultMuted: true, volume: 0, playsInline: true, disablePictureInPicture: true, preload: "auto" });
    node.addEventListener("volumechange", () => { if (!node.muted) node.muted = true; }); // the loudspeaker is for calls
    node.addEventListener("playing", seen, { once: true });
    node.addEventListener("ended", ended, { once: true });
    node.src = item.url;
    node.play().catch(() => {}); // its `error`, or the time it gets, tells the rest
  }

  function watch(node, current, bad) {
    let at = -1;
    const look = () => {
      if (!current()) return;
      if (node.currentTime === at && !node.ended) { bad("stands still"); return; }
      at = node.currentTime;
      after(STUCK, look);
    };
    look();
    after(LONGEST, () => current() && next());
  }

  return {
    /** What there is to show. Only a change begins anew. */
    list(items = []) {
      if (same(items, list)) return;
      list = items;
      [place, failed] = [0, 0];
      if (idle) next();
    },
    /** Nobody is called (true), or a call has come (false): then nothing is left on the wall when this returns. */
    idle(yes) {
      if (idle === yes) return;
      idle = yes;
      failed = 0;
      if (yes) next(); else stop();
    },
  };
}
