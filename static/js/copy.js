/* <button data-copy="text"> or <button data-copy-from="id of an element">: copies, says 已复制 beside the button. */
(function () {
  "use strict";

  function fallback(text) {
    const box = document.createElement("textarea");
    box.value = text;
    box.className = "reader-only";
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done;
  }

  /* navigator.clipboard exists only under https; many offices open the system by address over http. */
  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch (refused) {
        return fallback(text);
      }
    }
    return fallback(text);
  }

  function tell(button, words) {
    let note = button.nextElementSibling;
    if (!note || !note.classList.contains("copy-done")) {
      note = document.createElement("span");
      note.className = "copy-done";
      note.setAttribute("role", "status");
      button.after(note);
    }
    note.textContent = words;
    setTimeout(function () { note.remove(); }, 4000);
  }

  document.addEventListener("click", async function (event) {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (!button) return;
    event.preventDefault();
    const source = button.dataset.copyFrom ? document.getElementById(button.dataset.copyFrom) : null;
    const text = source ? source.value || source.textContent.trim() : button.dataset.copy || location.href;
    const done = await copy(text);
    tell(button, done ? "已复制" : "没能复制，请选中后按 Ctrl+C");
    button.focus();
  });
})();
