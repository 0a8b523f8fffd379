// How the page's lines are written: each carries its patterns by variant. Written for old browsers, like turn.js.
(function () {
  "use strict";

  var lang = document.documentElement.lang;

  function named(names) { return (names || {})[lang] || (names || {}).vi || ""; }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, place) { return values[place] === undefined || values[place] === null ? "" : values[place]; });
  }

  /** Write a line in one of its variants; without one it is hidden. */
  function say(what, variant, values) {
    var nodes = document.querySelectorAll("[data-say=" + what + "]"), i, text;
    for (i = 0; i < nodes.length; i += 1) {
      text = variant ? fill(nodes[i].getAttribute("data-" + variant), values || {}) : "";
      if (nodes[i].textContent !== text) nodes[i].textContent = text;
      nodes[i].hidden = !variant;
    }
  }

  /** "2 giờ 30"; `bare`: "2", where the word for hours follows. */
  function hours(said, bare) {
    var texts = document.querySelector(".states"), whole = Math.floor(said / 60);
    return fill(texts.getAttribute("data-" + (!whole ? "halfonly" : said % 60 ? "half" : bare ? "bare" : "hours")), { hours: whole });
  }

  /** A wait above an hour and a half is said in half hours, like at the kiosk; beyond a break in the office's words. */
  function showWait(wait, over) {
    var low, high, says = over ? named(over.says) : "";
    if (wait && says) {
      say("wait", "over", { text: says.charAt(0).toUpperCase() + says.substring(1) });
      return;
    }
    if (!wait || wait.high_min <= 90) {
      say("wait", wait ? wait.low_min ? "text" : "short" : null, wait ? { low: wait.low_min, high: wait.high_min } : {});
      return;
    }
    low = Math.floor(wait.low_min / 30) * 30;
    high = Math.ceil(wait.high_min / 30) * 30;
    say("wait", low <= 0 ? "hoursshort" : low === high ? "hourssame" : "hours", { low: hours(low, true), high: hours(high) });
  }

  window.turnLines = { fill: fill, say: say, named: named, wait: showWait };
}());
