/*
 * Forms that must not lose what was typed. data-unsaved: ask before leaving. data-draft-url: also POST the form there
 * every 5 s after a change; answer JSON {saved_at: "14:03", draft: "<id>", draft_version: 3}, kept in the inputs of those
 * names, the words in [data-draft-status]; 409 with words where another window is ahead. data-leave: no question;
 * data-kept: all of it is on this device (phone.js), no question either.
 */
(function () {
  "use strict";

  const EVERY = 5000;
  const FORMS = "form[data-unsaved], form[data-draft-url]";
  const states = new WeakMap();

  function stateOf(form) {
    if (!states.has(form)) states.set(form, { changed: 0, drafted: 0, busy: false, leaving: false });
    return states.get(form);
  }

  function tell(form, words, wrong) {
    const place = form.querySelector("[data-draft-status]");
    if (!place) return;
    place.textContent = words;
    place.classList.toggle("foot-bar__state--wrong", Boolean(wrong));
  }

  /* Everything but files and the token, which the header carries. */
  function contents(form) {
    const data = new FormData(form);
    for (const input of form.querySelectorAll("input[type=file]")) data.delete(input.name);
    data.delete("csrfmiddlewaretoken");
    return data;
  }

  async function save(form) {
    const state = stateOf(form);
    if (state.busy || state.leaving || state.changed === state.drafted) return;
    state.busy = true;
    const upTo = state.changed;
    try {
      const response = await window.page.post(form.dataset.draftUrl, contents(form));
      if (response.status === 401 || response.redirected) {
        window.page.loginEnded();
        tell(form, "草稿没存上：登录已过期", true);
      } else if (response.status === 409) {
        tell(form, await response.text(), true);
      } else if (!response.ok) {
        tell(form, "草稿没存上（" + response.status + "），内容还在本页", true);
      } else {
        const answer = await response.json();
        for (const name of ["draft", "draft_version"]) {
          const input = form.querySelector('input[name="' + name + '"]');
          if (input && answer[name]) input.value = answer[name];
        }
        state.drafted = upTo;
        tell(form, "草稿已存 " + (answer.saved_at || window.page.clock()), false);
      }
    } catch (lost) {
      tell(form, form.hasAttribute("data-kept") ? "没有网络，已存在本机" : "没有网络，内容还在本页，恢复后自动再存", true);
    }
    state.busy = false;
  }

  function saveAll() {
    for (const form of document.querySelectorAll("form[data-draft-url]")) save(form);
  }

  function changed(event) {
    const form = event.target.form;
    if (!form || !form.matches(FORMS) || event.target.type === "search") return;
    stateOf(form).changed += 1;
    stateOf(form).leaving = false;
  }

  document.addEventListener("input", changed);
  document.addEventListener("combobox:chosen", changed);
  document.addEventListener("submit", function (event) {
    if (event.target.matches(FORMS) && !event.defaultPrevented) stateOf(event.target).leaving = true;
  });
  // A form sent by htmx leaves by HX-Redirect; when it comes back instead, "leaving" is taken back below.
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (event.target.matches && event.target.matches(FORMS)) stateOf(event.target).leaving = true;
  });
  document.addEventListener("htmx:sendError", function (event) {
    const form = event.target.closest && event.target.closest(FORMS);
    if (!form) return;
    stateOf(form).leaving = false;
    tell(form, "没有网络，没有保存，内容还在本页", true);
  });
  document.addEventListener("htmx:responseError", function (event) {
    const form = event.target.closest && event.target.closest(FORMS);
    if (form) stateOf(form).leaving = false;
  });
  document.addEventListener("click", function (event) {
    const leave = event.target.closest("[data-leave]");
    if (leave) for (const form of document.querySelectorAll(FORMS)) stateOf(form).leaving = true;
    const button = event.target.closest("[data-draft-now]");
    if (!button || !button.form || !button.form.dataset.draftUrl) return;
    event.preventDefault();
    stateOf(button.form).changed += 1;
    save(button.form);
  });
  window.addEventListener("online", saveAll);
  window.addEventListener("beforeunload", function (event) {
    for (const form of document.querySelectorAll(FORMS)) {
      const state = stateOf(form);
      const kept = form.hasAttribute("data-kept") || (form.hasAttribute("data-draft-url") && state.changed === state.drafted);
      if (state.changed && !kept && !state.leaving) {
        event.preventDefault();
        event.returnValue = "";
        return;
      }
    }
  });
  setInterval(saveAll, EVERY);

  /* A form that came back with errors holds unsaved contents already. */
  function returned() {
    for (const form of document.querySelectorAll(FORMS)) {
      if (form.querySelector(".form-errors") && !states.has(form)) stateOf(form).changed = 1;
    }
  }
  document.addEventListener("htmx:load", returned);
  returned();
})();
