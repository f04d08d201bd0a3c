/*
 * Entry forms (form[data-entry]): Enter goes to the next box and never sends the form; a number far from the last one
 * is questioned under its box. [data-keep-typed]: what is typed survives when the server sends the boxes anew; what is
 * typed before they are there goes into the first one. [data-skip]: Enter passes it by.
 */
(function () {
  "use strict";

  const BOXES = 'input[inputmode="numeric"], input[inputmode="decimal"], input[type="number"]';
  const TIMES = 3;
  const DIFFERENCE = 50;

  function isBox(element) {
    return element && element.matches && element.matches(BOXES) && element.form && element.form.hasAttribute("data-entry");
  }

  /* Grouped and full-width figures as people paste them: １,204 -> 1204. */
  function number(text) {
    const plain = String(text).trim().replace(/[０-９]/g, function (one) { return String.fromCharCode(one.charCodeAt(0) - 0xfee0); })
      .replace(/[,，\s]/g, "").replace("．", ".");
    return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
  }

  const STOPS = 'input[type="text"], select, textarea';

  function isStop(one) {
    return one.matches(STOPS) && !one.disabled && !one.readOnly && one.getClientRects().length > 0
      && !one.closest("[data-soft-question], [data-skip], details:not([open])");
  }

  /* The next box of a row of boxes, else the next thing to fill in, else the button that saves. */
  function next(from) {
    const form = from.closest("form");
    const after = Array.from(form.elements).filter(function (one) {
      return isStop(one) && from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    });
    const target = (isBox(from) && after.find(isBox)) || after[0] || form.querySelector('[data-shortcut="save"]');
    if (!target) return;
    target.focus();
    if (target.select) target.select();
  }

  /* 「比上次多 9 倍」; null when there is nothing to ask. */
  function doubt(value, last) {
    if (value === null || last === null || Math.abs(value - last) < DIFFERENCE) return null;
    if (last === 0) return "上次是 0，这次 " + value.toLocaleString("en-US");
    if (value >= last * TIMES) {
      const more = Math.round((value / last - 1) * 10) / 10;
      return "比上次多 " + (more >= 10 ? Math.round(more) : more) + " 倍";
    }
    if (value > last / TIMES) return null;
    if (value === 0) return "上次 " + last.toLocaleString("en-US") + "，这次是 0";
    const share = Math.round((value / last) * 100);
    return share ? "只有上次的 " + share + "%" : "不到上次的 1%";
  }

  function radio(name, value, words) {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "radio";
    input.name = name;
    input.value = value;
    label.append(input, words);
    return label;
  }

  function textBox(label) {
    const input = document.createElement("input");
    input.type = "text";
    input.setAttribute("aria-label", label);
    return input;
  }

  function build(input, words) {
    const box = document.createElement("div");
    box.className = "soft-question";
    box.dataset.softQuestion = "";
    box.dataset.about = String(number(input.value));
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "请核实");
    const text = document.createElement("p");
    text.textContent = "▲ " + words + "，核实后选：";
    const right = radio(input.name + "_verified", "yes", "无误，原因");
    const reason = textBox("原因");
    reason.name = input.name + "_reason";
    reason.maxLength = 80;
    const change = radio(input.name + "_verified", "", "改为");
    const instead = textBox("改为");
    instead.inputMode = "decimal";
    instead.dataset.instead = "";
    reason.addEventListener("input", function () { right.firstChild.checked = true; });
    instead.addEventListener("input", function () { change.firstChild.checked = true; });
    instead.addEventListener("change", function () {
      if (number(instead.value) === null) return;
      input.value = String(number(instead.value));
      input.dispatchEvent(new Event("input", { bubbles: true }));
      check(input);
    });
    box.append(text, right, reason, change, instead);
    return box;
  }

  function check(input) {
    if (!input.hasAttribute("data-last")) return;
    const body = input.closest(".field__body") || input.parentElement;
    const old = body.querySelector("[data-soft-question]");
    const value = number(input.value);
    const words = doubt(value, number(input.dataset.last));
    if (old && words && (!old.dataset.about || old.dataset.about === String(value))) return;
    if (old) old.remove();
    if (!words) return;
    const line = input.closest(".field__line") || input;
    line.after(build(input, words));
    window.page.say(words + "，请核实");
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    const input = event.target;
    if (input.closest && input.closest("[data-soft-question]") && input.type === "text") {
      event.preventDefault();
      const body = input.closest(".field__body");
      const owner = body && body.querySelector(BOXES);
      if (input.hasAttribute("data-instead")) input.dispatchEvent(new Event("change", { bubbles: true }));
      if (owner) next(owner);
    } else if (isBox(input)) {
      event.preventDefault();
      check(input);
      next(input);
    } else if (!event.defaultPrevented && input.form && input.form.hasAttribute("data-entry")
      && input.matches('select, input:not([type="file"]):not([type="submit"])')) {
      event.preventDefault();
      next(input);
    }
  });

  // A choice of the picker: go on; where it brings new boxes, wait for them and keep what is typed meanwhile.
  let ahead = null;

  document.addEventListener("combobox:chosen", function (event) {
    const input = event.target;
    if (!input.form || !input.form.hasAttribute("data-entry")) return;
    const boxes = input.form.querySelector("[data-keep-typed]");
    if (boxes && event.detail.changed && input.hasAttribute("data-brings-boxes")) {
      boxes.tabIndex = -1;
      boxes.focus();
      ahead = { boxes: boxes, value: event.detail.value, text: "" };
    } else {
      next(input);
    }
  });

  document.addEventListener("keydown", function (event) {
    if (!ahead || document.activeElement !== ahead.boxes || event.ctrlKey || event.metaKey) return;
    if (/^[0-9.]$/.test(event.key)) ahead.text += event.key;
    else if (event.key === "Backspace") ahead.text = ahead.text.slice(0, -1);
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    const boxes = event.detail.target;
    if (!boxes.hasAttribute || !boxes.hasAttribute("data-keep-typed")) return;
    boxes.kept = new Map(Array.from(boxes.querySelectorAll(BOXES), function (one) { return [one.name, one.value]; }));
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    const boxes = event.detail.target;
    if (!boxes.kept) return;
    const asked = event.detail.requestConfig ? event.detail.requestConfig.parameters : {};
    let isNewer = false;
    for (const input of boxes.querySelectorAll(BOXES)) {
      if (boxes.kept.has(input.name)) input.value = boxes.kept.get(input.name);
      isNewer = isNewer || input.value !== String(asked[input.name] || "");
      check(input);
    }
    boxes.kept = null;
    // Typed while the server answered: what saving adds came without it.
    if (isNewer) boxes.dispatchEvent(new Event("input", { bubbles: true }));
    const opens = boxes.querySelector("[data-opens]");
    if (opens) document.getElementById(opens.dataset.opens).open = true;
    // An answer to what was asked before the choice may come first.
    const heading = boxes.querySelector("[data-boxes-for]");
    if (!ahead || ahead.boxes !== boxes || !heading || heading.dataset.boxesFor !== ahead.value) return;
    if (document.activeElement === boxes) next(boxes);
    const first = document.activeElement;
    if (isBox(first) && !first.value && ahead.text) {
      first.value = ahead.text;
      first.dispatchEvent(new Event("input", { bubbles: true }));
    }
    ahead = null;
  });

  document.addEventListener("change", function (event) {
    const input = event.target;
    if (!isBox(input) || input.closest("[data-soft-question]")) return;
    const value = number(input.value);
    if (value !== null && input.type !== "number") input.value = String(value);
    check(input);
  });

  // The wheel must not change a number in passing.
  document.addEventListener("wheel", function (event) {
    if (event.target === document.activeElement && event.target.type === "number") event.target.blur();
  }, { passive: true });
})();
