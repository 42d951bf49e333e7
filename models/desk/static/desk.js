// What every page of the desk does by script; without script everything but live pieces works all the same.
"use strict";

// every question of htmx carries the token of the session
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector('meta[name="csrf"]');
  if (token) event.detail.headers["X-CSRF-Token"] = token.content;
});

// a question that got no answer at all, such as from a server that is not running
document.addEventListener("htmx:sendError", () => {
  tell("The desk does not answer. Nothing was saved. Is it still running?", "error");
});

// a sentence that is shown at the top and read out; for scripts of pages too
function tell(sentence, kind) {
  const place = document.getElementById("told");
  const shown = document.createElement("p");
  shown.className = kind === "error" ? "error" : "told";
  shown.textContent = sentence;
  place.replaceChildren(shown);
}
window.tell = tell;

// a form that was sent is not sent again by a second click
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.hasAttribute("hx-post")) return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) delete form.dataset.sent;
});

// typing and clicking are work too: the session does not end below the hands of who fills in a long form
{
  const token = document.querySelector('meta[name="csrf"]')?.content, EVERY = 60000;
  let told = Date.now();
  const awake = async () => {
    if (!token || Date.now() - told < EVERY) return;
    told = Date.now();
    const answer = await fetch("/account/awake", { method: "POST", headers: { "X-CSRF-Token": token } }).catch(() => null);
    if (answer?.status === 401) tell("You are no longer signed in. What you typed still stands here: copy what you need, then sign in.", "error");
  };
  for (const what of ["input", "keydown", "pointerdown"]) document.addEventListener(what, awake, { passive: true });
}
