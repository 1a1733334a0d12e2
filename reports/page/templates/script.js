"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = document.querySelector(".filters");
  const rows = all("ul.clauses > li");

  function matches(row, wanted) {
    const text = row.querySelector("summary").textContent.toLowerCase();
    const words = wanted.search.toLowerCase().split(/\s+/).filter(Boolean);
    return words.every((word) => text.includes(word)) &&
      names.every((name) => !wanted[name] || row.dataset[name] === wanted[name]);
  }

  const names = form ? all("select", form).map((one) => one.name) : [];

  // The filters stand in the address, so that a view can be sent to somebody: #status=fail&q=echo
  function write() {
    const wanted = new FormData(form);
    const pairs = [...names.map((name) => [name, wanted.get(name)]), ["q", wanted.get("search")]];
    const hash = new URLSearchParams(pairs.filter(([, value]) => value)).toString();
    try { history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search); } catch { /* not from a file */ }
  }

  function read() {
    if (!location.hash.includes("=")) return false;
    const wanted = new URLSearchParams(location.hash.slice(1));
    form.elements.search.value = wanted.get("q") || "";
    for (const name of names) {
      const options = [...form.elements[name].options].map((one) => one.value);
      form.elements[name].value = options.includes(wanted.get(name)) ? wanted.get(name) : "";
    }
    filter();
    return true;
  }

  function filter() {
    const wanted = Object.fromEntries(new FormData(form));
    for (const row of rows) row.hidden = !matches(row, wanted);
    for (const part of all(".part")) part.hidden = !part.querySelector("ul.clauses > li:not([hidden])");
    const shown = rows.filter((row) => !row.hidden).length;
    form.querySelector(".shown").textContent = `${shown} of ${rows.length} clauses`;
    document.querySelector(".empty").hidden = shown > 0;
  }

  function reveal() {
    if (read()) return;
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const row = target && target.closest("ul.clauses > li");
    if (!row) return;
    if (row.hidden) { form.reset(); filter(); }
    row.querySelector("details").open = true;
    row.scrollIntoView();
    target.focus({ preventScroll: true });
  }

  function step(by) {
    const shown = rows.filter((row) => !row.hidden).map((row) => row.querySelector("summary"));
    const at = shown.indexOf(document.activeElement);
    const next = shown[at < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next) next.focus();
  }

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const actions = {
      "/": () => form.elements.search.focus(),
      "?": () => document.querySelector(".keys").showModal(),
      j: () => step(1),
      k: () => step(-1),
      r: () => form.reset(),
    };
    if (!actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  }

  function select(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
  }

  async function copy(node, button) {
    let done = true;
    try {
      await navigator.clipboard.writeText(node.textContent);
    } catch {
      select(node);
      done = document.execCommand("copy");
    }
    button.textContent = done ? "Copied" : "Selected";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  }

  for (const block of all("pre.command")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", () => copy(block.querySelector("code"), button));
    block.parentElement.append(button);
  }

  if (form) {
    form.hidden = false;
    form.addEventListener("input", () => { filter(); write(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(() => { filter(); write(); }));
    addEventListener("keydown", key);
    for (const button of all("[data-open]", form)) {
      button.addEventListener("click", () => {
        for (const row of rows) if (!row.hidden) row.querySelector("details").open = button.dataset.open === "true";
      });
    }
    filter();
    addEventListener("hashchange", reveal);
    addEventListener("click", (event) => {
      const link = event.target.closest('a[href^="#"]');
      if (link && link.getAttribute("href") === location.hash) reveal();
    });
    reveal();
  }
  addEventListener("beforeprint", () => all(".deviating details.clause").forEach((one) => { one.open = true; }));
})();
