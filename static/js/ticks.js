/* Ticked rows: [data-tick-all="name"] ticks all boxes of that name, [data-tick-count="name"] says how many are. */
(function () {
  "use strict";

  function boxes(name) {
    return Array.from(document.querySelectorAll('input[type="checkbox"][name="' + name + '"]'));
  }

  function tell(name) {
    const all = boxes(name);
    const ticked = all.filter(function (one) { return one.checked; }).length;
    for (const place of document.querySelectorAll('[data-tick-count="' + name + '"]')) {
      place.textContent = ticked ? "已勾选 " + ticked + " 人" : "先勾选会员，再选要办的事。";
    }
    for (const head of document.querySelectorAll('[data-tick-all="' + name + '"]')) {
      head.checked = ticked > 0 && ticked === all.length;
      head.indeterminate = ticked > 0 && ticked < all.length;
    }
  }

  for (const head of document.querySelectorAll("[data-tick-all]")) {
    head.hidden = false;
    tell(head.dataset.tickAll);
  }
  document.addEventListener("change", function (event) {
    const head = event.target.closest("[data-tick-all]");
    if (head) for (const one of boxes(head.dataset.tickAll)) one.checked = head.checked;
    if (head || event.target.matches('input[type="checkbox"][name]')) tell(head ? head.dataset.tickAll : event.target.name);
  });
})();
