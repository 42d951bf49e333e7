// A form that leads to a file leaves the page as it is, so that it may be sent again.
"use strict";
document.addEventListener("submit", (event) => {
  if (event.target.hasAttribute("data-download")) delete event.target.dataset.sent;
});
