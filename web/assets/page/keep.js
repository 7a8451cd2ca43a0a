// What outlives the page: a draft for this tab, which holds no secret, and what somebody
// has chosen by hand. A share link is read here, too.

/** @template T @param {() => T} what */
function attempt(what) {
  try {
    return what();
  } catch {
    return null; // storage is switched off
  }
}

const draft = () => byId("draft")?.dataset.draft ?? "";

document.addEventListener("answered", ({ detail: { job } }) => {
  attempt(() => (draft() ? sessionStorage.setItem("draft", draft()) : sessionStorage.removeItem("draft")));
  const link = byId("link");
  if (job.action === "share" && link) copy(link, "link");
});

// Leaving asks first when there is something that is kept nowhere.
addEventListener("beforeunload", (event) => {
  if (byId("draft")?.hasAttribute("data-unsaved")) event.preventDefault();
});

/** openLink hands over the fragment of a share link, and takes it out of the address. */
function openLink() {
  const fragment = location.hash.slice(1);
  if (!/(^|&)share=/.test(fragment)) return false;
  history.replaceState(null, "", location.pathname + location.search);
  ask({ action: `open-link:${fragment}`, local: true });
  return true;
}
addEventListener("hashchange", openLink);

/** restore brings back the draft of before a reload, where the page holds nothing yet. */
function restore() {
  const kept = attempt(() => sessionStorage.getItem("draft"));
  if (!kept || draft()) return false;
  ask({ action: `restore:${kept}` });
  return true;
}

document.addEventListener("change", ({ target }) => {
  if (target instanceof HTMLSelectElement && target.dataset.remember) attempt(() => localStorage.setItem(target.dataset.remember ?? "", target.value));
});

/** recall chooses what was chosen the last time. */
function recall() {
  for (const control of document.querySelectorAll("[data-remember]")) {
    const kept = attempt(() => localStorage.getItem(control.getAttribute("data-remember") ?? ""));
    if (!(control instanceof HTMLSelectElement) || !kept || kept === control.value || ![...control.options].some(({ value }) => value === kept)) continue;
    control.value = kept;
    ask();
  }
}
