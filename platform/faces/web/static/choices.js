// Forms that follow what is typed: choices that depend on another picklist, and what the server says is hidden or
// required.  Without this everything is shown, and the server decides.
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

  // What is not shown is not sent either; without scripts all of it is.
  const able = (root) => {
    for (const one of root.querySelectorAll("input, select, textarea")) {
      if (one.type !== "hidden") one.disabled = one.closest(".unseen") !== null;
    }
  };

  const follow = () => {
    const state = document.getElementById("form-state");
    if (!state) return;
    const form = state.closest("form");
    const [hidden, sections, required] = ["hidden", "sections", "required"].map((key) => new Set(JSON.parse(state.dataset[key])));
    for (const field of form.querySelectorAll(".field[id^=field-]")) {
      const name = field.id.slice("field-".length);
      field.classList.toggle("unseen", hidden.has(name) && !field.classList.contains("faulty"));
      const star = field.querySelector(".required");
      if (star?.dataset.live) {
        star.hidden = !required.has(name);
        document.getElementById(`in-${name}`)?.setAttribute("aria-required", String(required.has(name)));
      }
    }
    for (const section of form.querySelectorAll("[data-section]")) {
      section.classList.toggle("unseen", sections.has(section.dataset.section) && !section.querySelector(".faulty"));
    }
    able(form);
  };

  const wake = () => document.querySelectorAll("[data-depends]").forEach((one) => narrow(one, false));
  document.addEventListener("change", (event) => {
    const name = event.target.name;
    if (!name || !event.target.form) return;
    for (const one of event.target.form.querySelectorAll("[data-depends]")) if (one.dataset.depends === name) narrow(one, true);
  });
  document.addEventListener("htmx:afterSettle", () => (wake(), follow()));
  wake();
  follow();
})();
