// Light, dark, or as the system says. This runs before the page is drawn, so that
// it does not flash in the wrong colours; it is no module, and every page has it.

(() => {
  const root = document.documentElement;
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
