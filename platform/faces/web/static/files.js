// File inputs: drop anywhere on the box, and see the picture before it is sent.  Without this script the input is enough.
"use strict";
(() => {
  const show = (box) => {
    const picture = box.querySelector("[data-drop-preview]");
    const file = box.querySelector("input[type=file]").files[0];
    picture.hidden = true;
    if (!file || !/^image\/(png|jpeg|gif|webp)$/.test(file.type)) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      picture.src = reader.result;
      picture.hidden = false;
    });
    reader.readAsDataURL(file);
  };

  for (const box of document.querySelectorAll("[data-drop]")) {
    const input = box.querySelector("input[type=file]");
    input.addEventListener("change", () => show(box));
    for (const name of ["dragover", "dragleave", "drop"]) {
      box.addEventListener(name, (event) => {
        event.preventDefault();
        box.classList.toggle("over", name === "dragover");
      });
    }
    box.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      show(box);
    });
  }
})();
