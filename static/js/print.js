/* A button that prints the page: [data-print]. */
(function () {
  "use strict";

  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
