/* The rows of the contribution's form: adding, moving, marking for deletion, and the headings that say which is which.
   Also opens what is folded when a link leads into it, and lets the form be sent once only. */
import { createEditor } from "django-prose-editor/configurable"

const form = document.getElementById("contribution_form")
const announcements = document.getElementById("announcements")

const announce = (words) => {
  announcements.textContent = words
}

const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}

const rowsOf = (section) => [...section.querySelectorAll(".row-list > .row-card")]
const field = (row, name) => row.querySelector(`[name="${row.id}-${name}"]`)

/* -- Headings ---------------------------------------------------------------------------------------------------- */

const renumber = (section) => {
  rowsOf(section).forEach((row, index) => {
    row.querySelector(".row-rank").textContent = `${section.dataset.one} ${index + 1}`
  })
}

const showHeading = (row) => {
  const heading = row.querySelector(".row-heading")
  const words = field(row, heading.dataset.from)?.value.trim() ?? ""
  heading.textContent = words ? `\u00a0: ${words.length > 90 ? `${words.slice(0, 89)}…` : words}` : ""
}

/* -- Adding ------------------------------------------------------------------------------------------------------ */

/* Adds an empty row to a section and returns it, ready to be typed in; `id` is that of a row that a draft brings back. */
export const addRow = async (section, id = newId()) => {
  const total = section.querySelector(`[name="${section.dataset.prefix}-TOTAL_FORMS"]`)
  const holder = document.createElement("template")
  holder.innerHTML = section.querySelector("template").innerHTML.replaceAll("__prefix__", total.value)
  const row = holder.content.querySelector(".row-card")
  total.value = Number(total.value) + 1
  section.querySelector(".row-list").append(row)
  field(row, "id").value = id
  renumber(section)
  form.dispatchEvent(new Event("change"))
  await Promise.all([...row.querySelectorAll("[data-django-prose-editor-configurable]")].map((area) => createEditor(area)))
  return row
}

/* -- Moving ------------------------------------------------------------------------------------------------------ */

const writePlaces = (section) => {
  rowsOf(section).forEach((row, index) => {
    field(row, "ORDER").value = index + 1
  })
}

const move = (row, direction) => {
  const section = row.closest(".rows")
  const other = direction === "up" ? row.previousElementSibling : row.nextElementSibling
  if (!other) {
    announce(direction === "up" ? "Déjà en premier." : "Déjà en dernier.")
    return
  }
  if (direction === "up") other.before(row)
  else other.after(row)
  writePlaces(section)
  renumber(section)
  announce(`Déplacé : ${row.querySelector(".row-title").textContent.trim()}`)
  form.dispatchEvent(new Event("change"))
}

/* -- Opening what a link leads to -------------------------------------------------------------------------------- */

const reveal = (id) => {
  const target = id && document.getElementById(id)
  if (!target) return
  for (let parent = target; parent; parent = parent.parentElement) {
    if (parent.tagName === "DETAILS") parent.open = true
  }
  const fold = target.querySelector(":scope > .row-fold, :scope > div > .row-fold")
  if (fold) fold.open = true
  const focusable = document.getElementById(`${id}_editor`) || target
  focusable.scrollIntoView({ block: "center" })
  focusable.focus({ preventScroll: true })
}

/* -- Wiring ------------------------------------------------------------------------------------------------------ */

const addAndFocus = async (section) => {
  const row = await addRow(section)
  row.querySelector("input:not([type=hidden]), select, textarea").focus()
  announce(`Ajouté : ${row.querySelector(".row-rank").textContent}`)
}

document.addEventListener("click", (event) => {
  const adding = event.target.closest(".add-row")
  if (adding) {
    addAndFocus(adding.closest(".rows"))
    return
  }
  const moving = event.target.closest("[data-move]")
  if (moving) {
    move(moving.closest(".row-card"), moving.dataset.move)
    moving.focus()
    return
  }
  const link = event.target.closest('a[href^="#"]')
  if (link && !link.classList.contains("skip-to-content-link")) {
    const id = link.hash.slice(1)
    const target = document.getElementById(id)
    if (!id.startsWith("section-") && target) {
      event.preventDefault()
      const row = target.closest(".row-card")
      const control = row && link.dataset.field && field(row, link.dataset.field)
      reveal(control ? control.id : id)
    }
  }
})

form.addEventListener("input", (event) => {
  const row = event.target.closest(".row-card")
  if (row) showHeading(row)
})

form.addEventListener("change", (event) => {
  const row = event.target.closest?.(".row-card")
  if (row && event.target.name === `${row.id}-DELETE`) {
    row.classList.toggle("is-removed", event.target.checked)
    announce(event.target.checked ? "Sera supprimé à l’enregistrement." : "Ne sera pas supprimé.")
  }
})

/* -- Confirming the missions that come from the year before ------------------------------------------------------ */

const toConfirm = [...document.querySelectorAll('#section-missions .row-list [name$="-confirmed"]')]
const confirmAll = document.querySelector("[data-confirm-all]")

if (toConfirm.length > 1) {
  confirmAll.hidden = false
  confirmAll.addEventListener("click", () => {
    for (const box of toConfirm) box.checked = true
    announce(`${toConfirm.length} missions confirmées : enregistrez pour garder.`)
    form.dispatchEvent(new Event("change"))
  })
}

let isSent = false
const SUBMIT_WARNING =
  "Soumettre la contribution à la communication ?\n\nElle sera enregistrée. Ensuite vous ne pourrez plus la modifier, sauf si la communication vous la renvoie."

form.addEventListener("submit", (event) => {
  if (isSent || (event.submitter?.name === "_submit" && !window.confirm(SUBMIT_WARNING))) {
    event.preventDefault()
    return
  }
  isSent = true
  document.getElementById("save-status").textContent = "Enregistrement en cours…"
})
window.addEventListener("pageshow", () => {
  isSent = false
})

document.querySelector("[data-focus]")?.focus()
/* The review page leads to a block, which may be folded. */
if (window.location.hash.startsWith("#bloc-")) reveal(window.location.hash.slice(1))
