// What pages gain from a script. Everything here is event delegation on the document, so parts that
// htmx brings in later need no wiring. Without it every page still works.
(function () {
  "use strict";
  const root = document.documentElement;
  const $$ = (selector, within) => [...(within || document).querySelectorAll(selector)];
  const keep = (key, value) => {
    try {
      localStorage.setItem(key, value);
    } catch (e) {
      // Storage is switched off: the choice lasts until the next page.
    }
  };

  // ---- Theme and navigation -------------------------------------------------------------------
  function showChoices() {
    $$("[data-theme-set]").forEach((b) =>
      b.setAttribute("aria-pressed", String(b.dataset.themeSet === (root.dataset.theme || "system"))));
    $$("[data-nav-toggle]").forEach((b) =>
      b.setAttribute("aria-expanded", String(root.dataset.nav !== "slim")));
  }

  function setTheme(theme) {
    root.dataset.theme = theme;
    keep("plinth.theme", theme);
    showChoices();
  }

  function toggleNavigation() {
    const slim = root.dataset.nav !== "slim";
    root.dataset.nav = slim ? "slim" : "wide";
    keep("plinth.nav", root.dataset.nav);
    showChoices();
  }

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    const theme = at("[data-theme-set]");
    if (theme) return setTheme(theme.dataset.themeSet);
    if (at("[data-nav-toggle]")) return toggleNavigation();
    const refresh = at("[data-refresh]");
    if (refresh && window.htmx && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      return reload(refresh.closest(".panel"));
    }
    if (at("[data-toast-close]")) return at(".toast").remove();
    $$("details.menu[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      $$("details.menu[open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
    if (event.target.matches && event.target.matches(".pt")) movePoint(event);
  });

  // ---- Charts: one stop for the tab key, arrows from point to point ---------------------------
  function roving(within) {
    $$(".plot", within).forEach((plot) =>
      $$(".pt", plot).forEach((pt, i) => pt.setAttribute("tabindex", i === 0 ? "0" : "-1")));
  }

  function movePoint(event) {
    const points = $$(".pt", event.target.closest(".plot"));
    const now = points.indexOf(event.target);
    const to = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: points.length - 1 }[event.key];
    if (to === undefined || !points[to]) return;
    event.preventDefault();
    points[now].setAttribute("tabindex", "-1");
    points[to].setAttribute("tabindex", "0");
    points[to].focus();
  }

  // ---- Panels: their own error, their own retry -----------------------------------------------
  function reload(panel) {
    panel.setAttribute("aria-busy", "true");
    window.htmx.trigger(panel, "refresh");
  }

  function fail(event) {
    const panel = event.target.closest && event.target.closest(".panel");
    if (!panel || !panel.hasAttribute("hx-get")) {
      return toast("That did not work. Check the connection and try again.");
    }
    panel.setAttribute("aria-busy", "false");
    const body = panel.querySelector(".panel-body");
    body.replaceChildren(document.getElementById("panel-failed").content.cloneNode(true));
    const xhr = event.detail.xhr;
    const id = xhr && xhr.getResponseHeader && xhr.getResponseHeader("X-Request-ID");
    if (id) body.querySelector("[data-request-id]").textContent = "Request " + id;
    panel.dataset.failed = "";
  }

  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) =>
    document.addEventListener(name, fail));

  // An expired session answers with the login page: go there instead of showing it inside a panel.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const url = event.detail.xhr.responseURL;
    if (url && new URL(url).pathname === "/login" && location.pathname !== "/login") {
      event.detail.shouldSwap = false;
      location.reload();
    }
  });

  // ---- Forms ----------------------------------------------------------------------------------
  // Empty filters stay out of the address; who presses refresh gets what is computed now.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") return;
    const cause = event.detail.triggeringEvent;
    if (cause && cause.type === "refresh") event.detail.headers["Cache-Control"] = "no-cache";
    for (const [name, value] of [...event.detail.formData.entries()]) {
      if (value === "") event.detail.formData.delete(name);
    }
  });

  // A period chosen by name needs no dates; a date typed means the period is one's own.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    const period = form && form.elements.namedItem("period");
    if (!period || !form.matches("[data-period]")) return;
    const custom = period.value === "custom";
    $$("input[type=date]", form).forEach((input) => (input.disabled = !custom));
  }, true);

  let dirty = null;
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-guard")) dirty = form;
  });
  document.addEventListener("submit", (event) => {
    dirty = null;
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    $$("button[type=submit]", form).forEach((b) => b.setAttribute("aria-disabled", "true"));
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty && document.contains(dirty)) event.preventDefault();
  });
  window.addEventListener("pageshow", () =>
    $$("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      $$("[aria-disabled]", form).forEach((b) => b.removeAttribute("aria-disabled"));
    }));

  // ---- Toasts: HX-Trigger: {"toast":{"text":"Saved"}} -----------------------------------------
  function toast(text) {
    const box = document.getElementById("toasts");
    if (!box) return;
    const one = document.getElementById("toast").content.firstElementChild.cloneNode(true);
    one.querySelector("[data-toast-text]").textContent = text;
    box.append(one);
    const leave = () =>
      one.matches(":hover,:focus-within") ? setTimeout(leave, 2000) : one.remove();
    setTimeout(leave, 6000);
  }
  document.addEventListener("toast", (event) => toast(event.detail.text || event.detail.value));

  // ---- Ages ("2 min ago") grow older while the page stays open ---------------------------------
  function ages() {
    $$("time[data-age]").forEach((time) => {
      const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60000);
      if (minutes >= 1 && minutes < 60) time.textContent = minutes + " min ago";
      else if (minutes >= 60 && minutes < 1440) time.textContent = Math.floor(minutes / 60) + " h ago";
    });
  }
  setInterval(ages, 30000);

  // ---- Jobs: told by events; where there are none, asked for every second --------------------
  let events = null;
  let asked = 0;
  const polled = () => document.querySelector("[data-poll]");

  function follow() {
    const box = polled();
    const url = box && box.dataset.events;
    if (events && events.address !== url) {
      events.close();
      events = null;
    }
    if (!url || events || !window.EventSource) return;
    events = new EventSource(url);
    events.address = url;
    events.addEventListener("progress", (event) => progress(JSON.parse(event.data)));
    events.addEventListener("status", (event) => {
      progress(JSON.parse(event.data));
      ask();
    });
  }

  function progress(job) {
    const box = polled();
    const bar = box && box.querySelector("progress");
    const text = box && box.querySelector("[data-progress]");
    if (!bar || !text || job.done == null || job.total == null) return;
    bar.max = job.total;
    bar.value = job.done;
    const number = new Intl.NumberFormat(root.lang);
    const left = job.remainingSeconds;
    text.textContent = number.format(job.done) + " of " + number.format(job.total) + " " + job.unit +
      (left == null ? "" : " · about " + (left < 90 ? Math.max(1, left) + " s" : Math.ceil(left / 60) + " min") + " left");
  }

  function ask() {
    asked = Date.now();
    if (polled() && window.htmx) window.htmx.trigger(polled(), "poll");
  }

  // What the events do not tell (the numbers below the bar) is asked for now and then.
  setInterval(() => {
    const told = events && events.readyState === 1;
    if (polled() && !document.hidden && Date.now() - asked > (told ? 4000 : 900)) ask();
  }, 1000);

  // ---- "/" goes to the search field -------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    const search = document.querySelector("input[type=search]");
    if (event.key !== "/" || !search || event.target.closest("input,textarea,select")) return;
    event.preventDefault();
    search.focus();
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    roving(event.target);
    follow();
  });
  document.addEventListener("DOMContentLoaded", () => {
    roving(document);
    showChoices();
    follow();
    const summary = document.querySelector(".errors[tabindex]");
    if (summary) summary.focus();
  });
})();
