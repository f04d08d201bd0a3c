/*
 * Files of a new record on a phone: taken from every file box of the form as soon as they are chosen, pictures shrunk
 * (longest side 1,600, JPEG), shown in a tray, kept on the device (page.device) until outbox.js has sent them.
 */
(function () {
  "use strict";

  const page = window.page;
  const SIDE = 1600;
  const QUALITY = 0.8;
  const MOST = 20;
  const LARGEST = 10 * 1024 * 1024;
  const THUMB = 96;

  function scaled(image, side) {
    const scale = Math.min(1, side / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  /* The smaller picture, or the file itself where this browser cannot read it: the server does the rest. */
  async function shrunk(file) {
    if (!/^image\//.test(file.type) || !window.createImageBitmap) return file;
    try {
      const image = await createImageBitmap(file);
      const canvas = scaled(image, SIDE);
      image.close();
      const blob = await new Promise(function (good) { canvas.toBlob(good, "image/jpeg", QUALITY); });
      return blob || file;
    } catch (unreadable) {
      return file;
    }
  }

  /* 「照片1.jpg」: names of files may hold names of people. */
  function nameOf(file, blob, number) {
    if (blob !== file) return "照片" + number + ".jpg";
    return /^image\//.test(file.type) ? "照片" + number + (/\.[A-Za-z0-9]{2,5}$/.exec(file.name) || [".jpg"])[0] : file.name;
  }

  async function draw(canvas, blob) {
    try {
      const image = await createImageBitmap(blob);
      const side = Math.min(image.width, image.height);
      canvas.getContext("2d").drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, THUMB, THUMB);
      image.close();
    } catch (unreadable) {
      canvas.hidden = true;
    }
  }

  function trayOf(form) {
    return form.querySelector("[data-photo-tray]");
  }

  function add(form, item) {
    const copy = document.getElementById("phone-photo").content.cloneNode(true);
    const line = copy.firstChild;
    line.dataset.file = item.id;
    const canvas = copy.querySelector("canvas");
    copy.querySelector("[data-words]").textContent = item.field === "files_photo" ? "" : item.name;
    copy.querySelector("[data-photo-drop]").setAttribute("aria-label", "删除" + item.name);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", item.name);
    trayOf(form).append(copy);
    if (/^image\//.test(item.blob.type)) draw(canvas, item.blob);
    else canvas.hidden = true;
  }

  function say(form, words) {
    form.querySelector("[data-photo-note]").textContent = words;
  }

  function tellCount(form) {
    const count = trayOf(form).children.length;
    say(form, count ? "已选 " + count + " 个，保存后逐个传。" : "先存记录，再传照片；传不上的留在本机，有网自动再传。");
  }

  async function take(form, input) {
    const field = input.name || "files_photo";
    const files = Array.from(input.files);
    input.value = "";
    for (const file of files) {
      const number = trayOf(form).children.length + 1;
      if (number > MOST) {
        page.notice("一条记录最多 20 个附件，请少选几个。", "error", { key: "files" });
        break;
      }
      say(form, "正在处理第 " + number + " 个……");
      const blob = await shrunk(file);
      if (blob.size > LARGEST) {
        page.notice("“" + file.name + "”超过 10 MB，请压缩或拆分后再选。", "error", { key: "files" });
        continue;
      }
      const item = { id: page.device.newId(), record: form.elements.record.value, field: field, blob: blob, name: nameOf(file, blob, number) };
      await page.device.putFile(item, page.phone.isAboutFamilies(form));
      add(form, item);
    }
    tellCount(form);
    page.phone.keep(form);
  }

  // Before files.js looks at the box: a picture may be large until it is shrunk.
  document.addEventListener("change", function (event) {
    const input = event.target;
    const form = input.form;
    if (input.type !== "file" || !form || !form.hasAttribute("data-on-phone") || !input.files.length) return;
    event.stopPropagation();
    take(form, input);
  }, true);

  document.addEventListener("click", async function (event) {
    const button = event.target.closest && event.target.closest("[data-photo-drop]");
    if (!button) return;
    const form = button.closest("form");
    const line = button.closest("li");
    await page.device.dropFile(line.dataset.file);
    line.remove();
    tellCount(form);
  });

  page.photos = {
    /* Show the section, and what the device still holds for this record. */
    open: async function (form) {
      form.querySelector("[data-photos]").hidden = false;
      trayOf(form).replaceChildren();
      const own = document.getElementById("id_files_photo_field");
      if (own) own.hidden = true;
      for (const item of await page.device.filesOf(form.elements.record.value)) if (!item.url) add(form, item);
      if (trayOf(form).children.length) tellCount(form);
    },
    /* Pictures of an event about special families stay in the memory of this page. */
    unstore: async function (form) {
      for (const item of await page.device.filesOf(form.elements.record.value)) {
        await page.device.putFile(item, true);
        await page.device.unstoreFile(item.id);
      }
    },
  };
})();
