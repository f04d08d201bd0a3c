/*
 * Sends the files that wait (page.device), one by one, each under its own id: a file that arrives twice is stored once.
 * Tries again when the network is back, when the page is looked at again, and every half minute.
 * [data-outbox="<record>"] shows 「2/3 已传」; elsewhere a line tells that files wait.
 */
(function () {
  "use strict";

  const page = window.page;
  const AGAIN = 30000;
  const sent = new Map(); // record -> number sent by this page
  let busy = false;
  let refusals = [];

  function place(record) {
    return document.querySelector('[data-outbox="' + record + '"]');
  }

  async function show(trouble) {
    const waiting = (await page.device.files()).filter(function (one) { return one.url; });
    for (const box of document.querySelectorAll("[data-outbox]")) {
      const record = box.dataset.outbox;
      const left = waiting.filter(function (one) { return one.record === record; }).length;
      tell(box, sent.get(record) || 0, left, trouble);
    }
    const elsewhere = waiting.filter(function (one) { return !place(one.record); }).length;
    if (!elsewhere) page.clearNotice("outbox");
    else page.notice("还有 " + elsewhere + " 个文件没传完，" + (trouble || "正在传。"), trouble ? "warning" : "info", { key: "outbox" });
  }

  function tell(box, done, left, trouble) {
    const total = done + left;
    const bar = box.querySelector("progress");
    const lost = refusals.length ? refusals.join("；") : "";
    box.hidden = !total && !lost;
    bar.max = total || 1;
    bar.value = done;
    bar.hidden = !total;
    const words = [];
    if (total) words.push(left ? done + "/" + total + " 已传" : total + " 个文件已传完");
    if (left && trouble) words.push(trouble);
    if (lost) words.push("没传上：" + lost);
    box.querySelector("[data-words]").textContent = words.join("，");
    box.querySelector("[data-outbox-again]").hidden = !(left && trouble);
  }

  /* "sent", "refused" (will never do), or the words of a trouble that passes. */
  async function send(file) {
    const data = new FormData();
    data.append("attachment", file.id);
    data.append(file.field, file.blob, file.name);
    let response;
    try {
      response = await page.post(file.url, data);
    } catch (lost) {
      return "没有网络，存在本机，恢复后自动再传";
    }
    if (response.ok && !response.redirected) return "sent";
    if (response.status === 422) {
      refusals.push(await response.text());
      return "refused";
    }
    if (response.status === 404) {
      refusals.push("“" + file.name + "”的记录已删除");
      return "refused";
    }
    if (response.status === 401 || response.redirected) {
      page.loginEnded();
      return "登录后自动再传";
    }
    return "服务器没有收下（" + response.status + "），过一会儿自动再传";
  }

  async function sendAll() {
    if (busy) return;
    busy = true;
    let trouble = "";
    try {
      const waiting = (await page.device.files()).filter(function (one) { return one.url; });
      if (waiting.length) await show("");
      for (const file of waiting) {
        const result = navigator.onLine ? await send(file) : "没有网络，存在本机，恢复后自动再传";
        if (result !== "sent" && result !== "refused") {
          trouble = result;
          break;
        }
        if (result === "sent") sent.set(file.record, (sent.get(file.record) || 0) + 1);
        await page.device.dropFile(file.id);
        await show("");
      }
    } finally {
      busy = false;
    }
    await show(trouble);
    if (trouble) setTimeout(sendAll, AGAIN);
  }

  /* The record is saved: its files may go. */
  page.outbox = {
    release: async function (record, url, inMemoryOnly) {
      for (const file of await page.device.filesOf(record)) {
        await page.device.putFile(Object.assign({}, file, { url: url }), inMemoryOnly);
      }
      await sendAll();
    },
  };

  window.addEventListener("online", sendAll);
  window.addEventListener("beforeunload", function (event) {
    if (!page.device.holdsInMemoryOnly()) return;
    event.preventDefault();
    event.returnValue = "";
  });
  document.addEventListener("visibilitychange", function () { if (!document.hidden) sendAll(); });
  document.addEventListener("click", function (event) {
    if (event.target.closest && event.target.closest("[data-outbox-again]")) sendAll();
  });
  if (document.documentElement.dataset.account) sendAll();
})();
