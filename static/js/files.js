/* File boxes: too many or too large files are refused before they travel; the server checks again. */
(function () {
  "use strict";

  const MOST = 20;
  const LARGEST = 10 * 1024 * 1024;

  document.addEventListener("change", function (event) {
    const input = event.target;
    if (!input.matches || !input.matches("input[type=file][multiple]")) return;
    const all = Array.from(input.form.querySelectorAll("input[type=file]"));
    const sum = all.reduce(function (found, one) { return found + one.files.length; }, 0);
    const large = Array.from(input.files).filter(function (file) { return file.size > LARGEST; });
    if (large.length) window.page.notice("“" + large[0].name + "”超过 10 MB，请压缩或拆分后再选。", "error", { key: "files" });
    else if (sum > MOST) window.page.notice("一条记录最多 20 个附件，请少选几个。", "error", { key: "files" });
    else window.page.clearNotice("files");
    if (large.length || sum > MOST) input.value = "";
  });
})();
