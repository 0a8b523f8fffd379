// The bar at the top: which desk this is, who sits here, what has been done today; and the name of the browser's tab.
import { pick } from "/web/words.js";
import { isPaused } from "./may.js";
import { fill, find } from "./parts.js";

/** `mine`: whoever looks at it sits here. */
export function showBar(picture, word, mine) {
  const { counter: desk, today, ticket, waiting } = picture;
  find("desk-no").textContent = desk.no;
  find("desk-name").textContent = pick(desk.name);
  fill("pill", isPaused(picture) ? word("console.state_paused") : "");
  find("mine").hidden = !mine;
  find("who").textContent = picture.staff ?? "";
  find("served").textContent = today.served;
  find("missed").textContent = today.absent;
  find("left").textContent = today.waiting;
  document.title = `${ticket ? `${ticket.label} · ` : waiting.length ? `(${waiting.length}) ` : ""}${word("console.desk", { no: desk.no })}`;
}
