/* Slim lines under the top bar, for scripts: window.page.notice(text, level, link). Closing and expiry of lines. */
(function () {
  "use strict";

  const page = (window.page = window.page || {});

  function box() {
    return document.getElementById("notices");
  }

  function addClose(line) {
    if (line.querySelector(".notice__close")) return;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button button--text notice__close";
    close.textContent = "关闭";
    close.addEventListener("click", function () { line.remove(); });
    line.append(close);
  }

  /* level: success, info, warning, error. key: a line with the same key is replaced, not repeated. */
  page.notice = function (text, level, options) {
    const wanted = options || {};
    if (wanted.key) page.clearNotice(wanted.key);
    const line = document.createElement("div");
    line.className = "notice notice--" + (level || "info");
    if (wanted.key) line.dataset.key = wanted.key;
    const words = document.createElement("span");
    words.textContent = text;
    line.append(words);
    if (wanted.href) {
      const link = document.createElement("a");
      link.href = wanted.href;
      link.textContent = wanted.label;
      if (wanted.newTab) {
        link.target = "_blank";
        link.rel = "noopener";
      }
      line.append(link);
    }
    addClose(line);
    box().append(line);
    return line;
  };

  page.clearNotice = function (key) {
    for (const line of box().querySelectorAll(".notice")) {
      if (line.dataset.key === key) line.remove();
    }
  };

  /* Polite words for screen readers without anything on screen. */
  page.say = function (text) {
    let voice = document.getElementById("voice");
    if (!voice) {
      voice = document.createElement("div");
      voice.id = "voice";
      voice.className = "reader-only";
      voice.setAttribute("aria-live", "polite");
      document.body.append(voice);
    }
    voice.textContent = text;
  };

  /* 14:03 */
  page.clock = function () {
    const now = new Date();
    return String(now.getHours()).padStart(2, "0") + ":" + String(now.getMinutes()).padStart(2, "0");
  };

  function expire() {
    for (const form of document.querySelectorAll("form[data-expires]")) {
      const seconds = Number(form.dataset.expires);
      form.removeAttribute("data-expires");
      if (seconds > 0) setTimeout(function () { if (!form.contains(document.activeElement)) form.remove(); }, seconds * 1000);
    }
  }

  for (const line of box().querySelectorAll(".notice")) addClose(line);
  expire();
  document.addEventListener("htmx:load", expire);

  const errors = document.querySelector("[data-focus]");
  if (errors) errors.focus();
})();
