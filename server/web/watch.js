// Keeps one screen true: join the room first, then look; the newest number wins; silence is shown, not hidden.
import { io } from "/web/vendor/socket.io.esm.min.js";

const SILENCE = 12000; // ms without a word from the office (it speaks at least every 5 s) before the screen says so

/**
 * @param {{onPicture: (picture: object) => void, onMoment?: (moment: object) => void,
 *          onStale?: (since: Date|null) => void, onSpeaker?: (speaks: boolean) => void, kind?: string, name?: string}} room
 */
export function watch({ onPicture, onMoment, onStale, onSpeaker, kind = document.body.dataset.kind, name = document.body.dataset.name }) {
  const token = document.body.dataset.token;
  const socket = io({ transports: ["websocket"], auth: token ? { token } : {}, reconnectionDelay: 200, reconnectionDelayMax: 2000 });
  let at = -1, epoch = null, heard = Date.now(), stale = false;

  const tell = (since) => { stale = Boolean(since); onStale?.(since); };
  const hear = () => { heard = Date.now(); if (stale) tell(null); };

  function show(picture) {
    hear();
    if (picture.epoch !== epoch) { epoch = picture.epoch; at = -1; } // another database: start afresh
    if (picture.at < at) return;
    at = picture.at;
    onPicture(picture);
  }

  const join = () => socket.emit("watch", { kind, name }, (answer) => (answer?.problem ? console.warn(answer.problem) : show(answer)));
  socket.on("connect", () => {
    onSpeaker?.(false); // while this screen was away another one may have taken over; the office says so if it speaks again
    join();
  });
  socket.on("picture", (picture) => { if (picture.kind === kind && picture.name === name) show(picture); });
  socket.on("moment", (moment) => { hear(); onMoment?.(moment); });
  socket.on("speaker", ({ speaks }) => onSpeaker?.(speaks));
  socket.on("beat", hear);
  setInterval(() => { if (!stale && (Date.now() - heard > SILENCE)) tell(new Date(heard)); }, 1000);
  return { socket, ask: join };
}

/** Shows the quiet band "connection lost since 09:41" that every screen has. */
export function staleBand(words) {
  const band = document.querySelector(".stale");
  return (since) => {
    band.hidden = !since;
    if (since) band.textContent = words("common.stale", { time: clock(since) });
  };
}

/** The centre's time zone: a screen shows the centre's clock, wherever its own machine believes to be. */
export const zone = document.body.dataset.zone || undefined;
export const clock = (when) =>
  new Date(when).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: zone });
