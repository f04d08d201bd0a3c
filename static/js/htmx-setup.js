/* What htmx and our own fetch calls share: the CSRF mark, an ended login, a lost network. */
(function () {
  "use strict";

  const page = (window.page = window.page || {});
  const root = document.documentElement;
  let loginEnded = false;

  function meta() {
    return document.querySelector('meta[name="csrf-token"]');
  }

  page.csrf = function () {
    return meta() ? meta().content : "";
  };

  /* POST with the mark; resolves to the response, rejects when there is no network. */
  page.post = function (url, body) {
    return fetch(url, {
      method: "POST",
      body: body,
      credentials: "same-origin",
      headers: { "X-CSRFToken": page.csrf(), "X-Requested-With": "XMLHttpRequest" },
    });
  };

  /* After a new login in another tab this page's mark is out of date: read a fresh one from the home page. */
  page.refreshMark = async function () {
    const response = await fetch(root.dataset.home || "/", { credentials: "same-origin" });
    if (!response.ok) return false;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    const mark = fresh.querySelector('meta[name="csrf-token"]');
    if (!mark || !fresh.documentElement.dataset.account) return false;
    if (root.dataset.account && fresh.documentElement.dataset.account !== root.dataset.account) return false;
    meta().content = mark.content;
    for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) input.value = mark.content;
    return true;
  };

  page.loginEnded = function () {
    loginEnded = true;
    page.notice("登录已过期，内容还在本页。", "error", {
      key: "login", href: root.dataset.login || "/", label: "在新标签页登录，再回来保存", newTab: true,
    });
  };

  page.offline = function () {
    page.notice("没有网络，内容还在本页，恢复后再点一次。", "error", { key: "network" });
  };

  window.addEventListener("online", function () { page.clearNotice("network"); });
  window.addEventListener("focus", function () {
    if (!loginEnded) return;
    page.refreshMark().then(function (fresh) {
      if (!fresh) return;
      loginEnded = false;
      page.clearNotice("login");
      page.notice("已重新登录，可以继续。", "info", { key: "again" });
    }).catch(function () { /* still offline: asked again at the next focus */ });
  });

  /* An ordinary form sent without a network would replace the page by an error page. */
  document.addEventListener("submit", function (event) {
    if (navigator.onLine || event.defaultPrevented) return;
    event.preventDefault();
    page.offline();
  });

  document.addEventListener("htmx:configRequest", function (event) {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = page.csrf();
  });

  /* A redirect to the login followed by the browser must not land inside a fragment. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    const answered = event.detail.xhr.responseURL;
    const login = root.dataset.login;
    if (!answered || !login || new URL(answered).pathname !== login) return;
    event.detail.shouldSwap = false;
    page.loginEnded();
  });

  document.addEventListener("htmx:sendError", page.offline);
  document.addEventListener("htmx:timeout", page.offline);
  document.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.successful) page.clearNotice("network");
  });

  document.addEventListener("htmx:responseError", function (event) {
    const status = event.detail.xhr.status;
    if (status === 401) page.loginEnded();
    else if (status === 403) page.notice("您的账号做不了这一步，什么也没有改动。", "error", { key: "answer" });
    else if (status === 404) page.notice("没有找到：可能已删除，或不在您单位的范围内。", "error", { key: "answer" });
    else if (status === 413) page.notice("文件太大，没有上传。", "error", { key: "answer" });
    else page.notice("系统没有完成这一步（" + status + "），内容还在本页，过一会儿再试。", "error", { key: "answer" });
  });

  /* A form that came back with errors: go to what is wrong. */
  document.addEventListener("htmx:afterSettle", function (event) {
    const wrong = event.target.querySelector && event.target.querySelector("[data-focus]");
    if (wrong) wrong.focus();
  });
})();
