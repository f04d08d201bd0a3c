/* Keys: "/" goes to the search box, Ctrl+S saves, Ctrl+Enter saves and goes on. Buttons carry data-shortcut. */
(function () {
  "use strict";

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  /* The button of the form one is in, else the first one on the page that can be seen. */
  function button(name) {
    const form = document.activeElement && document.activeElement.form;
    const own = form && form.querySelector('[data-shortcut="' + name + '"]');
    if (own) return own;
    for (const one of document.querySelectorAll('[data-shortcut="' + name + '"]')) {
      if (one.offsetParent !== null || one.getClientRects().length) return one;
    }
    return null;
  }

  function press(event, name) {
    const target = button(name);
    if (!target) return;
    event.preventDefault();
    if (event.repeat || target.disabled) return;
    // The box one is in has not fired "change" yet: dates and soft questions listen to it.
    if (document.activeElement && document.activeElement !== document.body) {
      document.activeElement.dispatchEvent(new Event("change", { bubbles: true }));
    }
    target.click();
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.defaultPrevented) return;
    const command = event.ctrlKey || event.metaKey;
    if (event.key === "/" && !command && !event.altKey && !isTyping(event.target)) {
      const search = button("search");
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    } else if (command && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "s") {
      press(event, "save");
    } else if (command && event.key === "Enter") {
      press(event, button("save-next") ? "save-next" : "save");
    }
  });
})();
