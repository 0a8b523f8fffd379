// The phone says the call itself, after one touch: browsers let a page sound only when somebody has touched it. One
// <audio> element does it all, because older phones allow sound to the element that was touched, and to no other.
(function () {
  "use strict";
  var LONGEST = 12000; // ms that one clip may take, with the way to it; then the next has its turn
  var button = document.querySelector(".sound"), name = button.querySelector(".sound-name");
  var audio = null, on = false, calls = [], line = [], timer = null;

  function show() {
    button.setAttribute("aria-pressed", String(on));
    name.textContent = button.getAttribute(on ? "data-on" : "data-off");
  }

  function silence() {
    line = [];
    clearTimeout(timer);
    try { audio.pause(); } catch (error) { /* nothing was to be heard */ }
  }

  function give(failed) {
    silence();
    on = false;
    show();
    if (!failed) return;
    button.disabled = true;
    name.textContent = button.getAttribute("data-failed");
  }

  function next() {
    var started;
    clearTimeout(timer);
    if (!on || !line.length) return;
    timer = setTimeout(next, LONGEST);
    audio.src = line.shift();
    try { started = audio.play(); } catch (error) { give(true); return; }
    // Not allowed: the touch is asked for again. A clip that cannot be had says so by its own event.
    if (started && started.then) started.then(null, function (error) { if (error && error.name === "NotAllowedError") give(false); });
  }

  function say(addresses) {
    silence();
    line = addresses.slice();
    next();
  }

  /** Two soft tones of a seventh of a second, made here: who hears them knows that the sound is on. */
  function tones() {
    var RATE = 8000, LENGTH = 2400, bytes = new Uint8Array(44 + LENGTH), view = new DataView(bytes.buffer), i, loud;
    function text(at, letters) { for (i = 0; i < letters.length; i += 1) bytes[at + i] = letters.charCodeAt(i); }
    text(0, "RIFF"); text(8, "WAVEfmt "); text(36, "data");
    view.setUint32(4, 36 + LENGTH, true); view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
    view.setUint32(24, RATE, true); view.setUint32(28, RATE, true); view.setUint16(32, 1, true); view.setUint16(34, 8, true); view.setUint32(40, LENGTH, true);
    for (i = 0; i < LENGTH; i += 1) {
      loud = 40 * Math.sin(Math.PI * (i % (LENGTH / 2)) / (LENGTH / 2));
      bytes[44 + i] = 128 + loud * Math.sin(2 * Math.PI * (i < LENGTH / 2 ? 523 : 784) * i / RATE);
    }
    return URL.createObjectURL(new Blob([bytes], { type: "audio/wav" }));
  }

  function touched() {
    if (on) { give(false); return; }
    on = true;
    show();
    try { say([tones()].concat(calls)); } catch (error) { give(true); }
  }

  try {
    audio = new Audio();
    if (!audio.canPlayType || !audio.canPlayType("audio/wav")) return;
  } catch (error) { return; }
  audio.onended = audio.onerror = next;
  try { calls = JSON.parse(document.body.getAttribute("data-say")) || []; } catch (error) { calls = []; }
  button.onclick = touched;
  button.className += " ready";
  /** `addresses`: the clips of the call that stands now, none without one; `fresh`: it is a new call, or called again. */
  window.turnSound = { told: function (addresses, fresh) {
    calls = addresses || [];
    if (on && fresh && calls.length) say(calls);
  } };
}());
