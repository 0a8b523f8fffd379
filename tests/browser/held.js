// A page that only the test moves on. Every deadline of the browser's own follows the page's clock, so that a machine
// that stands still for a minute is no office that keeps silent; and `held.quiet()` is kept once nothing is under way:
// all that was said to the page has arrived, and all that it has asked has been answered and read.
(() => {
  const { setTimeout: inTheWorld } = window; // this script comes before the held clock; all other timers below are the page's
  let asked = 0, fences = 1_000_000; // fences: numbers that the Socket.IO client itself never reaches
  const sockets = new Map(); // open or opening socket -> kept when it has joined or is closed
  const heard = (target, name, right = () => true) => new Promise((done) => {
    const listen = (event) => { if (right(event)) { target.removeEventListener(name, listen); done(); } };
    target.addEventListener(name, listen);
  });

  /** The next turn of the browser: whoever waited for the same thing has gone on by then. (No timer: those are the test's.) */
  const turn = () => new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); done(); };
    port2.postMessage(null);
  });
  const under = (work) => {
    asked += 1;
    work.then(turn, turn).then(() => { asked -= 1; });
    return work;
  };

  const { fetch, WebSocket, AbortController, DOMException } = window;
  window.fetch = (...request) => under(fetch(...request));
  for (const kind of ["arrayBuffer", "blob", "json", "text"]) {
    const read = Response.prototype[kind];
    Response.prototype[kind] = function () { return under(read.call(this)); };
  }

  const decode = BaseAudioContext.prototype.decodeAudioData; // the browser decodes beside the page
  BaseAudioContext.prototype.decodeAudioData = function (...clip) { return under(decode.apply(this, clip)); };

  AbortSignal.timeout = (limit) => {
    const deadline = new AbortController();
    window.setTimeout(() => deadline.abort(new DOMException("too late by the page's clock", "TimeoutError")), limit);
    return deadline.signal;
  };

  const limits = new WeakMap(), { send } = XMLHttpRequest.prototype;
  Object.defineProperty(XMLHttpRequest.prototype, "timeout", {
    get() { return limits.get(this) ?? 0; },
    set(limit) { limits.set(this, limit); },
  });
  XMLHttpRequest.prototype.send = function (...body) {
    const late = () => { this.abort(); this.dispatchEvent(new ProgressEvent("timeout")); };
    const deadline = this.timeout ? window.setTimeout(late, this.timeout) : null;
    this.addEventListener("loadend", () => window.clearTimeout(deadline), { once: true });
    under(heard(this, "loadend"));
    return send.apply(this, body);
  };

  window.WebSocket = class extends WebSocket {
    constructor(...where) {
      super(...where);
      const closed = heard(this, "close").then(() => { sockets.delete(this); });
      sockets.set(this, { closed, joined: heard(this, "message", ({ data }) => /^40/.test(data)) });
      this.closed = closed;
    }

    /** A board asks whether it speaks; the stage always answers (other questions a test may leave without an answer). */
    send(data) {
      const [, number] = /^42(\d+)\["(?:sound|spoken)"/.exec(data) ?? [];
      if (number) under(Promise.race([heard(this, "message", (event) => String(event.data).startsWith(`43${number}[`)), this.closed]));
      return super.send(data);
    }
  };

  /** A question to the stage whose answer comes after all that was said before it. */
  async function fence(socket, { closed, joined }) {
    await Promise.race([joined, closed]);
    await turn(); // the client asks for its room in the turn in which it joins
    if (socket.readyState !== WebSocket.OPEN) return;
    const number = ++fences, answer = heard(socket, "message", ({ data }) => String(data).startsWith(`43${number}[`));
    socket.send(`42${number}["fence"]`);
    await Promise.race([answer, closed]);
    await turn();
  }

  const answered = async () => { do await turn(); while (asked); };
  const quiet = async () => {
    await answered();
    await Promise.all([...sockets].map((one) => fence(...one)));
    await answered();
    void document.body.offsetHeight; // what has just been written may need a font that is not here yet
    await document.fonts.ready;
  };
  const within = (patience, kept) => Promise.race([kept, new Promise((_, fail) => {
    inTheWorld(() => fail(new Error(`never quiet: ${asked} requests, ${sockets.size} sockets`)), patience);
  })]);

  let pages = null; // the page's own setTimeout while a tool works in the page by the world's time
  window.held = {
    answered: (patience) => within(patience, answered()),
    quiet: (patience) => within(patience, quiet()),
    lend() { pages = window.setTimeout; window.setTimeout = inTheWorld; },
    take() { window.setTimeout = pages; },
  };
})();
