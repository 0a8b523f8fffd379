// The line at the board's foot: what the centre wants everybody to know, one sentence after the other. It stands still to be
// read, never runs past; while a call is fresh it does not change at all.

const TURN = 9000; // ms a sentence stands: time to read a hundred letters twice
const MOST = 100;  // letters of one sentence; a longer one is told in parts

/** A text in parts of at most `most` letters, cut behind a sentence where that is not too early, else between two words. */
export function parts(text, most = MOST) {
  const told = [];
  let rest = text.trim().replace(/\s+/g, " ");
  while (rest.length > most) {
    const room = rest.slice(0, most + 1), sentence = Math.max(...[". ", "; ", "! ", "? "].map((end) => room.lastIndexOf(end) + 1));
    const word = room.lastIndexOf(" "), cut = sentence > most / 3 ? sentence : word > 0 ? word : most;
    told.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  return rest ? [...told, rest] : told;
}

/** @param {HTMLElement} node the line; it is hidden while there is nothing to say */
export function says(node) {
  let others = [], promise = [], round = [], place = 0, held = false, timer = null;

  function show() {
    node.hidden = !round.length;
    const text = round[place] ?? "";
    if (node.textContent === text) return;
    node.textContent = text;
    node.classList.remove("new");
    void node.offsetWidth; // the browser forgets the finished movement only after a look
    node.classList.add("new");
  }

  function turn() {
    if (held || round.length < 2) return;
    place = (place + 1) % round.length;
    show();
  }

  return {
    /**
     * What is said from now on; what is being read stays while it is among it. `always` comes before every other sentence:
     * whoever looks up reads it within two turns, however much else there is to say.
     * @param {string[]} texts
     * @param {string} [always]
     */
    say(texts, always = "") {
      const now = round[place], next = texts.flatMap((text) => parts(text)), first = parts(always);
      if (next.join("\n") === others.join("\n") && first.join("\n") === promise.join("\n")) return;
      const told = round.slice(0, place).findLast((text) => next.includes(text)); // where the round goes on, if it is at `always`
      [others, promise] = [next, first];
      round = others.length ? others.flatMap((text) => [...promise, text]) : promise;
      place = Math.max(0, round.indexOf(now, Math.max(0, round.indexOf(told))));
      show();
      timer ??= setInterval(turn, TURN);
    },
    /** @param {boolean} still while a call is fresh */
    hold(still) {
      if (held === still) return;
      held = still;
      clearInterval(timer);
      timer = setInterval(turn, TURN); // after the call every sentence has its whole time again
    },
  };
}
