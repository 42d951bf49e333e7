// A page under glass: larger and smaller, moved, turned; a place on it is lit and stays where it is however it is turned.
"use strict";
(() => {
  const LARGEST = 3;
  // so high, in pixels of the screen, a line of print is to stand when its place is shown
  const READABLE = 22;

  class Viewer {
    constructor(sheet) {
      this.sheet = sheet;
      this.stage = sheet.querySelector(".stage");
      this.plate = sheet.querySelector(".plate");
      this.image = sheet.querySelector("img");
      this.lit = sheet.querySelector(".lit");
      this.quarter = 0;
      this.fitted = "width";
      this.scale = 0;
      this.box = null;
      this.twin = null;
      // where the twin last put this page
      this.led = null;
      this.image.addEventListener("load", () => { this.lay(); this.showBox(); });
      new ResizeObserver(() => { this.lay(); this.showBox(); }).observe(sheet);
      sheet.addEventListener("scroll", () => { if (!this.followed) this.lead(); }, { passive: true });
      sheet.addEventListener("wheel", (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.zoom(event.deltaY < 0 ? 1.15 : 1 / 1.15, event);
      }, { passive: false });
      this.moveByHand();
    }

    get ready() { return this.image.complete && this.image.naturalWidth > 0 && this.sheet.clientWidth > 0; }

    get size() {
      const [wide, high] = [this.image.naturalWidth, this.image.naturalHeight];
      return this.quarter % 2 ? { wide: high, high: wide } : { wide, high };
    }

    // the scale at which the whole width is seen, or the whole page
    fitting(how) {
      const { wide, high } = this.size;
      const width = this.sheet.clientWidth / wide;
      return how === "page" ? Math.min(width, this.sheet.clientHeight / high) : width;
    }

    // sizes of everything follow from scale and quarter; called whenever one of them, or the room, changed
    lay() {
      if (!this.ready) return;
      if (this.fitted) this.scale = this.fitting(this.fitted);
      const wide = this.image.naturalWidth * this.scale, high = this.image.naturalHeight * this.scale;
      const [across, down] = this.quarter % 2 ? [high, wide] : [wide, high];
      Object.assign(this.stage.style, { width: `${across}px`, height: `${down}px` });
      const moved = ["none", `translateX(${high}px) rotate(90deg)`, `translate(${wide}px, ${high}px) rotate(180deg)`, `translateY(${wide}px) rotate(270deg)`];
      Object.assign(this.plate.style, { width: `${wide}px`, height: `${high}px`, transform: moved[this.quarter] });
      this.lit.hidden = this.box === null;
      if (this.box) {
        const [x0, y0, x1, y1] = this.box;
        Object.assign(this.lit.style, { left: `${x0 * 100}%`, top: `${y0 * 100}%`, width: `${(x1 - x0) * 100}%`, height: `${(y1 - y0) * 100}%` });
      }
    }

    show(address, alt, box) {
      this.box = box;
      this.image.alt = alt;
      if (this.image.getAttribute("src") === address) { this.lay(); this.showBox(); }
      else this.image.setAttribute("src", address);
    }

    // the lit place in the middle, and large enough to be read; where somebody chose a scale, that one stays
    showBox() {
      if (!this.box || !this.ready) return;
      if (this.fitted) {
        const [x0, y0, x1, y1] = this.box, { naturalWidth, naturalHeight } = this.image;
        const [across, down] = [(x1 - x0) * naturalWidth, (y1 - y0) * naturalHeight];
        const [wide, high] = this.quarter % 2 ? [down, across] : [across, down];
        const lines = Math.max(1, Math.round(high / 30));
        const least = this.fitting(this.fitted === "page" ? "page" : "width");
        const most = Math.min(LARGEST, (0.8 * this.sheet.clientWidth) / wide, (0.8 * this.sheet.clientHeight) / high);
        this.scale = Math.max(least, Math.min(1.6 * this.fitting("width"), most, (READABLE * lines) / high));
        const fitted = this.fitted;
        this.fitted = "";
        this.lay();
        this.fitted = fitted;
      }
      this.centre();
    }

    centre() {
      const place = this.lit.getBoundingClientRect(), room = this.sheet.getBoundingClientRect();
      this.sheet.scrollBy({
        left: place.left + place.width / 2 - room.left - this.sheet.clientWidth / 2,
        top: place.top + place.height / 2 - room.top - this.sheet.clientHeight / 2,
        behavior: "instant",
      });
    }

    // keeps what is under the pointer, or the lit place, or else the middle, where it is
    zoom(factor, pointer) {
      if (!this.ready) return;
      const room = this.sheet.getBoundingClientRect();
      const x = pointer ? pointer.clientX - room.left : this.sheet.clientWidth / 2;
      const y = pointer ? pointer.clientY - room.top : this.sheet.clientHeight / 2;
      const left = (this.sheet.scrollLeft + x) / this.stage.offsetWidth, top = (this.sheet.scrollTop + y) / this.stage.offsetHeight;
      this.fitted = "";
      this.scale = Math.min(LARGEST, Math.max(0.5 * this.fitting("page"), this.scale * factor));
      this.lay();
      if (this.box && !pointer) this.centre();
      else this.sheet.scrollTo({ left: left * this.stage.offsetWidth - x, top: top * this.stage.offsetHeight - y, behavior: "instant" });
      this.lead();
    }

    // the whole width; asked again, the whole page
    fit() {
      const all = this.fitted && Math.abs(this.scale - this.fitting("width")) < 0.001 && this.fitted === "width";
      this.fitted = all ? "page" : "width";
      this.lay();
      if (this.box) this.centre();
      this.lead();
    }

    turn() {
      this.quarter = (this.quarter + 1) % 4;
      if (!this.fitted) this.fitted = "width";
      this.lay();
      this.showBox();
      this.lead();
    }

    // still where the twin put it: its moving there is told a frame or more later, and must not lead back
    get followed() { return this.led !== null && this.led.left === this.sheet.scrollLeft && this.led.top === this.sheet.scrollTop; }

    // the twin shows the same part of its page, as large
    lead() {
      const twin = this.twin;
      if (!twin || !twin.ready || !this.ready) return;
      twin.quarter = this.quarter;
      twin.fitted = "";
      twin.scale = (this.scale / this.fitting("width")) * twin.fitting("width");
      twin.lay();
      twin.sheet.scrollTo({
        left: (this.sheet.scrollLeft / this.stage.offsetWidth) * twin.stage.offsetWidth,
        top: (this.sheet.scrollTop / this.stage.offsetHeight) * twin.stage.offsetHeight,
        behavior: "instant",
      });
      twin.led = { left: twin.sheet.scrollLeft, top: twin.sheet.scrollTop };
      this.led = null;
    }

    // by mouse; a finger scrolls by itself
    moveByHand() {
      let from = null;
      this.sheet.addEventListener("pointerdown", (event) => {
        if (event.pointerType !== "mouse" || event.button !== 0) return;
        from = { x: event.clientX, y: event.clientY, left: this.sheet.scrollLeft, top: this.sheet.scrollTop };
        this.sheet.setPointerCapture(event.pointerId);
        this.sheet.classList.add("held");
      });
      this.sheet.addEventListener("pointermove", (event) => {
        if (from) this.sheet.scrollTo(from.left - event.clientX + from.x, from.top - event.clientY + from.y);
      });
      for (const end of ["pointerup", "pointercancel"]) {
        this.sheet.addEventListener(end, () => { from = null; this.sheet.classList.remove("held"); });
      }
      this.image.draggable = false;
    }
  }

  // two pages that are held against each other: whichever is moved, the other follows
  Viewer.pair = (one, other) => { one.twin = other; other.twin = one; };
  Viewer.part = (one, other) => { one.twin = other.twin = null; one.led = other.led = null; };
  window.Viewer = Viewer;
})();
