// The paper of the ticket in hand stands beside it; of any other ticket the words say what became of it.
import { clock, officeTime } from "/web/clock.js";
import { copies, isTrouble, paperWatch, paperWords } from "./paper.js";
import { labelIn } from "./fields.js";
import { ticketOf } from "./panels.js";

/**
 * @param {{word: Function, picture: () => object, form: HTMLFormElement, paper: HTMLElement, say: (text: string) => void}} desk
 * @returns {{follow: (id: string|null) => void, forget: () => void, asked: Function, showRecent: () => void}}
 *   `follow` the ticket in hand; `forget` the other one; `asked(id, label, print)` after a wish; `showRecent` in the open panel
 */
export function papers({ word, picture, form, paper, say }) {
  const made = copies(officeTime);
  const said = (print) => paperWords(print, word, picture()?.printer?.name);
  let label = "";
  const slip = paperWatch((print, id) => {
    made.note(id, print);
    paper.textContent = said(print);
    paper.classList.toggle("trouble", isTrouble(print));
  });
  const other = paperWatch((print, id) => {
    made.note(id, print);
    if (print) say(`${label} – ${said(print)}`);
  });

  return {
    follow: (id) => { if (slip.id !== id) slip.follow(id); },
    forget: () => other.follow(null),
    asked(id, its, print) {
      made.note(id, print, true);
      if (id === picture().ticket?.id) return slip.follow(id, print);
      label = its;
      return other.follow(id, print);
    },
    showRecent() { // beside the wish for another paper: that one has just been made
      const line = form.querySelector(".recent");
      if (!line) return;
      const last = made.recent(ticketOf(picture(), labelIn(form.elements.label.value)));
      const text = last ? word(last.state === "printed" ? "console.reprint_done" : "console.reprint_going", { copy: last.copy, time: clock(last.at) }) : "";
      if (line.textContent !== text) line.textContent = text;
    },
  };
}
