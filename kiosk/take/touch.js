// How a finger presses. A press fires once, on release, wherever the finger drifted within 40 px; long presses count,
// a second finger does not. The page itself never zooms, selects text or opens a menu.

const DRIFT = 40; // px between touching and letting go that is still the same press
const SETTLE = 350; // ms a new page waits, so that a double tap does not press what has just appeared under the finger
const ECHO = 600; // ms after which a second tap at the same place is no longer the slow half of a double tap
const GRAVE = 1000; // the same for what takes a number or gives one up
const GRAVELY = ".take, .grave";

let finger = null; // the press under way: {id, button, x, y}
let last = null; // the last press: {at, place}, the place being its button's
let settled = null; // the page that has just appeared: {at, place}, the place of the press that opened it
let later = [];

/** Runs `work` now, or when the finger has left: what is being pressed is never taken away from under it. */
export function calm(work) {
  if (finger) later.push(work);
  else work();
}

/**
 * A page that has just appeared lets the last tap die away first; where the finger has just been, also in the bar below,
 * a little longer. Whoever reads and touches elsewhere notices nothing of it.
 */
export function settle(page) {
  page.inert = true;
  const at = performance.now();
  settled = { at, place: last && at - last.at < ECHO ? last.place : null };
  setTimeout(() => { page.inert = false; }, SETTLE);
}

/** Whether a touch is the second half of a double tap that was meant for what has just gone: a tile, "Quay lại". */
function echoes({ clientX: x, clientY: y }, button) {
  const place = settled?.place, since = settled ? performance.now() - settled.at : GRAVE;
  if (!place || since >= (button.matches(GRAVELY) ? GRAVE : ECHO)) return false;
  return x >= place.left - DRIFT && x <= place.right + DRIFT && y >= place.top - DRIFT && y <= place.bottom + DRIFT;
}

const fire = (button) => button.dispatchEvent(new CustomEvent("press", { bubbles: true }));
const near = (event) => Math.hypot(event.clientX - finger.x, event.clientY - finger.y) <= DRIFT;

function down(event) {
  const button = event.target.closest?.("button:not(:disabled)");
  if (finger && !finger.button.isConnected) finger = null; // its page went away
  if (finger || event.button > 0 || !button || echoes(event, button)) return;
  finger = { id: event.pointerId, button, x: event.clientX, y: event.clientY };
  button.classList.add("pressed");
}

function move(event) {
  if (finger?.id === event.pointerId) finger.button.classList.toggle("pressed", near(event));
}

function up(event, keep) {
  if (finger?.id !== event.pointerId) return;
  const { button } = finger;
  const pressed = keep && near(event) && button.isConnected && !button.disabled;
  button.classList.remove("pressed");
  finger = null;
  if (pressed) { last = { at: performance.now(), place: button.getBoundingClientRect() }; fire(button); }
  for (const work of later.splice(0)) work();
}

/** Every button under `root` gets the event `press`; `onStir` hears of any sign of life. */
export function presses(root, onStir) {
  root.addEventListener("pointerdown", (event) => { onStir(); down(event); });
  root.addEventListener("pointermove", move);
  root.addEventListener("pointerup", (event) => up(event, true));
  root.addEventListener("pointercancel", (event) => up(event, false));
  root.addEventListener("lostpointercapture", (event) => up(event, false)); // the page under the finger went away
  // A keyboard or a reading aid presses without a pointer: such clicks have no count.
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button:not(:disabled)");
    if (event.detail === 0 && button) fire(button);
  });
  root.addEventListener("keydown", (event) => {
    onStir();
    if (event.ctrlKey && ["+", "-", "=", "0"].includes(event.key)) event.preventDefault();
  });
  for (const name of ["contextmenu", "selectstart", "dragstart", "gesturestart"]) root.addEventListener(name, (event) => event.preventDefault());
  root.addEventListener("wheel", (event) => { if (event.ctrlKey) event.preventDefault(); }, { passive: false });
  root.addEventListener("touchmove", (event) => { if (event.touches.length > 1) event.preventDefault(); }, { passive: false });
}
