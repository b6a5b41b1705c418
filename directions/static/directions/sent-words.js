/* Keeps the words of a form until the server has answered it: when the session had ended, the page that signing in then
   leads to gives them back, to be copied; when the form is refused since another sign-in changed its secret, the page
   that says so does. In this tab only, and to the same person only. */

const NAME = "sent-words"
const person = document.querySelector("[data-person]")?.dataset.person
const shown = document.querySelector("[data-sent-words]")

/* As the person reads them: what a rich text holds, without its tags. */
const wordsOf = (area) => (area.closest(".prose-editor")?.querySelector(".ProseMirror").innerText ?? area.value).trim()

const keep = (event) => {
  const form = event.target
  // The form of a contribution keeps its own draft.
  if (form.method !== "post" || form.id === "contribution_form") return
  const words = [...form.querySelectorAll("textarea")].map(wordsOf).filter(Boolean)
  if (!words.length) return
  // Not form.action: a field of that name hides it.
  const { pathname } = new URL(form.getAttribute("action") || "", document.URL)
  sessionStorage.setItem(NAME, JSON.stringify({ person, pathname, words }))
}

const giveBack = () => {
  const kept = JSON.parse(sessionStorage.getItem(NAME))
  if (kept?.person !== person || kept.pathname !== document.location.pathname) return
  shown.querySelector("textarea").value = kept.words.join("\n\n")
  shown.hidden = false
}

if (shown) giveBack()
else {
  // Any other page is an answer: what was sent has arrived, or was given back.
  sessionStorage.removeItem(NAME)
  document.addEventListener("submit", keep)
}
