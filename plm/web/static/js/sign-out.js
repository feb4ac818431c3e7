// Signing out takes away what was kept on this device: the next person at it reads nothing of it.
"use strict";

document.addEventListener("submit", (event) => {
  if (!new URL(event.target.action).pathname.endsWith("/sign-out")) return;
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("plm:draft:")) localStorage.removeItem(key);
  } catch {
    // Nothing was kept where nothing may be kept.
  }
});
