/*
 * 覆盖矩阵: opening townships, moving by arrow keys, ticked rows, and working off gaps. A gap opens its form in the
 * drawer; after saving (event entry-saved) the cell is asked for its new mark, and 「下一个缺口」 opens the next one.
 */
(function () {
  "use strict";

  const page = (window.page = window.page || {});
  const table = document.querySelector("[data-coverage-table]");
  if (!table) return;
  let here = "";

  function cellLink(key) {
    return Array.from(table.querySelectorAll("a[data-cell]")).find(function (one) { return one.dataset.cell === key; });
  }

  function open(body) {
    if (!body || !body.hidden) return;
    body.hidden = false;
    const line = table.querySelector('[data-toggle="' + body.id + '"]');
    if (line) line.setAttribute("aria-expanded", "true");
  }

  table.addEventListener("click", function (event) {
    const line = event.target.closest("[data-toggle]");
    if (line) {
      event.preventDefault();
      const body = document.getElementById(line.dataset.toggle);
      body.hidden = !body.hidden;
      line.setAttribute("aria-expanded", String(!body.hidden));
    }
    const link = event.target.closest("a[data-cell]");
    if (link) here = link.dataset.cell;
  });

  /* Arrow keys: the cell beside, above or below; rows that are folded away are passed by. */
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  table.addEventListener("keydown", function (event) {
    const step = STEPS[event.key];
    const cell = event.target.closest("td.cell");
    if (!step || !cell || event.ctrlKey || event.altKey || event.metaKey) return;
    const rows = Array.from(table.querySelectorAll("tr[data-unit]")).filter(function (row) { return !row.parentNode.hidden; });
    let row = rows.indexOf(cell.parentNode);
    let column = cell.cellIndex;
    for (;;) {
      row += step[0];
      column += step[1];
      const next = rows[row] && rows[row].cells[column];
      if (!next || !column) return;
      const target = next.querySelector("a");
      if (target) {
        event.preventDefault();
        target.focus();
        return;
      }
    }
  });

  /* The next gap: further down in the same column, else from its top, else anywhere. */
  function nextGap() {
    const gaps = Array.from(table.querySelectorAll('a[data-state="overdue"], a[data-state="due"]'));
    const link = cellLink(here);
    if (!link) return gaps[0];
    const column = link.closest("td").cellIndex;
    const same = gaps.filter(function (one) { return one !== link && one.closest("td").cellIndex === column; });
    const after = same.find(function (one) { return link.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING; });
    return after || same[0] || gaps.find(function (one) { return one !== link; });
  }

  function offerNext() {
    const box = document.querySelector("[data-next-gap]");
    if (!box || !nextGap()) return;
    box.hidden = false;
    box.querySelector("[data-next]").focus();
  }

  async function turn(key) {
    const link = cellLink(key);
    if (!link) return;
    const answer = await fetch(link.href + "&part=mark", { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const mark = await answer.json();
    if (!mark.shown) return;
    link.closest("td").className = "cell cell--" + mark.style;
    link.dataset.state = mark.state;
    link.setAttribute("aria-label", mark.said);
    link.textContent = mark.shown;
    const sum = table.querySelector('[data-sum="' + mark.column + '"]');
    if (sum) sum.textContent = mark.sum;
    const state = document.querySelector('[data-cell-panel="' + key + '"] [data-cell-state]');
    if (state) state.textContent = mark.shown + "　" + mark.said;
    if (page.say) page.say(mark.said);
  }

  document.addEventListener("entry-saved", async function () {
    const panel = document.querySelector("[data-cell-panel]");
    if (panel) here = panel.dataset.cellPanel;
    await turn(here);
    offerNext();
  });

  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-next]")) return;
    const link = nextGap();
    if (!link) return;
    here = link.dataset.cell;
    open(link.closest("tbody"));
    for (const row of table.querySelectorAll("tr.is-found")) row.classList.remove("is-found");
    link.closest("tr").classList.add("is-found");
    link.scrollIntoView({ block: "center" });
    page.openDrawer(link.href);
  });

  /* Ticked rows: what can be done with them. */
  const told = document.querySelector("[data-ticked]");
  const usual = told ? told.textContent : "";
  const names = document.getElementById("coverage-names");
  const everybody = names ? names.value : "";

  function ticked() {
    return Array.from(table.querySelectorAll('tr[data-unit] input[name="unit"]:checked')).map(function (box) { return box.closest("tr"); });
  }

  function listed(rows) {
    const groups = new Map();
    for (const row of rows) {
      const name = row.parentNode.dataset.township;
      groups.set(name, (groups.get(name) || []).concat(row.dataset.name));
    }
    return Array.from(groups, function (one) { return one[0] + "：" + one[1].join("、"); }).join("\n");
  }

  document.addEventListener("change", function (event) {
    const all = event.target.closest("[data-tick-rows]");
    if (all) {
      for (const box of table.querySelectorAll('tbody:not([hidden]) input[name="unit"]')) box.checked = all.checked;
    } else if (event.target.name !== "unit") {
      return;
    }
    const rows = ticked();
    if (told) told.textContent = rows.length ? "已勾选 " + rows.length + " 行" : usual;
    if (names) names.value = rows.length ? listed(rows) : everybody;
  });
  for (const all of document.querySelectorAll("[data-tick-rows]")) all.hidden = false;

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-grid]");
    const rows = link ? ticked() : [];
    if (!rows.length) return;
    event.preventDefault();
    location.href = link.href + "&units=" + rows.map(function (row) { return row.dataset.code; }).join(",");
  });
})();
