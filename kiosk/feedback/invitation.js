// The question asked aloud: once for a visit, softly, until somebody touches the screen. Where there is no sound, or the
// browser does not let a page sound, the screen asks alone; nothing waits for a voice.
import { lay, load } from "/room/board/clips.js";

const VOLUME = 0.5; // whoever stands there hears it; the next counter need not
const WAKING = 500; // ms a browser gets to open the sound
const LATE = 5000;  // ms after which the question is old: the citizen has read it
const STUCK = 2000; // ms beyond its length after which a sentence counts as lost, and with it the sound device
const FADE = 0.02;  // s; sound that stops within a sample cracks
const MEMORY = `said ${location.pathname}`;

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** True once for a visit, also when the page is loaded anew; what cannot be remembered is not said at all. */
function first(ticket) {
  try {
    if (localStorage.getItem(MEMORY) === ticket) return false;
    localStorage.setItem(MEMORY, ticket);
    return true;
  } catch { return false; }
}

/** A context of its own for each sentence: one that is months old may have lost its device without saying so. */
async function opened() {
  const context = new AudioContext(), output = context.createGain();
  output.gain.value = VOLUME;
  output.connect(context.destination);
  if (context.state !== "running") await Promise.race([context.resume(), pause(WAKING)]);
  return { context, output };
}

function close({ context, output }) {
  output.gain.setTargetAtTime(0, context.currentTime, FADE);
  setTimeout(() => context.close().catch(() => {}), 5000 * FADE);
}

/** @returns {{say(ticket: string, clips: string[]): Promise<void>, hush(): void}} */
export function invitation() {
  let turn = 0, sound = null;

  function hush() {
    turn += 1;
    if (sound) close(sound);
    sound = null;
  }

  async function speak(clips, mine) {
    const card = await opened();
    if (mine !== turn || card.context.state !== "running") return close(card);
    sound = card;
    const heard = await Promise.race([load(card.context, [clips], false), pause(LATE)]);
    if (mine !== turn) return undefined;
    if (heard?.whole) {
      const { ended, ms } = lay(card.context, card.output, heard.languages);
      await Promise.race([ended, pause(ms + STUCK)]);
    }
    return mine === turn ? hush() : undefined;
  }

  async function say(ticket, clips) {
    hush();
    if (!clips.length || !first(ticket)) return;
    try {
      await speak(clips, turn);
    } catch (error) { console.warn("invitation", error); }
  }

  return { say, hush };
}
