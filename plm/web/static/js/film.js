// A film: where somebody is in it and what of it was played is kept on this device and sent every ten seconds of play, on
// pause and on leaving. What was skipped over does not count. A player from elsewhere is asked for only when pressed.
"use strict";

{
  const film = document.querySelector("[data-film]");
  if (film) play(film);

  function play(film) {
    const { person, enrollment, module, give } = film.dataset;
    const seconds = Number(film.dataset.seconds);
    const slices = Number(film.dataset.slices);
    const needed = Number(film.dataset.needed);
    const said = film.querySelector("[data-said]");
    const video = film.querySelector("video");
    const still = film.querySelector("[data-still]");
    const key = `plm:draft:film:${person}:${enrollment}:${module}`;
    const seen = new Set(film.dataset.seen.split(",").filter(Boolean).map(Number));
    // Played here and not yet heard of by the server.
    const pending = new Set();
    let at = Number(film.dataset.at);
    let sentAt = at;
    let done = "done" in film.dataset;
    let sending = false;
    let again = false;
    let stopped = !give;
    let enough = seen.size >= needed;
    let began = false;
    let token = film.dataset.token;

    const clock = (time) => {
      const whole = Math.floor(time);
      const rest = String(whole % 60).padStart(2, "0");
      const minutes = Math.floor(whole / 60);
      return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${rest}`;
    };

    // ── this device ────────────────────────────────────────────────────────────────────────────
    function local() {
      try {
        const kept = JSON.parse(localStorage.getItem(key));
        return kept && kept.film === film.dataset.film ? kept : null;
      } catch {
        return null;
      }
    }

    function store() {
      try {
        if (!pending.size && at === sentAt) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify({ film: film.dataset.film, slices: [...pending], at }));
      } catch {
        // No room, or not allowed here: what is sent every ten seconds is then all that is kept.
      }
    }

    function recover() {
      const kept = local();
      if (!kept) return;
      for (const one of kept.slices) if (one >= 0 && one < slices && !seen.has(one)) count(one);
      if (kept.at > 0 && kept.at < seconds) at = kept.at;
      if (pending.size || at !== sentAt) send();
      else store();
    }

    // ── what was watched ───────────────────────────────────────────────────────────────────────
    function count(slice) {
      if (seen.has(slice)) return;
      seen.add(slice);
      pending.add(slice);
    }

    // Whether it has become enough just now: that need not wait for its turn.
    function isNews() {
      const had = enough;
      enough = seen.size >= needed;
      return enough && !had;
    }

    function show() {
      const share = seen.size / slices;
      const bar = film.querySelector(".bar .on");
      if (bar) bar.setAttribute("width", Math.round(share * 100));
      film.querySelector("[data-share]").textContent = video ? watchedWords() : openWords(share);
    }

    function watchedWords() {
      return `${seen.size}% watched` + (done ? ". This module is done." : `; done at ${needed}%.`);
    }

    function openWords(share) {
      const open = `The film was open for ${clock(share * seconds)} of ${clock(seconds)}`;
      return open + (done ? ". This module is done." : `; done after ${clock(Math.ceil((needed * seconds) / slices))}.`);
    }

    function tell(words, link = "") {
      said.textContent = words;
      if (!link) return;
      const way = document.createElement("a");
      way.href = location.pathname;
      way.textContent = link;
      said.append(" ", way);
    }

    // ── the server ─────────────────────────────────────────────────────────────────────────────
    function post(body, keepalive) {
      return fetch(give, {
        method: "POST",
        keepalive,
        headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify(body),
      });
    }

    const report = () => ({ slices: [...pending].join(","), ...(video ? { at: at.toFixed(1) } : {}) });

    async function send() {
      if (stopped || (!pending.size && Math.abs(at - sentAt) < 0.5)) return;
      if (sending) {
        again = true;
        return;
      }
      sending = true;
      const slicesSent = [...pending];
      const placeSent = at;
      try {
        const answer = await post(report());
        const told = await answer.json();
        if (answer.ok) accepted(told, slicesSent, placeSent);
        else if (answer.status === 400 && (await renewed())) again = true;
        else refused(answer.status, told);
      } catch {
        tell("Not counted yet, because nothing can be sent at the moment. It is kept on this device and sent as soon as you are connected.");
      } finally {
        sending = false;
        store();
        if (again) {
          again = false;
          send();
        }
      }
    }

    function sendLast() {
      if (stopped || (!pending.size && Math.abs(at - sentAt) < 0.5)) return;
      store();
      // The answer is not heard any more, so the copy here stays until the next visit finds what has arrived.
      post(report(), true).catch(() => {});
    }

    function accepted(told, slicesSent, placeSent) {
      for (const one of slicesSent) pending.delete(one);
      sentAt = placeSent;
      if (told.done && !done) {
        done = true;
        tell("This film is done.");
        wayOn();
      } else if (said.textContent && said.textContent !== "This film is done.") {
        tell("Everything you watched is counted.");
      }
      show();
    }

    function refused(status, told) {
      if (status === 401) {
        tell("Not counted yet, because your sign-in has ended. It is kept on this device.", "Sign in and come back here.");
      } else if (status === 400) {
        tell("Not counted yet. It is kept on this device; please reload this page.");
      } else if (status === 409) {
        tell(told.message);
        if (told.code === "no-such-place") pending.clear();
        else if (told.code !== "too-fast" && told.code !== "busy") stopped = true;
      } else {
        tell("Not counted yet. It is kept on this device, and we try again every few seconds.");
      }
    }

    // After signing in again the page's token is stale; the same page has a fresh one, if it is still the same person's.
    let renewedAt = 0;
    async function renewed() {
      if (Date.now() - renewedAt < 10_000) return false;
      renewedAt = Date.now();
      const fresh = (await fresher()).querySelector("[data-film]");
      if (!fresh || fresh.dataset.person !== person || !fresh.dataset.token) return false;
      token = fresh.dataset.token;
      return true;
    }

    async function fresher() {
      return new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    }

    // What stands around the film is drawn anew; the film goes on playing.
    async function wayOn() {
      try {
        const page = await fresher();
        for (const place of ["[data-onward]", ".read__side"]) {
          const fresh = page.querySelector(place);
          if (fresh) document.querySelector(place).replaceWith(fresh);
        }
        document.querySelector("[data-read]")?.remove();
      } catch {
        tell("This film is done.", "Load the page again to go on.");
      }
    }

    // ── a film of ours ─────────────────────────────────────────────────────────────────────────
    function ours() {
      const resume = film.querySelector("[data-resume]");
      let lastPlayed = null;
      let sincePlay = 0;
      let seeks = at > 0;

      // A film that does not say how long it is runs for what its author wrote.
      const length = () => (Number.isFinite(video.duration) && video.duration > 0 ? video.duration : seconds);
      const place = () => Math.min(seconds, (video.currentTime * seconds) / length());

      // A slice counts once half of it was played: who stops within it and goes on later plays both halves.
      function harvest() {
        const each = length() / slices;
        const had = pending.size;
        for (let range = 0; range < video.played.length; range += 1) {
          const [start, end] = [video.played.start(range), video.played.end(range)];
          for (let one = Math.floor(start / each); one < Math.min(slices, Math.ceil(end / each)); one += 1) {
            const part = Math.min(end, (one + 1) * each) - Math.max(start, one * each);
            if (part >= each / 2 - 0.001) count(one);
          }
        }
        return pending.size > had;
      }

      function tick() {
        if (seeks) return; // It stands at the beginning still, and will not stay there.
        if (began) at = place();
        const passed = performance.now();
        if (!video.paused && lastPlayed !== null) sincePlay += Math.min(1000, passed - lastPlayed);
        lastPlayed = video.paused ? null : passed;
        if (harvest()) show();
        if (began) store();
        if (isNews() || sincePlay >= 10_000) {
          sincePlay = 0;
          send();
        }
      }

      function goTo(time) {
        video.currentTime = (time * length()) / seconds;
      }

      function settle() {
        if (!seeks) return;
        seeks = false;
        goTo(at);
      }

      if (at > 0) {
        resume.querySelector("[data-go-on]").textContent = `Go on at ${clock(at)}`;
        resume.hidden = false;
        if (video.readyState >= 1) settle();
        else video.addEventListener("loadedmetadata", settle, { once: true });
      }
      resume.querySelector("[data-go-on]").addEventListener("click", () => video.play());
      resume.querySelector("[data-anew]").addEventListener("click", () => {
        seeks = false;
        video.currentTime = 0;
        video.play();
      });
      video.addEventListener("play", () => {
        began = true;
        resume.hidden = true;
        if (document.activeElement === document.body || resume.contains(document.activeElement)) video.focus();
      });
      video.addEventListener("timeupdate", tick);
      for (const moment of ["pause", "ended"]) {
        video.addEventListener(moment, () => {
          tick();
          send();
        });
      }
      return tick;
    }

    // ── a film from elsewhere ──────────────────────────────────────────────────────────────────
    // What it plays cannot be seen from here: the time counts for which it was open and this page in view.
    function theirs() {
      const button = still.querySelector("[data-play]");
      let last = 0;
      let open = 0;
      let sinceSent = 0;

      function tick() {
        const now = performance.now();
        const passed = document.visibilityState === "visible" ? Math.min(2000, now - last) / 1000 : 0;
        last = now;
        open += passed;
        sinceSent += passed;
        const each = seconds / slices;
        while (open >= each && seen.size < slices) {
          open -= each;
          for (let one = 0; one < slices; one += 1) {
            if (!seen.has(one)) {
              count(one);
              break;
            }
          }
        }
        store();
        show();
        if (isNews() || sinceSent >= 10) {
          sinceSent = 0;
          send();
        }
      }

      still.querySelector("[data-elsewhere]").remove();
      button.hidden = false;
      button.addEventListener("click", () => {
        const address = new URL(still.dataset.address);
        address.searchParams.set("autoplay", "1");
        const frame = document.createElement("iframe");
        frame.className = "film__screen";
        frame.title = still.dataset.title;
        frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
        frame.allowFullscreen = true;
        // The player refuses to play for a page that does not say where it stands: it hears the address of this PLM, not of the page.
        frame.referrerPolicy = "strict-origin";
        frame.src = address.href;
        still.replaceWith(frame);
        frame.focus();
        last = performance.now();
        setInterval(tick, 1000);
      });
    }

    // ── when ───────────────────────────────────────────────────────────────────────────────────
    document.querySelector("[data-transcript]").open = false;
    recover();
    show();
    const tick = video ? ours() : theirs();
    window.addEventListener("online", send);
    window.addEventListener("pagehide", () => {
      tick?.();
      sendLast();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") send();
    });
    setInterval(() => {
      if (pending.size && (!video || video.paused)) send();
    }, 15_000);
    // Another tab of the same film has sent what it played: nothing here is taken back, so nothing needs to be done.
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload();
    });
  }
}
