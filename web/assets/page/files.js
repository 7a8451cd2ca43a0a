// Bringing texts in: files that are chosen, dropped or pasted, and texts that are pasted.
// They stay in this browser.

const largest = () => Number(byId("yaml-in")?.dataset.limit ?? 1 << 20); // bytes

/** read asks for a page with files imported. @param {FileList} chosen */
async function read(chosen) {
  const files = [...chosen];
  if (files.reduce((sum, file) => sum + file.size, 0) > largest()) return trouble("large");
  try {
    const decode = async (/** @type {File} */ file) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
    const texts = await Promise.all(files.map(async (file) => ({ name: file.name, text: await decode(file) })));
    if (texts.length > 0) ask({ action: "import", local: true, files: texts });
  } catch {
    trouble("binary");
  }
}

document.addEventListener("change", async ({ target }) => {
  if (!(target instanceof HTMLInputElement && target.type === "file" && target.files)) return;
  await read(target.files);
  target.value = "";
});

// A file may be dropped anywhere; without this the browser would leave the page.
let over = 0;
for (const name of /** @type {const} */ (["dragenter", "dragover", "dragleave", "drop"])) addEventListener(name, (event) => {
  const { dataTransfer } = event;
  if (!dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  over = name === "drop" ? 0 : over + { dragenter: 1, dragover: 0, dragleave: -1 }[name];
  root.classList.toggle("dropping", over > 0);
  if (name === "drop") read(dataTransfer.files);
});

// What is pasted into no field, or into the box for texts, is read at once.
document.addEventListener("paste", (event) => {
  const [box, { clipboardData }] = [event.target === byId("yaml-in"), event];
  if (!clipboardData || (holdsText(event.target) && !box)) return;
  const text = clipboardData.getData("text");
  if (text.length > largest()) {
    event.preventDefault(); // a browser can hang on a text of megabytes
    return trouble("large");
  }
  if (clipboardData.files.length > 0) read(clipboardData.files);
  else if (box) setTimeout(() => ask({ action: "import", local: true })); // once it is in the box
  else if (text.trim() !== "") ask({ action: "import", local: true, files: [{ name: "", text }] });
});
