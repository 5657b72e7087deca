"use strict";
(() => {
  const form = document.querySelector("form");
  const problems = [...document.querySelectorAll(".problem")];
  const sections = [...document.querySelectorAll("section.code")];
  const shown = document.getElementById("shown");
  const fits = (value, list) => !value || list.split("\n").includes(value);
  const apply = () => {
    const { severity, code, unit, file, words } = form.elements;
    const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const p of problems) {
      const text = p.textContent.toLowerCase();
      const fit = fits(severity.value, p.dataset.severity) && fits(code.value, p.dataset.code) &&
        fits(unit.value, p.dataset.units) && fits(file.value, p.dataset.file) && wanted.every((w) => text.includes(w));
      p.hidden = !fit;
      n += fit;
    }
    for (const s of sections) s.hidden = !s.querySelector(".problem:not([hidden])");
    shown.textContent = n + " / " + problems.length;
  };
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (e) => e.preventDefault());
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
  apply();
  open();
})();
