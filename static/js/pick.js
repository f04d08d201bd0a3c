/*
 * <select data-pick="placeholder">: with scripts a box to type into, 汉字 or pinyin initials (data-initials of the
 * options), Enter takes the first. The select stays behind it, keeps the value and fires input and change. Fires
 * combobox:chosen from the box.
 */
(function () {
  "use strict";

  const MOST = 50;
  let count = 0;

  function chosenText(select) {
    const option = select.selectedOptions[0];
    return option && option.value ? option.text : "";
  }

  function build(select) {
    count += 1;
    const box = document.createElement("div");
    box.className = "combobox";
    const input = document.createElement("input");
    input.type = "text";
    input.id = select.id + "_pick";
    input.autocomplete = "off";
    input.spellcheck = false;
    input.placeholder = select.dataset.pick;
    input.value = chosenText(select);
    if (select.hasAttribute("data-brings-boxes")) input.dataset.bringsBoxes = "";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    if (select.getAttribute("aria-invalid")) input.setAttribute("aria-invalid", "true");
    const list = document.createElement("ul");
    list.id = "pick-" + count;
    list.className = "combobox__list";
    list.setAttribute("role", "listbox");
    list.hidden = true;
    input.setAttribute("aria-controls", list.id);
    box.append(input, list);
    select.before(box);
    select.hidden = true;
    for (const label of document.querySelectorAll('label[for="' + select.id + '"]')) label.htmlFor = input.id;
    for (const link of document.querySelectorAll('a[href="#' + select.id + '"]')) link.setAttribute("href", "#" + input.id);
    listen(select, input, list);
  }

  function matches(option, text) {
    if (!option.value) return false;
    const initials = option.dataset.initials || "";
    return option.text.toLowerCase().includes(text) || initials.includes(text);
  }

  /* Those that begin with what was typed stand first. */
  function rank(option, text) {
    return option.text.toLowerCase().startsWith(text) || (option.dataset.initials || "").startsWith(text) ? 0 : 1;
  }

  function listen(select, input, list) {
    let marked = -1;
    let options = [];

    function mark(index) {
      marked = index;
      Array.from(list.children).forEach(function (line, at) {
        line.setAttribute("aria-selected", String(at === index));
        if (at !== index) return;
        input.setAttribute("aria-activedescendant", line.id);
        line.scrollIntoView({ block: "nearest" });
      });
    }

    function open(all) {
      const text = all ? "" : input.value.trim().toLowerCase();
      options = Array.from(select.options).filter(function (option) { return matches(option, text); })
        .sort(function (one, other) { return rank(one, text) - rank(other, text); }).slice(0, MOST);
      list.textContent = "";
      options.forEach(function (option, at) {
        const line = document.createElement("li");
        line.id = list.id + "-" + at;
        line.setAttribute("role", "option");
        line.textContent = option.text;
        list.append(line);
      });
      if (!options.length) {
        const note = document.createElement("li");
        note.className = "combobox__note";
        note.textContent = text ? "没有找到「" + input.value.trim() + "」" : "没有可选的";
        list.append(note);
      }
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      if (options.length) mark(text ? 0 : Math.max(options.indexOf(select.selectedOptions[0]), 0));
    }

    function close() {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function take(option) {
      const changed = select.value !== option.value;
      select.value = option.value;
      input.value = option.value ? option.text : "";
      close();
      if (changed) {
        select.dispatchEvent(new Event("input", { bubbles: true }));
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }
      return changed;
    }

    function choose(option) {
      const changed = take(option);
      input.dispatchEvent(new CustomEvent("combobox:chosen", { bubbles: true, detail: { changed: changed, value: option.value } }));
    }

    input.addEventListener("focus", function () {
      input.select();
      open(true);
    });
    input.addEventListener("input", function (event) {
      if (!event.isComposing) open(false);
    });
    input.addEventListener("compositionend", function () { open(false); });
    input.addEventListener("blur", function () {
      close();
      const empty = select.querySelector('option[value=""]');
      if (!input.value.trim() && empty) take(empty);
      else input.value = chosenText(select);
    });
    list.addEventListener("mousedown", function (event) {
      event.preventDefault(); // keeps the focus in the box
      const at = Array.from(list.children).indexOf(event.target);
      if (options[at]) choose(options[at]);
    });
    input.addEventListener("keydown", function (event) {
      if (event.isComposing || event.ctrlKey || event.metaKey) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) open(true);
        else if (options.length) mark((marked + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
        input.value = chosenText(select);
      } else if (event.key === "Enter" && !list.hidden && input.value.trim()) {
        event.preventDefault();
        if (options[marked]) choose(options[marked]);
      }
    });
  }

  function each(root) {
    if (!root.querySelectorAll) return;
    for (const select of root.querySelectorAll("select[data-pick]")) if (!select.hidden) build(select);
  }

  document.addEventListener("htmx:load", function (event) { each(event.target); });
  each(document);
  // The box may have taken the place of a select that had the focus.
  const first = document.querySelector("select[data-pick][autofocus]");
  if (first && first.previousElementSibling) first.previousElementSibling.firstChild.focus();
})();
