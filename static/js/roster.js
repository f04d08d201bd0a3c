/* The preview of an import: the button of a commit with faults waits for its tick; without scripts the server asks. */
(function () {
  "use strict";

  function settle(root) {
    for (const tick of root.querySelectorAll("[data-unlocks]")) {
      const button = document.getElementById(tick.dataset.unlocks);
      if (button) button.disabled = !tick.checked;
    }
  }

  document.addEventListener("change", function (event) {
    if (event.target.matches && event.target.matches("[data-unlocks]")) settle(document);
  });

  /* Choosing a proposal empties the text box beside it, so that only one of them speaks. */
  document.addEventListener("change", function (event) {
    const pick = event.target;
    if (!pick.matches || !pick.matches('.roster-correct select[name="pick"]') || !pick.value) return;
    pick.form.elements.text.value = "";
  });

  document.addEventListener("htmx:load", function () { settle(document); });
  document.addEventListener("DOMContentLoaded", function () { settle(document); });
})();
