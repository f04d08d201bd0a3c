/*
 * The entry form on a phone (form[data-phone], a narrow window): saved without leaving the page, so that a lost network
 * loses nothing, and the pictures follow. What is typed is kept on this device until it is saved: only the names in
 * data-keep, and those in data-keep-otherwise unless the event is about special families ([data-about-families]).
 */
(function () {
  "use strict";

  const page = window.page;
  const narrow = window.matchMedia("(max-width: 639px)");
  const PATIENCE = 40000;
  const LOST = "没有网络，已存在本机，恢复后点这里提交";
  const LOST_HERE = "没有网络，内容还在本页，恢复后点这里提交";
  const timers = new WeakMap();
  let busy = false;

  function open() {
    return document.querySelector("form[data-on-phone]");
  }

  function isAboutFamilies(form) {
    return Boolean(form.querySelector("[data-about-families]"));
  }

  function isListed(name, list) {
    return list.some(function (one) { return one.endsWith("_") ? name.startsWith(one) : name === one; });
  }

  /* Everything but files and the token, which the header carries. */
  function contents(form) {
    const data = new FormData(form);
    for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
    data.delete("csrfmiddlewaretoken");
    return data;
  }

  /* [what may be kept, whether that is all there is]. */
  function allowed(form) {
    const always = form.dataset.keep.split(" ");
    const otherwise = form.dataset.keepOtherwise.split(" ");
    const all = always.concat(otherwise);
    const list = isAboutFamilies(form) ? always : all;
    const typed = Array.from(contents(form)).filter(function (pair) { return isListed(pair[0], all) && pair[1]; });
    const kept = typed.filter(function (pair) { return isListed(pair[0], list); });
    return [kept, kept.length === typed.length];
  }

  function dayOf(form) {
    const text = form.elements.days.value;
    const reading = page.readDate(text, true, false);
    if (!reading) return text;
    const day = new Date(reading.start);
    return day.getUTCMonth() + 1 + "月" + day.getUTCDate() + "日";
  }

  function labelOf(form) {
    const kind = form.elements.kind.selectedOptions[0];
    const words = [form.elements.association.value.split(" · ")[0], dayOf(form)];
    if (kind && kind.value) words.push(kind.text);
    return words.filter(Boolean).join(" ");
  }

  /* True where the whole form is on the device now. */
  function keep(form) {
    const found = allowed(form);
    const done = page.device.keep(form.elements.record.value, found[0], labelOf(form)) && found[1];
    form.toggleAttribute("data-kept", done);
    return done;
  }

  function keepSoon(form) {
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(function () { if (form.isConnected) keep(form); }, 400));
  }

  function tell(form, words, wrong) {
    const place = form.querySelector("[data-draft-status]");
    place.textContent = words;
    place.classList.toggle("foot-bar__state--wrong", Boolean(wrong));
  }

  function setBusy(form, on) {
    busy = on;
    for (const button of form.querySelectorAll("[data-lost], [data-shortcut=save]")) button.disabled = on;
    if (on) tell(form, "正在保存……");
  }

  function lost(form) {
    const whole = keep(form);
    const button = form.querySelector("[data-lost]");
    button.textContent = whole ? LOST : LOST_HERE;
    button.hidden = false;
    form.querySelector("[data-shortcut=save]").hidden = true;
    tell(form, whole ? "关掉本页也不会丢" : "涉及特殊家庭的文字、数字和照片不存手机，请不要关闭本页", !whole);
  }

  async function save(form) {
    if (busy) return;
    clearTimeout(timers.get(form));
    keep(form);
    if (!navigator.onLine) return lost(form);
    setBusy(form, true);
    const data = contents(form);
    data.set("then", "phone");
    try {
      const response = await Promise.race([page.post(form.getAttribute("action") || location.href, data), patience()]);
      const answer = await response.text();
      setBusy(form, false);
      await take(form, response, answer);
    } catch (gone) {
      setBusy(form, false);
      lost(form);
    }
  }

  function patience() {
    return new Promise(function (good, bad) { setTimeout(function () { bad(new Error("slow")); }, PATIENCE); });
  }

  async function take(form, response, answer) {
    const isPage = /html/.test(response.headers.get("Content-Type") || "");
    if (response.status === 401 || response.redirected) {
      tell(form, "没有保存：登录已过期", true);
      page.loginEnded();
    } else if (response.ok && !isPage) {
      await done(form, JSON.parse(answer));
    } else if (isPage && (response.ok || response.status === 422)) {
      show(form, answer);
    } else {
      tell(form, "系统没有完成保存（" + response.status + "），内容还在，过一会儿再点", true);
    }
  }

  /* The form came back: a question, or something to put right. */
  function show(form, answer) {
    const fresh = new DOMParser().parseFromString(answer, "text/html").getElementById("entry");
    if (!fresh) return tell(form, "系统没有完成保存，内容还在，过一会儿再点", true);
    form.replaceWith(fresh);
    window.htmx.process(fresh);
    window.htmx.trigger(fresh, "htmx:load", { elt: fresh });
    start();
    keep(fresh);
    const wrong = fresh.querySelector("[data-focus]");
    if (wrong) wrong.focus();
  }

  async function done(form, answer) {
    const record = form.elements.record.value;
    const inMemoryOnly = isAboutFamilies(form);
    page.device.forget(record);
    const panel = document.getElementById("phone-done").content.cloneNode(true).firstChild;
    panel.querySelector("[data-seen]").textContent = "✓ " + answer.seen;
    panel.querySelector("[data-line]").textContent = answer.line;
    panel.querySelector("[data-url]").href = answer.url;
    panel.querySelector("[data-edit]").href = answer.edit_url;
    panel.querySelector("[data-check]").hidden = !answer.needs_check;
    panel.querySelector("[data-sending]").dataset.outbox = record;
    form.replaceWith(panel);
    const rail = document.getElementById("entry-rail");
    if (rail) rail.hidden = true;
    page.clearNotice("network");
    window.scrollTo(0, 0);
    panel.focus();
    await page.outbox.release(record, answer.files_url, inMemoryOnly);
  }

  function start() {
    const form = document.querySelector("form[data-phone]");
    if (!form || !narrow.matches) return;
    form.setAttribute("data-on-phone", "");
    const days = form.elements.days;
    const reading = days.value ? page.readDate(days.value, true, false) : null;
    const isOdd = days.value && (!reading || reading.start !== reading.end);
    form.toggleAttribute("data-days-typed", isOdd || Boolean(form.querySelector("#id_days_field.field--wrong")));
    // No keyboard over the questions before one is tapped.
    if (form.contains(document.activeElement)) document.activeElement.blur();
    page.photos.open(form);
  }

  page.phone = { keep: keep, isAboutFamilies: isAboutFamilies };

  // First of all listeners: the form never leaves the page by itself.
  document.addEventListener("submit", function (event) {
    if (!event.target.hasAttribute("data-on-phone")) return;
    event.preventDefault();
    save(event.target);
  }, true);

  for (const name of ["input", "change", "combobox:chosen"]) {
    document.addEventListener(name, function (event) {
      const form = event.target.form;
      if (form && form.hasAttribute("data-on-phone") && event.target.type !== "file") keepSoon(form);
    });
  }

  document.addEventListener("click", function (event) {
    const button = event.target.closest && event.target.closest("[data-days-open]");
    if (!button) return;
    button.form.setAttribute("data-days-typed", "");
    button.form.elements.days.focus();
  });

  // Another kind brings other rules.
  document.addEventListener("htmx:afterSwap", function () {
    const form = open();
    if (!form || !isAboutFamilies(form)) return;
    page.photos.unstore(form);
    if (page.device.kept().some(function (one) { return one.record === form.elements.record.value; })) keep(form);
  });

  document.addEventListener("visibilitychange", function () {
    const form = open();
    if (document.hidden && form && timers.get(form)) keep(form);
  });

  window.addEventListener("online", function () {
    const form = open();
    const button = form && form.querySelector("[data-lost]");
    if (button && !button.hidden) button.textContent = "网络恢复了，点这里提交";
  });

  start();
})();
