// The roster page without this file is one plain form. With it: find a name by typing, know what is
// not saved yet, and be asked before leaving with it.
"use strict";

(() => {
  const form = document.getElementById("roster");
  if (!form) return;

  const NUMBERS = ["", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];
  const people = [...form.querySelectorAll("tr.person")];

  // ── find a name ──────────────────────────────────────────────────────
  const bar = form.querySelector("[data-find]");
  const field = bar.querySelector("input");
  const found = bar.querySelector("[data-found]");
  // Words are compared without accents, so that "tomas" finds Tomás.
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

  const find = () => {
    const words = plain(field.value);
    let shown = 0;
    // The stylesheet lays rows out as a grid on a phone, which `hidden` alone would not undo.
    const show = (row, wanted) => {
      row.hidden = !wanted;
      row.style.display = wanted ? "" : "none";
    };
    for (const person of people) {
      const named = plain(person.dataset.name).includes(words);
      show(person, named);
      shown += named ? 1 : 0;
    }
    for (const group of form.querySelectorAll("[data-group]")) {
      show(group, group.querySelector("tr.person:not([hidden])") !== null);
    }
    found.textContent = !words ? "" : shown === 0 ? "Nobody has that name." : `${shown} of ${people.length}`;
  };

  bar.hidden = false;
  field.addEventListener("input", find);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  const print = form.querySelector("[data-print]");
  print.hidden = false;
  print.firstElementChild.addEventListener("click", () => {
    field.value = "";
    find();
    window.print();
  });

  // ── what is not saved yet ────────────────────────────────────────────
  const said = document.getElementById("unsaved");
  const save = form.querySelector("[data-save]");
  let sending = false;

  const changed = () =>
    people.filter((person) =>
      [...person.querySelectorAll("input")].some((input) =>
        input.type === "radio" ? input.checked !== input.defaultChecked : input.value !== input.defaultValue,
      ),
    ).length;

  const tell = () => {
    const n = changed();
    const number = NUMBERS[n] ?? n;
    if (!said) return;
    save.hidden = n === 0;
    said.textContent = n === 0 ? "" : `${number} ${n === 1 ? "mark is" : "marks are"} not saved yet.`;
  };

  form.addEventListener("change", tell);
  form.addEventListener("submit", () => {
    sending = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && changed() > 0) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    // Coming back with the browser's button restores what was tapped.
    sending = false;
    tell();
  });
})();
