// Choices that depend on another picklist: only those that fit are offered.  Without this all are, and the server decides.
"use strict";
(() => {
  const fitting = (one) => {
    const deciding = one.form ?? one.closest("form");
    const above = deciding.elements[one.dataset.depends];
    return above && "value" in above ? new Set(JSON.parse(one.dataset.fitting)[above.value] ?? []) : null;
  };

  const narrowSelect = (one, fits, clear) => {
    one.every ??= [...one.options];
    const chosen = one.value;
    const kept = one.every.filter((option) => !option.value || fits.has(option.value) || (!clear && option.value === chosen));
    one.replaceChildren(...kept);
    one.value = kept.some((option) => option.value === chosen) ? chosen : "";
    return one.value !== chosen;
  };

  const narrowTicks = (one, fits, clear) => {
    let changed = false;
    for (const box of one.querySelectorAll("input[type=checkbox]")) {
      const keeps = fits.has(box.value) || (!clear && box.checked);
      box.closest("label").hidden = !keeps;
      changed ||= box.checked && !keeps;
      box.checked &&= keeps;
    }
    return changed;
  };

  // What is stored stays until somebody changes what decides; then what no longer fits is taken away, level by level.
  const narrow = (one, clear) => {
    const fits = fitting(one);
    if (!fits) return;
    const changed = one.tagName === "SELECT" ? narrowSelect(one, fits, clear) : narrowTicks(one, fits, clear);
    if (changed) one.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const wake = () => document.querySelectorAll("[data-depends]").forEach((one) => narrow(one, false));
  document.addEventListener("change", (event) => {
    const name = event.target.name;
    if (!name || !event.target.form) return;
    for (const one of event.target.form.querySelectorAll("[data-depends]")) if (one.dataset.depends === name) narrow(one, true);
  });
  document.addEventListener("htmx:afterSettle", wake);
  wake();
})();
