/*
 * What this device keeps of things that were not sent yet, of this account only: the fields of unfinished forms
 * (localStorage) and files that wait (IndexedDB; memory where the browser has none). page.device.*; what may be kept is
 * the form's to say. Nothing is kept for longer than a week; all of it goes at logout.
 */
(function () {
  "use strict";

  const page = (window.page = window.page || {});
  const account = document.documentElement.dataset.account;
  const ENTRY = "entry:";
  const FLAG = "files-wait"; // so that other pages need not open a database to learn that nothing waits
  const WEEK = 7 * 86400000;
  const memory = new Map();
  let opened = null;
  let ended = false; // the page of somebody who is logging out keeps nothing more

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch (unreadable) {
      return null;
    }
  }

  function write(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
      return true;
    } catch (full) {
      return false;
    }
  }

  function remove(key) {
    try {
      localStorage.removeItem(key);
    } catch (refused) { /* no storage, nothing kept */ }
  }

  function keys() {
    try {
      return Object.keys(localStorage).filter(function (key) { return key.startsWith(ENTRY); });
    } catch (refused) {
      return [];
    }
  }

  function keyOf(record) {
    return ENTRY + account + ":" + record;
  }

  function isOld(item) {
    return !item || !item.at || Date.now() - item.at > WEEK;
  }

  function open() {
    if (!opened) {
      opened = new Promise(function (good, bad) {
        const request = indexedDB.open("device", 1);
        request.onupgradeneeded = function () { request.result.createObjectStore("files", { keyPath: "id" }); };
        request.onsuccess = function () { good(request.result); };
        request.onerror = function () { bad(request.error); };
        request.onblocked = function () { bad(new Error("blocked")); };
      });
    }
    return opened;
  }

  /* One transaction; resolves to the result of the request that ``work`` makes. */
  async function inStore(mode, work) {
    const database = await open();
    return new Promise(function (good, bad) {
      const transaction = database.transaction("files", mode);
      const request = work(transaction.objectStore("files"));
      transaction.oncomplete = function () { good(request && request.result); };
      transaction.onerror = transaction.onabort = function () { bad(transaction.error); };
    });
  }

  async function stored() {
    if (!read(FLAG)) return [];
    try {
      const found = await inStore("readonly", function (store) { return store.getAll(); });
      const old = found.filter(isOld);
      if (old.length) await inStore("readwrite", function (store) { for (const one of old) store.delete(one.id); });
      if (!found.length) remove(FLAG);
      return found.filter(function (one) { return !isOld(one); });
    } catch (refused) {
      return [];
    }
  }

  const device = (page.device = {});

  /* A random id, also where the office opens the system over plain http. */
  device.newId = function () {
    if (window.crypto && crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const text = Array.from(bytes, function (one) { return one.toString(16).padStart(2, "0"); }).join("");
    return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  /* ``fields``: [[name, value]]; false where the browser refused. */
  device.keep = function (record, fields, label) {
    return !ended && write(keyOf(record), { at: Date.now(), label: label, fields: fields });
  };

  device.forget = function (record) { remove(keyOf(record)); };

  /* [{record, at, label, fields}], latest first. */
  device.kept = function () {
    const found = [];
    for (const key of keys()) {
      const item = read(key);
      if (isOld(item)) remove(key);
      else if (key.startsWith(keyOf(""))) found.push(Object.assign({ record: key.slice(keyOf("").length) }, item));
    }
    return found.sort(function (one, other) { return other.at - one.at; });
  };

  /* file: {id, record, field, name, blob, url?}; url: where it goes, once its record is saved. */
  device.putFile = async function (file, inMemoryOnly) {
    const item = Object.assign({ account: account, at: Date.now() }, file, { inMemoryOnly: Boolean(inMemoryOnly) });
    memory.set(item.id, item);
    if (inMemoryOnly || ended) return;
    try {
      write(FLAG, 1);
      await inStore("readwrite", function (store) { return store.put(item); });
    } catch (refused) { /* it stays in the memory of this page */ }
  };

  device.dropFile = async function (id) {
    memory.delete(id);
    await device.unstoreFile(id);
  };

  /* Out of the device, but not out of this page. */
  device.unstoreFile = async function (id) {
    if (!read(FLAG)) return;
    try {
      await inStore("readwrite", function (store) { return store.delete(id); });
    } catch (refused) { /* there is none */ }
  };

  device.files = async function () {
    const found = new Map();
    for (const one of await stored()) found.set(one.id, one);
    for (const one of memory.values()) found.set(one.id, one);
    return Array.from(found.values()).filter(function (one) { return one.account === account; })
      .sort(function (one, other) { return one.at - other.at; });
  };

  device.filesOf = async function (record) {
    return (await device.files()).filter(function (one) { return one.record === record; });
  };

  /* Whether closing this page would lose a file that is on its way. */
  device.holdsInMemoryOnly = function () {
    return Array.from(memory.values()).some(function (one) { return one.url && one.inMemoryOnly; });
  };

  device.clear = async function () {
    ended = true;
    for (const key of keys()) remove(key);
    memory.clear();
    if (!read(FLAG)) return;
    try {
      await inStore("readwrite", function (store) { return store.clear(); });
    } catch (refused) { /* there is none */ }
    remove(FLAG);
  };

  function loss(entries, files) {
    const parts = [];
    if (entries) parts.push(entries + " 条没交的登记");
    if (files) parts.push(files + " 个没传的文件");
    return "本机还有 " + parts.join("、") + "，退出后从本机删除。要退出吗？";
  }

  /* Logging out leaves nothing behind. */
  document.addEventListener("submit", async function (event) {
    const form = event.target;
    if (event.defaultPrevented || !new URL(form.action, location.href).pathname.endsWith("/logout/")) return;
    if (!navigator.onLine || (!keys().length && !read(FLAG))) return;
    event.preventDefault();
    const entries = device.kept().length;
    const files = (await device.files()).length;
    if ((entries || files) && !window.confirm(loss(entries, files))) return;
    await Promise.race([device.clear(), new Promise(function (done) { setTimeout(done, 2000); })]);
    HTMLFormElement.prototype.submit.call(form);
  });
})();
