/*
 * What a number is made of, in a drawer at the right. <a href="…" data-drawer>: an ordinary link without scripts; with
 * them htmx loads the fragment into #drawer-body (the server sees HX-Target: drawer-body). Links with data-drawer
 * inside go one level down. The hash (#d=/path) can be sent to somebody; the back key goes one level up, then closes.
 * The element [data-drawer-title] of the fragment becomes the title. For other scripts: page.openDrawer(url),
 * page.closeDrawer(); the server closes it by HX-Trigger: drawer-close. Event on document: drawer:loaded.
 */
(function () {
  "use strict";

  const page = (window.page = window.page || {});
  const PREFIX = "#d=";
  let parts = null;
  let opener = null;
  let current = "";

  /* Only addresses of this site; anything else is no drawer. */
  function local(url) {
    try {
      const full = new URL(url, location.href);
      return full.origin === location.origin ? full.pathname + full.search : "";
    } catch (unreadable) {
      return "";
    }
  }

  function fromHash() {
    if (location.hash.indexOf(PREFIX) !== 0) return "";
    const path = location.hash.slice(PREFIX.length);
    return path[0] === "/" && path[1] !== "/" ? local(path) : "";
  }

  function depth() {
    return (history.state && history.state.drawerDepth) || 0;
  }

  function button(words, act) {
    const one = document.createElement("button");
    one.type = "button";
    one.textContent = words;
    one.addEventListener("click", act);
    return one;
  }

  function build() {
    const shade = document.createElement("div");
    shade.className = "drawer-shade";
    shade.addEventListener("click", page.closeDrawer);
    const drawer = document.createElement("div");
    drawer.className = "drawer";
    drawer.setAttribute("role", "dialog");
    drawer.setAttribute("aria-modal", "true");
    drawer.setAttribute("aria-labelledby", "drawer-title");
    const bar = document.createElement("div");
    bar.className = "drawer__bar";
    const title = document.createElement("h2");
    title.id = "drawer-title";
    const back = button("返回", function () { history.back(); });
    const close = button("关闭", page.closeDrawer);
    close.title = "Esc";
    bar.append(back, title, close);
    const body = document.createElement("div");
    body.id = "drawer-body";
    body.className = "drawer__body";
    body.tabIndex = -1;
    drawer.append(bar, body);
    document.body.append(shade, drawer);
    drawer.addEventListener("keydown", trap);
    body.addEventListener("htmx:afterSwap", loaded);
    body.addEventListener("htmx:responseError", function (event) { failed(event.detail.xhr.status); });
    body.addEventListener("htmx:sendError", function () { failed(0); });
    return { shade: shade, drawer: drawer, title: title, back: back, close: close, body: body };
  }

  function trap(event) {
    if (event.key !== "Tab") return;
    const all = Array.from(parts.drawer.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'))
      .filter(function (one) { return !one.disabled && one.getClientRects().length; });
    const first = all[0];
    const last = all[all.length - 1];
    const inside = document.activeElement;
    if (event.shiftKey && (inside === first || inside === parts.body)) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && inside === last) {
      event.preventDefault();
      first.focus();
    }
  }

  function loaded(event) {
    if (!parts || event.target !== parts.body) return;  // closed before the answer came
    const title = parts.body.querySelector("[data-drawer-title]");
    parts.title.textContent = title ? title.textContent.trim() : "明细";
    if (title) title.hidden = true;
    parts.body.scrollTop = 0;
    parts.body.focus();
    document.dispatchEvent(new CustomEvent("drawer:loaded", { detail: { url: current } }));
  }

  function failed(status) {
    if (!parts) return;
    const reason = status === 401 ? "登录已过期，请重新登录后再打开。"
      : status === 403 ? "明细限经办人查看。"
        : status === 404 ? "没有找到：可能已删除，或不在您单位的范围内。"
          : status ? "没有打开（" + status + "），过一会儿再试。" : "没有网络，恢复后再打开。";
    parts.title.textContent = "没有打开";
    parts.body.textContent = reason;
  }

  function load(url) {
    current = url;
    parts.title.textContent = "正在打开…";
    parts.body.textContent = "";
    parts.back.hidden = depth() < 2;
    window.htmx.ajax("GET", url, { target: parts.body, source: parts.body, swap: "innerHTML" });
  }

  function show(url) {
    if (!parts) {
      opener = document.activeElement;
      parts = build();
      const bar = window.innerWidth - document.documentElement.clientWidth;
      document.body.classList.add("drawer-open");
      if (bar > 0) document.body.style.paddingRight = bar + "px";
      parts.close.focus();
    }
    load(url);
  }

  function hide() {
    if (!parts) return;
    parts.shade.remove();
    parts.drawer.remove();
    parts = null;
    current = "";
    document.body.classList.remove("drawer-open");
    document.body.style.paddingRight = "";
    if (opener && document.contains(opener)) opener.focus({ preventScroll: true });
  }

  page.openDrawer = function (url) {
    const path = local(url);
    if (!path || !window.htmx) return false;
    history.pushState({ drawerDepth: depth() + 1 }, "", PREFIX + path);
    show(path);
    return true;
  };

  page.closeDrawer = function () {
    if (!parts) return;
    if (depth()) {
      history.go(-depth());
    } else {
      history.replaceState(null, "", location.pathname + location.search);
      hide();
    }
  };

  document.addEventListener("click", function (event) {
    const link = event.target.closest("a[data-drawer]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (page.openDrawer(link.href)) event.preventDefault();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && parts && !event.defaultPrevented && !event.isComposing) {
      event.preventDefault();
      page.closeDrawer();
    }
  });
  document.addEventListener("drawer-close", page.closeDrawer);
  window.addEventListener("popstate", function () {
    const url = fromHash();
    if (url) show(url);
    else hide();
  });

  window.addEventListener("DOMContentLoaded", function () {
    if (fromHash() && window.htmx) show(fromHash());
  });
})();
