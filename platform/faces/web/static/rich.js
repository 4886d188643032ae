// Formatted text: a box that edits what the plain textarea holds.  The server cleans whatever arrives; here the same
// list keeps a pasted page from looking like one.
"use strict";
(() => {
  const kept = new Set("A B BLOCKQUOTE BR CODE EM H2 H3 H4 HR I LI OL P PRE S STRONG SUB SUP TABLE TBODY TD TH THEAD TR U UL".split(" "));
  const dropped = new Set(["SCRIPT", "STYLE", "TEMPLATE", "IFRAME", "OBJECT", "NOSCRIPT", "TITLE"]);
  const goodLink = (href) => /^(https?:|mailto:)/i.test(href || "");

  // Copies what is on the list, element by element: nothing is ever parsed into the page itself.
  const copy = (from, into) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) into.append(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE || dropped.has(node.tagName)) continue;
      if (node.tagName === "DIV") copy(node, into.appendChild(document.createElement("p")));
      else if (!kept.has(node.tagName)) copy(node, into);
      else {
        const made = into.appendChild(document.createElement(node.tagName));
        if (node.tagName === "A" && goodLink(node.getAttribute("href"))) made.setAttribute("href", node.getAttribute("href"));
        copy(node, made);
      }
    }
    return into;
  };
  const read = (html) => copy(new DOMParser().parseFromString(html, "text/html").body, document.createDocumentFragment());

  const acts = {
    bold: () => document.execCommand("bold"),
    italic: () => document.execCommand("italic"),
    underline: () => document.execCommand("underline"),
    heading: () => document.execCommand("formatBlock", false, "h3"),
    list: () => document.execCommand("insertUnorderedList"),
    numbers: () => document.execCommand("insertOrderedList"),
    quote: () => document.execCommand("formatBlock", false, "blockquote"),
    unlink: () => {
      document.execCommand("unlink");
      document.execCommand("removeFormat");
      document.execCommand("formatBlock", false, "p");
    },
    link: (button) => {
      const href = window.prompt(button.dataset.ask, "https://");
      if (goodLink(href)) document.execCommand("createLink", false, href);
    },
  };

  const upgrade = (area) => {
    const tools = area.nextElementSibling;
    const box = document.createElement("div");
    box.className = "form-control rich rich-box";
    box.contentEditable = "true";
    box.id = `${area.id}-box`;
    box.setAttribute("role", "textbox");
    box.setAttribute("aria-multiline", "true");
    for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
      if (area.hasAttribute(name)) box.setAttribute(name, area.getAttribute(name));
    }
    const label = document.querySelector(`label[for="${area.id}"]`);
    if (label) {
      label.id ||= `label-${area.id}`;
      box.setAttribute("aria-labelledby", label.id);
      label.addEventListener("click", () => box.focus());
    }
    box.append(read(area.value));
    document.execCommand("defaultParagraphSeparator", false, "p");
    const keep = () => {
      const holder = copy(box, document.createElement("div"));
      area.value = holder.textContent.trim() || holder.querySelector("hr") ? holder.innerHTML : "";
    };
    box.addEventListener("input", keep);
    box.addEventListener("paste", (event) => {
      const html = event.clipboardData.getData("text/html");
      if (!html) return;
      event.preventDefault();
      const holder = document.createElement("div");
      holder.append(read(html));
      document.execCommand("insertHTML", false, holder.innerHTML);
    });
    tools.addEventListener("mousedown", (event) => event.preventDefault());  // the selection stays where it is
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("[data-do]");
      if (!button) return;
      box.focus();
      acts[button.dataset.do](button);
      box.dispatchEvent(new Event("input", { bubbles: true }));
    });
    area.hidden = true;
    tools.hidden = false;
    tools.after(box);
    if (area === document.activeElement) box.focus();
  };
  for (const area of document.querySelectorAll("textarea[data-rich]")) upgrade(area);
})();
