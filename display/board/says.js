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
  let sentences = [], place = 0, held = false, timer = null;

  function show() {
    node.hidden = !sentences.length;
    const text = sentences[place % Math.max(1, sentences.length)] ?? "";
    if (node.textContent === text) return;
    node.textContent = text;
    node.classList.remove("new");
    void node.offsetWidth; // the browser forgets the finished movement only after a look
    node.classList.add("new");
  }

  function turn() {
    if (held || sentences.length < 2) return;
    place = (place + 1) % sentences.length;
    show();
  }

  return {
    /** What is said from now on; the sentence that is being read stays while it is among them. */
    say(texts) {
      const now = sentences[place], next = texts.flatMap((text) => parts(text));
      if (next.join("\n") === sentences.join("\n")) return;
      sentences = next;
      place = Math.max(0, next.indexOf(now));
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
