// The verifying page: the place of the field in focus is lit on its page, and everything has a key.
"use strict";
(() => {
  const root = document.querySelector(".verify");
  if (!root) return;
  const id = root.dataset.transmission;
  const image = root.querySelector("#page"), plate = root.querySelector(".plate"), sheet = root.querySelector(".sheet");
  const lit = root.querySelector("#lit"), said = root.querySelector("#page-said"), form = root.querySelector("#word");
  const help = document.querySelector("#help");
  const numbers = [...root.querySelectorAll(".thumbnails [data-page]")].map((each) => Number(each.dataset.page));
  let page = numbers[0] || 1, zoom = 1, turn = 0, original = false, box = null;

  const source = () => `/page/${id}/${page}.png${original ? "?look=original" : ""}`;
  const show = () => {
    plate.style.width = `${zoom * 100}%`;
    plate.style.transform = turn ? `rotate(${turn}deg)` : "";
    const next = source();
    if (image.getAttribute("src") !== next) image.setAttribute("src", next);
    image.alt = `Page ${page}`;
    said.textContent = `page ${page}${numbers.length > 1 ? ` of ${numbers.length}` : ""}`;
    for (const each of root.querySelectorAll(".thumbnails [data-page]")) {
      each.setAttribute("aria-current", String(Number(each.dataset.page) === page));
    }
    lit.hidden = box === null;
    if (box) {
      const [x0, y0, x1, y1] = box;
      Object.assign(lit.style, {
        left: `${x0 * 100}%`, top: `${y0 * 100}%`, width: `${(x1 - x0) * 100}%`, height: `${(y1 - y0) * 100}%`,
      });
    }
  };
  const centre = () => {
    if (!box) return;
    sheet.scrollTo({
      left: ((box[0] + box[2]) / 2) * plate.clientWidth - sheet.clientWidth / 2,
      top: ((box[1] + box[3]) / 2) * plate.clientHeight - sheet.clientHeight / 2,
    });
  };
  const leaf = (step) => {
    const at = numbers.indexOf(page) + step;
    if (at >= 0 && at < numbers.length) { page = numbers[at]; box = null; show(); }
  };
  const acts = {
    in: () => { zoom = Math.min(6, zoom * 1.25); show(); centre(); },
    out: () => { zoom = Math.max(0.5, zoom / 1.25); show(); centre(); },
    fit: () => { zoom = 1; turn = 0; show(); },
    turn: () => { turn = (turn + 90) % 360; show(); },
    look: (button) => { original = !original; button?.setAttribute("aria-pressed", String(original)); show(); },
    help: () => help.showModal(),
  };
  image.addEventListener("load", centre);
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.page) { page = Number(button.dataset.page); box = null; show(); }
    else if (button.dataset.offer !== undefined) take(button);
    else if (button.type === "submit" && button.dataset.do) form.elements.do.value = button.dataset.do;
    else if (acts[button.dataset.do]) acts[button.dataset.do](button);
  });
  const take = (button) => {
    const input = button.closest(".field").querySelector("input");
    input.value = button.dataset.offer;
    input.focus();
  };

  const fields = () => [...root.querySelectorAll(".field")];
  const control = (field) => field?.querySelector("input:not([type=hidden]), select");
  root.addEventListener("focusin", (event) => {
    const field = event.target.closest(".field");
    if (!field) return;
    for (const each of fields()) each.classList.toggle("now", each === field);
    if (field.dataset.page) {
      page = Number(field.dataset.page);
      box = field.dataset.box ? field.dataset.box.split(" ").map(Number) : null;
      if (box && zoom < 1.6) zoom = 1.6;
      show();
      centre();
    }
  });
  const go = (step, doubtful) => {
    const every = fields(), at = every.indexOf(document.activeElement?.closest(".field"));
    for (let next = at + step; next >= 0 && next < every.length; next += step) {
      if (!doubtful || every[next].classList.contains("asks")) { control(every[next])?.focus(); return true; }
    }
    return false;
  };
  const send = (what) => { form.elements.do.value = what; form.requestSubmit(); };

  document.addEventListener("keydown", (event) => {
    if (help.open || event.isComposing) return;
    const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
    if (event.key === "?" && !typing) { acts.help(); event.preventDefault(); return; }
    if (event.key === "Escape") { location.href = "/queue"; return; }
    if (event.key === "PageDown" || event.key === "PageUp") { leaf(event.key === "PageDown" ? 1 : -1); event.preventDefault(); return; }
    if (event.key === "Tab" && !event.shiftKey && event.target.closest(".field") && go(1, true)) { event.preventDefault(); return; }
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest(".field") && !event.target.matches("select")) {
      if (go(event.key === "ArrowDown" ? 1 : -1, false)) event.preventDefault();
      return;
    }
    if (event.key === "Enter" && form && event.target.closest("#word") && !event.target.matches("button, summary")) {
      event.preventDefault();
      send("accept");
      return;
    }
    if (!event.altKey) return;
    const key = event.key.toLowerCase();
    const by = { "+": "in", "=": "in", "-": "out", 0: "fit", r: "turn" }[key];
    if (by) acts[by]();
    else if (key === "o") acts.look(root.querySelector("[data-do=look]"));
    else if (key === "s" && form) send("save");
    else if (key === "n") { const next = root.querySelector("a.next"); if (next) location.href = next.href; }
    else if (/^[1-4]$/.test(key)) {
      const offers = document.activeElement?.closest(".field")?.querySelectorAll("[data-offer]") || [];
      if (offers[key - 1]) take(offers[key - 1]);
    } else return;
    event.preventDefault();
  });

  let from = null;
  sheet.addEventListener("pointerdown", (event) => {
    from = { x: event.clientX, y: event.clientY, left: sheet.scrollLeft, top: sheet.scrollTop };
    sheet.setPointerCapture(event.pointerId);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (from) sheet.scrollTo(from.left - event.clientX + from.x, from.top - event.clientY + from.y);
  });
  sheet.addEventListener("pointerup", () => { from = null; });

  const token = document.querySelector("meta[name=csrf]")?.content;
  if (token) {
    setInterval(async () => {
      const answer = await fetch(`/verify/${id}/here`, { method: "POST", headers: { "X-CSRF-Token": token } });
      if (!answer.ok) return;
      const others = (await answer.json()).others;
      root.querySelector("#others").textContent = others.length ? `${others.join(", ")} has it open too.` : "";
    }, 30000);
  }
  show();
  const first = fields().find((each) => each.classList.contains("asks"));
  control(first || fields()[0])?.focus();
})();
