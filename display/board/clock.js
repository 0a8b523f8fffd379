// The hall's clock shows the office's time in the office's zone, whatever this screen's own clock says.

const DAY = { weekday: "long", timeZone: "UTC" };
const two = (number) => String(number).padStart(2, "0");

/** Minutes east of Greenwich in an RFC 3339 time: "+07:00" -> 420. */
function offset(text) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(text) ?? [null, "+", "0", "0"];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** "Thứ Bảy, 21/11/2026" */
export function dateLine(wall, lang) {
  const day = new Intl.DateTimeFormat(lang, DAY).format(wall);
  return `${day}, ${two(wall.getUTCDate())}/${two(wall.getUTCMonth() + 1)}/${wall.getUTCFullYear()}`;
}

export const timeLine = (wall) => `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}`;

/** Keeps `dateNode` and `timeNode` right between pictures; call the answer with each picture's `now`. */
export function wallClock(dateNode, timeNode, lang = document.documentElement.lang) {
  let ahead = null;
  const tick = () => {
    if (ahead === null) return;
    const wall = new Date(Date.now() + ahead); // its UTC fields read as the hall's own time
    dateNode.textContent = dateLine(wall, lang);
    timeNode.textContent = timeLine(wall);
  };
  setInterval(tick, 1000);
  return (now) => { ahead = Date.parse(now) + offset(now) * 60000 - Date.now(); tick(); };
}
