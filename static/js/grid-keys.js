/*
 * 批量登记, hands: one box moves from cell to cell. Typing replaces what stands there (Excel's way), F2 changes it; arrows,
 * Enter, Tab, Esc, Ctrl+Z, Ctrl+D, Ctrl+arrow down, Alt+arrow down. On a phone one village at a time.
 */
(function () {
  "use strict";

  const page = window.page;
  const grid = page && page.grid;
  if (!grid) return;
  const WIDE = grid.columns.length;
  const phone = window.matchMedia("(max-width: 639px)");
  const where = document.getElementById("grid-where");
  const lastOf = document.getElementById("grid-last-of");
  const steps = [];
  const at = { row: 0, col: 0 };
  let mode = "ready"; // ready: typing replaces; enter: being typed; edit: the caret moves inside
  let before = "";
  let goTo = null; // where the keys wanted to go when a question came up
  let shownColumn = -1;

  const box = document.createElement("input");
  box.type = "text";
  box.className = "grid__box";
  box.autocomplete = "off";
  box.spellcheck = false;
  box.dataset.mode = "ready";

  function rowAt(index) { return grid.rows[index]; }
  function current() { return grid.rows[at.row]; }
  function column() { return grid.columns[at.col]; }

  function visible(index, step) {
    for (let one = index; one >= 0 && one < grid.rows.length; one += step) if (!rowAt(one).line.hidden) return one;
    return -1;
  }

  function setMode(wanted) {
    mode = wanted;
    box.dataset.mode = wanted;
  }

  /* What a screen reader hears of a cell: its name, and what is wrong or whose number it is. */
  function describe(row) {
    box.setAttribute("aria-label", row.name + " " + column().name);
    box.setAttribute("aria-describedby", row.state.id);
    if (row.errors[column().code]) box.setAttribute("aria-invalid", "true");
    else box.removeAttribute("aria-invalid");
  }

  function tellWhere(row) {
    const last = row.last[column().code];
    const path = [row.name];
    if (row.group.name) path.push(row.group.name);
    if (grid.data.path.split(" · ")[0] !== row.name) path.push(grid.data.path);
    const place = document.createElement("span");
    place.className = "grid-where__path";
    place.textContent = path.join(" · ") + "　" + column().name + "（" + column().unit + "）　";
    where.textContent = last ? "上次 " + last[0] + "（" + last[1] + "）" : "以前没有登记过";
    where.prepend(place);
  }

  /* The grey column shows the last numbers of the column that one is in. */
  function showLast() {
    if (shownColumn === at.col) return;
    shownColumn = at.col;
    lastOf.textContent = column().name;
    for (const row of grid.rows) {
      const last = row.last[column().code];
      row.lastCell.textContent = last ? last[0] : "";
      if (last) {
        const day = document.createElement("small");
        day.textContent = last[1];
        row.lastCell.append(day);
      }
    }
  }

  function fill() {
    box.value = grid.own(current(), column().code);
    box.inputMode = column().places ? "decimal" : "numeric";
    setMode("ready");
  }

  function place() {
    const row = current();
    const cell = row.cells[at.col];
    for (const old of document.querySelectorAll("#grid [data-current]")) old.removeAttribute("data-current");
    row.line.dataset.current = "";
    if (row.notes) row.notes.dataset.current = "";
    cell.append(box);
    fill();
    describe(row);
    tellWhere(row);
    showLast();
    document.getElementById("grid-at").textContent = (at.row + 1) + " / " + grid.rows.length;
  }

  function show() {
    current().cells[at.col].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /* Take over what is typed; true where it is something new. */
  function commit() {
    if (mode === "ready") return false;
    const row = current();
    const code = column().code;
    const text = box.value.trim();
    setMode("ready");
    grid.setCell(row, code, text);
    if (text === before) {
      grid.changed(row);
      return false;
    }
    steps.push([{ row: row, code: code, before: before, grey: greyText(row, code) }]);
    row.left = false;
    grid.touched(row);
    return true;
  }

  function greyText(row, code) {
    return row.others.length === 1 && row.others[0].numbers ? row.others[0].numbers[code] || "" : "";
  }

  function leave(row) {
    row.left = true;
    document.dispatchEvent(new CustomEvent("grid:left", { detail: row }));
    if (grid.missing(row).length && grid.isDirty(row)) grid.changed(row);
  }

  function moveTo(row, col, byKey) {
    const old = current();
    const isNew = commit();
    if (row < 0 || row >= grid.rows.length) return;
    if (isNew && byKey && old.asking && old.notes) {
      goTo = { row: row, col: col };
      ask(old);
      return;
    }
    at.row = row;
    at.col = Math.max(0, Math.min(col, WIDE - 1));
    if (old !== current()) leave(old);
    place();
    box.focus({ preventScroll: true });
    box.select();
    show();
  }

  /* The first choice of the line under a row. */
  function ask(row) {
    const first = row.notes && row.notes.querySelector("button, input, a[href]");
    if (!first) return false;
    first.focus();
    return true;
  }

  grid.goOn = function () {
    const target = goTo || at;
    goTo = null;
    moveTo(target.row, target.col, false);
  };

  grid.none = function (row) {
    steps.push([{ row: row, code: "", before: "" }]);
    at.row = row.index;
    place();
    box.focus({ preventScroll: true });
  };

  grid.isBeingTyped = function (row) {
    return mode !== "ready" && (!row || row === current());
  };

  grid.toVisible = function () {
    const found = visible(at.row, 1) >= 0 ? visible(at.row, 1) : visible(at.row, -1);
    if (found >= 0) moveTo(found, at.col, false);
  };

  grid.cursor = function () { return { row: at.row, col: at.col }; };

  /* Several cells at once are one step. changes: [{row, code, text}]. */
  grid.fill = function (changes) {
    commit();
    const touched = new Set();
    const step = changes.map(function (one) {
      const old = { row: one.row, code: one.code, before: grid.own(one.row, one.code), grey: greyText(one.row, one.code) };
      grid.setCell(one.row, one.code, one.text);
      touched.add(one.row);
      return old;
    });
    steps.push(step);
    for (const row of touched) {
      row.left = row !== current();
      grid.touched(row);
    }
    place();
    box.focus({ preventScroll: true });
    box.select();
    return touched.size;
  };

  function undo() {
    const step = steps.pop();
    if (!step) return page.say("没有可撤回的");
    const rows = new Set();
    for (const one of step) {
      rows.add(one.row);
      if (!one.code) {
        one.row.wantsNone = false;
        for (const each of grid.columns) if (grid.own(one.row, each.code)) grid.setCell(one.row, each.code, "");
      } else {
        grid.setCell(one.row, one.code, one.row.adopted && !one.before ? one.grey : one.before);
      }
    }
    for (const row of rows) grid.touched(row);
    const first = step[0];
    moveTo(first.row.index, first.code ? codeIndex(first.code) : at.col, false);
    page.say("已撤回");
  }

  function codeIndex(code) {
    return grid.columns.findIndex(function (one) { return one.code === code; });
  }

  /* Esc: what is being typed; else a cell that is not saved goes back to what is. */
  function restore() {
    const row = current();
    if (mode !== "ready") {
      grid.setCell(row, column().code, before);
    } else if (column().code in row.typed) {
      grid.setCell(row, column().code, row.server.numbers[column().code] || "");
      grid.touched(row);
    } else {
      return false;
    }
    fill();
    box.select();
    grid.changed(row);
    describe(row);
    return true;
  }

  function copyAbove() {
    const above = visible(at.row - 1, -1);
    if (above < 0) return;
    const cell = grid.cell(rowAt(above), column().code);
    if (!cell.text || cell.kind === "hidden" || grid.amount(cell.text) === null) return;
    grid.fill([{ row: current(), code: column().code, text: cell.text }]);
    if (current().asking) ask(current());
  }

  function nextEmpty() {
    for (let step = 1; step <= grid.rows.length; step += 1) {
      const index = (at.row + step) % grid.rows.length;
      if (!rowAt(index).line.hidden && grid.isEmpty(rowAt(index))) {
        const must = grid.columns.findIndex(function (one) { return one.required; });
        return moveTo(index, Math.max(must, 0), true);
      }
    }
    commit();
    page.say("都填了");
  }

  /* Nobody has to: rows save themselves. But hands are used to it. */
  function saveNow() {
    commit();
    grid.flush();
    box.select();
  }

  function startEdit() {
    setMode("edit");
    before = grid.own(current(), column().code);
    box.setSelectionRange(box.value.length, box.value.length);
  }

  /* Right of the last figure stand the two things that a row can do. */
  function acts(row) {
    return [row.none, row.link].filter(function (one) { return !one.hidden; });
  }

  function down(step) {
    const target = visible(at.row + step, step);
    if (target >= 0) moveTo(target, at.col, true);
    else if (commit() && current().asking) ask(current());
  }

  function sideways(step) {
    if (at.col + step >= WIDE) {
      commit();
      return acts(current())[0].focus();
    }
    if (at.col + step >= 0) moveTo(at.row, at.col + step, true);
  }

  /* Tab goes through the figures, row by row, and out of the grid at either end. */
  function tab(event) {
    const step = event.shiftKey ? -1 : 1;
    let row = at.row;
    let col = at.col + step;
    if (col < 0 || col >= WIDE) {
      row = visible(at.row + step, step);
      col = step > 0 ? 0 : WIDE - 1;
    }
    if (row < 0) {
      if (commit()) leave(current());
      return;
    }
    event.preventDefault();
    moveTo(row, col, true);
  }

  function enter(event) {
    if (!phone.matches) return down(event.shiftKey ? -1 : 1);
    if (at.col + 1 < WIDE) moveTo(at.row, at.col + 1, true);
    else stepTo(1);
  }

  function stepTo(step) {
    const target = visible(at.row + step, step);
    if (target >= 0) moveTo(target, 0, true);
    else commit();
  }

  function control(event) {
    const key = event.key.toLowerCase();
    if (key === "z" && mode === "ready") undo();
    else if (key === "d") copyAbove();
    else if (key === "s") saveNow();
    else if (key === "arrowdown") nextEmpty();
    else if (key === "home") moveTo(visible(0, 1), 0, true);
    else if (key === "end") moveTo(visible(grid.rows.length - 1, -1), WIDE - 1, true);
    else return;
    event.preventDefault();
  }

  const MOVES = {
    ArrowDown: function () { down(1); }, ArrowUp: function () { down(-1); },
    ArrowRight: function () { sideways(1); }, ArrowLeft: function () { sideways(-1); },
  };

  function onKey(event) {
    if (event.isComposing) return;
    if (event.ctrlKey || event.metaKey) return control(event);
    if (event.altKey) {
      if (event.key === "ArrowDown" && (commit(), ask(current()))) event.preventDefault();
      return;
    }
    if (event.key === "Tab") return tab(event);
    const inside = mode === "edit" && (event.key === "ArrowLeft" || event.key === "ArrowRight");
    if (event.key === "Enter") enter(event);
    else if (event.key === "F2") startEdit();
    else if (event.key === "Escape") { if (!restore()) return; }
    else if (event.key === "Delete" && mode === "ready") grid.own(current(), column().code) && grid.fill([{ row: current(), code: column().code, text: "" }]);
    else if (MOVES[event.key] && !inside) MOVES[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  box.addEventListener("keydown", onKey);
  box.addEventListener("input", function () {
    if (mode === "ready") {
      before = grid.own(current(), column().code);
      setMode("enter");
    }
    grid.setCell(current(), column().code, box.value.trim());
    grid.paintCell(current(), at.col);
  });
  box.addEventListener("blur", function () { setTimeout(function () { if (document.activeElement !== box) commit(); }, 0); });

  /* Keys on the buttons of a row and in the line under it. */
  document.getElementById("grid").addEventListener("keydown", function (event) {
    if (event.target === box || event.isComposing) return;
    const row = grid.rows.find(function (one) { return one.acts.contains(event.target) || (one.notes && one.notes.contains(event.target)); });
    if (!row) return;
    const typing = event.target.tagName === "INPUT";
    if (event.key === "Escape" || (event.altKey && event.key === "ArrowUp")) {
      goTo = null;
      moveTo(row.index, at.col, false);
    } else if (!typing && /^Arrow(Left|Right)$/.test(event.key)) {
      beside(row, event.target, event.key === "ArrowRight" ? 1 : -1);
    } else if (row.acts.contains(event.target) && /^Arrow(Up|Down)$/.test(event.key)) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = visible(row.index + step, step);
      if (next >= 0) acts(rowAt(next))[0].focus();
    } else {
      return;
    }
    event.preventDefault();
  });

  function beside(row, target, step) {
    const inNotes = row.notes && row.notes.contains(target);
    const all = inNotes ? Array.from(row.notes.querySelectorAll("button, input")) : acts(row);
    const next = all[all.indexOf(target) + step];
    if (next) next.focus();
    else if (!inNotes && step < 0) moveTo(row.index, WIDE - 1, false);
  }

  document.getElementById("grid").addEventListener("mousedown", function (event) {
    const cell = event.target.closest(".grid__figure[data-row]");
    if (!cell || event.target === box || event.button) return;
    event.preventDefault();
    moveTo(Number(cell.dataset.row), Number(cell.dataset.col), false);
  });
  box.addEventListener("dblclick", function () { if (mode === "ready") startEdit(); });
  /* A click on the cell that one is in leaves all of it chosen: what is typed next replaces it. */
  box.addEventListener("mousedown", function (event) {
    if (mode !== "ready" || phone.matches) return;
    event.preventDefault();
    box.focus({ preventScroll: true });
    box.select();
  });
  box.addEventListener("click", function () { if (phone.matches && mode === "ready" && box.value) startEdit(); });

  document.addEventListener("click", function (event) {
    const step = event.target.closest("[data-step]");
    if (step) stepTo(Number(step.dataset.step));
    if (event.target.closest("[data-next-empty]")) nextEmpty();
  });
  document.addEventListener("grid:row", function (event) {
    const row = event.detail;
    if (row !== current()) return;
    if (mode === "ready") fill();
    if (document.activeElement === box && mode === "ready") box.select();
    if (row.notes) row.notes.dataset.current = "";
    describe(row);
  });

  const first = grid.rows.findIndex(grid.isEmpty);
  at.row = first < 0 ? 0 : first;
  place();
  if (!phone.matches) box.focus({ preventScroll: true });
})();
