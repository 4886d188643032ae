// The board: drag a card to another column.  A refused move slides back and says why, with what is missing to fill in.
"use strict";
(() => {
  const board = () => document.getElementById("board");
  const dialog = document.getElementById("asking");
  const said = () => document.getElementById("board-said");

  const send = (card, value) => {
    const form = new URLSearchParams({ field: board().dataset.field, value, version: card.dataset.version, back: location.pathname + location.search });
    const headers = { "X-Form-Token": window.objectry.token(), "X-Board": "1" };
    return fetch(card.dataset.action, { method: "POST", body: form, headers });
  };

  const redraw = async () => {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("board");
    if (!fresh) return;
    const scrolled = board().scrollLeft;
    board().replaceWith(fresh);
    board().scrollLeft = scrolled;
    const count = page.querySelector("#list h1");
    if (count) document.querySelector("#list h1").replaceWith(count);
    wake();
  };

  const explain = async (answer) => {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const asked = page.getElementById("move");
    if (answer.status === 422 && asked) {
      dialog.replaceChildren(...asked.children);
      dialog.querySelector("[data-close]")?.addEventListener("click", (event) => {
        event.preventDefault();
        dialog.close();
      });
      window.objectry.wakeLookups(dialog);
      dialog.showModal();
      dialog.querySelector("[aria-invalid]")?.focus();
      return;
    }
    window.objectry.say(page.querySelector("#problem p")?.textContent || window.objectry.failed());
  };

  const moved = async (event) => {
    const { item: card, from, to, oldIndex } = event;
    if (from === to) return;
    const back = () => {
      from.insertBefore(card, from.children[oldIndex] || null);
      card.classList.add("back");
    };
    try {
      const answer = await send(card, to.dataset.value);
      if (answer.ok) {
        said().textContent = said().dataset.moved.replace("{name}", card.querySelector(".card-name").textContent).replace("{stage}", to.dataset.label);
        await redraw();
        return;
      }
      back();
      await explain(answer);
    } catch {
      back();
      window.objectry.say(window.objectry.failed());
    }
  };

  const wake = () => {
    if (!board().dataset.field) return;
    const lanes = [...board().querySelectorAll(".cards")];
    for (const lane of lanes) {
      new window.Sortable(lane, {
        group: "board",
        draggable: ".card-item",
        filter: ".card-menu",
        preventOnFilter: false,
        animation: 150,
        forceFallback: true, // one way of dragging for mouse, pen and finger
        fallbackOnBody: true,
        fallbackTolerance: 5,
        delay: 150,
        delayOnTouchOnly: true,
        onStart: (event) => {
          const open = new Set(event.item.dataset.moves.split("|"));
          for (const one of lanes) one.classList.toggle("closed", one !== event.from && !open.has(one.dataset.value));
        },
        onEnd: (event) => {
          for (const one of lanes) one.classList.remove("closed");
          moved(event);
        },
      });
    }
  };
  wake();
})();
