// Naming a colleague: what follows an @ in a comment is looked up while one types.  Without it the name is enough.
"use strict";
(() => {
  const WAIT = 150;
  const BEGUN = /(?:^|[^\w@.])@([\w.+-]{0,40})$/u;

  class Mentions {
    constructor(box) {
      this.box = box;
      this.asked = 0;
      this.list = document.createElement("ul");
      Object.assign(this.list, { className: "lookup-list", hidden: true, id: `mentions-${Math.random().toString(36).slice(2)}` });
      this.list.setAttribute("role", "listbox");
      box.after(this.list);
      box.setAttribute("aria-autocomplete", "list");
      box.setAttribute("aria-controls", this.list.id);
      box.addEventListener("input", () => this.typed());
      box.addEventListener("keydown", (event) => this.key(event));
      box.addEventListener("blur", () => setTimeout(() => this.close(), 150));
      this.list.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        this.choose(event.target.closest("[data-name]"));
      });
    }

    begun() {
      return BEGUN.exec(this.box.value.slice(0, this.box.selectionStart));
    }

    typed() {
      clearTimeout(this.timer);
      if (!this.begun()) return this.close();
      this.timer = setTimeout(() => this.ask(), WAIT);
    }

    async ask() {
      const begun = this.begun();
      const number = ++this.asked;
      if (!begun) return this.close();
      try {
        const answer = await fetch(`${this.box.dataset.mentions}?${new URLSearchParams({ q: begun[1] })}`, { headers: { "HX-Request": "true" } });
        if (!answer.ok || number !== this.asked || document.activeElement !== this.box) return;
        this.list.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.children);
        this.list.hidden = !this.options().length;
        this.mark(this.options()[0]);
      } catch {
        this.close(); // the name can be typed
      }
    }

    options() {
      return [...this.list.querySelectorAll("[data-name]")];
    }

    mark(option) {
      for (const one of this.options()) one.setAttribute("aria-selected", String(one === option));
      if (option) this.box.setAttribute("aria-activedescendant", option.id);
    }

    key(event) {
      if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return this.box.form.requestSubmit();
      if (this.list.hidden) return;
      const all = this.options();
      const at = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") this.mark(all[(at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
      else if (event.key === "Enter" || event.key === "Tab") this.choose(all[at]);
      else if (event.key === "Escape") this.close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    choose(option) {
      const begun = this.begun();
      if (!option || !begun) return this.close();
      const end = this.box.selectionStart;
      this.box.setRangeText(`${option.dataset.name} `, end - begun[1].length, end, "end");
      this.close();
      this.box.focus();
    }

    close() {
      this.asked += 1;
      this.list.hidden = true;
      this.box.removeAttribute("aria-activedescendant");
    }
  }

  const wake = (root) => {
    for (const box of root.querySelectorAll("textarea[data-mentions]:not([data-awake])")) {
      box.dataset.awake = "";
      new Mentions(box);
    }
  };
  wake(document);
  document.addEventListener("htmx:afterSettle", () => wake(document));
})();
