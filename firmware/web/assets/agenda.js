// The agenda's grid: moving by pointer and by keys, the arrows, the line of the present minute.
"use strict";
(() => {
  const grid = () => document.getElementById("grille");
  const minutesOf = e => Number(e.dataset.minute);
  const clock = m => String(Math.floor(m / 60)).padStart(2, "0") + ":" + String(m % 60).padStart(2, "0");
  const step = 5;

  function rowHeight(lane) { const g = grid().dataset; return lane.getBoundingClientRect().height / ((g.fin - g.debut) / step); }
  function minuteAt(lane, y) {
    const g = grid().dataset, row = Math.round((y - lane.getBoundingClientRect().top) / rowHeight(lane));
    return Math.min(Math.max(Number(g.debut), Number(g.debut) + row * step), Number(g.fin) - step);
  }
  function laneAt(x) { return [...grid().querySelectorAll(".couloir")].find(l => { const r = l.getBoundingClientRect(); return x >= r.left && x < r.right; }); }

  // Moves on the box; what it answers is shown, and whoever came second is told.
  async function move(item, lane, minute) {
    const from = { jour: item.closest(".couloir").dataset.jour, praticien: item.closest(".couloir").dataset.praticien, heure: clock(minutesOf(item)) };
    const to = { jour: lane.dataset.jour, praticien: lane.dataset.praticien, heure: clock(minute) };
    if (from.jour === to.jour && from.praticien === to.praticien && from.heure === to.heure) return;
    const { id, nom } = item.dataset;
    const told = await send(id, item.dataset.vu, to);
    if (told !== null) {
      say(`${nom} : ${lane.dataset.dit} à ${to.heure}. ${told}`.trim(), false, () => back(id, from));
      await refresh();
      document.querySelector(`.rdv[data-id="${id}"]`)?.focus();
    } else await refresh();
  }
  async function send(id, vu, to) {
    const answer = await ask(`/rendez-vous/${id}/deplacer`, { body: new URLSearchParams({ vu, ...to }) });
    if (!answer) return null;
    const page = new DOMParser().parseFromString(answer.html, "text/html");
    // Moved: what the cabinet's rules have against it is told too.
    if (answer.ok) return page.querySelector(".attention")?.textContent || "";
    say(page.querySelector(".erreur")?.textContent || "Le rendez-vous n'a pas été déplacé.", true);
    return null;
  }
  async function back(id, to) {
    const now = document.querySelector(`.rdv[data-id="${id}"]`);
    if (now && await send(id, now.dataset.vu, to) !== null) say("C'est défait.");
    refresh();
  }

  // By pointer.
  let held = null;
  document.addEventListener("pointerdown", event => {
    const item = event.target.closest(".rdv");
    if (!item || event.button || event.pointerType === "touch" && !event.isPrimary) return;
    const box = item.getBoundingClientRect();
    held = { item, x: event.clientX, y: event.clientY, dy: event.clientY - box.top, shadow: null, pointer: event.pointerId };
  });
  document.addEventListener("pointermove", event => {
    if (!held || event.pointerId !== held.pointer) return;
    if (!held.shadow) {
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < 6) return;
      held.shadow = Object.assign(document.createElement("div"), { className: "ombre" });
      document.body.append(held.shadow);
      held.item.classList.add("tire");
      document.body.dataset.tire = "1";
    }
    event.preventDefault();
    const lane = laneAt(event.clientX);
    if (!lane) return;
    const minute = minuteAt(lane, event.clientY - held.dy), box = lane.getBoundingClientRect(), g = grid().dataset;
    Object.assign(held, { lane, minute });
    const top = box.top + (minute - g.debut) / step * rowHeight(lane);
    Object.assign(held.shadow.style, { left: box.left + 2 + "px", top: top + "px", width: box.width - 4 + "px", height: Math.max(16, held.item.dataset.minutes / step * rowHeight(lane)) + "px" });
    held.shadow.textContent = clock(minute) + " " + held.item.dataset.nom;
    const edge = grid().getBoundingClientRect();
    if (event.clientY > edge.bottom - 30) grid().scrollTop += 14;
    if (event.clientY < edge.top + 60) grid().scrollTop -= 14;
  });
  function drop(event) {
    if (!held || event.pointerId !== held.pointer) return;
    const { item, shadow, lane, minute } = held;
    held = null;
    delete document.body.dataset.tire;
    if (!shadow) return;
    shadow.remove();
    item.classList.remove("tire");
    // The click that follows a drop opens nothing.
    item.dataset.glisse = "1";
    setTimeout(() => delete item.dataset.glisse, 60);
    if (event.type === "pointerup" && lane) move(item, lane, minute);
  }
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);

  // By keys: arrows walk, Enter opens, M picks up, arrows carry, Enter drops, Escape leaves it.
  let carried = null;
  const places = lane => [...lane.querySelectorAll(".rdv, .libre")].sort((a, b) => minutesOf(a) - minutesOf(b));
  function hint() {
    const { item, lane, minute, shadow } = carried, box = lane.getBoundingClientRect(), g = grid().dataset;
    Object.assign(shadow.style, { left: box.left + 2 + "px", top: box.top + (minute - g.debut) / step * rowHeight(lane) + "px", width: box.width - 4 + "px", height: Math.max(16, item.dataset.minutes / step * rowHeight(lane)) + "px" });
    shadow.textContent = clock(minute) + " " + item.dataset.nom;
    say(`${lane.dataset.dit} à ${clock(minute)}. Entrée pour poser, Échap pour laisser.`);
  }
  function leave() { carried?.shadow.remove(); carried?.item.classList.remove("pris"); carried = null; delete document.body.dataset.tire; }
  document.addEventListener("keydown", event => {
    const item = event.target.closest?.("#grille .rdv, #grille .libre");
    if (!item || event.ctrlKey || event.altKey || event.metaKey) return;
    const lane = item.closest(".couloir"), lanes = [...grid().querySelectorAll(".couloir")];
    if (carried) {
      const at = lanes.indexOf(carried.lane), g = grid().dataset;
      if (event.key === "ArrowUp") carried.minute = Math.max(Number(g.debut), carried.minute - step);
      else if (event.key === "ArrowDown") carried.minute = Math.min(Number(g.fin) - step, carried.minute + step);
      else if (event.key === "ArrowLeft") carried.lane = lanes[at - 1] || carried.lane;
      else if (event.key === "ArrowRight") carried.lane = lanes[at + 1] || carried.lane;
      else if (event.key === "Enter") { const { item, lane, minute } = carried; leave(); move(item, lane, minute); }
      else if (event.key === "Escape" || event.key === "Tab") { leave(); say("Rien n'a été déplacé."); }
      else return;
      event.preventDefault();
      event.stopPropagation();
      if (carried) hint();
      return;
    }
    if (event.key === "m" && item.classList.contains("rdv")) {
      const shadow = Object.assign(document.createElement("div"), { className: "ombre" });
      document.body.append(shadow);
      item.classList.add("pris");
      document.body.dataset.tire = "1";
      carried = { item, lane, minute: minutesOf(item), shadow };
      hint();
      event.preventDefault();
      return;
    }
    const all = places(lane), at = all.indexOf(item);
    let next = null;
    if (event.key === "ArrowDown") next = all[at + 1];
    else if (event.key === "ArrowUp") next = all[at - 1];
    else if (event.key === "Home") next = all[0];
    else if (event.key === "End") next = all[all.length - 1];
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const by = event.key === "ArrowRight" ? 1 : -1;
      for (let i = lanes.indexOf(lane) + by; lanes[i] && !next; i += by) {
        next = places(lanes[i]).sort((a, b) => Math.abs(minutesOf(a) - minutesOf(item)) - Math.abs(minutesOf(b) - minutesOf(item)))[0];
      }
    } else return;
    event.preventDefault();
    if (next) { walk(next); next.focus(); }
  }, true);

  // One stop of the tab key for the whole grid; the arrows do the rest.
  function walk(to) {
    grid().querySelectorAll('[tabindex="0"]').forEach(e => e.setAttribute("tabindex", "-1"));
    to.setAttribute("tabindex", "0");
  }
  function ready() {
    const g = grid();
    if (!g || g.querySelector('.couloir [tabindex="0"]')) return;
    const first = g.querySelector(".jour.aujourdhui .rdv, .jour.aujourdhui .libre") || g.querySelector(".rdv, .libre");
    first?.setAttribute("tabindex", "0");
  }
  document.addEventListener("focusin", event => { const item = event.target.closest?.("#grille .rdv, #grille .libre"); if (item) walk(item); });

  // The present minute, by the box's own clock.
  const begun = Date.now(), boxTime = new Date(document.body.dataset.maintenant || Date.now());
  function now() {
    const line = document.querySelector(".maintenant");
    if (!line) return;
    const at = new Date(boxTime.getTime() + Date.now() - begun), minute = at.getHours() * 60 + at.getMinutes();
    line.style.transform = `translateY(${(minute - minutesOf(line)) / step * rowHeight(line.parentElement)}px)`;
  }
  setInterval(now, 20000);
  function begin() {
    const g = grid();
    if (!g) return;
    ready();
    now();
    const line = g.querySelector(".maintenant"), first = g.querySelector(".rdv");
    const row = line || first;
    if (row) g.scrollTop = Math.max(0, row.getBoundingClientRect().top - g.getBoundingClientRect().top - g.clientHeight * .35);
  }
  document.addEventListener("change-de-vue", () => { ready(); now(); });
  document.addEventListener("scroll", () => carried && hint(), true);
  begin();
})();
