// Keeps the phone page true. Written for browsers of ten years ago: no modules, no promises, nothing to install.
(function () {
  "use strict";
  var EVERY = 5000, SOON = 2000, NEAR = 3, ANSWER = 8000, SILENCE = 12000, MINUTE = 60000; // ms; NEAR: people ahead
  var body = document.body, band = document.querySelector(".stale");
  var calls = document.querySelector(".calls"), papers = document.querySelector(".papers");
  var state = body.className, times = Number(body.getAttribute("data-times"));
  var told = body.getAttribute("data-now"), until = body.getAttribute("data-until"), calledAt = body.getAttribute("data-calledat");
  var heard = Date.now(), ahead = ahead_of(told), timer = null, asking = null, touched = false, lost = false;
  var before = body.getAttribute("data-ahead"), asked = 0;
  var sound = window.turnSound; // undefined where a phone cannot play
  var lines = window.turnLines, fill = lines.fill, say = lines.say, named = lines.named;
  var waits = { waiting: true, next: true }, ends = { done: true, cancelled: true };

  // The centre's wall clock stands in the office's own text: "2026-11-20T08:15:00+07:00". A phone may believe anything.
  function clock(text) { return (text || "").substring(11, 16); }

  function day(text) { return text.substring(0, 10) === told.substring(0, 10) ? "" : " (" + text.substring(8, 10) + "/" + text.substring(5, 7) + ")"; }

  /** By how much the office's clock is ahead of the phone's (ms); NaN where a phone cannot read the office's text. */
  function ahead_of(now) { return Date.parse(now) - Date.now(); }

  function left() { return until ? Date.parse(until) - Date.now() - ahead : NaN; }

  /** The lines that change with the clock alone. A phone that cannot reckon keeps what was written, with its time. */
  function count() {
    var rest = left(), minutes = Math.ceil(rest / MINUTE);
    if (isNaN(rest)) {
      say("left", null);
      say("valid", until ? "until" : null, { time: clock(calledAt), until: clock(until) });
      return;
    }
    if (state === "called") say("valid", rest <= 0 ? "over" : minutes > 1 ? "text" : "last", { time: clock(calledAt), minutes: minutes });
    if (state === "expired") say("left", null);
    if (state === "held") say("left", rest <= 0 ? null : minutes < 60 ? "short" : minutes % 60 ? "text" : "whole", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
  }

  function showSteps(picture, going) {
    var names = [], i, step = picture.step || {};
    for (i = 0; i < (picture.steps || []).length; i += 1) names.push(named(picture.steps[i].name));
    say("step", picture.step && going ? step.no === 1 && picture.state !== "serving" ? "first" : "text" : null, { no: step.no, of: step.of });
    say("steps", names.length && going ? "text" : null, { steps: names.join(" → ") });
  }

  function showCalls(made) {
    var list = calls.querySelector("ol"), i, item;
    calls.hidden = !made.length;
    if (list.children.length === made.length) return;
    while (list.firstChild) list.removeChild(list.firstChild);
    for (i = 0; i < made.length; i += 1) {
      item = document.createElement("li");
      item.textContent = fill(calls.getAttribute(made[i].again ? "data-again" : "data-one"), { time: clock(made[i].at), counter: made[i].counter });
      list.appendChild(item);
    }
  }

  function showAside(picture) {
    var fix = picture.state === "held" && picture.fix, end = picture.valid_until || "", over = picture.expired ? "over" : null;
    say("held", fix ? over ? "ended" : "fix" : "text");
    say("reason", picture.reason ? "text" : null, { reason: named(picture.reason) });
    say("until", fix && end ? over || "text" : null, { time: clock(end), day: day(end) });
    say("heldwhat", fix ? over || "fix" : "text");
  }

  /** What the page shows: the picture's state, with two of its own. */
  function nowOf(picture) {
    if (picture.state === "waiting" && picture.ahead === 0) return "next";
    return picture.state === "held" && picture.fix && picture.expired ? "expired" : picture.state;
  }

  function show(picture) {
    var now = nowOf(picture);
    var fresh = now === "called" && (state !== "called" || picture.times > times);
    told = picture.now;
    ahead = ahead_of(told);
    until = picture.valid_until || "";
    calledAt = picture.called_at || "";
    say("title", "text", { text: named(picture.title) });
    say("carried", picture.carried && waits[now] ? "text" : null);
    say("ahead", picture.prepare && papers ? "prepare" : "text", { count: picture.ahead });
    say("prepare", picture.prepare ? "now" : "text");
    lines.wait(picture.wait, picture.wait_over);
    say("doubt", picture.doubt && waits[now] ? "text" : null, { text: picture.doubt && named(picture.doubt.says) });
    say("zone", picture.zone ? "text" : null, { zone: picture.zone && named(picture.zone.name) });
    say("callzone", picture.zone ? "text" : null, { text: picture.zone && named(picture.zone.name) });
    say("no", "text", { text: picture.counter });
    say("counter", "text", { counter: picture.counter });
    say("place", picture.counter_name ? "text" : null, { text: named(picture.counter_name) });
    say("called", "text", { time: clock(calledAt) });
    say("mark", picture.mark && (now === "called" || now === "serving") ? "text" : null, { reason: named(picture.mark) });
    showAside(picture);
    showSteps(picture, !ends[now] && now !== "absent" && now !== "carried" && now !== "expired");
    showCalls(picture.calls || []);
    document.title = now === "called" ? fill(body.getAttribute("data-called"), { counter: picture.counter }) : body.getAttribute("data-title");
    // Every call and every repeat of it is felt once; browsers let a page shake the phone only after a touch.
    if (fresh) {
      window.scrollTo(0, 0);
      if (touched && navigator.vibrate) navigator.vibrate([400, 200, 400, 200, 800]);
    }
    if (sound) sound.told(now === "called" ? picture.say : [], fresh);
    state = now;
    before = picture.ahead;
    times = picture.times;
    if (body.className !== now) body.className = now;
    count();
    if (page.shown) page.shown(picture);
  }

  function tellSilence() {
    var silent = lost || Date.now() - heard > SILENCE, text = silent ? fill(body.getAttribute("data-stale"), { time: clock(told) }) : "";
    if (band.textContent !== text) band.textContent = text;
    band.hidden = !silent;
  }

  /**
   * Until the next question (ms): short for the few whose call is near or stands, so that a hall of phones stays bearable;
   * a chance part keeps phones that lost the office together from coming back in the same moment.
   */
  function pause(answered) {
    var near = state === "called" || state === "next" || (state === "waiting" && before !== null && before !== "" && Number(before) <= NEAR);
    return answered ? (near ? SOON : EVERY) * (0.9 + 0.1 * Math.random()) : EVERY * (0.5 + 0.5 * Math.random());
  }

  function later(answered) {
    asking = null;
    if (answered) { heard = Date.now(); lost = false; }
    tellSilence();
    clearTimeout(timer);
    if (!ends[state]) timer = setTimeout(ask, pause(answered));
  }

  function ask() {
    var request = new XMLHttpRequest();
    if (asking) return;
    asking = request;
    asked = Date.now();
    clearTimeout(timer);
    request.open("GET", body.getAttribute("data-address"));
    request.timeout = ANSWER;
    request.setRequestHeader("Accept", "application/json");
    request.onload = function () {
      var picture = null;
      try { picture = request.status === 200 ? JSON.parse(request.responseText) : null; } catch (error) { picture = null; }
      if (picture) show(picture);
      later(Boolean(picture));
    };
    request.onerror = request.ontimeout = function () { later(false); };
    request.send();
  }

  /** A question that has hung for a while was sent into a network that is gone: its answer is not waited for. */
  function wake() {
    if (ends[state]) return;
    if (asking && Date.now() - asked > SOON) {
      asking.onload = asking.onerror = asking.ontimeout = null;
      asking.abort();
      asking = null;
    }
    ask();
  }

  var page = window.turnPage = {
    /** An answer that brought the newest picture counts like one of our own. */
    show: function (picture) { show(picture); later(true); },
    ask: ask
  };
  document.addEventListener("click", function () { touched = true; }, true);
  // A phone that wakes up or finds its network again asks at once, whatever it slept through.
  document.addEventListener("visibilitychange", function () { if (!document.hidden) wake(); });
  window.addEventListener("online", wake);
  window.addEventListener("offline", function () { lost = true; tellSilence(); });
  setInterval(function () { tellSilence(); count(); }, 1000);
  count();
  if (!ends[state]) timer = setTimeout(ask, pause(true));
}());
