// The review page without reloading: comments are written, answered and resolved in place; the threads stand beside
// their blocks where there is room; Alt and the arrows go from one to the next. Without it the same forms do the same.

const root = document.querySelector("[data-review]")
const sheet = root.querySelector("[data-sheet]")
const status = document.getElementById("review-status")
const wide = window.matchMedia("(min-width: 78rem)")
const GAP = 10
const READING_TIME = 10_000

const say = (words) => {
  status.textContent = ""
  window.setTimeout(() => { status.textContent = words }, 50)
}

/* -- Threads beside their blocks ----------------------------------------------------------------------------------- */

const marginsShown = () => [...sheet.querySelectorAll(".review-margin")].filter((margin) => margin.offsetHeight > 0)

/* The element that a margin is about: of a table's row, the row before it. */
const blockOf = (margin) =>
  margin.closest(".review-row")?.previousElementSibling
  ?? margin.closest("[data-block], .review-whole, .review-unprinted__block")

let active = null
let waiting = false

/* The tops at which the margins do not overlap, each as near to its block as can be; the active one is at its block. */
const spread = (wanted, heights, activeIndex) => {
  const tops = []
  let free = 0
  wanted.forEach((top, index) => {
    tops.push(Math.max(top, free))
    free = tops[index] + heights[index] + GAP
  })
  if (activeIndex < 0) return tops
  tops[activeIndex] = wanted[activeIndex]
  for (let index = activeIndex - 1; index >= 0; index -= 1) {
    tops[index] = Math.min(tops[index], tops[index + 1] - heights[index] - GAP)
  }
  const missing = Math.max(0, -tops[0])
  free = 0
  return tops.map((top, index) => {
    const placed = index < activeIndex ? Math.max(top + missing, free) : Math.max(index === activeIndex ? top : wanted[index], free)
    free = placed + heights[index] + GAP
    return placed
  })
}

const place = () => {
  waiting = false
  root.classList.toggle("review--beside", wide.matches)
  if (!wide.matches) {
    for (const margin of sheet.querySelectorAll(".review-margin")) margin.style.removeProperty("top")
    sheet.style.removeProperty("min-height")
    return
  }
  const edge = sheet.getBoundingClientRect()
  const shown = marginsShown().map((margin) => ({ margin, top: blockOf(margin).getBoundingClientRect().top - edge.top }))
  shown.sort((one, other) => one.top - other.top)
  const heights = shown.map(({ margin }) => margin.offsetHeight)
  const tops = spread(shown.map(({ top }) => top), heights, shown.findIndex(({ margin }) => margin === active))
  shown.forEach(({ margin }, index) => {
    const origin = margin.offsetParent.getBoundingClientRect()
    margin.style.top = `${edge.top + tops[index] - origin.top - margin.offsetParent.clientTop}px`
    margin.style.left = `${edge.right + 14 - origin.left - margin.offsetParent.clientLeft}px`
  })
  const bottom = shown.length ? tops.at(-1) + heights.at(-1) : 0
  sheet.style.minHeight = `${bottom}px`
}

const placeSoon = () => {
  if (waiting) return
  waiting = true
  window.requestAnimationFrame(place)
}

const activate = (margin) => {
  if (margin === active) return
  for (const marked of sheet.querySelectorAll(".is-active")) marked.classList.remove("is-active")
  active = margin
  if (margin) {
    margin.classList.add("is-active")
    const block = blockOf(margin)
    if (block.matches("[data-block]")) block.classList.add("is-active")
  }
  placeSoon()
}

/* -- Writing ------------------------------------------------------------------------------------------------------- */

const newKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}

const write = (block) => {
  const margin = document.getElementById(`marge-${block}`)
  let form = margin.querySelector(":scope > form")
  if (!form) {
    form = document.getElementById("review-new").content.firstElementChild.cloneNode(true)
    form.elements.key.value = newKey()
    form.elements.block.value = block === "ensemble" ? "" : block
    form.elements.text.id = `texte-${block}`
    form.querySelector("label").htmlFor = `texte-${block}`
    margin.prepend(form)
  }
  activate(margin)
  place()
  form.elements.text.focus()
}

const cancel = (form) => {
  const margin = form.closest(".review-margin")
  form.remove()
  sheet.querySelector(`[data-comment="${margin.id.replace("marge-", "")}"]`)?.focus()
  activate(null)
}

const isTyped = (area) => area.value.trim() && area.value !== area.defaultValue

/* What is being written beside keeps its place when the margin is renewed. */
const keepTyped = (from, into, sent) => {
  for (const area of from.querySelectorAll("textarea")) {
    if (area.form === sent || !isTyped(area)) continue
    const same = area.id && into.querySelector(`[id="${area.id}"]`)
    if (same) {
      same.value = area.value
      const fold = same.closest("details")
      if (fold) fold.open = true
    } else if (area.form.parentElement === from) {
      into.prepend(area.form)
    }
  }
}

const keepUnfolded = (from, into) => {
  for (const fold of from.querySelectorAll("details[id][open]")) {
    const same = into.querySelector(`[id="${fold.id}"]`)
    if (same) same.open = true
  }
}

/* Nobody approves words that were corrected meanwhile, and that this page does not show. */
const keepVersion = (part) => {
  for (const field of part.querySelectorAll("[name=version]")) field.value = root.dataset.version
}

const renew = (markup, sent) => {
  const parts = new DOMParser().parseFromString(markup, "text/html").body.children
  for (const part of [...parts]) {
    const old = document.getElementById(part.id)
    if (!old) continue
    keepTyped(old, part, sent)
    keepUnfolded(old, part)
    keepVersion(part)
    if (active === old) active = part
    old.replaceWith(document.adoptNode(part))
    if (part.matches(".review-margin")) resize.observe(part)
  }
  showOnly(root.classList.contains("review--open-only") ? "open" : "all")
  showSteps()
}

/* -- Sending ------------------------------------------------------------------------------------------------------- */

const post = (form) => fetch(form.action, {
  method: "POST",
  body: new FormData(form),
  headers: { "X-Requested-With": "XMLHttpRequest" },
})

const personOf = (page) => page.querySelector("[data-person]")?.dataset.person

/* A sign-in in another tab changed the secret that every form carries: the page gives the new one, to the same person. */
const takeNewSecret = async () => {
  const response = await fetch(window.location.pathname + window.location.search)
  // Its style has a nonce of its own, which the policy of this page would refuse, and say so.
  const markup = (await response.text()).replace(/<style\b.*?<\/style>/gs, "")
  const page = new DOMParser().parseFromString(markup, "text/html")
  const secret = page.querySelector("[data-review]") && page.querySelector("[name=csrfmiddlewaretoken]")?.value
  if (!secret || personOf(page) !== personOf(document)) return false
  const models = [...document.querySelectorAll("template")].map((template) => template.content)
  for (const part of [document, ...models]) {
    for (const field of part.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = secret
  }
  return true
}

const isOurs = (response) => response.headers.has("X-Fragment")

/* What the server answers to the form; once more with the new secret, where the first one was no longer good. */
const answerTo = async (form) => {
  const response = await post(form)
  if (response.status !== 403 || isOurs(response) || !(await takeNewSecret())) return response
  return post(form)
}

const LOST = "Rien n’est enregistré : le site ne répond pas comme prévu. Votre texte est toujours là. Ouvrez le site dans un autre onglet, connectez-vous avec votre compte, puis recommencez."

const complain = (form, words) => {
  let note = form.querySelector(".errornote")
  if (!note) {
    note = document.createElement("p")
    note.className = "errornote"
    note.setAttribute("role", "alert")
    form.prepend(note)
  }
  note.textContent = words
  placeSoon()
}

/* Where what was refused is said: its field or, where nothing can be written any more, the words that are given back. */
const refusedIn = (margin) => {
  const refused = ".review-margin :is([aria-invalid], .errornote[tabindex])"
  // The words about a block that is gone are given back beside the whole.
  return document.getElementById(margin).querySelector(refused) ?? sheet.querySelector(refused)
}

const send = async (form) => {
  const button = form.querySelector("button[type=submit]")
  const key = form.elements.key?.value
  const thread = form.closest("[data-thread]")?.id ?? `commentaire-${key}`
  const margin = form.closest(".review-margin").id
  button.disabled = true
  try {
    const response = await answerTo(form)
    if (!isOurs(response)) throw new Error(response.status)
    renew(await response.text(), form)
    if (response.ok) {
      const shown = document.getElementById(thread)
      shown.classList.add("is-fresh")
      activate(shown.closest(".review-margin"))
      place()
      shown.focus()
      say(form.dataset.done)
    } else {
      place()
      refusedIn(margin).focus()
    }
  } catch {
    complain(form, LOST)
  } finally {
    button.disabled = false
  }
}

/* -- Going from one to the next ------------------------------------------------------------------------------------ */

const threadsShown = () => [...sheet.querySelectorAll("[data-thread]")].filter((thread) => thread.offsetParent)

const step = (direction) => {
  const shown = threadsShown()
  if (!shown.length) {
    say("Aucun commentaire ouvert.")
    return
  }
  const current = shown.findIndex((thread) => thread.contains(document.activeElement) || thread === document.activeElement)
  const next = current < 0 ? (direction > 0 ? 0 : shown.length - 1) : (current + direction + shown.length) % shown.length
  goTo(shown[next])
}

const goTo = (thread) => {
  const fold = thread.querySelector(":scope > details")
  if (fold) fold.open = true
  activate(thread.closest(".review-margin"))
  place()
  thread.scrollIntoView({ block: "center" })
  thread.focus({ preventScroll: true })
}

const showOnly = (which) => {
  root.classList.toggle("review--open-only", which === "open")
  for (const link of root.querySelectorAll("[data-show]")) {
    if (link.dataset.show === which) link.setAttribute("aria-current", "true")
    else link.removeAttribute("aria-current")
  }
  placeSoon()
}

const showSteps = () => {
  const steps = root.querySelector("[data-steps]")
  if (steps) steps.hidden = false
}

/* -- Noting what was read ------------------------------------------------------------------------------------------ */

const noteReading = async (form) => {
  const response = await post(form)
  if (response.status !== 204) return
  const words = document.createElement("p")
  words.className = "quiet"
  words.textContent = "Vous avez relu cette version."
  form.replaceWith(words)
}

const readAfterAWhile = (form) => {
  let left = READING_TIME
  const watch = window.setInterval(() => {
    if (document.visibilityState !== "visible") return
    left -= 1000
    if (left > 0) return
    window.clearInterval(watch)
    if (form.isConnected) noteReading(form).catch(() => {})
  }, 1000)
}

/* -- Wiring -------------------------------------------------------------------------------------------------------- */

root.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-comment]")
  const cancelled = event.target.closest("[data-cancel]")
  const stepped = event.target.closest("[data-step]")
  const filtered = event.target.closest("[data-show]")
  const led = event.target.closest(".review-comments li a")
  const answered = event.target.closest(".review-answer:not([open]) > summary")
  const removed = event.target.closest('.review-lines a[href^="#supprime-"]')
  if (asked) {
    event.preventDefault()
    write(asked.dataset.comment)
  } else if (answered) {
    event.preventDefault()
    answered.parentElement.open = true
    place()
    answered.parentElement.querySelector("textarea").focus()
  } else if (cancelled) {
    event.preventDefault()
    cancel(cancelled.closest("form"))
  } else if (stepped) {
    step(Number(stepped.dataset.step))
  } else if (filtered) {
    event.preventDefault()
    showOnly(filtered.dataset.show)
  } else if (removed) {
    document.getElementById(removed.hash.slice(1)).open = true
  } else if (led) {
    const thread = document.getElementById(led.hash.slice(1))
    if (!thread) return
    event.preventDefault()
    thread.classList.add("is-fresh")
    goTo(thread)
  }
})

root.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-review-form]")) return
  event.preventDefault()
  send(event.target)
})

root.addEventListener("focusin", (event) => {
  const margin = event.target.closest(".review-margin")
  if (margin) activate(margin)
})

root.addEventListener("toggle", placeSoon, true)

document.addEventListener("keydown", (event) => {
  if (event.altKey && !event.ctrlKey && !event.shiftKey && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    if (event.target.matches("select")) return
    event.preventDefault()
    step(event.key === "ArrowDown" ? 1 : -1)
  } else if (event.ctrlKey && event.key === "Enter" && event.target.matches("[data-review-form] textarea")) {
    event.target.form.requestSubmit()
  } else if (event.key === "Escape" && event.target.matches(".review-margin > form textarea") && !event.target.value) {
    cancel(event.target.form)
  }
})

window.addEventListener("beforeunload", (event) => {
  if ([...root.querySelectorAll(".review-margin textarea")].some(isTyped)) event.preventDefault()
})

const resize = new ResizeObserver(placeSoon)
resize.observe(sheet)
for (const margin of sheet.querySelectorAll(".review-margin")) resize.observe(margin)
wide.addEventListener("change", placeSoon)
showSteps()
place()

const target = document.getElementById(window.location.hash.slice(1))
if (target?.matches("[data-thread]")) {
  target.classList.add("is-fresh")
  goTo(target)
}

const visit = root.querySelector("[data-visit]")
if (visit) readAfterAWhile(visit)
