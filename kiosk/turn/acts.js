// What the citizen may do with the number: let others go first, or give it up. Asked back first, and sent until it is
// answered: the key makes a repeat harmless. Written for old browsers, like turn.js.
(function () {
  "use strict";
  var PAUSES = [1000, 2000, 4000, 8000, 15000], ANSWER = 8000; // ms
  var body = document.body, lang = document.documentElement.lang, page = window.turnPage;
  var acts = document.querySelector(".acts"), told = document.querySelector(".told");
  var number = acts.querySelector(".many b"), less = acts.querySelector(".less"), more = acts.querySelector(".more");
  var may = body.getAttribute("data-may"), most = Number(body.getAttribute("data-most")), places = 1;
  var keys = {}, asked = null, sending = null; // what is on its way: {name, request, timer}
  var none = acts.querySelector(".none"), seen = null, known = null; // the place in line: of the newest picture, and when something was told

  function part(name, kind) { return acts.querySelector("[data-" + kind + "=" + name + "]"); }

  function tell(text) {
    if (told.textContent !== text) told.textContent = text;
    known = seen;
  }

  function newKey() {
    var signs = "", i, chance = new Uint8Array(16), source = window.crypto || window.msCrypto;
    if (source && source.getRandomValues) source.getRandomValues(chance);
    else for (i = 0; i < 16; i += 1) chance[i] = Math.floor(Math.random() * 256);
    for (i = 0; i < 16; i += 1) signs += (256 + chance[i]).toString(16).substring(1);
    return signs;
  }

  function choose(wanted) {
    var act = part("postpone", "ask").querySelector(".do");
    places = Math.max(1, Math.min(wanted, most));
    number.textContent = String(places);
    act.textContent = act.getAttribute("data-text").replace("{count}", places);
    less.disabled = places <= 1;
    more.disabled = places >= most;
  }

  /** Show what is allowed now; a question whose ground is gone is taken back. */
  function draw() {
    var names = ["postpone", "cancel"], any = false, i, open, allowed;
    for (i = 0; i < names.length; i += 1) {
      allowed = may.indexOf(names[i]) >= 0;
      if (!allowed && asked === names[i]) asked = null;
      any = any || allowed;
    }
    for (i = 0; i < names.length; i += 1) {
      open = asked === names[i];
      part(names[i], "ask").hidden = !open;
      part(names[i], "act").hidden = asked !== null || may.indexOf(names[i]) < 0;
    }
    if (none) none.hidden = may.indexOf("postpone") >= 0;
    acts.hidden = !any;
  }

  function ask(name) {
    var before = asked;
    asked = name;
    tell("");
    draw();
    if (name) part(name, "ask").querySelector("h2").focus();
    else if (before && !part(before, "act").hidden) part(before, "act").focus();
  }

  /** While something is sent only the way back is open. */
  function busy(wish) {
    var buttons = acts.querySelectorAll("button"), i;
    sending = wish;
    for (i = 0; i < buttons.length; i += 1) buttons[i].disabled = Boolean(wish) && buttons[i].className !== "back";
    if (!wish) choose(places);
  }

  /** Answered for good: the wish is over, whatever became of it. */
  function settled(name, wish, request) {
    var answer = {};
    delete keys[wish];
    busy(null);
    ask(null);
    try { answer = JSON.parse(request.responseText); } catch (error) { answer = {}; }
    if (request.status === 200) {
      page.show(answer);
      tell(name === "postpone" ? told.getAttribute("data-postponed") : "");
    } else {
      tell(answer.detail || told.getAttribute("data-failed"));
      known = null; // the refusal belongs to the picture that is asked for now
      page.ask();
    }
  }

  function send(act, tries) {
    var name = act.name, request = new XMLHttpRequest(), text = name === "postpone" ? JSON.stringify({ places: places }) : "{}", wish = name + text;
    function again() {
      if (tries < PAUSES.length) {
        tell(told.getAttribute("data-again"));
        act.timer = setTimeout(function () { send(act, tries + 1); }, PAUSES[tries]);
        return;
      }
      busy(null);
      tell(told.getAttribute("data-failed"));
    }
    act.request = request;
    keys[wish] = keys[wish] || newKey();
    request.open("POST", body.getAttribute("data-acts") + name);
    request.timeout = ANSWER;
    request.setRequestHeader("Content-Type", "application/json");
    request.setRequestHeader("Accept-Language", lang);
    request.setRequestHeader("Idempotency-Key", keys[wish]);
    request.onload = function () { if (request.status >= 500) again(); else settled(name, wish, request); };
    request.onerror = request.ontimeout = again;
    request.send(text);
  }

  function start(name) {
    if (sending) return;
    busy({ name: name, request: null, timer: null });
    tell(told.getAttribute("data-sending"));
    send(sending, 0);
  }

  /** The way back. What is on its way is not sent again; whether it had arrived, the office is asked. Its key stays. */
  function leave() {
    var act = sending;
    if (!act) { ask(null); return; }
    clearTimeout(act.timer);
    act.request.onload = act.request.onerror = act.request.ontimeout = null;
    act.request.abort();
    busy(null);
    ask(null);
    tell(told.getAttribute("data-stopped"));
    page.ask();
  }

  function wire(name) {
    var box = part(name, "ask");
    part(name, "act").onclick = function () { ask(name); };
    box.querySelector(".back").onclick = leave;
    box.querySelector(".do").onclick = function () { start(name); };
  }

  wire("postpone");
  wire("cancel");
  less.onclick = function () { choose(places - 1); };
  more.onclick = function () { choose(places + 1); };
  document.addEventListener("keydown", function (event) { if (event.keyCode === 27 && asked) leave(); });
  page.shown = function (picture) {
    var rights = picture.may || {};
    may = (rights.cancel ? "cancel " : "") + (rights.postpone ? "postpone" : "");
    most = rights.postpone || 0;
    seen = picture.state + " " + picture.ahead;
    if (known === null) known = seen;
    if (!sending && known !== seen) tell(""); // what was told is of another moment
    choose(places);
    if (sending) busy(sending);
    draw();
  };
  choose(1);
  draw();
}());
