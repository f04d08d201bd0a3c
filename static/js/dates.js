/*
 * Date boxes (<input data-date>): accept 0529, 5.29, 5-29, 5月29日, 2022-05-29, 20220529, 今天, 昨天, 前天 and, with
 * data-date="range", 5.28-5.30 or 5.28-30. The reading is echoed beside the box; the server parses again and decides.
 * A day without a year is the most recent one; with data-future, the last one up to a month ahead. The second half of a
 * span takes its year from the first. Same rules as core/parsing.py.
 */
(function () {
  "use strict";

  const WEEKDAYS = "日一二三四五六";
  const WORDS = { 今天: 0, 昨天: -1, 前天: -2, 明天: 1 };
  const AHEAD = 31;
  const DAY = 86400000;

  function today() {
    const parts = document.documentElement.dataset.today.split("-").map(Number);
    return Date.UTC(parts[0], parts[1] - 1, parts[2]);
  }

  function make(year, month, day) {
    const time = Date.UTC(year, month - 1, day);
    const date = new Date(time);
    return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time : null;
  }

  function recent(month, day, future) {
    const latest = today() + (future ? AHEAD * DAY : 0);
    const year = new Date(latest).getUTCFullYear();
    for (let back = 0; back < 9; back += 1) {
      const time = make(year - back, month, day);
      if (time !== null && time <= latest) return time;
    }
    return null;
  }

  /* [month, day] of a day without a year, or null. */
  function short(text) {
    const found = /^(\d{2})(\d{2})$/.exec(text) || /^(\d{1,2})[-./月](\d{1,2})[日号]?$/.exec(text);
    return found ? [Number(found[1]), Number(found[2])] : null;
  }

  /* One day: milliseconds (UTC midnight) or null. */
  function readDay(text, future) {
    if (text in WORDS) return today() + WORDS[text] * DAY;
    const full = /^(\d{4})(\d{2})(\d{2})$/.exec(text) || /^(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?$/.exec(text);
    if (full) return make(Number(full[1]), Number(full[2]), Number(full[3]));
    const day = short(text);
    return day ? recent(day[0], day[1], future) : null;
  }

  /* Full-width figures and signs, as Chinese input methods leave them. */
  function plain(text) {
    return text.trim().replace(/[０-９]/g, function (one) { return String.fromCharCode(one.charCodeAt(0) - 0xfee0); })
      .replace(/[．。]/g, ".").replace(/[－—–～~]/g, function (one) { return one === "－" ? "-" : "~"; })
      .replace(/[至到]/g, "~").replace(/／/g, "/").replace(/\s+/g, "");
  }

  /* What the end of a span leaves out (month, year) it takes from the start: 5.28-30, 12.30-1.2. */
  function readEnd(text, start, future) {
    const date = new Date(start);
    const year = date.getUTCFullYear();
    const month = date.getUTCMonth() + 1;
    if (/^\d{1,2}[日号]?$/.test(text)) return make(year, month, parseInt(text, 10));
    const day = short(text);
    if (!day) return readDay(text, future);
    const turns = month === 12 && day[0] < 12;
    return make(turns ? year + 1 : year, day[0], day[1]);
  }

  /* {start, end} or null. */
  function read(raw, range, future) {
    const text = plain(raw);
    const day = readDay(text, future);
    if (day !== null) return { start: day, end: day };
    if (!range) return null;
    for (let at = 1; at < text.length - 1; at += 1) {
      if (text[at] !== "-" && text[at] !== "~") continue;
      const start = readDay(text.slice(0, at), future);
      const end = start === null ? null : readEnd(text.slice(at + 1), start, future);
      if (end !== null && end >= start) return { start: start, end: end };
    }
    return null;
  }

  function words(time) {
    const date = new Date(time);
    return date.getUTCFullYear() + "年" + (date.getUTCMonth() + 1) + "月" + date.getUTCDate() + "日 周" + WEEKDAYS[date.getUTCDay()];
  }

  function iso(time) {
    return new Date(time).toISOString().slice(0, 10);
  }

  function echoOf(input) {
    const line = input.closest(".field__line") || input.parentElement;
    let echo = line.querySelector("[data-echo]");
    if (!echo) {
      echo = document.createElement("span");
      echo.className = "field__echo";
      echo.dataset.echo = "";
      echo.id = (input.id || "date") + "_echo";
      echo.setAttribute("aria-live", "polite");
      input.after(echo);
      input.setAttribute("aria-describedby", ((input.getAttribute("aria-describedby") || "") + " " + echo.id).trim());
    }
    return echo;
  }

  function show(input, final) {
    const echo = echoOf(input);
    press(input);
    const raw = input.value.trim();
    const reading = raw ? read(raw, input.dataset.date === "range", input.hasAttribute("data-future")) : null;
    const wrong = Boolean(raw) && !reading && final;
    echo.classList.toggle("field__echo--wrong", wrong);
    if (!reading) {
      echo.textContent = wrong ? "认不出这个日期，可写 5.29 或 2022-05-29" : "";
      return;
    }
    const days = Math.round((reading.end - reading.start) / DAY) + 1;
    let text = days > 1 ? words(reading.start) + " 至 " + words(reading.end) + "，共 " + days + " 天" : words(reading.start);
    if (reading.start > today()) text += "（还没到）";
    echo.textContent = text;
    // A draft opened tomorrow must not move with the word.
    if (final && plain(raw) in WORDS) input.value = iso(reading.start);
  }

  function each(root) {
    for (const input of root.querySelectorAll("input[data-date]")) if (input.value) show(input, true);
  }

  document.addEventListener("input", function (event) {
    if (event.target.matches("input[data-date]")) show(event.target, false);
  });
  document.addEventListener("change", function (event) {
    if (event.target.matches("input[data-date]")) show(event.target, true);
  });
  document.addEventListener("htmx:load", function (event) { if (event.target.querySelectorAll) each(event.target); });
  /* Which of the buttons beside a box says what stands in it. */
  function press(input) {
    const reading = input.value.trim() ? read(input.value, true, false) : null;
    const day = reading && reading.start === reading.end ? reading.start : null;
    for (const button of document.querySelectorAll('[data-date-for="' + input.id + '"]')) {
      button.setAttribute("aria-pressed", String(day !== null && read(button.dataset.dateSet, false, false).start === day));
    }
  }

  // <button type="button" data-date-set="今天" data-date-for="id_day">; <input type="date" data-date-pick="id_day">
  document.addEventListener("change", function (event) {
    const input = event.target.dataset.datePick && document.getElementById(event.target.dataset.datePick);
    if (!input || !event.target.value) return;
    input.value = event.target.value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("click", function (event) {
    const button = event.target.closest("[data-date-set]");
    const input = button && document.getElementById(button.dataset.dateFor);
    if (!input) return;
    input.value = button.dataset.dateSet;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  each(document);

  window.page = window.page || {};
  window.page.readDate = read;
})();
