/*
 * 批量登记, a block from Excel: read as rows and columns, names found by the server, shown in a panel first. Nothing is
 * filled in before 「填入 27 行」; a row whose village is not found, or stands twice, is chosen by hand or left out.
 */
(function () {
  "use strict";

  const page = window.page;
  const grid = page && page.grid;
  if (!grid) return;
  const place = document.getElementById("grid-paste");
  const SUMS = /^(合计|总计|小计|共计|累计)/;
  let block = null;

  /* Tabs and line ends as Excel copies them; a cell with a line end stands in quotes. */
  function parse(text) {
    const rows = [[]];
    const cells = /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r\n|\n|\r|$)/g;
    let found;
    while ((found = cells.exec(text)) && (found[0] || cells.lastIndex < text.length)) {
      const cell = found[1][0] === '"' ? found[1].slice(1, -1).replace(/""/g, '"') : found[1];
      rows[rows.length - 1].push(cell.trim());
      if (found[2] && found[2] !== "\t") rows.push([]);
      if (!found[2]) break;
    }
    return rows.filter(function (row) { return row.some(Boolean); });
  }

  function isNumber(text) { return grid.amount(text) !== null; }

  /* Which column holds names, whether the first row is a head, what the other columns are. */
  function understand(rows) {
    const width = Math.max(...rows.map(function (row) { return row.length; }));
    const hasHead = rows.length > 1 && !rows[0].some(isNumber) && rows[1].some(isNumber);
    const lines = hasHead ? rows.slice(1) : rows;
    let names = -1;
    let most = 0;
    for (let col = 0; col < width; col += 1) {
      const words = lines.filter(function (row) { return /[^\d.,\-\s]/.test(row[col] || "") && !isNumber(row[col]); }).length;
      if (words > most && words > lines.length / 2) {
        most = words;
        names = col;
      }
    }
    return { head: hasHead ? rows[0] : null, lines: lines, names: names, width: width, byName: names >= 0 };
  }

  /* File columns to figures: by the words of the head, else in their order behind the names. */
  function mapColumns(found) {
    const map = new Array(found.width).fill(-1);
    const plain = function (text) { return (text || "").replace(/[（(].*$/, "").replace(/\s/g, ""); };
    if (found.head) {
      found.head.forEach(function (text, col) {
        const word = plain(text);
        if (col !== found.names && word) map[col] = grid.columns.findIndex(function (one) { return one.name === word; });
      });
      found.head.forEach(function (text, col) {
        const word = plain(text);
        if (map[col] >= 0 || col === found.names || word.length < 2) return;
        const near = grid.columns.findIndex(function (one, at) { return !map.includes(at) && one.name.includes(word); });
        map[col] = near;
      });
      if (map.some(function (one) { return one >= 0; })) return map;
    }
    let next = found.byName ? 0 : grid.cursor().col;
    for (let col = found.byName ? found.names + 1 : 0; col < found.width; col += 1) {
      if (col === found.names) continue;
      map[col] = next < grid.columns.length ? next : -1;
      next += 1;
    }
    return map;
  }

  async function open(text) {
    const rows = parse(text);
    if (!rows.length) return;
    block = understand(rows);
    block.map = mapColumns(block);
    block.targets = [];
    block.near = [];
    block.why = [];
    if (block.byName) await find();
    else inOrder();
    draw();
    (place.querySelector(".grid-paste__lost select") || place.querySelector("[data-fill]")).focus();
    place.scrollIntoView({ block: "nearest" });
  }

  async function find() {
    const names = block.lines.map(function (line) { return (line[block.names] || "").replace(/\s+/g, " "); });
    const body = new URLSearchParams({ association: grid.data.place, by: grid.data.by, names: names.join("\n") });
    let answer = null;
    try {
      const response = await page.post(grid.data.urls.match, body);
      if (response.ok && !response.redirected) answer = await response.json();
      else if (response.status === 401) page.loginEnded();
    } catch (offline) {
      page.offline();
    }
    const taken = new Set();
    block.failed = !answer;
    block.targets = block.lines.map(function (line, at) {
      const found = answer ? answer.names[at] : { rows: [], near: [] };
      block.near[at] = found.near;
      block.why[at] = "没找到";
      if (SUMS.test(line[block.names] || "")) return skip(at, "合计行");
      if (!found.rows.length) return skip(at, found.near.length > 1 ? "有几个相近的" : "没找到");
      if (taken.has(found.rows[0])) return skip(at, "重复，已有一行");
      taken.add(found.rows[0]);
      return rowOf(found.rows[0]);
    });
  }

  function skip(at, why) {
    block.why[at] = why;
    return null;
  }

  function rowOf(id) { return grid.rows.find(function (row) { return row.id === id; }) || null; }

  function inOrder() {
    const rows = grid.rows.filter(function (row) { return !row.line.hidden && row.index >= grid.cursor().row; });
    block.targets = block.lines.map(function (line, at) {
      block.why[at] = "后面没有行了";
      return rows[at] || null;
    });
  }

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function option(value, text, chosen) {
    const one = make("option", "", text);
    one.value = value;
    one.selected = Boolean(chosen);
    return one;
  }

  function filled() {
    return block.targets.filter(function (row, at) { return row && changesOf(row, at).length; }).length;
  }

  function columnsUsed() { return block.map.filter(function (one) { return one >= 0; }).length; }

  function draw() {
    place.textContent = "";
    const panel = make("section", "panel grid-paste");
    panel.setAttribute("aria-label", "粘贴预览");
    panel.append(sentence(), mapping(), ...problems(), ...(block.targets.some(Boolean) ? [preview()] : []), buttons());
    panel.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") return;
      event.preventDefault();
      close();
    });
    place.append(panel);
  }

  /* 「识别为 29 行 × 3 列，按 [村名 ▾] 对应；2 个村名没找到」 */
  function sentence() {
    const line = make("p", "grid-paste__sentence");
    line.append("识别为 " + block.lines.length + " 行 × " + columnsUsed() + " 列，按 ");
    const how = make("select", "box");
    how.setAttribute("aria-label", "怎样对应");
    if (block.names >= 0) how.append(option("name", "村名", block.byName));
    how.append(option("order", "顺序（从当前格起）", !block.byName));
    how.addEventListener("change", async function () {
      block.byName = how.value === "name";
      block.map = mapColumns(block);
      if (block.byName) await find();
      else inOrder();
      draw();
      place.querySelector("select").focus();
    });
    line.append(how, " 对应");
    const lost = block.targets.filter(function (row, at) { return !row && !SUMS.test(block.lines[at][block.names] || ""); }).length;
    const words = block.failed ? "；村名没能核对，请稍后再粘贴" : lost ? "；" + lost + (block.byName ? " 个村名没找到" : " 行没有对应") : "；都找到了";
    line.append(make("strong", lost || block.failed ? "danger" : "", words));
    return line;
  }

  function mapping() {
    const line = make("p", "grid-paste__map", "各列填到：");
    for (let col = 0; col < block.width; col += 1) {
      if (block.byName && col === block.names) continue;
      const label = make("label", "", (block.head && block.head[col]) || "第 " + (col + 1) + " 列");
      const select = make("select", "box");
      select.append(option("-1", "不填", block.map[col] < 0));
      grid.columns.forEach(function (one, at) { select.append(option(String(at), one.name, block.map[col] === at)); });
      select.addEventListener("change", function () {
        const wanted = Number(select.value);
        block.map = block.map.map(function (one) { return one === wanted ? -1 : one; });
        block.map[col] = wanted;
        draw();
      });
      label.append(" ", select);
      line.append(label);
    }
    return line;
  }

  /* Names that were not found: a picker for each, the nearest first. */
  function problems() {
    if (!block.byName) return [];
    const list = make("ul", "grid-paste__lost");
    block.lines.forEach(function (line, at) {
      if (!block.why[at] || (block.targets[at] && !block.picked)) return;
      if (block.targets[at] && !block.picked.has(at)) return;
      const name = line[block.names] || "（空）";
      if (SUMS.test(name)) return list.append(make("li", "muted", "“" + name + "”一行不填"));
      const item = make("li");
      const label = make("label", "", "“" + name + "” " + block.why[at] + "：");
      label.append(picker(at));
      item.append(label, make("span", "muted", " " + numbersOf(line)));
      list.append(item);
    });
    return list.children.length ? [list] : [];
  }

  function numbersOf(line) {
    return line.filter(function (cell, col) { return block.map[col] >= 0; }).join("　");
  }

  function picker(at) {
    const select = make("select", "box");
    select.dataset.line = at;
    select.append(option("", "不填这一行", !block.targets[at]));
    const near = block.near[at].map(rowOf).filter(Boolean);
    for (const [title, rows] of [["可能是", near], ["全部", grid.rows]]) {
      if (!rows.length) continue;
      const part = make("optgroup");
      part.label = title;
      for (const row of rows) {
        const path = row.group.name ? row.name + "（" + row.group.name + "）" : row.name;
        part.append(option(String(row.id), path, block.targets[at] === row && (title === "全部" || !near.includes(row))));
      }
      select.append(part);
    }
    if (block.targets[at]) select.value = String(block.targets[at].id);
    select.addEventListener("change", function () { pick(at, rowOf(Number(select.value))); });
    return select;
  }

  function pick(at, row) {
    block.picked = block.picked || new Set();
    block.picked.add(at);
    const taken = row && block.targets.some(function (one, other) { return one === row && other !== at; });
    block.targets[at] = taken ? null : row;
    if (taken) block.why[at] = row.name + " 已有一行";
    draw();
    place.querySelector('select[data-line="' + at + '"]').focus();
  }

  function preview() {
    const wrap = make("div", "table-wrap grid-paste__rows");
    wrap.tabIndex = 0;
    wrap.setAttribute("role", "region");
    wrap.setAttribute("aria-label", "将填入的行");
    const table = make("table", "ledger ledger--tight");
    const used = grid.columns.filter(function (one, at) { return block.map.includes(at); });
    const head = make("tr");
    for (const words of ["村", ...used.map(function (one) { return one.name; })]) {
      const cell = make("th", words === "村" ? "" : "numeric", words);
      cell.scope = "col";
      head.append(cell);
    }
    const top = make("thead");
    top.append(head);
    const body = make("tbody");
    block.targets.forEach(function (row, at) {
      if (!row) return;
      const line = make("tr");
      const name = make("th", "", row.name + (grid.isForeign(row) ? "（已有记录，填后再选）" : ""));
      name.scope = "row";
      line.append(name);
      const changes = changesOf(row, at);
      for (const one of used) {
        const change = changes.find(function (each) { return each.code === one.code; });
        line.append(make("td", "numeric", change ? change.text : ""));
      }
      body.append(line);
    });
    table.append(top, body);
    wrap.append(table);
    return wrap;
  }

  /* An empty cell of the block leaves what stands. */
  function changesOf(row, at) {
    const changes = [];
    block.map.forEach(function (target, col) {
      const text = block.lines[at][col] || "";
      if (target >= 0 && text) changes.push({ row: row, code: grid.columns[target].code, text: text });
    });
    return changes;
  }

  function buttons() {
    const line = make("p", "buttons");
    const count = filled();
    const fill = make("button", "button button--primary", "填入 " + count + " 行");
    fill.type = "button";
    fill.dataset.fill = "";
    fill.disabled = !count;
    fill.addEventListener("click", take);
    const no = make("button", "button", "取消");
    no.type = "button";
    no.addEventListener("click", close);
    line.append(fill, no, make("span", "muted", "点“填入”之前什么都不会保存。"));
    return line;
  }

  function take() {
    const changes = [];
    block.targets.forEach(function (row, at) { if (row) changes.push(...changesOf(row, at)); });
    close();
    const count = grid.fill(changes);
    page.say("已填入 " + count + " 行，正在保存");
  }

  function close() {
    block = null;
    place.textContent = "";
    grid.goOn();
  }

  document.addEventListener("paste", function (event) {
    const target = event.target;
    const inBox = target.classList && target.classList.contains("grid__box");
    if (!inBox && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName || "")) return;
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!/[\t\r\n]/.test(text.replace(/[\r\n]+$/, ""))) return;
    event.preventDefault();
    open(text);
  });
})();
