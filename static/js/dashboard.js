/* Dashboard: 自选 opens the box for free days (data-opens names it by its address); a chosen indicator shows at once. */
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-opens]");
    if (!link) return;
    const box = document.getElementById(link.hash.slice(1));
    if (!box) return;
    event.preventDefault();
    box.open = true;
    const first = box.querySelector("input:not([type=hidden])");
    if (first) {
      first.focus();
      first.select();
    }
  });

  /* Keys walk through the list without leaving the page; the mouse and Enter choose. */
  document.addEventListener("change", function (event) {
    const select = event.target.closest("select[data-submits]");
    if (select && select.dataset.keys !== "yes") select.form.submit();
  });
  document.addEventListener("keydown", function (event) {
    const select = event.target.closest("select[data-submits]");
    if (!select) return;
    select.dataset.keys = event.key === "Enter" ? "" : "yes";
    if (event.key === "Enter") select.form.submit();
  });
  document.addEventListener("mousedown", function (event) {
    const select = event.target.closest("select[data-submits]");
    if (select) select.dataset.keys = "";
  });
})();
