// What somebody types into a form is kept on this device with every keystroke, until the server has it: whatever becomes
// of the connection or the sign-in, it stands in the form again when the page comes back.
"use strict";

for (const form of document.querySelectorAll("form[data-keep]")) keep(form);

function keep(form) {
  const { keep: prefix, key } = form.dataset;
  const known = JSON.parse(form.dataset.known);
  const revision = Number(form.elements.revision.value);
  const base = key === "new" ? 0 : revision;
  const saved = form.querySelector(".saved");
  const back = form.querySelector("[data-back]");
  const fields = () => [...form.elements].filter((one) => one.name && one.type !== "hidden" && one.type !== "submit");

  // ── this device ──────────────────────────────────────────────────────────────────────────────
  function local(name) {
    try {
      return JSON.parse(localStorage.getItem(prefix + name));
    } catch {
      return null;
    }
  }

  function drop(name) {
    try {
      localStorage.removeItem(prefix + name);
    } catch {
      // Nothing was kept where nothing may be kept.
    }
  }

  function store(sent) {
    const values = fields().map((one) => [one.name, one.value, one.type === "radio" || one.type === "checkbox" ? one.checked : null]);
    try {
      localStorage.setItem(prefix + key, JSON.stringify({ once: form.elements._once.value, base, sent, values }));
    } catch {
      return tell("This device keeps no copy of what you type. Send it before you leave the page.", "late");
    }
    if (!sent) tell("Kept on this device until you send it.");
  }

  // ── words for the person ─────────────────────────────────────────────────────────────────────
  function tell(words, state = "done") {
    const icon = form.querySelector(`template[data-icon="${state}"]`).content.cloneNode(true);
    const line = document.createElement("span");
    line.textContent = words;
    saved.classList.toggle("is-late", state === "late");
    saved.replaceChildren(icon, line);
  }

  // ── what was typed here and had not arrived ──────────────────────────────────────────────────
  function arrived(kept) {
    // A text that was sent and is older than what stands is there, or was replaced by its own writer.
    return kept.sent && (known[key === "new" ? kept.once : key] ?? 0) > kept.base;
  }

  function same(kept) {
    const now = new Map(fields().map((one) => [`${one.name}:${one.type === "radio" || one.type === "checkbox" ? one.value : ""}`, one]));
    return kept.values.every(([name, value, checked]) => {
      const one = now.get(`${name}:${checked === null ? "" : value}`);
      return !one || (checked === null ? plain(one.value) === plain(value) : one.checked === checked);
    });
  }

  function plain(text) {
    return text.replace(/\r\n?/g, "\n").trim();
  }

  function fill(kept) {
    for (const [name, value, checked] of kept.values) {
      for (const one of fields()) {
        if (one.name !== name) continue;
        if (checked === null) one.value = value;
        else if (one.value === value) one.checked = checked;
      }
    }
    // The same entry, should the first letter have arrived after all.
    form.elements._once.value = kept.once;
    store(false);
    tell("What you typed before is back. It is not sent yet.", "late");
  }

  function recover() {
    const kept = local(key);
    if (!kept) return;
    if (arrived(kept) || same(kept)) drop(key);
    else if (kept.base === base) fill(kept);
    else back.hidden = false;
  }

  // Copies of changes that have arrived since; their own pages may never be opened again.
  function tidy() {
    for (const [name, stands] of Object.entries(known)) {
      const kept = local(name);
      if (kept?.sent && stands > kept.base) drop(name);
    }
  }

  // ── when ─────────────────────────────────────────────────────────────────────────────────────
  form.addEventListener("input", () => store(false));
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return store(true);
    event.preventDefault();
    store(false);
    tell("You are not connected. What you typed is kept on this device; send it again when you are.", "late");
  });
  back.querySelector("[data-restore]").addEventListener("click", () => {
    back.hidden = true;
    fill(local(key));
  });
  back.querySelector("[data-forget]").addEventListener("click", () => {
    back.hidden = true;
    drop(key);
  });
  // Back from another page with everything as it was left: what the server has may be newer.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  tidy();
  // A form that came back with something to put right holds what was typed last.
  if ("answered" in form.dataset) store(false);
  else recover();
}
