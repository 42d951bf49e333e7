// The queue by keyboard: up and down move through the rows, Enter opens one as any link does.
"use strict";
(() => {
  const rows = [...document.querySelectorAll("a.row")];
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select, textarea") || !["ArrowDown", "ArrowUp"].includes(event.key) || !rows.length) return;
    const at = rows.indexOf(document.activeElement);
    const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? rows.length - 1 : at - 1;
    rows[Math.min(Math.max(next, 0), rows.length - 1)].focus();
    event.preventDefault();
  });
})();
