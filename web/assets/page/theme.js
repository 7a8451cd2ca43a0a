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
  const draw = (stage) => {
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
  const show = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  show(kept());
  addEventListener("DOMContentLoaded", () => {
    const choice = document.getElementById("theme");
    choice.value = kept();
    choice.closest("label").hidden = false;
    choice.addEventListener("change", () => {
      show(choice.value);
      try {
        if (choice.value) localStorage.setItem("theme", choice.value);
        else localStorage.removeItem("theme");
      } catch {
        // It holds for this page, then.
      }
    });
  });
})();
