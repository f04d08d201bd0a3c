/* Protected values (core/reveal): count down, then put the masked value back. */
(function () {
  "use strict";

  function hide(box) {
    const kept = box.querySelector("template[data-reveal-masked]");
    if (!kept || !box.parentNode) return;
    const masked = kept.content.firstElementChild.cloneNode(true);
    const had = box.contains(document.activeElement);
    box.replaceWith(masked);
    if (window.htmx) window.htmx.process(masked);
    const button = masked.querySelector("button");
    if (had && button) button.focus();
  }

  function start(box) {
    if (box.dataset.revealStarted) return;
    box.dataset.revealStarted = "yes";
    const button = box.querySelector("[data-reveal-hide]");
    if (button) button.hidden = false;
    if (!box.dataset.reveal) return;
    const until = Date.now() + Number(box.dataset.reveal) * 1000;
    const left = box.querySelector("[data-reveal-left]");
    const timer = window.setInterval(function () {
      const seconds = Math.ceil((until - Date.now()) / 1000);
      if (seconds > 0 && box.isConnected) {
        left.textContent = String(seconds);
        return;
      }
      window.clearInterval(timer);
      hide(box);
    }, 500);
  }

  function startAll(root) {
    for (const box of root.querySelectorAll("[data-reveal], [data-reveal-back]")) start(box);
  }

  document.addEventListener("htmx:load", function () { startAll(document); });
  document.addEventListener("DOMContentLoaded", function () { startAll(document); });

  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-reveal-hide]");
    if (button) hide(button.closest(".masked"));
  });

  /* Too many in an hour, or no trace possible: the sentence stands where the value would. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    const form = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (!form || !form.closest || !form.closest(".masked")) return;
    if (event.detail.xhr.status !== 429 && event.detail.xhr.status !== 503) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });

  /* Leaving the page takes every shown value along, so that coming back shows none. */
  window.addEventListener("pagehide", function () {
    for (const box of document.querySelectorAll("[data-reveal]")) hide(box);
  });
})();
