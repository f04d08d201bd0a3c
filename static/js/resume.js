/* The page shown when a form came after the login had ended: send it again once there is a login. */
(function () {
  "use strict";

  const button = document.querySelector("[data-resume]");
  const state = document.querySelector("[data-resume-state]");
  const source = document.getElementById("resume-fields");
  if (!button || !source) return;
  let fields = JSON.parse(source.textContent);
  if (typeof fields === "string") fields = JSON.parse(fields);
  let sent = false;
  button.hidden = false;

  function send(mark) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = button.dataset.resume;
    for (const pair of [["csrfmiddlewaretoken", mark]].concat(fields)) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = pair[0];
      input.value = pair[1];
      form.append(input);
    }
    document.body.append(form);
    sent = true;
    // A field named "submit" would hide the method of the form.
    HTMLFormElement.prototype.submit.call(form);
  }

  button.addEventListener("click", async function () {
    button.disabled = true;
    state.textContent = "";
    try {
      const fresh = await window.page.refreshMark();
      if (fresh) send(window.page.csrf());
      else state.textContent = "还没有登录。请先在新标签页登录，再点「重新提交」。";
    } catch (lost) {
      state.textContent = "没有网络，内容还在本页，恢复后再点一次。";
    }
    button.disabled = false;
  });

  window.addEventListener("beforeunload", function (event) {
    if (sent) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();
