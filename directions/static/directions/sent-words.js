/* Keeps the words of a form until the server has answered it: when it was not received, since the session had ended or
   another sign-in changed its secret, the page that says so gives them back, to be copied; so does the page of the form
   itself, where signing in leads to it. In this tab only, and to the same person only. */

const NAME = "sent-words"
const person = document.querySelector("[data-person]")?.dataset.person
const shown = document.querySelector("[data-sent-words]")
const login = document.getElementById("login-form")
const kept = JSON.parse(sessionStorage.getItem(NAME))

/* As the person reads them: what a rich text holds, without its tags. */
const wordsOf = (field) => (field.closest(".prose-editor")?.querySelector(".ProseMirror")?.innerText ?? field.value).trim()

const keep = (event) => {
  const form = event.target
  // The form of a contribution keeps its own draft.
  if (form.method !== "post" || form.id === "contribution_form") return
  // A form that came back with its faults holds words that were not received yet either.
  const isFaulty = document.querySelector(".errornote, .errorlist, .field-error")
  const words = [...form.querySelectorAll("textarea, input[type=text]")]
    .filter((field) => isFaulty || field.value !== field.defaultValue)
    .map(wordsOf)
    .filter(Boolean)
  if (!words.length) {
    sessionStorage.removeItem(NAME)
    return
  }
  // Not form.action: a field of that name hides it.
  const { pathname } = new URL(form.getAttribute("action") || "", document.URL)
  sessionStorage.setItem(NAME, JSON.stringify({ person, pathname, words }))
}

/* Signing in was asked in the place of an answer: what was sent was not received. */
const markAsLost = () => {
  const isNext = kept && login.elements.next.value.split("?")[0] === kept.pathname
  if (isNext) sessionStorage.setItem(NAME, JSON.stringify({ ...kept, isLost: true }))
}

const isOwn = () => kept?.person === person && kept.pathname === document.location.pathname

const giveBack = () => {
  shown.querySelector("textarea").value = kept.words.join("\n\n")
  shown.setAttribute("role", "alert")
  shown.hidden = false
}

if (login) markAsLost()
else if (shown.dataset.sentWords === "refused") {
  if (isOwn()) giveBack()
} else {
  document.addEventListener("submit", keep)
  if (isOwn() && kept.isLost) giveBack()
  // Any other page is an answer: what was sent has arrived, or was given back.
  else sessionStorage.removeItem(NAME)
}
