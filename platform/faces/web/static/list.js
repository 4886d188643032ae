// Lists: the filter builder offers what fits the field, and one box marks all rows.
"use strict";
(() => {
  const without = new Set(["blank", "filled", "yes", "no", "me", "today"]);

  const build = (form) => {
    const fields = JSON.parse(form.dataset.builder);
    const field = form.querySelector("[name=field]");
    const operator = form.querySelector("[name=operator]");
    const holder = form.querySelector("#filter-value-field");
    const words = new Map([...operator.options].map((one) => [one.value, one.textContent]));

    const valueInput = (kind, choices) => {
      const made = document.createElement(choices.length ? "select" : "input");
      made.className = choices.length ? "form-select" : "form-control";
      made.id = "filter-value";
      made.name = "value";
      for (const [value, text] of choices) made.append(new Option(text, value));
      if (!choices.length) made.type = {date: "date", time: "time", moment: "number"}[kind] || "text";
      return made;
    };
    const showValue = () => {
      holder.hidden = without.has(operator.value);
    };
    const showOperators = () => {
      const known = fields[field.value];
      operator.replaceChildren(...known.operators.map((name) => new Option(words.get(name), name)));
      holder.querySelector("#filter-value").replaceWith(valueInput(known.kind, known.choices));
      showValue();
    };
    field.addEventListener("change", showOperators);
    operator.addEventListener("change", showValue);
    showOperators();
  };

  const wake = () => {
    document.querySelectorAll("[data-builder]").forEach((form) => {
      if (!form.dataset.awake) {
        form.dataset.awake = "yes";
        build(form);
      }
    });
    const all = document.querySelector("[data-mark-all]");
    all?.addEventListener("change", () => {
      for (const box of document.querySelectorAll("input[name=id]")) box.checked = all.checked;
    });
  };
  document.addEventListener("htmx:afterSettle", wake);
  wake();
})();
