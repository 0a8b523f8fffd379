// The number: as wide as the screen, with what the printer really does, and the way to follow it on the phone.
import { el, pick } from "/web/words.js";
import { headers } from "/web/send.js";
import { button, minutes, text, tongue } from "/room/kiosk/say.js";
import { Countdown } from "/room/kiosk/idle.js";
import { followPaper } from "/room/kiosk/paper.js";
import { paperNews } from "/room/kiosk/news.js";

const SECONDS = { printed: 20, taken: 5 }; // until the next citizen's page, once the paper is out
const COPY_DOWN = 30; // seconds when the screen is all the citizen has
const MORE = 30;

/** `visit`: {ticket}; what becomes of the paper is kept there too, so that a change of language loses nothing. */
export function result(app, visit) {
  const { ticket } = visit;
  const { support } = app;
  const back = new Countdown(() => support.reading);
  const left = el("p", { class: "left", role: "timer" });
  let counting = false, asked = false; // asked: the citizen wants more time

  const leaveIn = (seconds) => {
    counting = true;
    back.start(support.longer(seconds), (now) => { left.textContent = app.words("kiosk.back_in", { seconds: now }); }, () => app.home());
  };
  const stay = (seconds) => { asked = true; leaveIn(seconds); };
  const news = paperNews(app, ticket, {
    again: () => { stay(COPY_DOWN); return paper.again(); },
    notTaken: () => { stay(COPY_DOWN); return paper.notTaken(); },
    taken: () => { asked = false; return paper.taken(); },
  });

  // A printer that comes and goes never keeps the next citizen waiting: only paper, or a finger, sets the clock anew.
  const paper = followPaper(app, visit, (told) => {
    if (!news.show(told)) return;
    if (news.node.isConnected) support.news();
    if (told.state === "printing") return;
    if (SECONDS[told.state]) leaveIn(Math.max(SECONDS[told.state], asked ? back.left : 0));
    else if (!counting) leaveIn(COPY_DOWN);
  });

  return {
    node: el("section", { class: "result" }, card(app, ticket), el("div", { class: "next" }, news.node, code(app, ticket)),
      el("footer", { class: "leave" }, left,
        button(app.words("kiosk.more_time"), { class: "plain", icon: "clock", onpress: () => stay(MORE) }),
        button(app.words("kiosk.done"), { class: "solid", icon: "check", onpress: () => app.home() }))),
    refresh: () => paper.hear(),
    leave: () => { paper.leave(); back.stop(); },
  };
}

/** How many come first: of the line, else of other lines at the same counter. */
function aheadOf(words, ticket) {
  if (ticket.ahead > 0) return words("kiosk.ahead", { count: ticket.ahead });
  return ticket.same_counter > 0 ? words("kiosk.waiting_shared", { count: ticket.same_counter }) : words("kiosk.ahead_none");
}

/** What the citizen has declared, so that a slip of the finger is seen while it can still be put right. */
function priorityOf(app, ticket) {
  const group = app.picture.priority_groups.find(({ code }) => code === ticket.priority);
  return group && el("p", { class: "where" }, app.words("kiosk.priority_taken", { group: pick(group.name) }));
}

function card(app, ticket) {
  // Underlined, so that A069 and A690 cannot be mistaken when the paper is turned round.
  const number = el("p", { class: "big number" }, el("span", {}, ticket.label));
  number.style.setProperty("--letters", ticket.label.length);
  const wait = minutes(app.words, ticket);
  const ahead = aheadOf(app.words, ticket);
  return el("article", { class: "card" },
    el("h1", {}, app.words("kiosk.your_number")), number,
    el("p", { class: "of", lang: tongue(ticket.name) }, pick(ticket.name)),
    el("p", { class: "ahead" }, el("span", {}, wait ? `${ahead} ·` : ahead), wait ? " " : "", el("span", {}, wait)),
    priorityOf(app, ticket),
    ticket.zone && el("p", { class: "where" }, app.words("kiosk.zone", { zone: text(ticket.zone.name) })),
    // Whoever took a number in spite of the warning keeps the warning.
    ticket.doubt ? el("p", { class: "sit doubt" }, text(ticket.doubt.says)) : el("p", { class: "sit" }, app.words("kiosk.sit")));
}

function code(app, ticket) {
  const image = el("img", { alt: app.words("kiosk.scan"), width: 300, height: 300 });
  const box = el("figure", { class: "code", hidden: true }, image, el("figcaption", {}, app.words("kiosk.scan")));
  fetch(`/api/v1/tickets/${encodeURIComponent(ticket.id)}/qr.svg`, { headers: headers() })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
    .then((drawn) => { image.src = `data:image/svg+xml,${encodeURIComponent(drawn)}`; box.hidden = false; }, () => {});
  return box;
}
