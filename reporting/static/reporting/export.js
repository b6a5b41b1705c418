// Says that a file is being prepared while it is: a PDF takes a few seconds, and a browser shows nothing meanwhile.
// Without this script the links download the same files.

const status = document.querySelector("[data-export-status]");
const links = [...document.querySelectorAll("a[data-export]")];

function filenameOf(response) {
  const match = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") || "");
  return match ? match[1] : "rapport";
}

function save(blob, filename) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = filename;
  link.click();
  URL.revokeObjectURL(link.href);
}

function setBusy(busy) {
  for (const link of links) {
    if (busy) link.setAttribute("aria-disabled", "true");
    else link.removeAttribute("aria-disabled");
  }
}

async function download(link) {
  const label = link.dataset.export;
  setBusy(true);
  status.textContent = `Préparation du fichier ${label} : quelques secondes…`;
  try {
    const response = await fetch(link.href, { credentials: "same-origin" });
    if (!response.headers.has("Content-Disposition")) {
      // Not a file but a page that says what to correct, or the sign-in page.
      window.location.assign(link.href);
      return;
    }
    save(await response.blob(), filenameOf(response));
    status.textContent = `Le fichier ${label} est téléchargé.`;
  } catch {
    status.textContent = `Le fichier ${label} n’a pas pu être téléchargé : vérifiez votre connexion, puis recommencez.`;
  } finally {
    setBusy(false);
  }
}

for (const link of links) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!link.hasAttribute("aria-disabled")) download(link);
  });
}
