// Finding people in a long list of boxes to tick. Without this script the whole list stands there and works.
"use strict";

for (const group of document.querySelectorAll("[data-choose]")) {
  const find = group.querySelector("[data-find] input");
  const rows = [...group.querySelectorAll("[data-row]")];
  const said = group.querySelector("[data-chosen]");
  const boxOf = (row) => row.querySelector("input");
  const small = ["", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

  const tell = () => {
    const chosen = rows.filter((row) => boxOf(row).checked).length;
    const shown = rows.filter((row) => !row.hidden).length;
    const people = chosen === 0 ? "Nobody is chosen yet." : chosen === 1 ? "One person is chosen." : `${small[chosen] ?? chosen} people are chosen.`;
    said.textContent = shown === rows.length ? people : `${people} The list shows ${shown} of ${rows.length}.`;
  };

  const narrow = () => {
    const words = find.value.trim().toLocaleLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.textContent.toLocaleLowerCase();
      // Who is chosen stays in sight, so that nobody is enrolled unseen.
      row.hidden = !words.every((word) => text.includes(word)) && !boxOf(row).checked;
    }
    tell();
  };

  group.querySelector("[data-find]").hidden = false;
  find.addEventListener("input", narrow);
  // Enter in the search would send the form.
  find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  for (const link of group.querySelectorAll("a[data-position]")) {
    link.addEventListener("click", (event) => {
      // The link would load the page again, and with it the course and the day already chosen.
      event.preventDefault();
      for (const row of rows) if (row.dataset.row === link.dataset.position) boxOf(row).checked = true;
      narrow();
    });
  }
  group.addEventListener("change", tell);
  tell();
}
