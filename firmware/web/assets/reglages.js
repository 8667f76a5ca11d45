// The settings' sounds: a sentence heard in the box's voice, a greeting recorded or chosen, sentences read to the recogniser.
// Every sound goes to the box this page came from, and nowhere else.
"use strict";
(() => {
  let playing = null;

  async function play(bytes, button) {
    const context = new AudioContext();
    try {
      const sound = await context.decodeAudioData(bytes), source = context.createBufferSource();
      source.buffer = sound;
      source.connect(context.destination);
      source.onended = () => { context.close(); delete button.dataset.joue; if (playing === source) playing = null; };
      button.dataset.joue = "1";
      playing?.stop();
      playing = source;
      source.start();
    } catch { context.close(); say("Ce son ne peut pas être lu ici.", true); }
  }

  async function fetched(button, url, body, type) {
    if (button) button.disabled = true;
    try {
      const headers = body ? { "X-Jeton": jeton, "Content-Type": type, "X-Fragment": "1" } : { "X-Fragment": "1" };
      const answer = await fetch(url, { method: body ? "POST" : "GET", headers, body, credentials: "same-origin" });
      const elsewhere = answer.headers.get("X-Vers");
      if (elsewhere) { location.href = answer.status === 423 ? "/verrou?vers=" + encodeURIComponent(location.pathname) : elsewhere; return null; }
      if (answer.ok) return answer;
      say(await answer.text(), true);
    } catch { say("La boîte ne répond pas. Vérifiez le réseau, puis recommencez.", true); }
    finally { if (button) button.disabled = false; }
    return null;
  }

  document.addEventListener("click", async event => {
    const listen = event.target.closest("[data-ecouter]"), kept = event.target.closest("[data-voix]");
    if (listen) {
      const field = listen.closest("form").elements[listen.dataset.ecouter], text = field.value.trim();
      if (!text) { say("Il n'y a rien à dire.", true); return; }
      const answer = await fetched(listen, "/reglages/ecouter", new URLSearchParams({ texte: text }), "application/x-www-form-urlencoded");
      if (answer) play(await answer.arrayBuffer(), listen);
    } else if (kept) {
      const answer = await fetched(kept, "/reglages/voix/" + kept.dataset.voix);
      if (answer) play(await answer.arrayBuffer(), kept);
    } else if (event.target.closest("[data-acte=oublier]")) {
      const box = event.target.closest(".voix");
      box.querySelector("input[name=voix]").value = "";
      box.querySelector(".gardee").hidden = true;
      box.querySelector(".etat-son").textContent = "La voix de la boîte dira l'accueil, une fois la page enregistrée.";
    } else if (event.target.closest("[data-acte=enregistrer]")) begin(event.target.closest("[data-magneto]"));
    else if (event.target.closest("[data-acte=arreter]")) stop();
  });

  document.addEventListener("change", async event => {
    const input = event.target.closest("[data-acte=fichier]");
    if (!input || !input.files.length) return;
    const box = input.closest("[data-magneto]"), file = input.files[0];
    input.value = "";
    if (file.size > 9 * 1024 * 1024) { tell(box, "Ce fichier est trop grand pour un message. Gardez-en vingt secondes au plus."); return; }
    send(box, await file.arrayBuffer());
  });

  // The files of a model or of an update, one after the other, as they are; the box writes them down as they come.
  document.addEventListener("change", async event => {
    const input = event.target.closest("[data-modele], [data-mise-a-jour]");
    if (!input || !input.files.length) return;
    const form = input.form, model = form.elements.modele, name = model ? model.value.trim() : "", told = form.querySelector(".etat-son"), bar = form.querySelector("progress");
    const files = [...input.files];
    input.value = "";
    if (model && !name) { told.textContent = "Donnez d'abord un nom au modèle."; model.focus(); return; }
    const all = files.reduce((n, f) => n + f.size, 0);
    let before = 0;
    bar.hidden = false;
    for (const file of files) {
      told.textContent = "Envoi de " + file.name + "…";
      const sentence = await new Promise(done => {
        const request = new XMLHttpRequest();
        request.open("POST", (model ? "/modeles/fichier?modele=" + encodeURIComponent(name) + "&" : "/boitier/fichier?") + "fichier=" + encodeURIComponent(file.name));
        request.setRequestHeader("X-Jeton", jeton);
        request.setRequestHeader("X-Fragment", "1");
        request.upload.onprogress = e => { bar.value = all ? (before + e.loaded) / all : 0; };
        request.onload = () => done(request.status === 200 ? "" : request.responseText || "La boîte a refusé ce fichier.");
        request.onerror = () => done("La boîte ne répond pas. Vérifiez le réseau, puis recommencez.");
        request.send(file);
      });
      if (sentence) { told.textContent = sentence; bar.hidden = true; return; }
      before += file.size;
    }
    bar.hidden = true;
    told.textContent = "Arrivés : " + files.map(f => f.name).join(", ") + ". Installez-les quand tous y sont.";
  });

  function tell(box, text) { box.querySelector(".etat-son").textContent = text; }

  // 16 bits, mono, at the rate it came in.
  function wav(blocks, rate) {
    const count = blocks.reduce((n, b) => n + b.length, 0), view = new DataView(new ArrayBuffer(44 + 2 * count));
    const word = (at, text) => [...text].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
    word(0, "RIFF"); view.setUint32(4, 36 + 2 * count, true); word(8, "WAVEfmt ");
    view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
    view.setUint32(24, rate, true); view.setUint32(28, 2 * rate, true); view.setUint16(32, 2, true); view.setUint16(34, 16, true);
    word(36, "data"); view.setUint32(40, 2 * count, true);
    let at = 44;
    for (const block of blocks) for (const s of block) { view.setInt16(at, Math.max(-32768, Math.min(32767, Math.round(s * 32767))), true); at += 2; }
    return view.buffer;
  }

  let now = null;
  async function begin(box) {
    if (now) return;
    const mine = now = { box, blocks: [] };
    tell(box, "Ouverture du micro…");
    try {
      const context = mine.context = new AudioContext();
      // As it is spoken: what makes a call easier would make a recording dull.
      const sound = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 };
      [mine.stream] = await Promise.all([navigator.mediaDevices.getUserMedia({ audio: sound }), context.audioWorklet.addModule(box.dataset.magneto), context.resume()]);
      const node = mine.node = new AudioWorkletNode(context, "magneto", { numberOfOutputs: 0 });
      context.createMediaStreamSource(mine.stream).connect(node);
      const meter = box.querySelector("meter");
      meter.hidden = false;
      node.port.onmessage = event => {
        mine.blocks.push(event.data);
        let peak = 0;
        for (const s of event.data) peak = Math.max(peak, Math.abs(s));
        meter.value = Math.max(peak, meter.value * .94);
      };
      box.querySelector("[data-acte=enregistrer]").hidden = true;
      const button = box.querySelector("[data-acte=arreter]");
      button.hidden = false; button.focus();
      tell(box, "Parlez ; arrêtez à la fin.");
      mine.timer = setTimeout(stop, 1000 * Number(box.dataset.secondes));
    } catch (error) {
      release(mine);
      tell(box, error.name === "NotAllowedError" ? "Le micro est refusé. Autorisez-le pour cette page dans la barre d'adresse." : "Le micro ne s'ouvre pas. Branchez-en un, ou choisissez un fichier.");
    }
  }
  function release(mine) {
    clearTimeout(mine.timer);
    mine.stream?.getTracks().forEach(track => track.stop());
    mine.context?.close();
    mine.box.querySelector("meter").hidden = true;
    mine.box.querySelector("[data-acte=enregistrer]").hidden = false;
    mine.box.querySelector("[data-acte=arreter]").hidden = true;
    now = null;
  }
  function stop() {
    const mine = now;
    if (!mine) return;
    const rate = mine.context.sampleRate;
    release(mine);
    send(mine.box, wav(mine.blocks, rate));
  }

  async function send(box, bytes) {
    tell(box, "La boîte écoute…");
    const read = box.parentElement.dataset.phrase, place = read !== undefined ? "/modeles/lire?phrase=" + read : "/reglages/voix";
    const headers = { "X-Jeton": jeton, "X-Fragment": "1", "Content-Type": "audio/wav" };
    let answer;
    try { answer = await fetch(place, { method: "POST", headers, body: bytes, credentials: "same-origin" }); }
    catch { tell(box, "La boîte ne répond pas. Vérifiez le réseau, puis recommencez."); return; }
    if (!answer.ok) { tell(box, answer.headers.get("X-Vers") ? "Votre session s'est masquée : rouvrez la page." : await answer.text()); return; }
    if (read !== undefined) { tell(box, ""); box.closest("li").querySelector(".lu-ainsi").innerHTML = await answer.text(); return; }
    const told = await answer.json(), part = box.closest(".voix"), kept = part.querySelector(".gardee");
    part.querySelector("input[name=voix]").value = told.voix;
    let button = kept.querySelector("[data-voix]");
    if (!button) {
      button = Object.assign(document.createElement("button"), { type: "button", className: "ecouter", textContent: "Écouter l'enregistrement" });
      kept.prepend(button);
    }
    button.dataset.voix = told.voix;
    kept.hidden = false;
    tell(box, told.phrase);
  }
})();
