// Who sits here. A colleague who takes over in mid-shift takes the counter as it is: the ticket stays.
import { send } from "/web/send.js";
import { el } from "/web/words.js";
import { rows, told } from "./fields.js";

const LEAVE = 2000; // ms that signing out waits for the office to hear that the counter is left

const sitDown = ({ counter: { no } }, word) => ({ path: `/counters/${no}/sign-in`, body: {}, done: (_, { tell }) => tell(word("console.seat_done", { no })) });

function seat(picture, word) {
  const { staff, ticket } = picture;
  return {
    parts: rows(word, "console.seat_title", "console.seat_go", [
      told(word(staff ? "console.seat_other" : "console.seat_nobody", { login: staff })),
      ticket && told(word("console.seat_ticket", { label: ticket.label }))].filter(Boolean)),
    request: () => sitDown(picture, word),
  };
}

export const peoplePanels = { seat };

/** The line above the work while somebody else, or nobody, sits here; `show(picture)`; `mine(picture)`: I do; `taken(picture)`: somebody else does; `sitDown(picture)`: what is asked. */
export function seating(line, word, me) {
  const says = el("p"), take = el("button", { type: "button", "data-act": "seat" }, el("kbd", {}, "Y"), el("span", {}, word("console.seat_go")));
  line.append(says, take);
  const mine = (picture) => Boolean(me) && picture?.staff === me;
  return {
    mine,
    sitDown: (picture) => sitDown(picture, word),
    taken: (picture) => Boolean(me && picture?.staff) && !mine(picture),
    show(picture) {
      line.hidden = !me || picture.staff === undefined || mine(picture);
      says.textContent = word(picture.staff ? "console.seat_other" : "console.seat_nobody", { login: picture.staff });
    },
  };
}

/** Whoever signs out leaves the counter too; an office that does not answer keeps nobody here. */
export function leaveFirst(form, counter, sitsHere) {
  form.addEventListener("submit", async (event) => {
    if (!sitsHere()) return;
    event.preventDefault();
    await Promise.race([send(`${counter}/sign-out`, {}, { patience: LEAVE }).catch(() => null), new Promise((done) => setTimeout(done, LEAVE))]);
    form.submit();
  });
}
