// Adding by hand: files that are dropped or chosen go one by one, with how far each is; "just now" for the clock.
"use strict";
(() => {
  for (const button of document.querySelectorAll("button[data-now]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const input = button.closest(".cell").querySelector("input");
      input.value = button.dataset.now;
      input.focus();
    });
  }

  // the first thing that has to be put right
  document.querySelector('[aria-invalid="true"]')?.focus();

  const form = document.getElementById("dropping");
  if (!form) return;
  const chosen = form.querySelector('input[type="file"]');
  const taken = document.getElementById("taken");
  for (const each of form.querySelectorAll("[data-script]")) each.hidden = false;
  for (const each of form.querySelectorAll("[data-plain]")) each.hidden = true;
  let before = Promise.resolve();

  // what is said stands for the files that are sent after it was said
  function said() {
    const told = new FormData(form);
    told.delete("file");
    return told;
  }

  function take(files) {
    for (const file of files) {
      const told = said();
      const row = document.createElement("article");
      row.className = "taken";
      const name = document.createElement("h2");
      // signs that cannot be seen, such as those that turn the direction, could make it look like another one
      name.textContent = file.name.replace(/\p{C}/gu, "") || "without a name";
      const state = document.createElement("div");
      state.append(sentence("It waits to be sent."));
      row.append(name, state);
      taken.prepend(row);
      before = before.then(() => send(file, told, state));
    }
  }

  function sentence(text, kind) {
    const shown = document.createElement("p");
    shown.textContent = text;
    if (kind) shown.className = kind;
    return shown;
  }

  function send(file, told, state) {
    return new Promise((done) => {
      if (file.size > Number(form.dataset.bytes)) {
        state.replaceChildren(sentence("It is larger than what is taken here. Put it into an inbox.", "error"));
        done();
        return;
      }
      const bar = document.createElement("progress");
      bar.setAttribute("aria-label", "How much of it was sent");
      bar.max = file.size || 1;
      bar.value = 0;
      state.replaceChildren(bar, sentence("It is being sent."));
      told.append("file", file, file.name);
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("X-CSRF-Token", document.querySelector('meta[name="csrf"]').content);
      request.setRequestHeader("HX-Request", "true");
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) { bar.max = event.total; bar.value = event.loaded; }
      });
      request.addEventListener("loadend", () => {
        if (request.status === 200) {
          state.innerHTML = request.responseText;
          htmx.process(state);
        } else failed(request, file, state);
        done();
      });
      request.send(told);
    });
  }

  function failed(request, file, state) {
    const leads = request.getResponseHeader("HX-Redirect");
    if (request.status && !leads) state.innerHTML = request.responseText;
    else state.replaceChildren(sentence(leads ? "You are no longer signed in. It was not kept." : "The desk does not answer. It was not kept.", "error"));
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "Try again";
    again.addEventListener("click", () => { before = before.then(() => send(file, said(), state)); });
    state.append(again);
  }

  chosen.addEventListener("change", () => { take([...chosen.files]); chosen.value = ""; });
  form.addEventListener("submit", (event) => { event.preventDefault(); if (!chosen.files.length) chosen.focus(); });

  let over = 0;
  const holdsFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragenter", (event) => { if (holdsFiles(event)) { over += 1; form.classList.add("over"); } });
  document.addEventListener("dragleave", (event) => { if (holdsFiles(event) && (over -= 1) <= 0) { over = 0; form.classList.remove("over"); } });
  document.addEventListener("dragover", (event) => { if (holdsFiles(event)) event.preventDefault(); });
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    over = 0;
    form.classList.remove("over");
    take([...event.dataTransfer.files]);
  });
  // who goes while something is still being sent is asked first
  window.addEventListener("beforeunload", (event) => { if (document.querySelector('#taken progress[aria-label="How much of it was sent"]')) event.preventDefault(); });
})();
