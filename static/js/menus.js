/* <details> menus open without a script; this closes them: Esc, a click elsewhere, another menu. */
(function () {
  "use strict";

  function openMenus() {
    return document.querySelectorAll("details[data-menu][open]");
  }

  document.addEventListener("click", function (event) {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  document.addEventListener("focusin", function (event) {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("toggle", function (event) {
    const menu = event.target;
    if (!menu.open || !menu.matches || !menu.matches("details[data-menu]")) return;
    const first = menu.querySelector("input:not([type=hidden])");
    if (first) first.focus();
  }, true);
})();
