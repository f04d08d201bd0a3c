/* The box for one association (components/association_picker.html): candidates while typing 汉字, pinyin or a code. */
(function () {
  "use strict";

  const WAIT = 160;
  const REMEMBERED = 6;
  let count = 0;
  let timer = 0;
  let asked = 0;
  let hasty = null; // Enter came before the candidates: a single one is taken when it arrives

  function parts(input) {
    const root = input.closest("[data-combobox-root]");
    return { root: root, value: root.querySelector("[data-combobox-value]"), list: root.querySelector("[role=listbox]") };
  }

  function memoryKey() {
    return "recent-associations:" + (document.documentElement.dataset.account || "");
  }

  function remembered() {
    try {
      return JSON.parse(localStorage.getItem(memoryKey())) || [];
    } catch (unreadable) {
      return [];
    }
  }

  function remember(item) {
    const kept = remembered().filter(function (one) { return String(one.code) !== String(item.code); });
    try {
      localStorage.setItem(memoryKey(), JSON.stringify([item].concat(kept).slice(0, REMEMBERED)));
    } catch (full) {
      /* storage refused: the server's own list is enough */
    }
  }

  function prepare(input) {
    if (input.hasAttribute("role")) return;
    count += 1;
    const list = document.createElement("ul");
    list.id = "combobox-" + count;
    list.className = "combobox__list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "候选单位");
    list.hidden = true;
    list.addEventListener("mousedown", function (event) {
      const option = event.target.closest("[role=option]");
      event.preventDefault(); // keeps the focus in the box
      if (option) choose(input, option);
    });
    parts(input).root.append(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
  }

  function close(input) {
    const list = parts(input).list;
    clearTimeout(timer);
    asked += 1;
    if (list) list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(input, option) {
    const list = parts(input).list;
    for (const one of list.querySelectorAll("[role=option]")) one.setAttribute("aria-selected", String(one === option));
    if (!option) return;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function note(list, text) {
    const line = document.createElement("li");
    line.className = "combobox__note";
    line.setAttribute("role", "presentation");
    line.textContent = text;
    list.append(line);
  }

  function show(input, items, heading) {
    const list = parts(input).list;
    list.textContent = "";
    if (heading) note(list, heading);
    items.forEach(function (item, index) {
      const option = document.createElement("li");
      option.id = list.id + "-" + index;
      option.setAttribute("role", "option");
      option.dataset.code = item.code;
      option.dataset.name = item.name;
      option.dataset.path = item.path || "";
      const name = document.createElement("span");
      name.textContent = item.name;
      const path = document.createElement("span");
      path.className = "combobox__path";
      path.textContent = item.path || "";
      option.append(name, path);
      list.append(option);
    });
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    const first = list.querySelector("[role=option]");
    mark(input, heading ? null : first);
    if (!heading) window.page.say(items.length ? items.length + " 个候选" : "没有候选");
  }

  async function ask(input) {
    const text = input.value.trim();
    const mine = (asked += 1);
    let items = [];
    try {
      const address = new URL(input.dataset.url, location.href);
      address.searchParams.set("q", text);
      const response = await fetch(address, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) throw new Error("no answer");
      items = await response.json();
    } catch (lost) {
      if (mine === asked && text) {
        show(input, [], null);
        note(parts(input).list, "没有网络，可直接填全称或代码。");
      }
      return;
    }
    if (mine !== asked || document.activeElement !== input || input.value.trim() !== text) return;
    if (text) {
      show(input, items, null);
      const only = hasty === input && items.length === 1 && parts(input).list.querySelector("[role=option]");
      hasty = null;
      if (only) return choose(input, only);
      if (!items.length) note(parts(input).list, "没有找到「" + text + "」，可试全称、拼音首字母或代码。");
      return;
    }
    const recent = items.length ? items : remembered();
    if (recent.length) show(input, recent, "最近用过");
    else close(input);
  }

  function choose(input, option) {
    const item = { code: option.dataset.code, name: option.dataset.name, path: option.dataset.path };
    input.value = item.path && item.path.indexOf(item.name) === 0 ? item.path : item.name;
    parts(input).value.value = item.code;
    remember(item);
    close(input);
    input.dispatchEvent(new Event("change", { bubbles: true }));
    input.dispatchEvent(new CustomEvent("combobox:chosen", { bubbles: true, detail: item }));
    if (input.hasAttribute("data-submit") && input.form) input.form.requestSubmit();
  }

  function move(input, step) {
    const options = Array.from(parts(input).list.querySelectorAll("[role=option]"));
    if (!options.length) return;
    const now = options.findIndex(function (one) { return one.getAttribute("aria-selected") === "true"; });
    const next = now < 0 ? (step > 0 ? 0 : options.length - 1) : (now + step + options.length) % options.length;
    mark(input, options[next]);
  }

  function onKey(event, input) {
    const list = parts(input).list;
    const open = list && !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) move(input, event.key === "ArrowDown" ? 1 : -1);
      else ask(input);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close(input);
    } else if (event.key === "Enter" && !event.ctrlKey) {
      const option = open && (list.querySelector("[aria-selected=true]") || (input.value.trim() && list.querySelector("[role=option]")));
      if (option) {
        event.preventDefault();
        choose(input, option);
      } else if (!open && input.value.trim() && !parts(input).value.value) {
        event.preventDefault(); // typed faster than the answer: show the candidates first
        clearTimeout(timer);
        hasty = input;
        ask(input);
      }
    }
  }

  function box(event) {
    return event.target.matches && event.target.matches("input[data-combobox]") ? event.target : null;
  }

  document.addEventListener("focusin", function (event) {
    const input = box(event);
    if (!input || !input.dataset.url) return;
    prepare(input);
    if (input.value.trim()) input.select();
    else ask(input);
  });
  document.addEventListener("focusout", function (event) {
    const input = box(event);
    if (input && input.hasAttribute("role")) close(input);
  });
  document.addEventListener("input", function (event) {
    const input = box(event);
    if (!input || !input.hasAttribute("role")) return;
    parts(input).value.value = "";
    hasty = null;
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, WAIT, input);
  });
  document.addEventListener("compositionend", function (event) {
    const input = box(event);
    if (input && input.hasAttribute("role")) timer = setTimeout(ask, WAIT, input);
  });
  document.addEventListener("keydown", function (event) {
    const input = box(event);
    if (input && input.hasAttribute("role") && !event.isComposing) onKey(event, input);
  });

  // The box may have had the focus (autofocus) before this script ran.
  if (document.activeElement && document.activeElement.matches("input[data-combobox]")) {
    document.activeElement.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
  }
})();
