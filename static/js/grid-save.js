/*
 * 批量登记, saving: one request saves one row. A row waits a moment, then goes; without a network it is sent again and
 * again, further and further apart; a record has its key before it is sent, so that twice sent is once recorded.
 */
(function () {
  "use strict";

  const page = window.page;
  const grid = page && page.grid;
  if (!grid) return;
  const WAIT = 700;
  const MOST = 3;
  const LONGEST = 60;
  const strip = document.getElementById("grid-strip");
  const queue = [];
  let busy = 0;
  let lost = 0; // failed tries in a row
  let retryAt = 0;
  let clock = 0;
  let needsLogin = false;

  function sendable(row) {
    if (!grid.isDirty(row) || row.asking || row.status === "wrong") return false;
    if (row.wantsNone) return true;
    return !grid.missing(row).length && !emptiesForeign(row);
  }

  /* Emptied cells delete what this person recorded; a record of others is deleted on its own page only. */
  function emptiesForeign(row) {
    if (!row.adopted || !Object.keys(row.typed).length || !allEmpty(row)) return false;
    row.errors = { "": "清空不会删除别人登记的记录，要删除请点“详”。" };
    row.status = "wrong";
    grid.changed(row);
    return true;
  }

  function allEmpty(row) {
    return grid.columns.every(function (column) { return grid.cell(row, column.code).text === ""; });
  }

  function schedule(row, wait) {
    clearTimeout(row.timer);
    row.timer = setTimeout(function () { due(row); }, wait);
  }

  function due(row) {
    if (grid.isBeingTyped && grid.isBeingTyped(row)) return schedule(row, WAIT);
    if (!queue.includes(row)) queue.push(row);
    work();
  }

  function work() {
    if (lost && Date.now() < retryAt) return;
    for (let at = 0; at < queue.length && busy < (lost ? 1 : MOST); at += 1) {
      const row = queue[at];
      if (row.status === "sending") continue;
      queue.splice(at, 1);
      at -= 1;
      if (sendable(row)) send(row);
    }
  }

  function contents(row, sent) {
    const body = new URLSearchParams();
    body.set("unit", row.id);
    body.set("kind", grid.data.kind);
    body.set("when", grid.data.when);
    body.set("record", row.server.record || row.key);
    body.set("version", row.server.record ? row.server.version : 0);
    body.set("seen", row.others.map(function (one) { return one.record; }).join(","));
    if (row.wantsNone) body.set("says_none", "1");
    for (const code of Object.keys(sent.typed)) body.set("figure_" + code, sent.typed[code]);
    for (const code of Object.keys(sent.reasons)) {
      if (!(code in sent.typed)) body.set("figure_" + code, row.server.numbers[code] || "");
      body.set("figure_" + code + "_reason", sent.reasons[code]);
    }
    for (const box of document.querySelectorAll("[data-campaign]:checked")) body.append("campaigns", box.value);
    const need = document.querySelector("[data-need]");
    if (need) body.set(need.dataset.need, need.value.trim());
    return body;
  }

  async function send(row) {
    const sent = { typed: Object.assign({}, row.typed), reasons: Object.assign({}, row.reasons) };
    const body = contents(row, sent);
    row.status = "sending";
    busy += 1;
    grid.changed(row);
    try {
      await answered(row, sent, await page.post(grid.data.urls.save, body));
    } catch (noNetwork) {
      failed(row, "network");
    }
    busy -= 1;
    grid.changed(row);
    tell();
    work();
  }

  async function answered(row, sent, response) {
    if (response.status === 401 || response.redirected) return ended(row);
    if (response.status === 403) return page.refreshMark ? renewed(row) : refused(row, { "": "您的账号做不了这一步。" });
    if (response.status >= 500) return failed(row, "server");
    lost = 0;
    row.retried = false;
    const answer = /json/.test(response.headers.get("Content-Type")) ? await response.json() : {};
    if (response.ok) {
      grid.saved(row, answer.row, sent);
      page.say(row.name + (row.server.record ? " 已存" : " 已清空"));
      again(row);
    } else if (response.status === 409) {
      grid.behind(row, answer);
      if (row.asking) page.say(row.name + " 别人刚登记过，请选");
      else again(row);
    } else {
      refused(row, answer.errors || { "": response.status === 404 ? "没有找到：可能不在您单位的范围内。" : "系统没有接受（" + response.status + "）。" });
    }
  }

  /* Sentences by field; the field names of figures begin with figure_. */
  function refused(row, errors) {
    row.errors = {};
    for (const name of Object.keys(errors)) {
      const code = name.replace(/^figure_/, "");
      const known = name !== code && grid.columns.some(function (column) { return column.code === code; });
      const key = known ? code : "";
      row.errors[key] = row.errors[key] ? row.errors[key] + errors[name] : errors[name];
    }
    row.status = "wrong";
    row.wantsNone = false;
    page.say(row.name + " 被拒：" + Object.values(row.errors).join("；"));
  }

  /* What was typed while the row was under way. */
  function again(row) {
    if (grid.isDirty(row) && !row.asking) schedule(row, WAIT);
  }

  function failed(row, reason) {
    row.status = "lost";
    lost = Math.min(lost + 1, 7);
    retryAt = Date.now() + Math.min(Math.pow(2, lost - 1), LONGEST) * 1000;
    strip.dataset.reason = reason;
    if (!queue.includes(row)) queue.push(row);
  }

  function ended(row) {
    needsLogin = true;
    failed(row, "login");
  }

  /* The mark of this page is out of date after a new login elsewhere: take the new one and send once more. */
  async function renewed(row) {
    if (!row.retried && (await page.refreshMark())) {
      row.retried = true;
      row.status = "";
      return schedule(row, 0);
    }
    row.retried = false;
    refused(row, { "": "您的账号做不了这一步，没有保存。" });
  }

  async function retry() {
    if (needsLogin) {
      try {
        needsLogin = !(await page.refreshMark());
      } catch (offline) {
        /* asked again next time */
      }
      if (needsLogin) {
        lost = Math.min(lost + 1, 7);
        retryAt = Date.now() + Math.min(Math.pow(2, lost - 1), LONGEST) * 1000;
        return tell();
      }
    }
    retryAt = 0;
    work();
    tell();
  }

  /* The yellow strip: how many cells wait, and for what. */
  function tell() {
    strip.hidden = !lost;
    clearTimeout(clock);
    if (!lost) {
      strip.textContent = "";
      return;
    }
    const left = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
    const count = grid.unsaved() + " 格未保存";
    strip.textContent = "";
    const words = document.createElement("span");
    if (needsLogin) words.textContent = "登录已过期，" + count + "，内容还在本页。重新登录后自动继续。";
    else words.textContent = count + "，正在重试" + (strip.dataset.reason === "server" ? "（系统暂时没有应答）" : "（没有网络）");
    strip.append(words);
    if (needsLogin) {
      const link = document.createElement("a");
      link.href = document.documentElement.dataset.login || "/";
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = "在新窗口登录";
      strip.append(link);
    }
    const now = document.createElement("button");
    now.type = "button";
    now.className = "button button--small";
    now.textContent = "现在重试";
    now.addEventListener("click", retry);
    strip.append(now);
    clock = setTimeout(function () { if (!busy) retry(); else tell(); }, Math.max(left, 1) * 1000);
  }

  grid.flush = function () {
    for (const row of grid.rows) if (grid.isDirty(row) && row.status !== "sending") schedule(row, 0);
  };

  document.addEventListener("grid:touched", function (event) { schedule(event.detail, WAIT); });
  document.addEventListener("grid:left", function (event) { if (grid.isDirty(event.detail)) schedule(event.detail, 0); });
  window.addEventListener("online", retry);
  window.addEventListener("focus", function () { if (lost) retry(); });
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") grid.flush(); });
  window.addEventListener("beforeunload", function (event) {
    if (!grid.unsaved() && !(grid.isBeingTyped && grid.isBeingTyped())) return;
    event.preventDefault();
    event.returnValue = "";
  });

  /* What new rows share stays in the address, so that it survives opening the page again. */
  document.addEventListener("change", function (event) {
    if (!event.target.matches("[data-campaign], [data-need]")) return;
    const address = new URL(location.href);
    address.searchParams.delete("campaigns");
    const ticked = Array.from(document.querySelectorAll("[data-campaign]:checked"), function (one) { return one.value; });
    for (const key of ticked.length ? ticked : [""]) address.searchParams.append("campaigns", key);
    const need = document.querySelector("[data-need]");
    if (need) address.searchParams.set(need.dataset.need, need.value);
    history.replaceState(history.state, "", address);
    for (const row of grid.rows) {
      if (row.status !== "wrong" || !row.errors[""]) continue;
      row.errors = {};
      row.status = "";
      grid.touched(row);
    }
  });
})();
