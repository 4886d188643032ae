// What every page does: keys, menus, messages, careful forms.  Without it everything still works, only slower.
"use strict";
(() => {
  const body = document.body;
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  // Menus are <details>; only one is open, and a click elsewhere or Esc closes it.
  const openMenus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  });
  const closeMenu = () => {
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
      return true;
    }
    return false;
  };

  // Messages go by themselves; a pointer on them holds them.
  for (const line of document.querySelectorAll(".toast-line")) {
    line.querySelector("[data-dismiss]").addEventListener("click", () => line.remove());
    let timer = setTimeout(() => line.remove(), 8000);
    line.addEventListener("pointerenter", () => clearTimeout(timer));
    line.addEventListener("pointerleave", () => (timer = setTimeout(() => line.remove(), 4000)));
  }

  window.objectry = {
    say(text, tone = "red") {
      const line = document.createElement("div");
      line.className = `toast-line tone-${tone}`;
      const words = document.createElement("span");
      words.textContent = text;
      line.append(words);
      document.querySelector(".toasts").append(line);
      setTimeout(() => line.remove(), 8000);
    },
    token: () => body.dataset.token,
    failed: () => body.dataset.failed,
  };

  // Forms: sent once only, and leaving with unsaved entries asks.
  let dirty = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("[data-careful]")) dirty = true;
  });
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    dirty = false;
    const form = event.target;
    if (form.method === "dialog" || form.method === "get") return;
    const buttons = [...form.querySelectorAll("button:not([type=button])")];
    setTimeout(() => buttons.forEach((button) => (button.disabled = true)));
    setTimeout(() => buttons.forEach((button) => (button.disabled = false)), 10000);
  });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false;
  });

  // The first faulty field gets the focus; its summary stands on top of the form.
  const faulty = document.querySelector("#main [aria-invalid]");
  if (faulty) faulty.focus();
  else document.querySelector("#summary")?.focus();

  // On a narrow screen the stage bar shows where the record is.
  const stage = document.querySelector(".stage.current");
  if (stage) stage.parentElement.scrollLeft = stage.offsetLeft - stage.parentElement.clientWidth / 2;

  for (const opener of document.querySelectorAll("[data-dialog]")) {
    opener.addEventListener("click", () => document.getElementById(opener.dataset.dialog).showModal());
  }

  // Keys.
  const rows = () => [...document.querySelectorAll("#main tr[data-row]")];
  let at = -1;
  const moveTo = (index) => {
    const all = rows();
    if (!all.length) return;
    all[at]?.classList.remove("at");
    at = Math.max(0, Math.min(all.length - 1, index));
    all[at].classList.add("at");
    all[at].scrollIntoView({ block: "nearest" });
    all[at].querySelector("a")?.focus();
  };
  const keys = {
    "/": () => document.getElementById("finder").focus(),
    "?": () => document.getElementById("keys").showModal(),
    c: () => {
      const menu = document.getElementById("create");
      if (!menu) return;
      menu.open = true;
      menu.querySelector("a").focus();
    },
    j: () => moveTo(at + 1),
    k: () => moveTo(at - 1),
    x: () => rows()[at]?.querySelector("input[name=id]")?.click(),
    e: () => {
      const edit = document.querySelector("[data-key=e]");
      if (edit) edit.click();
      else if (rows()[at]) location.assign(`${rows()[at].querySelector("td:not(.tick) a").getAttribute("href")}/edit`);
    },
    n: () => document.querySelector("[data-key=n]")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && closeMenu()) return event.preventDefault();
    if (event.key === "Escape" && event.target.id === "finder") return event.target.blur();
    const menu = event.target.closest(".menu-list, .hits, .finder");
    if (menu && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const stops = [...menu.querySelectorAll("a, button")];
      const next = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      if (stops.length) {
        event.preventDefault();
        stops[(next + stops.length) % stops.length].focus();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "list") at = -1;
  });
  document.addEventListener("htmx:responseError", () => window.objectry.say(window.objectry.failed()));
  document.addEventListener("htmx:sendError", () => window.objectry.say(window.objectry.failed()));
})();
