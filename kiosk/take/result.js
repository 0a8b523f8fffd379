// The number: as wide as the screen, with what the printer really does, and the way to follow it on the phone.
import { el, pick } from "/web/words.js";
import { get, headers } from "/web/send.js";
import { button, minutes } from "/room/kiosk/say.js";
import { Countdown } from "/room/kiosk/idle.js";

const ASK = 1000; // ms between two looks at the print job
const SLOW = 15; // looks after which a paper that has not come counts as trouble
const TAKE_PAPER = 8; // seconds until the next citizen's page, once the paper is out
const COPY_DOWN = 30; // seconds when the screen is all the citizen has
const MORE = 30;

// What the office says about the paper -> what the citizen is told.
const TOLD = { queued: "printing", leased: "printing", printed: "printed", sent_unconfirmed: "sent", none: "unprinted" };

export function result(app, { ticket }) {
  const back = new Countdown();
  const left = el("p", { class: "left", role: "timer" });
  const news = el("p", { class: "news", role: "status" });
  const drawing = document.getElementById("drawing-printer").content.firstElementChild.cloneNode(true);
  drawing.querySelector(".figure").textContent = ticket.label;
  drawing.style.setProperty("--letters", ticket.label.length);
  const print = el("div", { class: "print" }, drawing, news);
  let asking = null, told = null, asked = false; // asked: the citizen wants more time

  const leaveIn = (seconds) => back.start(seconds, (now) => { left.textContent = app.words("kiosk.back_in", { seconds: now }); }, () => app.home());

  function tell(state) {
    if (state === told) return;
    told = state;
    print.dataset.print = state;
    news.textContent = app.words(`kiosk.${state}`, { label: ticket.label });
    if (state !== "printing") leaveIn(Math.max(state === "printed" ? TAKE_PAPER : COPY_DOWN, asked ? back.left : 0));
  }

  async function follow(looks) {
    const now = looks === 0 ? ticket : await get(`/tickets/${encodeURIComponent(ticket.id)}`).catch(() => ({}));
    if (told === "left") return;
    const state = TOLD[now.print?.state ?? "queued"] ?? "trouble";
    const lost = state === "printing" && (looks >= SLOW || app.printerDown());
    tell(lost ? "trouble" : state);
    // A paper that comes late is still announced.
    if (!["printed", "sent", "unprinted"].includes(state)) asking = setTimeout(() => follow(looks + 1), ASK);
  }

  follow(0);
  return {
    node: el("section", { class: "result" }, card(app, ticket), el("div", { class: "next" }, print, code(app, ticket)),
      el("footer", { class: "leave" }, left,
        button(app.words("kiosk.more_time"), { class: "plain", icon: "clock", onpress: () => { asked = true; leaveIn(MORE); } }),
        button(app.words("kiosk.done"), { class: "solid", icon: "check", onpress: () => app.home() }))),
    leave: () => { told = "left"; clearTimeout(asking); back.stop(); },
  };
}

function card(app, ticket) {
  // Underlined, so that A069 and A690 cannot be mistaken when the paper is turned round.
  const number = el("p", { class: "big number" }, el("span", {}, ticket.label));
  number.style.setProperty("--letters", ticket.label.length);
  const ahead = ticket.ahead > 0 ? app.words("kiosk.ahead", { count: ticket.ahead }) : app.words("kiosk.ahead_none");
  const wait = minutes(app.words, ticket.wait);
  return el("article", { class: "card" },
    el("h1", {}, app.words("kiosk.your_number")), number,
    el("p", { class: "of" }, pick(ticket.name)),
    el("p", { class: "ahead" }, [ahead, wait].filter(Boolean).join(" · ")),
    el("p", { class: "sit" }, app.words("kiosk.sit")));
}

function code(app, ticket) {
  const image = el("img", { alt: app.words("kiosk.scan"), width: 300, height: 300 });
  const box = el("figure", { class: "code", hidden: true }, image, el("figcaption", {}, app.words("kiosk.scan")));
  fetch(`/api/v1/tickets/${encodeURIComponent(ticket.id)}/qr.svg`, { headers: headers() })
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
    .then((drawn) => { image.src = `data:image/svg+xml,${encodeURIComponent(drawn)}`; box.hidden = false; }, () => {});
  return box;
}
