// Speaking through the page: a call is taken over with headset and microphone, or the cabinet is called to try it.
// The sound goes to the box this page came from, over its own WebSocket, and nowhere else.
"use strict";
(() => {
  const bar = () => $("casque");
  let now = null;

  const REFUSED = {
    NotAllowedError: "Le micro est refusé. Autorisez-le pour cette page dans la barre d'adresse, puis recommencez.",
    NotFoundError: "Aucun micro n'est branché. Branchez un casque, puis recommencez.",
    NotReadableError: "Le micro est pris par un autre programme. Fermez-le, puis recommencez.",
  };
  const NOT_HERE = "Le navigateur ne donne le micro qu'à une page sûre : ouvrez la page en https, ou sur la boîte elle-même.";

  // What was asked first: the microphone, then the box.
  async function begin(first, kind) {
    if (now) { say("Vous êtes déjà en ligne. Raccrochez d'abord.", true); return; }
    if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia || !window.AudioWorkletNode) { say(NOT_HERE, true); return; }
    now = { kind, over: false };
    const mine = now;
    show("Ouverture du micro…");
    try {
      const context = mine.context = new AudioContext({ latencyHint: "interactive" });
      const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
      [mine.stream] = await Promise.all([navigator.mediaDevices.getUserMedia({ audio: sound }), context.audioWorklet.addModule(document.body.dataset.micro), context.resume()]);
      if (mine.over) return finish(mine);
      const node = mine.node = new AudioWorkletNode(context, "telephone", { numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1] });
      context.createMediaStreamSource(mine.stream).connect(node);
      node.connect(context.destination);
    } catch (error) {
      if (!mine.over) say(REFUSED[error.name] || "Le micro ne s'ouvre pas. Vérifiez le casque, puis recommencez.", true);
      return finish(mine);
    }
    speak(mine, first);
  }

  function speak(mine, first) {
    const socket = mine.socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/son");
    socket.binaryType = "arraybuffer";
    let sent = 0, came = 0, open = false, last = "";
    socket.onopen = () => socket.send(JSON.stringify({ jeton, ...first }));
    mine.node.port.onmessage = event => {
      if (event.data instanceof ArrayBuffer) {
        if (open && socket.readyState === WebSocket.OPEN) { socket.send(event.data); bar().dataset.envoyes = ++sent; }
        return;
      }
      bar().querySelector("#niveau-dit").value = loudness(event.data.dit);
      bar().querySelector("#niveau-entend").value = loudness(event.data.entend);
      if (event.data.dit > .02) bar().dataset.dit = "1";
      if (event.data.entend > .02) bar().dataset.entend = "1";
    };
    socket.onmessage = event => {
      if (event.data instanceof ArrayBuffer) { bar().dataset.recus = ++came; mine.node.port.postMessage(event.data, [event.data]); return; }
      const told = JSON.parse(event.data);
      if (told.etat === "ouvert") {
        open = true;
        bar().dataset.appel = told.appel;
        show(mine.kind === "prendre" ? "Vous parlez avec l'appelant" : "Vous appelez le cabinet, comme un patient");
      } else last = told.phrase;
    };
    socket.onclose = () => {
      if (!mine.over) {
        if (last) say(last, !open);
        else say(open ? "Le son s'est coupé. " + (mine.kind === "prendre" ? "La boîte garde l'appel." : "") : "La boîte ne répond pas. Vérifiez le réseau, puis recommencez.", true);
      }
      finish(mine);
    };
  }

  // -60 to 0 dB, as the meters are.
  function loudness(peak) { return peak > .001 ? Math.max(0, 60 + 20 * Math.log10(peak)) : 0; }

  function show(text) {
    const place = bar();
    place.hidden = false;
    place.dataset.role = now.kind;
    place.querySelector(".phrase").textContent = text;
    document.body.dataset.enLigne = now.kind;
    place.querySelector("button:not([hidden])")?.focus();
  }

  function finish(mine) {
    mine.over = true;
    mine.stream?.getTracks().forEach(track => track.stop());
    mine.context?.close().catch(() => {});
    if (mine.socket && mine.socket.readyState < WebSocket.CLOSING) mine.socket.close();
    if (now !== mine) return;
    now = null;
    const place = bar();
    place.hidden = true;
    delete document.body.dataset.enLigne;
    for (const name of ["appel", "envoyes", "recus", "dit", "entend"]) delete place.dataset[name];
  }

  // Gives the call back, or says goodbye.
  async function giveBack() {
    if (now?.kind !== "prendre") return;
    const call = bar().dataset.appel;
    if (call) await ask(`/appels/${call}/rendre`, { body: new URLSearchParams() });
  }
  function hangUp() {
    if (!now) return;
    if (now.kind === "prendre" && now.socket?.readyState === WebSocket.OPEN) now.socket.send("raccrocher");
    else finish(now);
  }

  document.addEventListener("click", event => {
    const taken = event.target.closest("[data-prendre]");
    if (taken) { begin({ appel: taken.dataset.prendre }, "prendre"); return; }
    const calls = event.target.closest("[data-appeler]");
    if (calls) {
      const form = calls.closest("form"), of = name => form?.elements[name]?.value || "";
      begin({ numero: of("numero"), script: of("script") }, "appeler");
      return;
    }
    if (event.target.closest("#casque-rendre")) giveBack();
    if (event.target.closest("#casque-raccrocher")) hangUp();
  });
  document.addEventListener("keydown", event => {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "p") document.querySelector("[data-prendre]")?.click();
    if (event.key === "r" && now) giveBack();
  });

  // While one speaks, other pages are drawn into this one: to leave it would end the sound.
  async function go(url, push) {
    const answer = await ask(url);
    if (!answer?.ok) { if (answer) say("Cette page ne s'ouvre pas pendant que vous êtes en ligne.", true); return; }
    if (push) history.pushState(null, "", url);
    morph($("contenu"), answer.html);
    document.querySelectorAll("#rubriques a").forEach(a => a.getAttribute("href") === location.pathname ? a.setAttribute("aria-current", "page") : a.removeAttribute("aria-current"));
    $("contenu").focus();
  }
  document.addEventListener("click", event => {
    const link = event.target.closest("a[href]");
    if (!now || event.defaultPrevented || !link || link.target || link.origin !== location.origin || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(link.getAttribute("href"), true);
  });
  document.addEventListener("submit", event => {
    const form = event.target;
    if (!now || event.defaultPrevented || form.method !== "get") return;
    event.preventDefault();
    go(form.action.split("?")[0] + "?" + new URLSearchParams(new FormData(form)), true);
  });
  addEventListener("popstate", () => { if (now) go(location.pathname + location.search, false); else location.reload(); });
  addEventListener("beforeunload", event => { if (now) event.preventDefault(); });
})();
