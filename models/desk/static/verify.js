// The verifying page: the place of the field in focus is lit on its page, and everything has a key.
"use strict";
(() => {
  const root = document.querySelector(".verify");
  if (!root) return;
  const { transmission: id, version } = root.dataset;
  const find = (what) => root.querySelector(what), all = (what) => [...root.querySelectorAll(what)];
  const form = find("#word"), help = find("#help"), said = find("#page-said"), message = find(".message");
  const sheet = find(".sheets > .sheet"), viewer = sheet && new window.Viewer(sheet);
  const beside = find(".other"), second = new window.Viewer(beside.querySelector(".sheet"));
  const numbers = all(".thumbnails [data-page]").map((each) => Number(each.dataset.page));
  let page = Number(root.dataset.first), original = false;

  // --- the pages

  const address = (number) => `/page/${id}/${number}.png?${original ? "look=original&" : ""}v=${version}`;
  const show = (box) => {
    if (!viewer) return;
    sheet.hidden = false;
    if (message) message.hidden = true;
    viewer.show(address(page), `Page ${page}${original ? ", as it came in" : ""}`, box);
    said.textContent = numbers.length > 1 ? `Page ${page} of ${numbers.length}` : "";
    mark();
  };
  const mark = () => {
    for (const each of all(".thumbnails button")) {
      const shown = each.dataset.page ? !sheet.hidden && Number(each.dataset.page) === page : sheet.hidden;
      if (shown) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
      if (shown) each.scrollIntoView({ block: "nearest" });
    }
  };
  const leaf = (step) => {
    const at = numbers.indexOf(page) + step;
    if (at >= 0 && at < numbers.length) { page = numbers[at]; show(null); }
  };
  const act = {
    in: () => viewer?.zoom(1.25),
    out: () => viewer?.zoom(1 / 1.25),
    fit: () => viewer?.fit(),
    turn: () => viewer?.turn(),
    look: () => {
      original = !original;
      find("[data-do=look]").setAttribute("aria-pressed", String(original));
      show(viewer?.box ?? null);
    },
    compare: (button) => compare(button.closest(".question")),
    help: () => help.showModal(),
  };

  // --- two pages of a question side by side

  const compare = (question, only) => {
    const button = question.querySelector("[data-do=compare]");
    if (!button || !viewer) return;
    const on = only ?? button.getAttribute("aria-pressed") !== "true";
    for (const each of all("[data-do=compare]")) each.setAttribute("aria-pressed", String(on && each === button));
    root.classList.toggle("pair", on);
    beside.hidden = !on;
    if (!on) { window.Viewer.part(viewer, second); return; }
    if (question.dataset.here) page = Number(question.dataset.here);
    show(null);
    beside.querySelector("p").textContent = question.dataset.said;
    second.show(question.dataset.other, `Page of ${question.dataset.said}`, null);
    window.Viewer.pair(viewer, second);
    // what tells who stands within this part of a page's width; once both are there, and never again over what a hand moved
    let begun = false;
    const begin = () => requestAnimationFrame(() => {
      if (begun || !viewer.ready || !second.ready || viewer.twin !== second) return;
      begun = true;
      viewer.fitted = "width";
      viewer.lay();
      viewer.zoom(1.35);
      sheet.scrollTo(0.05 * viewer.stage.offsetWidth, 0);
    });
    for (const each of [viewer, second]) each.image.addEventListener("load", begin, { once: true });
    begin();
  };
  const answer = (value) => find(`.question button[value=${value}]`)?.click();
  const link = () => {
    const question = find(".question"), other = find("details.link");
    if (question) { compare(question); question.querySelector("button")?.focus(); }
    else if (other) { other.open = true; other.querySelector("input[name=other]").focus(); }
  };

  // --- the fields

  const CONTROLS = "input:not([type=hidden]), select";
  const fields = all(".field");
  const doubtful = fields.filter((each) => each.classList.contains("asks"));
  const looked = new Set();
  const shown = (control) => control.getClientRects().length > 0;
  const focus = (control) => {
    control.focus({ preventScroll: true });
    (control.closest(".field") || control).scrollIntoView({ block: "nearest" });
    if (control.select && control.type !== "checkbox") control.select();
  };
  // crops that arrive above the field in focus, or above what was unfolded, push it away, until somebody moves the page
  let byHand = false;
  for (const what of ["wheel", "touchmove", "pointerdown"]) document.addEventListener(what, () => { byHand = true; }, { passive: true });
  root.addEventListener("load", (event) => {
    if (!byHand && event.target.matches(".crop")) document.activeElement?.closest(".field, details[open]")?.scrollIntoView({ block: "nearest" });
  }, true);
  const first = (field) => field.querySelector(CONTROLS);
  root.addEventListener("focusin", (event) => {
    const field = event.target.closest(".field");
    for (const each of fields) each.classList.toggle("now", each === field);
    if (!field) return;
    looked.add(field);
    if (!field.dataset.page || root.classList.contains("pair")) return;
    page = Number(field.dataset.page);
    show(field.dataset.box ? field.dataset.box.split(" ").map(Number) : null);
  });
  // to the next doubtful field, or the one before; false where there is none
  const toDoubtful = (step) => {
    const here = document.activeElement?.closest(".field");
    const at = here ? fields.indexOf(here) : step > 0 ? -1 : fields.length;
    const next = step > 0 ? doubtful.find((each) => fields.indexOf(each) > at) : doubtful.findLast((each) => fields.indexOf(each) < at);
    if (next) focus(first(next));
    return Boolean(next);
  };
  const toNext = (step) => {
    const every = all(`.field ${CONTROLS.split(", ").join(", .field ")}`).filter(shown);
    const next = every[every.indexOf(document.activeElement) + step];
    if (next) focus(next);
    return Boolean(next);
  };
  const take = (field, number) => {
    const boxes = [...field.querySelectorAll("input[type=checkbox]")], offers = [...field.querySelectorAll("[data-offer]")];
    if (boxes.length) boxes[number]?.click();
    else if (offers[number]) offer(offers[number]);
  };
  const offer = (button) => {
    const input = first(button.closest(".field"));
    input.value = button.dataset.offer;
    input.focus();
  };
  for (const box of all("[data-unread]")) {
    box.indeterminate = true;
    box.addEventListener("change", () => { form.elements[`${box.name}-shown`].value = "touched"; }, { once: true });
  }

  // --- the person's word

  const send = (what) => {
    if (what === "reject" && !form.elements.reason.value.trim()) {
      find("details.reject").open = true;
      form.elements.reason.focus();
      window.tell("A rejection needs a reason, without names of persons.", "error");
      return;
    }
    sent = true;
    form.requestSubmit(find(`button[name=do][value=${what}]`));
  };
  const unseen = () => doubtful.find((each) => !looked.has(each));
  const enter = (event) => {
    if (event.target.closest(".word") && find("details.reject").open) send("reject");
    else if (!event.ctrlKey && unseen()) focus(first(unseen()));
    else send("accept");
  };

  // what was typed is not lost by a key too many
  const state = () => form && JSON.stringify([...new FormData(form)].filter(([name]) => name !== "csrf"));
  const before = "refused" in root.dataset ? "" : state();
  let sent = false;
  document.addEventListener("submit", (event) => {
    if (event.target === form) sent = true;
    // the browser asks; whoever then stays may send it later
    else if (!sent && state() !== before) setTimeout(() => { delete event.target.dataset.sent; });
  });
  window.addEventListener("beforeunload", (event) => { if (!sent && state() !== before) event.preventDefault(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) sent = false; });

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.page) { page = Number(button.dataset.page); show(null); }
    else if ("message" in button.dataset) { sheet.hidden = true; message.hidden = false; mark(); }
    else if (button.dataset.offer !== undefined) offer(button);
    else if (button.value === "reject" && button.name === "do") { event.preventDefault(); send("reject"); }
    else if (act[button.dataset.do]) act[button.dataset.do](button);
  });

  // what was unfolded is seen, and not below the buttons at the foot
  root.addEventListener("toggle", (event) => {
    if (!event.target.open || event.target.matches(".reject, dialog")) return;
    byHand = false;
    event.target.scrollIntoView({ block: "nearest" });
  }, true);

  // --- keys

  const WITH_ALT = {
    "+": act.in, "=": act.in, "-": act.out, 0: act.fit, r: act.turn, o: act.look, "?": act.help, l: link,
    s: () => form?.elements.reason && send("save"),
    x: () => { const reject = find("details.reject"); if (reject) { reject.open = true; form.elements.reason.focus(); } },
    y: () => answer("yes"), u: () => answer("no"),
    n: () => find("a.next")?.click(), q: () => find("a.back").click(),
  };
  const ON_THE_PAGE = { "+": act.in, "=": act.in, "-": act.out, 0: act.fit, r: act.turn, o: act.look };
  // on a Mac, Alt with a letter types another sign: then the key's place tells
  const key = (event) => {
    const typed = event.key.toLowerCase();
    if (/^[a-z0-9?+=-]$/.test(typed)) return typed;
    return (event.code.match(/^(?:Key|Digit)(.)$/)?.[1] ?? { Minus: "-", Equal: "+", Slash: "?" }[event.code] ?? "").toLowerCase();
  };
  const steps = (event) => {
    const { target } = event, inside = target.closest("#word, .word"), typing = target.matches("input:not([type=checkbox]), select, textarea");
    if (event.altKey) {
      if (event.ctrlKey || event.metaKey) return false;
      const pressed = key(event);
      if (/^[1-5]$/.test(pressed)) { const field = target.closest(".field"); if (field) take(field, pressed - 1); return Boolean(field); }
      if (!WITH_ALT[pressed]) return false;
      WITH_ALT[pressed]();
      return true;
    }
    switch (event.key) {
      case "?": if (typing) return false; act.help(); return true;
      case "Escape": return back();
      case "PageDown": case "PageUp": leaf(event.key === "PageDown" ? 1 : -1); return true;
      case "Tab": return tab(event, target);
      case "ArrowDown": case "ArrowUp": return Boolean(target.closest(".field") && !target.matches("select") && toNext(event.key === "ArrowDown" ? 1 : -1));
      case "Enter": if (!form?.elements.reason || !inside || target.matches("button, summary, a")) return false; enter(event); return true;
      default:
        if (target !== sheet || event.ctrlKey || event.metaKey || !ON_THE_PAGE[event.key.toLowerCase()]) return false;
        ON_THE_PAGE[event.key.toLowerCase()]();
        return true;
    }
  };
  // out of a rejection that was begun, else out of the two pages
  const back = () => {
    const reject = find("details.reject[open]"), pair = find("[data-do=compare][aria-pressed=true]");
    if (reject) reject.open = false;
    else if (pair) act.compare(pair);
    return Boolean(reject || pair);
  };
  const tab = (event, target) => {
    const accept = find("button[value=accept]");
    if (target.closest(".field")) {
      if (toDoubtful(event.shiftKey ? -1 : 1)) return true;
      if (!event.shiftKey && accept && doubtful.length) { focus(accept); return true; }
    }
    if (target === sheet && !event.shiftKey && accept) { if (!toDoubtful(1)) focus(accept); return true; }
    return event.shiftKey && target === accept && toDoubtful(-1);
  };
  document.addEventListener("keydown", (event) => {
    // a key that is held down settles nothing further
    const held = event.repeat && (event.key === "Enter" || event.altKey);
    if (!help.open && !event.isComposing && (held || steps(event))) event.preventDefault();
  });

  // --- who else is here, every half minute

  const token = document.querySelector("meta[name=csrf]")?.content;
  if (token) {
    setInterval(async () => {
      const answered = await fetch(`/verify/${id}/here`, { method: "POST", headers: { "X-CSRF-Token": token } }).catch(() => null);
      if (!answered?.ok) return;
      const { others } = await answered.json();
      find("#others").textContent = others.length ? `${others.join(", ")} ${others.length === 1 ? "has" : "have"} it open too.` : "";
    }, 30000);
  }

  // --- where a person begins: at the first doubt, else at the page

  const question = find(".question");
  const refused = find("[aria-invalid=true]"), faulty = refused?.closest(".field");
  if (refused && !faulty) { show(null); refused.focus(); }
  else if (faulty || doubtful.length) focus(first(faulty || doubtful[0]));
  else {
    // what doubts no field is decided on purpose: Enter does nothing until somebody goes to a button
    if (question) compare(question, true);
    else show(null);
    (sheet && !sheet.hidden ? sheet : message)?.focus({ preventScroll: true });
  }
})();
