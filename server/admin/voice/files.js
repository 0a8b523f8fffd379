// Recordings that are files already: uploaded here, or copied into the folder of recordings.

import { post, Trouble } from "/room/layout/ask.js";

const EVERY = 1000; // ms between two questions whether the worker has looked
const LOOKS = 6;    // questions, after which nothing new is to be expected

/** One file is for the chosen line, unless its name says another; several go by their names. */
export async function uploaded(files, { units, chosen, send, sentence, word, tell }) {
  const failed = [];
  let kept = 0;
  for (const [n, file] of files.entries()) {
    const named = units.find((unit) => unit.key === file.name.replace(/\.[^.]*$/, ""));
    const unit = named ?? (files.length === 1 ? chosen : null);
    tell(word("voice.rec_uploading", { n: n + 1, of: files.length }));
    try {
      if (!unit) throw new Trouble(word("voice.rec_no_unit"));
      await send(unit, file);
      kept += 1;
    } catch (trouble) {
      failed.push(`${file.name} (${sentence(trouble)})`);
    }
  }
  return { kept, failed };
}

const pause = () => new Promise((done) => { setTimeout(done, EVERY); });

/**
 * folder(home, {word, take, tell, idle}) -> look(button): has the folder looked at and draws what has changed there.
 * `take(units)` says how many lines have changed; without a button only what is new is told.
 */
export function folder(home, { word, take, tell, idle }) {
  async function changes() {
    await post("/admin/voice/recordings/look");
    for (let n = 0; n < LOOKS; n += 1) {
      await pause();
      if (!idle()) continue; // what is being recorded or deleted is told by itself
      const answer = await fetch(home, { signal: AbortSignal.timeout(EVERY * LOOKS) }).catch(() => null);
      const told = answer?.ok && !answer.redirected ? await answer.json() : null;
      const found = told && idle() ? take(told.units) : 0;
      if (found) return found;
    }
    return 0;
  }

  return async function look(button = null) {
    if (button) { button.disabled = true; tell(word("voice.rec_looking")); }
    try {
      const found = await changes();
      if (found) tell(word("voice.rec_found", { n: found }), true);
      else if (button) tell(word("voice.rec_found_none"));
    } catch (trouble) {
      if (!(trouble instanceof Trouble)) throw trouble;
      if (button) tell(trouble.message, false);
    } finally {
      if (button) button.disabled = false;
    }
  };
}
