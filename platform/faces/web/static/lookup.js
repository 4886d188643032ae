// Lookups: search while typing.  A box is a combobox (arrow keys, Enter, Esc); without this script the name is enough.
"use strict";
(() => {
  const WAIT = 180;

  class Lookup {
    constructor(root) {
      this.box = root.querySelector(".lookup-box .form-control");
      this.list = root.querySelector(".lookup-list");
      this.clear = root.querySelector(".lookup-clear");
      this.target = root.querySelector(".lookup-target");
      [this.id, this.known] = root.querySelectorAll("input[type=hidden]");
      this.address = root.dataset.lookup;
      this.deciding = root.dataset.deciding?.split(" ");
      this.record = root.dataset.record ?? "";
      this.many = root.closest("[data-links]");
      this.asked = 0;
      this.prepare();
    }

    prepare() {
      const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
      for (const [name, value] of Object.entries(attributes)) this.box.setAttribute(name, value);
      this.box.addEventListener("input", () => this.typed());
      this.box.addEventListener("focus", () => this.box.select());
      this.box.addEventListener("click", () => this.ask());
      this.box.addEventListener("keydown", (event) => this.key(event));
      this.box.addEventListener("blur", () => setTimeout(() => this.close(), 150));
      this.list.addEventListener("pointerdown", (event) => {
        event.preventDefault();
        const option = event.target.closest("[data-id]");
        if (option) this.choose(option);
      });
      this.clear.addEventListener("click", () => this.empty(true));
      this.target?.addEventListener("change", () => this.empty(true));
    }

    typed() {
      this.clear.hidden = !this.box.value;
      clearTimeout(this.timer);
      if (!this.box.value) this.empty(false);
      this.timer = setTimeout(() => this.ask(), WAIT);
    }

    async ask() {
      const number = ++this.asked;
      const typed = this.box.value === this.known.value ? "" : this.box.value;
      const query = new URLSearchParams({ q: typed, target: this.target ? this.target.value : "" });
      try {
        if (this.record) query.set("id", this.record);
        const answer = await fetch(`${this.address}?${query}`, this.request());
        if (!answer.ok) throw new Error(answer.statusText);
        const text = await answer.text();
        if (number !== this.asked || document.activeElement !== this.box) return;
        this.list.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.children);
        this.open();
      } catch {
        window.objectry.say(window.objectry.failed());
      }
    }

    // Where fields of the form decide what fits, these go along, and nothing else of it.
    request() {
      const headers = { "HX-Request": "true" };
      if (!this.deciding) return { headers };
      const typed = new FormData(this.box.form);
      const body = new URLSearchParams();
      for (const name of this.deciding.flatMap((one) => [one, `several.${one}`])) {
        for (const value of typed.getAll(name)) body.append(name, value);
      }
      return { method: "POST", headers: { ...headers, "X-Form-Token": window.objectry.token() }, body };
    }

    open() {
      this.list.hidden = false;
      this.box.setAttribute("aria-expanded", "true");
      if (this.box.value && this.box.value !== this.known.value) this.mark(this.options()[0]);
    }

    close() {
      this.list.hidden = true;
      this.box.setAttribute("aria-expanded", "false");
      this.box.removeAttribute("aria-activedescendant");
    }

    options() {
      return [...this.list.querySelectorAll("[data-id]")];
    }

    mark(option) {
      for (const one of this.options()) one.setAttribute("aria-selected", String(one === option));
      if (!option) return;
      this.box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    key(event) {
      const all = this.options();
      const now = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (this.list.hidden) this.ask();
        else if (all.length) this.mark(all[(now + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
      } else if (event.key === "Enter" && !this.list.hidden && now >= 0) {
        event.preventDefault();
        this.choose(all[now]);
      } else if (event.key === "Tab" && !this.list.hidden && now >= 0 && this.box.value !== this.known.value) {
        this.choose(all[now]);
      } else if (event.key === "Escape" && !this.list.hidden) {
        event.stopPropagation();
        this.close();
      }
    }

    choose(option) {
      if (this.many) return this.add(option);
      this.id.value = option.dataset.id;
      this.known.value = this.box.value = option.dataset.name;
      this.clear.hidden = false;
      this.close();
      this.box.dispatchEvent(new Event("change", { bubbles: true }));
    }

    add(option) {
      const ticks = this.many.querySelector(".ticks");
      const held = [...ticks.querySelectorAll("input")].find((one) => one.value === option.dataset.id);
      if (held) held.checked = true;
      else {
        const label = Object.assign(document.createElement("label"), { className: "form-check" });
        const box = Object.assign(document.createElement("input"), { type: "checkbox", className: "form-check-input", name: this.many.dataset.links, value: option.dataset.id, checked: true });
        const text = Object.assign(document.createElement("span"), { className: "form-check-label", textContent: option.dataset.name });
        label.append(box, text);
        ticks.append(label);
      }
      this.close();
      this.empty(true);
    }

    empty(focus) {
      this.id.value = this.known.value = this.box.value = "";
      this.clear.hidden = true;
      if (focus) this.box.focus();
    }
  }

  const wake = (within) => within.querySelectorAll("[data-lookup]").forEach((root) => root.dataset.awake || ((root.dataset.awake = "yes"), new Lookup(root)));
  window.objectry.wakeLookups = wake;
  wake(document);
})();
