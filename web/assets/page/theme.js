// What has to be known before the page is drawn, so that it is drawn once and in the
// right colours: that scripts run, and whether it is light, dark, or as the system
// says. This is no module, and every page has it.

(() => {
  const root = document.documentElement;
  root.classList.add("js");
  addEventListener("error", ({ target }) => { // the page's script does not arrive: it works without
    if (target instanceof HTMLScriptElement) root.classList.remove("js");
  }, true);
  // To lay out the whole page at once holds up a slow processor for a tenth of a second:
  // it comes in pieces, one in each frame (app.css says which), from the first that has
  // something to draw.
  const draw = (/** @type {number} */ stage) => {
    root.dataset.stage = String(stage);
    requestAnimationFrame(() => setTimeout(() => (!document.body ? draw(0) : stage < 5 ? draw(stage + 1) : delete root.dataset.stage)));
  };
  draw(0);
  const kept = () => {
    try {
      return localStorage.getItem("theme") ?? "";
    } catch {
      return ""; // storage is switched off
    }
  };
  const show = (theme = kept()) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    const choice = document.getElementById("theme");
    if (choice instanceof HTMLSelectElement) choice.value = theme;
  };
  show();
  addEventListener("DOMContentLoaded", () => show());
  addEventListener("storage", () => show()); // another tab has chosen
  addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLSelectElement && target.id === "theme")) return;
    show(target.value);
    try {
      localStorage.setItem("theme", target.value);
    } catch {
      // It holds for this page, then.
    }
  });
})();
