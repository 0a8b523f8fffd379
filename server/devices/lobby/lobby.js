// The start page. With the lobby's key behind "#" its cards open every screen already paired; without it they are plain links.
import { words } from "/web/words.js";
import { watchPrinter } from "/room/lobby/printer.js";

const AGAIN = 4000; // ms between two looks for a newer ticket, while somebody looks at this page
const find = (name) => document.querySelector(`.${name}`);
const word = await words(document.documentElement.lang, ["common", "lobby"]);

/** The key leaves the address bar at once and stays with this tab. */
function takeKey() {
  const handed = decodeURIComponent(location.hash.slice(1));
  if (handed) {
    sessionStorage.setItem("lobby", handed);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return sessionStorage.getItem("lobby");
}

const ask = (path, key) => fetch(path, { headers: { Authorization: `Bearer ${key}` }, signal: AbortSignal.timeout(8000) });

function pair({ screens, people }) {
  for (const link of document.querySelectorAll("[data-screen]")) {
    const address = screens[link.dataset.screen];
    if (address) link.href = address;
  }
  for (const [card, role] of [["console", "staff"], ["supervisor", "supervisor"], ["admin", "admin"]]) {
    const line = document.querySelector(`[data-card=${card}] .login`), login = people?.[role]?.login;
    line.textContent = login ? word("lobby.login", { login }) : "";
    line.hidden = !login;
  }
}

const dataUrl = (blob) => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.onerror = () => failed(reader.error);
  reader.readAsDataURL(blob);
});

async function showTicket(key) {
  const answer = await ask("/lobby/ticket.png", key);
  const picture = find("ticket"), there = answer.ok;
  if (there) picture.src = await dataUrl(await answer.blob());
  picture.hidden = !there;
  find("none").hidden = there;
}

async function watchTickets(key) {
  for (;;) {
    if (!document.hidden) await showTicket(key).catch(() => {}); // the office may be away for a moment
    await new Promise((done) => setTimeout(done, AGAIN));
  }
}

async function open() {
  const key = takeKey();
  if (!key) return false;
  const answer = await ask("/lobby/screens", key);
  if (!answer.ok) {
    if (answer.status === 401 || answer.status === 403) sessionStorage.removeItem("lobby");
    return false;
  }
  pair(await answer.json());
  find("paper").hidden = false;
  watchTickets(key);
  watchPrinter(find("printer"), key, word);
  return true;
}

find("keyless").hidden = await open().catch(() => false);
