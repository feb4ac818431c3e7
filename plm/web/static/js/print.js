// Shows the print button where there is script, and hides the sentence that explains how to print without it.
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const words of document.querySelectorAll("[data-print-how]")) {
  words.hidden = true;
}
