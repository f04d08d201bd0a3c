/*
 * 批量登记, what the page knows: rows, what stands in their cells, what was typed and is not saved yet. No markup here.
 * page.grid: rows, columns, value(), own(), setCell(), takeState(), choices, counts; fires grid:row, grid:touched.
 */
(function () {
  "use strict";

  const source = document.getElementById("grid-data");
  if (!source) return;
  const page = (window.page = window.page || {});
  const data = JSON.parse(source.textContent);
  const grid = (page.grid = { data: data, columns: data.columns, rows: [], groups: data.groups });

  /* The key of a record that is still to be made. */
  function newKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, function (one) { return one.toString(16).padStart(2, "0"); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  for (const group of data.groups) {
    group.rows = group.rows.map(function (given) {
      const row = {
        index: grid.rows.length, id: given.id, code: given.code, name: given.name, last: given.last || {},
        below: given.below || "", group: group, key: newKey(), server: {}, others: [], typed: {}, reasons: {},
        errors: {}, asking: "", clash: {}, who: "", choice: "", adopted: false, wantsNone: false, status: "",
      };
      grid.rows.push(row);
      read(row, given);
      return row;
    });
  }

  /* What the server says about a row, when the page opens and after every save. */
  function read(row, state) {
    row.others = state.others || [];
    row.server = {
      record: state.record || "", version: state.version || 0, numbers: state.numbers || {}, hidden: state.hidden || {},
      odd: state.odd || {}, none: state.none || "",
    };
    if (!row.server.record) {
      row.key = newKey();
      row.adopted = false;
      row.choice = "";
    }
    drop(row);
  }

  /* What is typed like what stands there is no change. */
  function drop(row) {
    for (const code of Object.keys(row.typed)) {
      if (row.typed[code] === base(row, code) && !(code in row.server.hidden)) delete row.typed[code];
    }
  }

  function base(row, code) {
    return row.server.numbers[code] || "";
  }

  /* Hundredths of a typed number, null where it is none; the server reads it again and decides. */
  grid.amount = function (text) {
    const plain = String(text).replace(/[０-９]/g, function (one) { return String.fromCharCode(one.charCodeAt(0) - 0xfee0); })
      .replace(/[,，\s]/g, "").replace("．", ".");
    const found = /^(\d{1,11})(?:\.(\d{1,2}))?$/.exec(plain);
    return found ? Number(found[1]) * 100 + Number((found[2] || "0").padEnd(2, "0")) : null;
  };

  grid.text = function (hundredths, places) {
    const whole = String(Math.floor(hundredths / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
    return places ? whole + "." + String(hundredths % 100).padStart(2, "0") : whole;
  };

  /* Grouped as people read it; what is no number stays as typed. */
  grid.grouped = function (text, places) {
    const amount = grid.amount(text);
    return amount === null ? text : grid.text(amount, amount % 100 ? 2 : places);
  };

  /* True while only records of others stand in the row. */
  grid.isForeign = function (row) {
    return !row.server.record && row.choice !== "new" && row.others.length > 0;
  };

  function foreign(row, code) {
    let sum = null;
    for (const other of row.others) {
      if (other.hidden && code in other.hidden) return row.others.length === 1 ? other.hidden[code] : "不显示";
      if (other.numbers && code in other.numbers) sum = (sum || 0) + grid.amount(other.numbers[code]);
    }
    return sum === null ? "" : grid.text(sum, sum % 100 ? 2 : 0).replace(/,/g, "");
  }

  /* What stands in a cell: {text, kind}; kind: own, hidden (not for this account), grey (others reported it), "". */
  grid.cell = function (row, code) {
    if (code in row.typed) return { text: row.typed[code], kind: "own" };
    if (code in row.server.hidden) return { text: row.server.hidden[code], kind: "hidden" };
    if (row.server.record) return { text: base(row, code), kind: "own" };
    if (row.wantsNone) return { text: "", kind: "own" };
    const text = grid.isForeign(row) ? foreign(row, code) : "";
    return { text: text, kind: text ? "grey" : "" };
  };

  /* What the person could have typed there. */
  grid.own = function (row, code) {
    const cell = grid.cell(row, code);
    return cell.kind === "own" ? cell.text : "";
  };

  grid.setCell = function (row, code, text) {
    const same = text === base(row, code) && !(code in row.server.hidden);
    const reported = grid.isForeign(row) && text !== "" && text === foreign(row, code);
    if (same || reported) delete row.typed[code];
    else row.typed[code] = text;
    delete row.errors[code];
    delete row.errors[""];
    delete row.reasons[code];
    if (!Object.keys(row.errors).length && row.status === "wrong") row.status = "";
    if (!Object.keys(row.typed).length && row.asking) forget(row);
  };

  function forget(row) {
    row.typed = {};
    row.reasons = {};
    row.errors = {};
    row.asking = "";
    row.clash = {};
    row.status = row.server.record ? "saved" : "";
  }

  /* 不填了, 用张某的. */
  grid.giveUp = function (row) {
    forget(row);
    grid.changed(row);
  };

  grid.isDirty = function (row) {
    return row.wantsNone || Object.keys(row.typed).length > 0 || Object.keys(row.reasons).length > 0;
  };

  grid.unsaved = function () {
    return grid.rows.reduce(function (sum, row) {
      return sum + Math.max(Object.keys(row.typed).length, grid.isDirty(row) ? 1 : 0);
    }, 0);
  };

  /* Columns that must be filled before the row can be saved; none where the whole row was emptied. */
  grid.missing = function (row) {
    const filled = grid.columns.some(function (column) { return grid.own(row, column.code) || column.code in row.server.hidden; });
    if (!filled) return [];
    return grid.columns.filter(function (column) {
      return column.required && !grid.own(row, column.code) && !(column.code in row.server.hidden);
    });
  };

  grid.isEmpty = function (row) {
    return !row.wantsNone && grid.columns.every(function (column) { return grid.cell(row, column.code).text === ""; });
  };

  grid.isWrong = function (row) {
    const waits = row.status === "wrong" || row.asking || (row.left && grid.missing(row).length > 0);
    return Boolean(waits || Object.keys(row.server.odd).length);
  };

  grid.sum = function (code) {
    let sum = 0;
    let withheld = 0;
    for (const row of grid.rows) {
      const cell = grid.cell(row, code);
      const amount = cell.text === "" ? null : grid.amount(cell.text);
      if (amount !== null && cell.text[0] !== "<") sum += amount;
      else if (cell.text[0] === "<" || cell.text === "不显示") withheld += 1;
    }
    return { sum: sum, withheld: withheld };
  };

  /* Others were there first: change that record, or make another one. */
  grid.adopt = function (row, other) {
    row.server = {
      record: other.record, version: other.version, numbers: other.numbers || {}, hidden: other.hidden || {}, odd: {}, none: "",
    };
    row.others = row.others.filter(function (one) { return one !== other; });
    row.adopted = true;
    row.asking = "";
    drop(row);
    grid.touched(row);
  };

  grid.another = function (row) {
    row.choice = "new";
    row.asking = "";
    grid.touched(row);
  };

  /* An answer to what was sent; what was typed meanwhile stays. */
  grid.saved = function (row, state, sent) {
    for (const code of Object.keys(sent.typed)) if (row.typed[code] === sent.typed[code]) delete row.typed[code];
    for (const code of Object.keys(sent.reasons)) if (row.reasons[code] === sent.reasons[code]) delete row.reasons[code];
    row.wantsNone = false;
    row.errors = {};
    read(row, state);
    row.status = row.server.record ? "saved" : "";
  };

  /* Somebody was faster: merge cell by cell, and ask only where both changed the same one. */
  grid.behind = function (row, answer) {
    const before = row.server.numbers;
    const record = row.server.record || row.key;
    row.who = answer.who || "";
    row.wantsNone = false;
    row.status = "";
    if (answer.row.record !== record) {
      read(row, answer.row);
      row.asking = Object.keys(row.typed).length ? (row.others.length ? "source" : "gone") : "";
      return;
    }
    read(row, answer.row);
    row.clash = {};
    for (const code of Object.keys(row.typed)) {
      const theirs = base(row, code);
      if (theirs !== (before[code] || "")) row.clash[code] = theirs;
    }
    for (const code of Object.keys(row.reasons)) if (base(row, code) !== (before[code] || "")) delete row.reasons[code];
    row.asking = Object.keys(row.clash).length ? "conflict" : "";
  };

  grid.keepMine = function (row) {
    row.clash = {};
    row.asking = "";
    grid.touched(row);
  };

  grid.takeTheirs = function (row) {
    for (const code of Object.keys(row.clash)) delete row.typed[code];
    row.clash = {};
    row.asking = "";
    grid.touched(row);
  };

  /* grid:row: paint it. grid:touched: something is to be saved. */
  grid.changed = function (row) {
    document.dispatchEvent(new CustomEvent("grid:row", { detail: row }));
  };

  grid.touched = function (row) {
    if (grid.isForeign(row) && Object.keys(row.typed).length) row.asking = "source";
    grid.changed(row);
    document.dispatchEvent(new CustomEvent("grid:touched", { detail: row }));
  };
})();
