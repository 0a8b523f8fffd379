// The three lists at the right, and the line that says whom to look after.
import { officeTime } from "/web/clock.js";
import { asideRow, dueOf, helpsHead, waitingRow } from "./line.js";
import { find } from "./parts.js";

function waitingRows(picture, word, onChoose) {
  const row = (ticket) => waitingRow(ticket, officeTime(), word, onChoose), helps = (ticket) => picture.counter.helps?.includes(ticket.service);
  const others = picture.waiting.filter(helps);
  return [...picture.waiting.filter((ticket) => !helps(ticket)).map(row), ...(others.length ? [helpsHead(picture, word), ...others.map(row)] : [])];
}

function showTabs(picture, tab, due) {
  for (const button of document.querySelectorAll("[data-tab]")) {
    const kind = button.dataset.tab; // of a very long line only the beginning is listed, but all of it counts
    button.setAttribute("aria-selected", kind === tab);
    button.querySelector("b").textContent = kind === "waiting" ? picture.today.waiting : picture[kind].length;
    button.classList.toggle("due", kind === "held" && due.length > 0);
  }
}

/** `lists({word, onChoose, onReturn})` -> `show(picture, tab)`. A row that has the keyboard keeps it. */
export function lists({ word, onChoose, onReturn }) {
  const line = find("line"), nobody = find("nobody"), due = find("due-line");
  return (picture, tab) => {
    const overdue = dueOf(picture.held), held = document.activeElement?.closest?.("[data-ticket]")?.dataset.ticket;
    showTabs(picture, tab, overdue);
    due.hidden = !overdue.length || tab === "held";
    due.querySelector("span").textContent = word("console.due", { labels: overdue.map(({ label }) => label).join(", ") });
    line.replaceChildren(...(tab === "waiting" ? waitingRows(picture, word, onChoose)
      : picture[tab].map((ticket) => asideRow(ticket, officeTime(), word, { onReturn, onChoose }, picture.patience))));
    const again = held && line.querySelector(`[data-ticket="${CSS.escape(held)}"]`);
    if (again) (again.matches("button") ? again : again.querySelector("button"))?.focus();
    nobody.hidden = picture[tab].length > 0;
    nobody.textContent = nobody.hidden ? "" : word(`console.no_${tab}`);
  };
}
