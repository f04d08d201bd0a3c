/* F1 in a box opens what stands behind its ⓘ: the page of the indicator, in the drawer. */
(function () {
  "use strict";

  document.addEventListener("keydown", function (event) {
    if (event.key !== "F1" || event.defaultPrevented) return;
    const field = event.target.closest && event.target.closest(".field");
    const link = field && field.querySelector("a.field__about");
    if (link && window.page.openDrawer(link.href)) event.preventDefault();
  });
})();
