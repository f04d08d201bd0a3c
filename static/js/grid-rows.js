/* 批量登记, how it looks: rows, states in mark and word, the lines under them with reasons and choices, sums, filter. */
(function () {
  "use strict";

  const grid = window.page && window.page.grid;
  if (!grid) return;
  const body = document.getElementById("grid-body");
  const WIDTH = grid.columns.length + 5;
  let filter = "all";
  let painting = 0;

  function make(tag, role, className, text) {
    const element = document.createElement(tag);
    if (role) element.setAttribute("role", role);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  function button(words, act, primary) {
    const one = make("button", "", "button button--small" + (primary ? " button--primary" : ""), words);
    one.type = "button";
    one.addEventListener("click", act);
    return one;
  }

  function build() {
    document.getElementById("grid").style.setProperty("--figures", grid.columns.length);
    const all = document.createDocumentFragment();
    for (const group of grid.groups) {
      if (group.name) all.append(head(group));
      for (const row of group.rows) all.append(buildRow(row));
    }
    body.append(all);
    for (const row of grid.rows) paint(row);
    foot();
  }

  /* A township above its villages, with what it recorded itself. */
  function head(group) {
    const line = make("div", "row", "grid__group");
    const cell = make("div", "rowheader", "", group.name);
    cell.setAttribute("aria-colspan", WIDTH);
    for (const note of group.notes) cell.append(make("span", "", "grid-note", note + "，同一场不要再按村登记"));
    line.append(cell);
    group.head = line;
    return line;
  }

  function buildRow(row) {
    const line = make("div", "row", "grid__row");
    line.append(make("div", "gridcell", "grid__order", String(row.index + 1)));
    const name = make("div", "rowheader", "grid__name", row.name);
    row.lastCell = make("div", "gridcell", "grid__last");
    line.append(name, row.lastCell);
    row.cells = grid.columns.map(function (column, at) {
      const cell = make("div", "gridcell", "grid__figure");
      cell.dataset.row = row.index;
      cell.dataset.col = at;
      cell.dataset.label = column.name + "（" + column.unit + "）";
      line.append(cell);
      return cell;
    });
    row.state = make("div", "gridcell", "grid__state");
    row.state.id = "grid-state-" + row.index;
    row.acts = make("div", "gridcell", "grid__acts");
    row.none = button(grid.data.noneLabel, function () { none(row); });
    row.none.setAttribute("aria-label", row.name + " " + grid.data.noneLabel);
    row.none.tabIndex = -1;
    row.link = make("a", "", "", "详");
    row.link.target = "_blank";
    row.link.rel = "noopener";
    row.link.tabIndex = -1;
    row.acts.append(row.none, row.link);
    line.append(row.state, row.acts);
    row.line = line;
    row.notes = null;
    return line;
  }

  function none(row) {
    row.wantsNone = true;
    grid.none(row);
    grid.touched(row);
  }

  /* The state of a row: [mark, word, tone]. */
  function stateOf(row) {
    const missing = grid.missing(row);
    if (row.status === "wrong") return ["✗", "被拒", "wrong"];
    if (row.asking === "source") return ["▲", "已有记录，请选", "ask"];
    if (row.asking) return ["▲", "别人刚改过，请选", "ask"];
    if (row.status === "lost") return ["…", "没存上，正在重试", "wait"];
    if (missing.length && grid.isDirty(row)) return ["○", "还差 " + missing[0].name, row.left ? "ask" : "quiet"];
    if (row.status === "sending" || grid.isDirty(row)) return ["…", "保存中", "wait"];
    if (Object.keys(row.server.odd).length) return ["▲", "请核实", "ask"];
    if (row.server.none) return ["✓", grid.data.noneLabel + "，" + row.server.none, "done"];
    if (row.server.record) return ["✓", row.status === "saved" ? "已存" : "已登记", "done"];
    if (row.others.length) return ["", foreignText(row), "quiet"];
    return ["", row.below, "quiet"];
  }

  function foreignText(row) {
    const more = row.others.length > 1 ? " 等 " + row.others.length + " 条" : "";
    return row.others[0].text + more;
  }

  function cellMark(row, code) {
    if (row.errors[code]) return ["✗", "wrong"];
    if (code in row.clash) return ["▲", "ask"];
    if (code in row.typed) return row.status === "sending" ? ["…", "wait"] : ["", "wait"];
    if (row.server.odd[code]) return ["▲", "ask"];
    return ["", ""];
  }

  function paint(row) {
    grid.columns.forEach(function (column, at) { paintCell(row, column, at); });
    const [mark, word, tone] = stateOf(row);
    row.state.className = "grid__state grid__state--" + tone;
    row.state.textContent = "";
    if (mark) row.state.append(make("span", "", "grid__mark", mark));
    row.state.append(make("span", "", "", word));
    if (row.server.record && row.others.length) {
      row.state.append(make("span", "", "grid__also", "另有 " + foreignText(row)));
    }
    row.none.hidden = !grid.isEmpty(row);
    paintLink(row);
    paintNotes(row);
    later();
  }

  function paintCell(row, column, at) {
    const cell = grid.cell(row, column.code);
    const [mark, tone] = cellMark(row, column.code);
    const element = row.cells[at];
    const text = cell.kind === "hidden" ? cell.text : grid.grouped(cell.text, column.places);
    const place = element.firstChild;
    if (place && place.nodeType === Node.TEXT_NODE) {
      if (place.data !== text) place.data = text;
    } else {
      element.prepend(document.createTextNode(text));
    }
    element.className = "grid__figure" + (cell.kind === "grey" ? " grid__figure--grey" : "") + (tone ? " grid__figure--" + tone : "");
    if (mark) element.dataset.mark = mark;
    else delete element.dataset.mark;
  }

  function paintLink(row) {
    const record = row.server.record || (row.others.length === 1 && grid.isForeign(row) ? row.others[0].record : "");
    const urls = grid.data.urls;
    const query = new URLSearchParams({ association: String(row.code), kind: grid.data.kind, day: grid.data.day });
    row.link.href = record ? urls.edit.replace("00000000-0000-0000-0000-000000000000", record) : urls.create + "?" + query;
    row.link.setAttribute("aria-label", row.name + " 详：" + (record ? "打开这条记录" : "打开登记表单") + "（新标签页）");
  }

  /* Lines under the row: what was refused, what is asked. */
  function paintNotes(row) {
    const parts = [...refusals(row), ...source(row), ...conflict(row), ...doubts(row), ...gaps(row)];
    const asked = row.notes && row.notes.contains(document.activeElement) && document.activeElement.dataset.keep;
    if (asked && parts.some(function (part) { return part.dataset.about === asked; })) return;
    if (row.notes) row.notes.remove();
    row.notes = null;
    if (!parts.length) return;
    row.notes = make("div", "row", "grid__line");
    row.notes.hidden = row.line.hidden;
    const cell = make("div", "gridcell");
    cell.setAttribute("aria-colspan", WIDTH);
    cell.append(...parts);
    row.notes.append(cell);
    if (row.line.hasAttribute("data-current")) row.notes.dataset.current = "";
    row.line.after(row.notes);
  }

  function part(mark, words, tone) {
    const one = make("div", "", "grid-ask grid-ask--" + tone);
    one.append(make("span", "", "grid__mark", mark), make("span", "", "", words));
    return one;
  }

  function nameOf(code) {
    const column = grid.columns.find(function (one) { return one.code === code; });
    return column ? column.name : "";
  }

  function refusals(row) {
    return Object.keys(row.errors).map(function (code) {
      return part("✗", "被拒：" + (code ? nameOf(code) + " " : "") + row.errors[code], "wrong");
    });
  }

  function source(row) {
    if (row.asking !== "source" && row.asking !== "gone") return [];
    const typed = Object.keys(row.typed).map(function (code) { return nameOf(code) + " " + row.typed[code]; }).join("，");
    const words = row.asking === "gone" ? "这条记录刚被删除。" : foreignText(row) + "。";
    const one = part("▲", words + "您填的是：" + typed + "。", "ask");
    for (const other of row.others) {
      const which = row.others.length > 1 ? "改“" + other.text + "”" : "改那条";
      one.append(button(which, function () { grid.adopt(row, other); grid.goOn(); }));
    }
    one.append(
      button("另记一场", function () { grid.another(row); grid.goOn(); }),
      button("不填了", function () { grid.giveUp(row); grid.goOn(); })
    );
    return [one];
  }

  function conflict(row) {
    if (row.asking !== "conflict") return [];
    const who = row.who || "别人";
    const differing = Object.keys(row.clash).map(function (code) {
      return nameOf(code) + " " + who + "存的是 " + (row.clash[code] || "空") + "，您填的是 " + (row.typed[code] || "空");
    });
    const one = part("▲", differing.join("；") + "。", "ask");
    one.append(
      button("用我的", function () { grid.keepMine(row); grid.goOn(); }),
      button("用" + who + "的", function () { grid.takeTheirs(row); grid.goOn(); })
    );
    return [one];
  }

  /* 「比上次多 9 倍，核实后写明原因」; saving is not blocked. */
  function doubts(row) {
    if (row.asking) return [];
    return Object.keys(row.server.odd).filter(function (code) { return !(code in row.typed); }).map(function (code) {
      const one = part("▲", nameOf(code) + " " + row.server.odd[code] + "，请核实。不对就改上面的数，没错请写原因", "ask");
      const input = make("input", "", "box");
      input.type = "text";
      input.maxLength = 80;
      input.value = row.reasons[code] || "";
      input.setAttribute("aria-label", row.name + " " + nameOf(code) + " 原因");
      input.dataset.keep = one.dataset.about = code;
      function give() {
        if (!input.value.trim()) return input.focus();
        row.reasons[code] = input.value.trim();
        grid.touched(row);
        grid.goOn();
      }
      input.addEventListener("keydown", function (event) {
        if (event.key === "Enter" && !event.isComposing) {
          event.preventDefault();
          give();
        }
      });
      one.append(input, button("无误", give));
      return one;
    });
  }

  function gaps(row) {
    const missing = grid.missing(row);
    if (!row.left || !missing.length || row.asking || !grid.isDirty(row)) return [];
    const names = missing.map(function (column) { return column.name; }).join("、");
    return [part("▲", "还差 " + names + "，填了才会存；没有发生请填 0。", "ask")];
  }

  /* Sums and counts, once for however many rows were painted. */
  function later() {
    if (!painting) painting = requestAnimationFrame(function () { painting = 0; foot(); });
  }

  function foot() {
    let empty = 0;
    let wrong = 0;
    for (const row of grid.rows) {
      if (grid.isEmpty(row)) empty += 1;
      if (grid.isWrong(row)) wrong += 1;
    }
    for (const column of grid.columns) {
      const found = grid.sum(column.code);
      const note = found.withheld ? "（不含不显示的 " + found.withheld + " 个）" : "";
      write(document.querySelector('[data-sum="' + column.code + '"]'), grid.text(found.sum, column.places) + note);
    }
    write(document.getElementById("grid-filled"), (grid.rows.length - empty).toLocaleString("en-US"));
    const counts = { all: grid.rows.length, empty: empty, wrong: wrong };
    for (const place of document.querySelectorAll("[data-count]")) write(place, counts[place.dataset.count].toLocaleString("en-US"));
    const unsaved = grid.unsaved();
    write(document.getElementById("grid-saved"), unsaved ? unsaved + " 格未存" : empty < grid.rows.length ? "都已存" : "");
  }

  function write(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function shows(row) {
    if (filter === "all") return true;
    return filter === "empty" ? grid.isEmpty(row) : grid.isWrong(row);
  }

  /* Rows keep their place until the filter is pressed again, so that none vanishes under the hands. */
  grid.setFilter = function (wanted) {
    filter = wanted;
    for (const row of grid.rows) {
      row.line.hidden = !shows(row);
      if (row.notes) row.notes.hidden = row.line.hidden;
    }
    for (const group of grid.groups) {
      if (group.head) group.head.hidden = group.rows.every(function (row) { return row.line.hidden; });
    }
    for (const one of document.querySelectorAll("[data-filter]")) one.setAttribute("aria-pressed", String(one.dataset.filter === wanted));
  };

  document.addEventListener("click", function (event) {
    const pressed = event.target.closest("[data-filter]");
    if (!pressed) return;
    grid.setFilter(pressed.dataset.filter);
    grid.toVisible();
  });
  document.addEventListener("grid:row", function (event) { paint(event.detail); });
  grid.paintCell = function (row, at) {
    paintCell(row, grid.columns[at], at);
    later();
  };
  /* The frozen columns, only where the grid is wider than its window. */
  function freeze() {
    const wrap = document.getElementById("grid-wrap");
    document.getElementById("grid").classList.toggle("grid--scrolls", wrap.scrollWidth > wrap.clientWidth + 1);
  }

  window.addEventListener("resize", freeze);
  build();
  freeze();
})();
