// Says that a file is being read, or written, while it is: a large one takes some seconds, and a browser shows little
// meanwhile. Without this script the forms send the same.

document.querySelector("[data-focus]")?.focus();

function setBusy(form, busy) {
  form.querySelector("[data-status]").textContent = busy ? form.dataset.busy : "";
  for (const button of form.querySelectorAll("button")) {
    if (busy) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    // A second press would send the file twice.
    if (form.querySelector("button[aria-disabled]")) event.preventDefault();
    else setBusy(form, true);
  });
  // The page that the browser kept comes back as it was left.
  window.addEventListener("pageshow", () => setBusy(form, false));
}
