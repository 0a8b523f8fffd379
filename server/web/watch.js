// Keeps one screen true: join the room first, then look; the newest number wins; silence is shown, not hidden.
import { io } from "/web/vendor/socket.io.esm.min.js";
import { clock, officeTime, setNow } from "/web/clock.js";

const SILENCE = 12000; // ms without a word from the office (it speaks at least every 5 s) before the screen says so
const ANSWER = 5000;   // ms the office has to answer what this screen asks
const SLOWLY = 10000;  // ms between two tries where the office has said no
const AGAIN = 1000;    // ms before a screen comes back that the office itself has sent away

const page = document.body.dataset;

/** This screen is not welcome any more: a person signs in again, a device opens its page again and shows how to be paired. */
function leave() {
  if (!page.token) return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  // Only while the office answers: a page that is opened again in the middle of a restart would be the browser's error page.
  const reopen = () => fetch(location.href, { cache: "no-store" }).then(() => location.reload(), later);
  const later = () => setTimeout(reopen, SLOWLY);
  return later();
}

/**
 * @param {{onPicture: (picture: object) => void, onMoment?: (moment: object) => void,
 *          onStale?: (since: Date|null) => void, onJoined?: () => void, onLeft?: () => void, kind?: string, name?: string}} room
 *   `since` is a moment of this machine's clock; joined: the office has shown us our room on a new connection
 * @returns {{socket: Socket, ask: () => void, say: (event: string, body: object) => Promise<object>}} `ask` for the picture
 *   again; `say` something to the office: gives its answer, rejects when none comes or it says no
 */
export function watch({ onPicture, onMoment, onStale, onJoined, onLeft, kind = page.kind, name = page.name }) {
  const socket = io({ transports: ["websocket"], auth: page.token ? { token: page.token } : {}, reconnectionDelay: 200, reconnectionDelayMax: 2000 });
  let at = -1, epoch = null, heard = Date.now(), stale = false;
  let joined = false, asked = 0; // joined: the office has shown us our room on this connection; asked: only the last question counts

  function tell(since) { stale = Boolean(since); onStale?.(since); }
  function hear() {
    if (!joined) return; // the office lives, but it does not tell us about our room
    heard = Date.now();
    if (stale) tell(null);
  }
  function doubt() { if (!stale) tell(new Date(heard)); }

  function show(picture) {
    setNow(picture.now);
    hear();
    if (picture.epoch !== epoch) { epoch = picture.epoch; at = -1; } // another database: start afresh
    if (picture.at < at) return;
    at = picture.at;
    onPicture(picture);
  }

  function refused(problem) {
    joined = false;
    doubt();
    console.warn("watch", kind, name, problem);
    if (problem.status === 403) leave();
    else setTimeout(() => { if (socket.connected) join(); }, SLOWLY);
  }

  function join() {
    const mine = ++asked;
    socket.timeout(ANSWER).emit("watch", { kind, name }, (lost, answer) => {
      if (mine !== asked) return;
      if (lost) { joined = false; doubt(); join(); return; }
      if (!answer || answer.problem) { refused(answer?.problem ?? {}); return; }
      joined = true;
      show(answer);
      onJoined?.();
    });
  }

  async function say(event, body) {
    if (!joined) throw new Error(`${event}: not joined`);
    const answer = await socket.timeout(ANSWER).emitWithAck(event, body);
    if (answer?.problem) throw new Error(`${event}: ${answer.problem.status}`);
    return answer;
  }

  socket.on("connect", join);
  socket.on("disconnect", (reason) => {
    joined = false;
    onLeft?.();
    asked += 1; // an answer to a question of the old connection is no answer any more
    if (reason === "io server disconnect") setTimeout(() => socket.connect(), AGAIN); // not done by the client itself
  });
  socket.on("connect_error", () => { if (!socket.active) { doubt(); leave(); } }); // refused: it will not try again by itself
  socket.on("picture", (picture) => { if (picture.kind === kind && picture.name === name) show(picture); });
  socket.on("moment", (moment) => { hear(); onMoment?.(moment); });
  socket.on("beat", hear);
  setInterval(() => { if (Date.now() - heard > SILENCE) doubt(); }, 1000);
  return { socket, ask: join, say };
}

/** Shows the quiet band "connection lost since 09:41" that every screen has. */
export function staleBand(words) {
  const band = document.querySelector(".stale");
  return (since) => {
    band.hidden = !since;
    if (since) band.textContent = words("common.stale", { time: clock(officeTime(since.getTime())) });
  };
}
