/*
 * 「继续上次没交的」: what page.device still holds of earlier forms ([data-kept-offers]). Going on sends the fields to the
 * form page, which shows them again; the record keeps its id, so that sending it twice makes one record.
 */
(function () {
  "use strict";

  const page = window.page;

  function moment(time) {
    const date = new Date(time);
    const clock = String(date.getHours()).padStart(2, "0") + ":" + String(date.getMinutes()).padStart(2, "0");
    return date.getMonth() + 1 + "月" + date.getDate() + "日 " + clock;
  }

  function show() {
    const box = document.querySelector("[data-kept-offers]");
    if (!box) return;
    const list = box.querySelector("ul");
    const found = page.device.kept().filter(function (one) { return one.record !== box.dataset.record; });
    list.replaceChildren.apply(list, found.map(line));
    box.hidden = !found.length;
    for (const one of found) {
      // The copy on this device is the later one.
      const same = document.querySelector('[data-draft-line="' + one.record + '"]');
      if (same) same.remove();
    }
    const open = document.querySelector("[data-open-list]");
    if (open && !open.children.length) open.closest("section").hidden = true;
  }

  function line(one) {
    const copy = document.getElementById("phone-kept-line").content.cloneNode(true);
    copy.querySelector("[data-words]").textContent = one.label + "（" + moment(one.at) + "）";
    copy.firstChild.dataset.record = one.record;
    return copy;
  }

  function field(name, value) {
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = name;
    input.value = value;
    return input;
  }

  function goOn(one, url) {
    if (!navigator.onLine) {
      page.notice("没有网络，内容还在本机，恢复后再点一次。", "error", { key: "network" });
      return;
    }
    const form = document.createElement("form");
    form.method = "post";
    form.action = url;
    form.hidden = true;
    form.append(field("csrfmiddlewaretoken", page.csrf()), field("refresh", "1"));
    for (const pair of one.fields) form.append(field(pair[0], pair[1]));
    document.body.append(form);
    form.submit();
  }

  document.addEventListener("click", async function (event) {
    const button = event.target.closest && event.target.closest("[data-kept-open], [data-kept-drop]");
    if (!button) return;
    const record = button.closest("li").dataset.record;
    const one = page.device.kept().find(function (kept) { return kept.record === record; });
    if (one && button.hasAttribute("data-kept-open")) {
      goOn(one, button.closest("[data-kept-offers]").dataset.restoreUrl);
      return;
    }
    page.device.forget(record);
    for (const file of await page.device.filesOf(record)) if (!file.url) await page.device.dropFile(file.id);
    show();
  });

  show();
  window.addEventListener("pageshow", show);
})();
