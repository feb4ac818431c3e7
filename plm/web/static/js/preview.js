// The preview of a course follows its files: asks every second whether one was saved, and loads the page again.
"use strict";

(() => {
  const { stamp, ask } = document.currentScript.dataset;
  const show = (name, shown) => {
    for (const words of document.querySelectorAll(`[data-${name}]`)) words.hidden = !shown;
  };
  show("by-hand", false);
  show("follows", true);

  const look = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(ask, { cache: "no-store" });
      const now = await answer.json();
      show("stopped", false);
      show("follows", true);
      if (now.stamp !== stamp) location.reload();
    } catch {
      // Stopped with Ctrl-C, perhaps to be started again.
      show("follows", false);
      show("stopped", true);
    }
  };

  setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
})();
