// Patience with bad networks: the form is sent until it is answered, always with its own key, so that one booking never
// becomes two. Written for browsers of ten years ago; without it the form sends itself.
(function () {
  "use strict";
  var PAUSES = [1000, 2000, 4000, 8000, 15000], ANSWER = 10000; // ms
  var form = document.querySelector(".do-form"), told = form.querySelector(".told"), button = form.querySelector("button");
  var lang = document.documentElement.lang, sending = false, key = form.querySelector("[name=key]");

  function value(name) { return form.querySelector("[name=" + name + "]").value; }

  function tell(text) { if (told.textContent !== text) told.textContent = text; }

  function rest(text) {
    sending = false;
    button.disabled = false;
    tell(text);
  }

  function answered(request) {
    var answer = {};
    try { answer = JSON.parse(request.responseText); } catch (error) { answer = {}; }
    if (request.status < 300 && answer.code) window.location.href = "/book/" + answer.code + "?lang=" + lang;
    else rest(answer.detail || told.getAttribute("data-failed"));
  }

  /**
   * Whoever comes back to this page by the browser's own button finds the key it was sent with, kept in that one entry of
   * the history and nowhere else: the same touch again answers with the same appointment, though its slot is full now.
   */
  function recall() {
    var kept = window.history.state;
    if (kept && kept.key) key.value = kept.key;
  }

  function keep() {
    try { window.history.replaceState({ key: key.value }, ""); } catch (error) { /* then a second touch is a second wish */ }
  }

  function send(tries) {
    var request = new XMLHttpRequest(), wish = { service: value("service"), language: lang };
    function again() {
      if (tries >= PAUSES.length) { rest(told.getAttribute("data-failed")); return; }
      tell(told.getAttribute("data-again"));
      setTimeout(function () { send(tries + 1); }, PAUSES[tries]);
    }
    if (value("slot")) wish.slot = value("slot");
    request.open("POST", "/api/v1/bookings");
    request.timeout = ANSWER;
    request.setRequestHeader("Content-Type", "application/json");
    request.setRequestHeader("Accept-Language", lang);
    request.setRequestHeader("Idempotency-Key", key.value);
    request.onload = function () { if (request.status >= 500) again(); else answered(request); };
    request.onerror = request.ontimeout = again;
    request.send(JSON.stringify(wish));
  }

  form.onsubmit = function () {
    if (!sending) {
      sending = true;
      keep();
      button.disabled = true;
      tell(told.getAttribute("data-sending"));
      send(0);
    }
    return false;
  };
  // A page that the browser has kept as it was is ready again.
  window.addEventListener("pageshow", function (event) { if (event.persisted) rest(""); });
  recall();
}());
