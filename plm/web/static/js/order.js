// Lines to be put in order. Without this file each line has a list of places to choose from, and that is enough.
// With it the lines move: the lists are put out of sight and follow, so that the form sends the same.
"use strict";

for (const group of document.querySelectorAll("[data-order]")) {
  const list = group.querySelector("ul");
  const said = group.querySelector("[data-said]");
  const lines = () => [...list.querySelectorAll("[data-line]")];
  const placeOf = (line) => line.querySelector("select");
  const words = (line) => line.querySelector("label").dataset.words;

  // What was chosen before (the page came back) is the order to begin with, when it is a whole one.
  const before = lines();
  const chosen = before.map((line) => placeOf(line).value);
  const whole = new Set(chosen).size === before.length && !chosen.includes("");
  if (whole) list.append(...before.sort((one, other) => placeOf(one).value - placeOf(other).value));

  // Nothing counts as answered before the first move: as they come, the lines never stand in their right order.
  const keep = () => lines().forEach((line, place) => { placeOf(line).value = String(place + 1); });

  const tell = () => {
    const all = lines();
    all.forEach((line, place) => {
      for (const button of line.querySelectorAll("[data-move]")) {
        const ends = place + Number(button.dataset.move);
        // Not `disabled`: that would take the focus away from whoever moves a line to an end.
        button.setAttribute("aria-disabled", String(ends < 0 || ends >= all.length));
      }
    });
  };

  const move = (line, by) => {
    const all = lines();
    const from = all.indexOf(line);
    const to = from + by;
    if (to < 0 || to >= all.length) {
      said.textContent = `${words(line)}: already ${by < 0 ? "first" : "last"}.`;
      return;
    }
    if (by < 0) all[to].before(line);
    else all[to].after(line);
    keep();
    tell();
    said.textContent = `${words(line)}: now ${to + 1} of ${all.length}.`;
  };

  for (const line of before) {
    const label = line.querySelector("label");
    // The words of the line without what only those hear who choose from the list.
    const text = label.cloneNode(true);
    text.querySelector(".usa-sr-only")?.remove();
    label.dataset.words = text.textContent.trim();
    line.append(group.querySelector("[data-acts]").content.cloneNode(true));
    for (const button of line.querySelectorAll("[data-move]")) {
      button.insertAdjacentHTML("beforeend", '<span class="usa-sr-only"></span>');
      button.lastElementChild.textContent = `: ${label.dataset.words}`;
      button.addEventListener("click", () => {
        move(line, Number(button.dataset.move));
        button.focus(); // A line that moves in the page loses the focus on its way.
      });
    }
    placeOf(line).hidden = true;
  }
  for (const hint of group.querySelectorAll("[data-by-hand]")) hint.hidden = true;
  for (const hint of group.querySelectorAll("[data-by-button]")) hint.hidden = false;
  if (whole) keep();
  tell();
}
