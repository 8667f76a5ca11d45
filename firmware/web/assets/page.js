// Liveness of every page: what changed is told by topics, the view is asked for again and changed in place (idiomorph).
// Nothing of a patient is drawn here: all HTML comes from the box, for this session.
"use strict";
const $ = id => document.getElementById(id);
const jeton = document.body.dataset.jeton || "";

function say(text, bad, undo) {
  const place = $("avis"), p = document.createElement("p");
  p.className = bad ? "erreur" : "fait";
  p.textContent = text;
  if (undo) {
    const button = document.createElement("button");
    button.textContent = "Défaire";
    button.onclick = () => { p.remove(); undo(); };
    p.append(button);
  }
  place.replaceChildren(p);
  setTimeout(() => p.remove(), bad ? 12000 : 8000);
}

// Asks the box for a piece of a page. `fond`: the page does it by itself, nobody is at the keys.
async function ask(url, { fond = false, body = null } = {}) {
  const headers = { "X-Fragment": "1" };
  if (fond) headers["X-Fond"] = "1";
  if (body) headers["X-Jeton"] = jeton;
  let answer;
  try { answer = await fetch(url, { method: body ? "POST" : "GET", headers, body, credentials: "same-origin" }); }
  catch { say("La boîte ne répond pas. Vérifiez le réseau, puis recommencez.", true); return null; }
  const elsewhere = answer.headers.get("X-Vers");
  if (elsewhere) {
    location.href = answer.status === 423 ? "/verrou?vers=" + encodeURIComponent(location.pathname + location.search) : elsewhere;
    return null;
  }
  return { ok: answer.ok, status: answer.status, url: answer.url, html: answer.status === 204 ? "" : await answer.text() };
}

function morph(place, html) {
  // What is being typed stays; a button that was just pressed is drawn anew like anything else.
  const typing = !!document.activeElement?.matches("input, select, textarea");
  Idiomorph.morph(place, html, { morphStyle: "innerHTML", ignoreActiveValue: typing, restoreFocus: true,
    callbacks: { beforeAttributeUpdated: (name, node) => !(name === "open" && node.tagName === "DETAILS") && name !== "tabindex" && name !== "style" && !(name === "aria-current" && node.closest("#rubriques")),
      beforeNodeMorphed: node => !(node.nodeType === 1 && node.matches("[data-tient]")) } });
  document.dispatchEvent(new Event("change-de-vue"));
}

// True where somebody has typed or chosen something that is not sent yet: the page must not be drawn over it. Forms that
// are sent beside a live view (data-fond) keep their own words and do not hold it up.
function typed(place) {
  return [...place.querySelectorAll("form:not([data-fond])")].some(form => [...form.elements].some(field => {
    if (field.type === "hidden" || field.type === "search") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return field.selectedIndex !== Math.max(0, [...field.options].findIndex(option => option.defaultSelected));
    return field.defaultValue !== undefined && field.value !== field.defaultValue;
  }));
}

// The view itself, again.
let drawn = 0;
async function refresh() {
  const place = $("contenu");
  if (document.body.classList.contains("porte") || document.body.dataset.tire || typed(place)) return;
  drawn++;
  const here = location.pathname + location.search, answer = await ask(here, { fond: true });
  if (!answer || location.pathname + location.search !== here) return;
  if (answer.ok) {
    const bottom = place.querySelector("[data-bas]")?.parentElement, low = bottom && bottom.scrollHeight - bottom.scrollTop - bottom.clientHeight < 60;
    morph(place, answer.html);
    if (low) { const now = place.querySelector("[data-bas]").parentElement; now.scrollTop = now.scrollHeight; }
  }
}

// What is being said, alone: the rest of the page changes when a sentence is whole.
async function words() {
  const list = document.querySelector("ol.paroles[data-appel]"), before = drawn;
  if (!list) return;
  const answer = await ask("/appels/paroles?appel=" + list.dataset.appel, { fond: true });
  if (!answer?.ok || before !== drawn || !list.isConnected) return;
  const box = list.parentElement, low = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
  list.querySelectorAll(".en-train").forEach(line => line.remove());
  list.insertAdjacentHTML("beforeend", answer.html);
  if (low) box.scrollTop = box.scrollHeight;
}

async function bar() {
  const place = $("barre-appel");
  if (!place) return;
  const answer = await ask("/appels/barre", { fond: true });
  if (answer?.ok) morph(place, answer.html);
}

// The detail beside the view.
let opener = null;
function show(html) {
  const pane = $("volet");
  if (!pane) return;
  if (pane.hidden) opener = document.activeElement;
  pane.innerHTML = '<button class="carre fermer" aria-label="Fermer le détail" title="Fermer ( Échap )">✕</button>' + html;
  pane.hidden = false;
  pane.scrollTop = 0;
  pane.querySelector(".fermer").onclick = close;
  const first = pane.querySelector("[autofocus]") || pane.querySelector("h1") || pane;
  if (!first.matches("input, select, textarea, button, a")) first.tabIndex = -1; // a heading takes the keys only when it is told to
  first.focus();
}
function close() {
  const pane = $("volet");
  if (!pane || pane.hidden) return;
  pane.hidden = true; pane.replaceChildren(); delete pane.dataset.url;
  document.querySelectorAll(".ouvert").forEach(e => e.classList.remove("ouvert"));
  (opener?.isConnected ? opener : $("contenu")).focus();
}
async function open(url) {
  const answer = await ask(url);
  if (!answer) return;
  $("volet").dataset.url = url;
  show(answer.html);
  document.querySelectorAll(".ouvert").forEach(e => e.classList.remove("ouvert"));
  document.querySelector(`.rdv[href="${CSS.escape(url).replace(/\\/g, "")}"]`)?.classList.add("ouvert");
}

document.addEventListener("click", event => {
  const link = event.target.closest("a[data-volet]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  $("suggestions")?.setAttribute("hidden", "");
  if (!link.dataset.glisse) open(link.getAttribute("href"));
});

document.addEventListener("submit", async event => {
  const form = event.target;
  if (form.method !== "post" || form.closest(".porte") || form.action.endsWith("/masquer") || form.action.endsWith("/deconnexion")) return;
  event.preventDefault();
  if (form.dataset.envoi) return;
  form.dataset.envoi = "1";
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await ask(form.action, { body });
  delete form.dataset.envoi;
  if (!answer) return;
  if (form.hasAttribute("data-fond")) {
    if (!answer.ok) { say(answer.html, true); return; }
    form.reset();
    if (form.hasAttribute("data-compose")) compose();
    if (form.dataset.dit) say(form.dataset.dit); // what was sent is not lost, even while its answer takes a moment
    return;
  }
  if (form.hasAttribute("data-volet") && form.closest("#volet")) { show(answer.html); refresh(); return; }
  if (form.closest(".reglages")) { // drawn anew: what was typed there is in the answer, where it was refused
    $("contenu").innerHTML = answer.html;
    if (answer.ok) history.replaceState(null, "", answer.url);
    scrollTo(0, 0);
    document.querySelector("#contenu [aria-invalid]")?.focus();
    return;
  }
  // The view is drawn again at once by what was told to every page: the sentence stays in its corner.
  const told = form.closest(".place, .note") && new DOMParser().parseFromString(answer.html, "text/html").querySelector(answer.ok ? ".fait" : ".erreur");
  morph($("contenu"), answer.html);
  // The view is now another one: what is told next draws that one anew, not the empty form.
  if (answer.ok && form.hasAttribute("data-volet")) history.replaceState(null, "", answer.url);
  if (told) say(told.textContent, !answer.ok);
  if (answer.ok && form.isConnected) form.reset();
  const done = document.querySelector("#contenu .erreur");
  if (done) done.focus?.();
});

// Whoever dials by typing says something next: the keys go to the words once the box has picked up.
function compose(tries = 40) {
  const words = document.querySelector("[data-dire]:not([hidden]) input[name=texte]");
  const at = document.activeElement;
  if (at !== document.body && !at.closest(".telephone")) return; // gone elsewhere meanwhile
  if (words) words.focus();
  else if (tries) setTimeout(compose, 250, tries - 1);
}

// Who calls back has the note: one click for both. Where there is no telephone the number is still there.
document.addEventListener("click", event => {
  const take = event.target.closest("[data-rappel]")?.closest("li").querySelector("button[value=prendre]");
  if (take) take.form.requestSubmit(take);
});

// Search while typing: in the bar, and in forms (data-choix).
let typing = 0;
document.addEventListener("input", event => {
  const input = event.target, inForm = input.dataset?.choix;
  if (input.id !== "recherche" && !inForm) return;
  clearTimeout(typing);
  typing = setTimeout(async () => {
    const place = inForm ? input.closest("fieldset").querySelector(".choix-patient") : $("suggestions");
    const words = input.value.trim();
    if (words.length < 2) { inForm ? place.replaceChildren() : place.setAttribute("hidden", ""); return; }
    const answer = await ask((inForm || "/patients/suggestions?") + (inForm ? "&" : "") + "q=" + encodeURIComponent(words));
    if (!answer?.ok || input.value.trim() !== words) return;
    place.innerHTML = answer.html;
    place.removeAttribute("hidden");
  }, 140);
});
document.addEventListener("click", event => { if (!event.target.closest(".recherche")) $("suggestions")?.setAttribute("hidden", ""); });

document.addEventListener("keydown", event => {
  const typingNow = event.target.closest("input, select, textarea"), list = [...document.querySelectorAll("#suggestions:not([hidden]) a")];
  if (event.key === "Escape") {
    if (list.length) { $("suggestions").setAttribute("hidden", ""); return; }
    if (!document.body.dataset.tire) close();
    return;
  }
  if (list.length && (event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest(".recherche")) {
    event.preventDefault();
    const at = list.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    (list[at] || (at < 0 ? $("recherche") : list[0])).focus();
    return;
  }
  if (event.ctrlKey && event.key.toLowerCase() === "l" && jeton && document.querySelector('form[action="/masquer"]')) {
    event.preventDefault();
    document.querySelector('form[action="/masquer"]').requestSubmit();
    return;
  }
  if (typingNow || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); $("recherche")?.focus(); }
  else if (event.key === "?") { if ($("rubriques")) open(document.body.dataset.aide || "/aide"); }
  else if (event.key === "n") { $("nouveau")?.click(); }
  else if (event.key === "a") { $("aujourdhui")?.click(); }
  else if (event.key === "g") { document.querySelector('#grille [tabindex="0"]')?.focus(); }
});

// Sound: two falling tones for a ring, a harsh pair for an alarm. No file, no request.
let audio = null;
function tone(hertz, at, length, loud) {
  const oscillator = audio.createOscillator(), gain = audio.createGain();
  oscillator.frequency.value = hertz;
  gain.gain.setValueAtTime(0, at); gain.gain.linearRampToValueAtTime(loud, at + .02); gain.gain.setValueAtTime(loud, at + length - .05); gain.gain.linearRampToValueAtTime(0, at + length);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(at); oscillator.stop(at + length);
}
let leads = false; // this tab holds the stream of news
function sound(alarm) {
  if (document.hidden && !leads) return; // one of ten tabs is enough
  try {
    audio ||= new AudioContext();
    if (audio.state === "suspended") audio.resume();
    const now = audio.currentTime + .02;
    if (alarm) for (let i = 0; i < 6; i++) tone(i % 2 ? 740 : 988, now + i * .28, .26, .35);
    else for (let i = 0; i < 2; i++) { tone(659, now + i * .9, .22, .12); tone(523, now + i * .9 + .24, .34, .12); }
  } catch { /* A browser without sound still shows it. */ }
}
document.addEventListener("pointerdown", () => { if (audio?.state === "suspended") audio.resume(); });

function alarm() {
  sound(true);
  if (location.pathname === "/appels" && !location.search) return; // it is there, in red
  const p = document.createElement("p"), link = document.createElement("button");
  p.textContent = "Urgence au téléphone ";
  link.textContent = "Voir l'appel";
  link.onclick = () => { location.href = "/appels"; };
  const close = document.createElement("button");
  close.textContent = "Fermer";
  close.onclick = () => p.remove();
  p.append(link, close);
  $("alerte").replaceChildren(p);
  setTimeout(() => p.remove(), 60000);
}

// What the box tells.
const waiting = new Map();
function soon(key, f) { if (!waiting.has(key)) waiting.set(key, setTimeout(() => { waiting.delete(key); f(); }, 30)); }
function link(state, text) { const l = $("lien"); if (l) { l.dataset.etat = state; l.replaceChildren(Object.assign(document.createElement("span"), { className: "lu", textContent: text })); l.title = text; } }
if ($("lien")) {
  // While one speaks through the page, other pages are drawn into this one: the place is asked for each time.
  const here = () => location.pathname, told = new Map(), on = (topic, f) => told.set(topic, f), hear = (topic, data) => told.get(topic)?.({ data });
  // One stream for all tabs of a browser, which opens six connections to the box at most: the tab that has the lock hears
  // the box and tells the others; when it is closed, the next one has it.
  const tabs = navigator.locks && window.BroadcastChannel ? new BroadcastChannel("nouvelles") : null;
  let news = null, lost = false, heard = Date.now();
  function stream() {
    news = new EventSource("/nouvelles");
    const tell = (topic, data) => { hear(topic, data); tabs?.postMessage([topic, data]); };
    leads = true;
    for (const topic of told.keys()) if (!["ouvert", "perdu", "releve"].includes(topic)) news.addEventListener(topic, event => tell(topic, event.data));
    news.onopen = () => tell("ouvert");
    news.onerror = () => {
      tell("perdu");
      // Refused, it does not try again by itself. A session that ended while nobody heard is told by any other question.
      if (news.readyState === EventSource.CLOSED) setTimeout(() => ask("/rubriques", { fond: true }).then(() => { if (leads) stream(); }), 3000);
    };
  }
  function lead(steal) {
    const asked = Date.now();
    navigator.locks.request("nouvelles", { steal }, () => {
      // What happened while nobody heard the box is not known: the tabs that were there look again.
      lost ||= steal || Date.now() - asked > 2000;
      tabs.postMessage(["releve"]);
      stream();
      return new Promise(() => {});
    }).catch(() => { news?.close(); news = null; leads = false; heard = Date.now(); lead(false); });
  }
  on("ouvert", () => { link("ouvert", "En direct"); if (lost) { refresh(); bar(); } lost = false; });
  on("releve", () => { lost = true; });
  on("perdu", () => { link("perdu", "La boîte ne répond plus, nouvel essai…"); lost = true; });
  on("agenda", () => { if (here() === "/agenda" || here() === "/attente" || here().startsWith("/rendez-vous") || here().startsWith("/patients/")) soon("vue", refresh); soon("notes", () => { badge(); if (here() === "/boite") refresh(); }); });
  on("appels", () => { soon("barre", bar); if (here() === "/appels") soon("vue", refresh); });
  on("paroles", () => { if (here() === "/appels") soon("paroles", words); });
  on("boite", () => { soon("notes", () => { badge(); if (here() === "/boite") refresh(); }); });
  on("sonne", () => { sound(false); card(); });
  on("alarme", alarm);
  on("session", event => {
    if (event.data === "finie") location.href = "/connexion";
    else if (event.data === "masque" && here() !== "/verrou") location.href = "/verrou?vers=" + encodeURIComponent(location.pathname + location.search);
    else if (event.data === "ouvert" && here() === "/verrou") location.reload();
    else soon("vue", refresh);
  });
  // The box hides what is left alone for twenty minutes; a page that cannot hear it goes by itself, to the veil or to nothing.
  let touched = Date.now();
  for (const sign of ["pointerdown", "keydown"]) document.addEventListener(sign, () => { touched = Date.now(); }, true);
  setInterval(() => { if (lost && here() !== "/verrou" && Date.now() - touched > 1200000) location.href = "/verrou"; }, 30000);
  if (!tabs) stream();
  else {
    tabs.onmessage = event => {
      if (event.data[0] !== "qui") { heard = Date.now(); hear(...event.data); }
      else if (news) tabs.postMessage([news.readyState === EventSource.OPEN ? "ouvert" : "perdu"]);
    };
    tabs.postMessage(["qui"]);
    lead(false);
    // A browser under load was seen to give the lock to nobody when the tab that held it went to another page: every tab
    // then waits, and says that it is live. So the one that leads says so, and whoever has long heard nothing takes its place.
    setInterval(() => {
      if (leads) tabs.postMessage(["vit"]);
      else if (Date.now() - heard > (document.hidden ? 100000 : 15000)) { heard = Date.now(); lead(true); }
    }, 5000);
  }
}
// The card of who rings (A7), beside the view: not over what is open or being typed, not on a telephone, and without
// taking the keys away.
async function card() {
  const keys = document.activeElement;
  if (location.pathname === "/appels" || !$("volet")?.hidden || keys?.matches("input, textarea, select") || innerWidth < 760) return;
  const answer = await ask("/appels/carte", { fond: true });
  if (!answer?.ok || !answer.html.startsWith("/patients/")) return;
  const shown = await ask(answer.html, { fond: true });
  if (!shown?.ok || !$("volet").hidden) return;
  show(shown.html);
  $("volet").dataset.url = answer.html;
  keys?.focus();
}
async function badge() {
  const answer = await ask("/rubriques", { fond: true });
  if (answer?.ok && $("rubriques")) morph($("rubriques"), answer.html);
}
// On a telephone the settings' pages are one row: the open one is in sight.
{ const open = document.querySelector(".sections [aria-current]"); if (open) open.parentElement.scrollLeft = open.offsetLeft - 40; }
document.querySelectorAll("[data-bas]").forEach(list => { const box = list.parentElement; box.scrollTop = box.scrollHeight; });
