"use strict";
(() => {
  const form = document.getElementById("ask");
  const running = document.getElementById("running");
  const gone = "The server does not answer. Start it again, then press Trace once more: what you pasted is still here.";

  if (running) watch(running);
  if (form) prepare(form);

  async function watch(section) {
    const bar = section.querySelector("progress"), said = section.querySelector("#progress");
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 400));
      let now;
      try {
        const answer = await fetch(section.dataset.state);
        if (!answer.ok) return location.reload();
        now = await answer.json();
      } catch {
        said.textContent = "The server does not answer. It keeps nothing when it stops: start it again and send the text anew.";
        return;
      }
      if (now.state !== "waiting" && now.state !== "running") return location.reload();
      const told = now.state === "waiting" ? `${now.ahead} before it`
        : `${now.stage || "starting"}${now.total ? `, ${now.done} of ${now.total}` : ""}`;
      if (said.textContent !== told) said.textContent = told;
      if (now.total) { bar.max = now.total; bar.value = now.done; } else bar.removeAttribute("value");
    }
  }

  function prepare(form) {
    const said = form.querySelector("#said"), send = form.querySelector("button[type=submit]");
    const added = new Map();
    for (const item of form.querySelectorAll(".scripted")) item.hidden = false;
    for (const box of form.querySelectorAll("fieldset")) collect(box, added);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      send.disabled = true;
      said.textContent = "Sending";
      try {
        said.textContent = await sent(form, added);
      } catch {
        said.textContent = gone;
      }
      send.disabled = false;
    });
  }

  async function sent(form, added) {
    const data = new FormData(form);
    for (const [name, files] of added) for (const [path, file] of files) data.append(name, file, path);
    let size = 0;
    for (const value of data.values()) size += typeof value === "string" ? new Blob([value]).size : value.size;
    const limit = Number(document.body.dataset.limit);
    if (size > limit * 0.98) return `Too large: ${Math.ceil(size / 1e6)} MB, and ${Math.round(limit / 1e6)} MB can be sent at once.`;
    data.set("token", await (await fetch("/token")).text());
    const answer = await fetch("/jobs", { method: "POST", body: data, headers: { Accept: "text/plain, text/html;q=0" } });
    if (!answer.ok) return `${(await answer.text()).trim()}.`;
    location.assign(answer.url);
    return "";
  }

  function collect(box, added) {
    const files = new Map(), list = box.querySelector(".files");
    added.set(box.dataset.name, files);
    const add = (path, file) => { files.set(path, file); show(list, files); };
    for (const input of box.querySelectorAll("input[type=file]")) {
      input.addEventListener("change", () => {
        for (const file of input.files) add(file.webkitRelativePath || file.name, file);
        input.value = "";
      });
    }
    box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("over"); });
    box.addEventListener("dragleave", () => box.classList.remove("over"));
    box.addEventListener("drop", async (event) => {
      box.classList.remove("over");
      const items = [...event.dataTransfer.items].filter((item) => item.kind === "file");
      if (!items.length) return;
      event.preventDefault();
      const entries = items.map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
      const plain = items.map((item) => item.getAsFile());
      for (const [at, entry] of entries.entries()) {
        if (entry) await walk(entry, add);
        else if (plain[at]) add(plain[at].name, plain[at]);
      }
    });
  }

  async function walk(entry, add) {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      return add(entry.fullPath.replace(/^\//, ""), file);
    }
    const reader = entry.createReader();
    for (;;) {
      const inside = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!inside.length) return;
      for (const one of inside) await walk(one, add);
    }
  }

  function show(list, files) {
    list.replaceChildren(...[...files.keys()].map((path) => {
      const item = document.createElement("li"), name = document.createElement("bdi"), drop = document.createElement("button");
      name.textContent = path;
      drop.type = "button";
      drop.textContent = "Remove";
      drop.setAttribute("aria-label", `Remove ${path}`);
      drop.addEventListener("click", () => { files.delete(path); show(list, files); });
      item.append(name, drop);
      return item;
    }));
  }
})();
