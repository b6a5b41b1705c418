/* The side table of contents follows the reading; the data of the charts opens for the printer. */
"use strict";

(() => {
  const toc = document.querySelector("[data-toc]");
  if (toc) follow(toc);

  for (const menu of document.querySelectorAll(".r-toc-menu")) {
    menu.addEventListener("click", (event) => {
      if (event.target.closest("a")) menu.open = false;
    });
  }

  window.addEventListener("beforeprint", () => {
    for (const data of document.querySelectorAll(".r-chart__data:not([open])")) {
      data.open = true;
      window.addEventListener("afterprint", () => { data.open = false; }, { once: true });
    }
  });

  /* Marks the entry of the deepest part that crosses the reading line, a quarter down the window. */
  function follow(nav) {
    const links = new Map();
    for (const link of nav.querySelectorAll("a")) {
      const part = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (part) links.set(part, link);
    }
    const crossed = new Set();
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) crossed.add(entry.target);
        else crossed.delete(entry.target);
      }
      const current = [...links.keys()].filter((part) => crossed.has(part)).pop();
      if (current) mark(nav, links.get(current));
    }, { rootMargin: "-25% 0px -74% 0px" });
    for (const part of links.keys()) observer.observe(part);
    nav.classList.add("r-toc--live");
  }

  function mark(nav, link) {
    for (const previous of nav.querySelectorAll("[aria-current]")) previous.removeAttribute("aria-current");
    for (const item of nav.querySelectorAll(".is-open")) item.classList.remove("is-open");
    link.setAttribute("aria-current", "location");
    for (let item = link.closest("li"); item; item = item.parentElement.closest("li")) item.classList.add("is-open");
    const offset = link.getBoundingClientRect().top - nav.getBoundingClientRect().top;
    if (offset < 48 || offset > nav.clientHeight - 96) nav.scrollTop += offset - nav.clientHeight / 2;
  }
})();
