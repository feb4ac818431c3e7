// What somebody writes in a reflection is never lost: it is kept on this device with every keystroke, and sent a
// second after the last one. The copy here is taken away as soon as the server has the text.
"use strict";

{
  const form = document.querySelector("form[data-reflect]");
  if (form) keep(form);

  function keep(form) {
    const { person, enrollment, module, draft } = form.dataset;
    const areas = [...form.querySelectorAll("textarea[name^='t-']")];
    const choices = [...form.querySelectorAll("select[name^='a-']")];
    const saved = form.querySelector(".saved");
    const newer = form.querySelector("[data-newer]");
    // How far this device's clock runs ahead of the server's, so that times can be compared.
    const ahead = Date.now() - Number(form.dataset.now);
    // Names this window, so that what it sends again and again is one version and not many.
    const thisWindow = Date.now().toString(36) + Math.random().toString(36).slice(2);
    let revision = Number(form.dataset.revision);
    // What stood when this page began, or came back to it from this device: the text it writes on from.
    let began = {};
    let unsaved = false;
    let sending = null;
    let leaving = false;
    let timer = 0;

    const prompt = (area) => area.name.slice(2);
    const key = (area) => `plm:draft:${person}:${enrollment}:${module}:${prompt(area)}`;
    const texts = () => Object.fromEntries(areas.map((area) => [prompt(area), area.value]));
    // Who reads an answer travels only where it was chosen here: another window may have chosen since.
    const wishes = () =>
      Object.fromEntries(choices.filter((one) => one.value !== one.dataset.stood).map((one) => [prompt(one), one.value]));
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

    // A choice of fewer readers must not be lost either.
    const choiceKey = (one) => `plm:draft:${person}:${enrollment}:${module}:${prompt(one)}:readers`;

    function storeChoice(one) {
      try {
        if (one.value === one.dataset.stood) localStorage.removeItem(choiceKey(one));
        else localStorage.setItem(choiceKey(one), one.value);
      } catch {
        // As above: the page says when it is saved.
      }
    }

    function recoverChoices() {
      let back = false;
      for (const one of choices) {
        let kept = null;
        try {
          kept = localStorage.getItem(choiceKey(one));
          localStorage.removeItem(choiceKey(one));
        } catch {
          continue;
        }
        const offered = [...one.options].map((option) => option.value);
        // Only towards fewer readers: whoever chose more of them can do so again.
        if (kept === null || !offered.includes(kept) || offered.indexOf(kept) >= offered.indexOf(one.value)) continue;
        one.value = kept;
        storeChoice(one);
        showReaders(one);
        back = true;
      }
      return back;
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

    function showReaders(one) {
      const words = form.querySelector(`template[data-readers="${one.value}"]`).content.cloneNode(true);
      const place = one.closest(".audience");
      place.querySelector(".icon").replaceWith(words.querySelector(".icon"));
      place.querySelector("[data-says]").replaceChildren(...words.querySelector("span").childNodes);
    }

    // What the server keeps, and what can still be chosen: nobody can be added to what was handed in.
    function readersStand(audiences = {}, sent = {}) {
      for (const one of choices) {
        const kept = audiences[prompt(one)];
        const untouched = one.value === one.dataset.stood || one.value === sent[prompt(one)];
        if (!kept) continue;
        one.dataset.stood = kept;
        form.elements[`w-${prompt(one)}`].value = kept;
        if (untouched && one.value !== kept) {
          if (![...one.options].some((option) => option.value === kept)) continue;
          one.value = kept;
          showReaders(one);
        }
        storeChoice(one);
      }
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
      const wished = wishes();
      let answer;
      let said = {};
      try {
        answer = await post({ texts: sent, revision, over, window: thisWindow, audiences: wished });
        said = await answer.json();
      } catch {
        tell("Not saved yet. It is kept on this device and saved as soon as you are connected.", "late");
        return;
      }
      if (answer.ok || said.code === "newer") readersStand(said.audiences, wished);
      if (answer.ok) return accepted(said, sent);
      if (answer.status === 409 && said.code === "newer") {
        if (isOurs(said)) {
          revision = said.revision;
          return attempt(over);
        }
        return another(said);
      }
      if (answer.status === 400 && (await renewed())) return attempt(over);
      refused(answer.status, said);
    }

    function accepted(said, sent) {
      revision = said.revision;
      began = sent;
      form.elements.revision.value = revision;
      form.elements.over.value = "";
      newer.hidden = true;
      dropSent(sent);
      unsaved = areas.some((area) => area.value !== sent[prompt(area)]) || Object.keys(wishes()).length > 0;
      if (unsaved) for (const area of areas) if (local(area)) store(area);
      tell(said.message);
    }

    // The last letter of a page that was closed can arrive after the next page was made. What it brought is what that
    // page found on this device and began with, so there is no second window to tell of.
    function isOurs(said) {
      return said.revision > revision && areas.every((area) => same(said.texts[prompt(area)] ?? "", began[prompt(area)]));
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
      post({ texts: texts(), revision, over: false, window: thisWindow, audiences: wishes() }, true).catch(() => {});
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
      began = texts();
      const chosen = recoverChoices();
      if (back) tell("What you typed before is back.", "late");
      if (back || chosen) {
        unsaved = true;
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
    for (const one of choices) {
      one.addEventListener("change", () => {
        unsaved = true;
        storeChoice(one);
        showReaders(one);
        save();
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
      for (const one of choices) one.value = one.dataset.stood;
      for (const one of choices) storeChoice(one);
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
      began = texts();
      for (const area of areas) store(area);
    } else {
      recover();
    }
    for (const area of areas) count(area);
  }
}
