"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const form = document.querySelector(".filters");
  const rows = all("ul.clauses > li");

  function matches(row, wanted) {
    const text = row.querySelector("summary").textContent.toLowerCase();
    const words = wanted.search.toLowerCase().split(/\s+/).filter(Boolean);
    return words.every((word) => text.includes(word)) &&
      ["section", "level", "evidence", "status"].every((name) => !wanted[name] || row.dataset[name] === wanted[name]);
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
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const row = target && target.closest("ul.clauses > li");
    if (!row) return;
    if (row.hidden) { form.reset(); filter(); }
    row.querySelector("details").open = true;
    row.scrollIntoView();
    target.focus({ preventScroll: true });
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
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(filter));
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
  addEventListener("beforeprint", () => all("details").forEach((one) => { one.open = true; }));
})();
