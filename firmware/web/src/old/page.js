// The live page: facts come as server-sent events, the agenda is read again when a fact touched it.
"use strict";
const $ = id => document.getElementById(id);
const days = ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."];
let waits = [], ends = new Map(), call = null;

function line(kind, text) {
  const item = document.createElement("li");
  item.className = kind;
  item.textContent = text;
  $("appel").append(item);
  $("appel").scrollTop = $("appel").scrollHeight;
}

function begin(id) {
  call = id; waits = []; ends = new Map();
  $("appel").replaceChildren(); $("attentes").replaceChildren(); $("mediane").textContent = "–";
}

function wait(turn, ms) {
  waits.push(ms);
  const row = $("attentes").insertRow();
  row.insertCell().textContent = turn;
  row.insertCell().textContent = (ms / 1000).toFixed(2).replace(".", ",") + " s";
  const sorted = [...waits].sort((a, b) => a - b);
  $("mediane").textContent = (sorted[Math.floor(sorted.length / 2)] / 1000).toFixed(2).replace(".", ",") + " s";
}

function onCall(on) {
  for (const id of ["dire", "envoyer", "etoile", "raccrocher"]) $(id).disabled = !on;
  $("composer").disabled = on;
  if (on) $("dire").focus();
}

function show(f) {
  if (f.fait === "sonne") { begin(f.appel); line("note", "☎ " + f.texte); return; }
  if (f.appel !== call) return;
  if (f.fait === "boîte") {
    line("boite", f.texte + (f.coupe ? " —" : ""));
    if (f.tour != null && ends.has(f.tour)) { wait(f.tour, f.debut_ms - ends.get(f.tour)); ends.delete(f.tour); }
  } else if (f.fait === "appelant") { line("appelant", f.texte || "(rien d'intelligible)"); ends.set(f.tour, f.fin_ms); }
  else if (f.fait === "agenda") { line("agenda", f.texte); agenda(); }
  else if (f.fait === "note") line("note", f.texte);
  else if (f.fait === "fin") { line("fin " + f.issue, "Fin de l'appel : " + f.texte + ", " + Math.round(f.secondes) + " s"); onCall(false); agenda(); }
}

async function agenda() {
  const answer = await fetch("/agenda");
  if (!answer.ok) { $("avis").textContent = await answer.text(); return; }
  const { aujourdhui, lignes } = await answer.json();
  const body = $("agenda");
  body.replaceChildren();
  for (const l of lignes) {
    const row = body.insertRow(), date = new Date(l.jour + "T12:00:00");
    if (l.jour === aujourdhui) row.className = "aujourdhui";
    for (const text of [l.jour === aujourdhui ? "aujourd'hui" : days[date.getDay()] + " " + l.jour.slice(8) + "/" + l.jour.slice(5, 7), l.heure, l.praticien, l.motif + " (" + l.minutes + " min)", l.patient, l.etat])
      row.insertCell().textContent = text;
    if (l.boite) { const by = document.createElement("span"); by.className = "pastille"; by.textContent = "par la boîte"; row.cells[5].append(by); }
  }
  if (!lignes.length) { const cell = body.insertRow().insertCell(); cell.colSpan = 6; cell.textContent = "Aucun rendez-vous dans les deux semaines."; }
}

async function post(path, what) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what) });
  $("avis").textContent = answer.ok ? "" : await answer.text();
  return answer.ok;
}

$("composer").onclick = async () => { if (await post("/telephone/composer", {})) onCall(true); };
$("telephone").onsubmit = async event => {
  event.preventDefault();
  const text = $("dire").value.trim();
  if (text && await post("/telephone/dire", { texte: text })) $("dire").value = "";
};
$("etoile").onclick = () => post("/telephone/dire", { texte: "/key *" });
$("raccrocher").onclick = () => post("/telephone/dire", { texte: "/hangup" });

const feed = new EventSource("/appels");
feed.onopen = () => { $("lien").textContent = "en direct"; };
feed.onerror = () => { $("lien").textContent = "la boîte ne répond plus, nouvel essai…"; };
feed.onmessage = event => JSON.parse(event.data).forEach(show);
agenda();
