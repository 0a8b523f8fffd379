// Keeps the phone page true. Written for browsers of ten years ago: no modules, no promises, nothing to install.
(function () {
  "use strict";
  var EVERY = 5000, LONGEST = 20000, ANSWER = 8000, SILENCE = 12000; // ms
  var body = document.body, lang = document.documentElement.lang, band = document.querySelector(".stale");
  var state = body.className, times = Number(body.getAttribute("data-times"));
  var heard = Date.now(), told = body.getAttribute("data-now"), pause = EVERY, timer = null, asking = false;
  var sound = window.turnSound; // undefined where a phone cannot play

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, place) { return values[place] === undefined || values[place] === null ? "" : values[place]; });
  }

  function say(what, words, shown) {
    var nodes = document.querySelectorAll("[data-say=" + what + "]"), i;
    for (i = 0; i < nodes.length; i += 1) {
      var wanted = words.low === 0 && nodes[i].getAttribute("data-short") || nodes[i].getAttribute("data-text") || "{place}";
      var text = shown === false ? "" : fill(wanted, words);
      if (nodes[i].textContent !== text) nodes[i].textContent = text;
    }
  }

  // The centre's wall clock stands in the office's own text: "2026-11-20T08:15:00+07:00". A phone may believe anything.
  function clock(text) { return (text || "").substring(11, 16); }

  function show(picture) {
    var now = picture.state === "waiting" && picture.ahead === 0 ? "next" : picture.state;
    var names = picture.counter_name || {}, wait = picture.wait || {};
    say("ahead", { count: picture.ahead });
    say("wait", { low: wait.low_min, high: wait.high_min }, Boolean(picture.wait));
    say("counter", { counter: picture.counter });
    say("place", { place: names[lang] || names.vi });
    say("called", { time: clock(picture.called_at) });
    document.title = now === "called" ? fill(body.getAttribute("data-called"), { counter: picture.counter }) : body.getAttribute("data-title");
    // Every call and every repeat of it is felt once.
    if (now === "called" && (state !== "called" || picture.times > times)) {
      window.scrollTo(0, 0);
      if (navigator.vibrate) navigator.vibrate([400, 200, 400, 200, 800]);
    }
    if (sound) sound.told(now === "called" ? picture.say : [], now === "called" && (state !== "called" || picture.times > times));
    told = picture.now;
    state = now;
    times = picture.times;
    if (body.className !== now) body.className = now;
  }

  function tellSilence() {
    var silent = Date.now() - heard > SILENCE;
    if (silent) band.textContent = fill(body.getAttribute("data-stale"), { time: clock(told) });
    band.hidden = !silent;
  }

  function later(answered) {
    asking = false;
    if (answered) { heard = Date.now(); pause = EVERY; } else { pause = Math.min(pause * 2, LONGEST); }
    tellSilence();
    if (state !== "done" && state !== "cancelled") timer = setTimeout(ask, pause);
  }

  function ask() {
    var request = new XMLHttpRequest();
    if (asking) return;
    asking = true;
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

  // A phone that wakes up asks at once, whatever it slept through.
  document.addEventListener("visibilitychange", function () { if (!document.hidden && state !== "done" && state !== "cancelled") ask(); });
  setInterval(tellSilence, 1000);
  if (state !== "done" && state !== "cancelled") timer = setTimeout(ask, EVERY);
}());
