// A zone that comes (back) into the centre file: its board starts by itself.

const AGAIN = 20000; // ms

setInterval(() => fetch(location.href, { cache: "no-store" }).then((answer) => { if (answer.status !== 404) location.reload(); }, () => {}), AGAIN);
