// What somebody writes in a reflection is never lost: it is kept on this device with every keystroke, and sent a
// second after the last one. The copy here is taken away as soon as the server has the text.
"use strict";

{
  const form = document.querySelector("form[data-reflect]");
  if (form) keep(form);

  function keep(form) {
    const { person, enrollment, module, draft } = form.dataset;
    const areas = [...form.querySelectorAll("textarea[name^='t-']")];
    const saved = form.querySelector(".saved");
    const newer = form.querySelector("[data-newer]");
    // How far this device's clock runs ahead of the server's, so that times can be compared.
    const ahead = Date.now() - Number(form.dataset.now);
    // Names this window, so that what it sends again and again is one version and not many.
    const thisWindow = Date.now().toString(36) + Math.random().toString(36).slice(2);
    let revision = Number(form.dataset.revision);
    let unsaved = false;
    let sending = null;
    let leaving = false;
    let timer = 0;

    const prompt = (area) => area.name.slice(2);
    const key = (area) => `plm:draft:${person}:${enrollment}:${module}:${prompt(area)}`;
    const texts = () => Object.fromEntries(areas.map((area) => [prompt(area), area.value]));
    const same = (one, other) => one.replace(/\r\n?/g, "\n").trim() === other.replace(/\r\n?/g, "\n").trim();

    // ── this device ────────────────────────────────────────────────────────────────────────────
    function local(area) {
      try {
        return JSON.parse(localStorage.getItem(key(area)));
      } catch {
        return null;
      }
    }

    function store(area) {
      try {
        localStorage.setItem(key(area), JSON.stringify({ text: area.value, base: revision, at: Date.now() - ahead }));
      } catch {
        // No room, or not allowed here: the server's copy is then the only one, and the page says when it is saved.
      }
    }

    function drop(area) {
      try {
        localStorage.removeItem(key(area));
      } catch {
        // Nothing was kept where nothing may be kept.
      }
    }

    function dropSent(sent) {
      for (const area of areas) if (area.value === sent[prompt(area)]) drop(area);
    }

    // ── words for the person ───────────────────────────────────────────────────────────────────
    function tell(words, state = "done", link = "") {
      const icon = form.querySelector(`template[data-icon="${state}"]`).content.cloneNode(true);
      const line = document.createElement("span");
      line.textContent = words;
      if (link) {
        const way = document.createElement("a");
        way.href = location.pathname;
        way.textContent = link;
        line.append(" ", way);
      }
      saved.classList.toggle("is-late", state === "late");
      saved.replaceChildren(icon, line);
    }

    function count(area) {
      const place = form.querySelector(`[data-count="${CSS.escape(area.name)}"]`);
      const words = area.value.trim() ? area.value.trim().split(/\s+/).length : 0;
      const least = Number(place.dataset.least);
      const asked = words >= least && words ? "" : least > 1 ? ` At least ${least} are asked for.` : " A few sentences are enough.";
      place.textContent = `${words} ${words === 1 ? "word" : "words"}.${asked}`;
    }

    // ── the server ─────────────────────────────────────────────────────────────────────────────
    function post(body, keepalive = false) {
      return fetch(draft, {
        method: "POST",
        keepalive,
        headers: {
          Accept: "application/json",
          "Content-Type": "application/json",
          "X-CSRFToken": form.elements.csrf_token.value,
        },
        body: JSON.stringify(body),
      });
    }

    async function save(over = form.elements.over.value === "true") {
      clearTimeout(timer);
      while (sending) await sending;
      sending = attempt(over).finally(() => { sending = null; });
      return sending;
    }

    async function attempt(over) {
      const sent = texts();
      let answer;
      let said = {};
      try {
        answer = await post({ texts: sent, revision, over, window: thisWindow });
        said = await answer.json();
      } catch {
        tell("Not saved yet. It is kept on this device and saved as soon as you are connected.", "late");
        return;
      }
      if (answer.ok) return accepted(said, sent);
      if (answer.status === 409 && said.code === "newer") return another(said);
      if (answer.status === 400 && (await renewed())) return attempt(over);
      refused(answer.status, said);
    }

    function accepted(said, sent) {
      revision = said.revision;
      form.elements.revision.value = revision;
      form.elements.over.value = "";
      newer.hidden = true;
      dropSent(sent);
      unsaved = areas.some((area) => area.value !== sent[prompt(area)]);
      if (unsaved) for (const area of areas) if (local(area)) store(area);
      tell(said.message);
    }

    function another(said) {
      // Both are kept on the server now. Which one stands is for the person to say.
      unsaved = false;
      newer.querySelector("p").textContent = said.message;
      newer.hidden = false;
      newer.dataset.revision = said.revision;
      form.elements.revision.value = said.revision;
      form.elements.over.value = "true";
      tell("Kept under “Earlier versions”. A newer text stands.", "late");
    }

    function refused(status, said) {
      if (status === 401) {
        tell("Not saved yet, because your sign-in has ended. It is kept on this device.", "late", "Sign in and come back here.");
      } else if (status === 413) {
        tell("Not saved: this is more than can be sent at once. It is kept on this device. Please shorten it.", "late");
      } else if (status === 422) {
        tell(sentences(said.fields).join(" ") || "Not saved. It is kept on this device.", "late");
      } else if (status === 400) {
        tell("Not saved yet. It is kept on this device; please reload this page.", "late");
      } else {
        tell("Not saved yet. It is kept on this device, and we try again every few seconds.", "late");
      }
    }

    function sentences(fields) {
      if (typeof fields === "string") return [fields];
      return fields ? Object.values(fields).flatMap(sentences) : [];
    }

    // After signing in again the page's token is stale; the same page has a fresh one, if it is still the same person's.
    let renewedAt = 0;
    async function renewed() {
      if (Date.now() - renewedAt < 10_000) return false;
      renewedAt = Date.now();
      try {
        const page = await (await fetch(location.pathname)).text();
        const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("form[data-reflect]");
        if (!fresh || fresh.dataset.person !== person) return false;
        form.elements.csrf_token.value = fresh.elements.csrf_token.value;
        return true;
      } catch {
        return false;
      }
    }

    function sendLast() {
      if (!unsaved || leaving) return;
      // The answer is not heard any more, so the copy on this device stays until the next visit finds them alike.
      post({ texts: texts(), revision, over: false, window: thisWindow }, true).catch(() => {});
    }

    // ── what was typed here and had not arrived ────────────────────────────────────────────────
    function recover() {
      const older = {};
      let base = revision;
      let back = false;
      let over = false;
      for (const area of areas) {
        const kept = local(area);
        if (!kept) continue;
        if (same(kept.text, area.value)) {
          drop(area);
        } else if (kept.base === revision || kept.at > Number(form.dataset.saved)) {
          area.value = kept.text;
          over = over || kept.base !== revision;
          back = true;
        } else {
          older[prompt(area)] = kept.text;
          base = Math.min(base, kept.base);
        }
      }
      if (Object.keys(older).length) setAside(older, base);
      if (back) {
        unsaved = true;
        tell("What you typed before is back.", "late");
        save(over);
      }
    }

    async function setAside(older, base) {
      try {
        const answer = await post({ texts: older, revision: base });
        if (!answer.ok && answer.status !== 409) return;
        for (const area of areas) if (prompt(area) in older) drop(area);
        tell("A newer text was saved elsewhere. What you typed on this device before is kept under “Earlier versions”.", "late");
      } catch {
        // It stays on this device, and the next visit sets it aside.
      }
    }

    // ── when ───────────────────────────────────────────────────────────────────────────────────
    for (const area of areas) {
      area.addEventListener("input", () => {
        unsaved = true;
        store(area);
        count(area);
        clearTimeout(timer);
        timer = setTimeout(() => save(), 1000);
      });
    }
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (sending) {
        // Two letters on the way at once would look like two windows.
        event.preventDefault();
        sending.finally(() => form.requestSubmit(event.submitter));
        return;
      }
      leaving = true;
    });
    newer.querySelector("[data-over]").addEventListener("click", () => {
      revision = Number(newer.dataset.revision);
      save(true);
    });
    newer.querySelector("[data-reload]").addEventListener("click", () => {
      for (const area of areas) drop(area);
      leaving = true;
      location.assign(location.pathname);
    });
    window.addEventListener("online", () => { if (unsaved) save(); });
    window.addEventListener("pagehide", sendLast);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && unsaved) save(); });
    setInterval(() => { if (unsaved && !sending && !leaving) save(); }, 15_000);

    // Back from another page with everything as it was left: what the server has may be newer.
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

    if ("answered" in form.dataset) {
      // The form came back with something to put right, and holds what was typed last.
      unsaved = true;
      for (const area of areas) store(area);
    } else {
      recover();
    }
    for (const area of areas) count(area);
  }
}
