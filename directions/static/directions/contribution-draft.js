/* Guards what is typed: warns before leaving with unsaved words, and keeps a copy on this computer until the server has
   confirmed that it is saved. A copy that is older than the stored version is given back with its version: saving it
   shows the differences, as for two people. */

const DELAY = 800
const form = document.getElementById("contribution_form")

const key = (contribution, user) => `contribution:${user}:${contribution}`

/* The server's message says which contribution is saved; this runs on the page for reading too. */
const forgetSaved = () => {
  for (const message of document.querySelectorAll(".messagelist li")) {
    const saved = [...message.classList].find((name) => name.startsWith("saved-"))
    if (!saved) continue
    for (const name of Object.keys(localStorage)) {
      if (name.startsWith("contribution:") && name.endsWith(saved.slice("saved-".length))) localStorage.removeItem(name)
    }
  }
}

/* What the form holds, by name: everything but files, which a page may not read again, and what the server writes. */
const NOT_TYPED = new Set(["csrfmiddlewaretoken", "version", "base"])

const contents = () => {
  const values = {}
  for (const control of form.elements) {
    if (!control.name || NOT_TYPED.has(control.name) || control.type === "file" || control.type === "submit") continue
    values[control.name] = control.type === "checkbox" ? control.checked : control.value
  }
  return values
}

const guard = async () => {
  const { addRow } = await import(new URL(document.querySelector('script[src*="contribution-rows"]').src))
  const name = key(form.dataset.contribution, form.dataset.user)
  const status = document.getElementById("save-status")
  const banner = document.getElementById("draft-banner")
  const opened = JSON.stringify(contents())
  let isLeaving = false
  let timer = 0

  const isDirty = () => "unsaved" in form.dataset || JSON.stringify(contents()) !== opened
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(name))
    } catch {
      return null
    }
  }
  const write = () => {
    if (!isDirty()) {
      localStorage.removeItem(name)
      status.textContent = ""
      return
    }
    const draft = { version: form.elements.version.value, base: form.elements.base.value, at: Date.now(), values: contents() }
    try {
      localStorage.setItem(name, JSON.stringify(draft))
    } catch {
      // No room left on this computer: the warning before leaving remains.
    }
    status.textContent = "Modifications non enregistrées"
  }
  const writeSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(write, DELAY)
  }

  const restore = async (draft) => {
    for (const section of form.querySelectorAll(".rows")) await restoreRows(section, draft.values, addRow)
    for (const [field, value] of Object.entries(draft.values)) {
      if (!/^[a-z_]+-(\d+-|(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$)/.test(field)) fill(form.elements[field], value)
    }
    form.elements.version.value = draft.version
    form.elements.base.value = draft.base
    write()
  }

  form.addEventListener("input", writeSoon)
  form.addEventListener("change", writeSoon)
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return
    clearTimeout(timer)
    write()
    isLeaving = true
  })
  window.addEventListener("pageshow", () => {
    isLeaving = false
  })
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && isDirty()) event.preventDefault()
  })
  document.querySelector("[data-abandon]")?.addEventListener("click", () => {
    localStorage.removeItem(name)
    isLeaving = true
  })

  const draft = read()
  if ("unsaved" in form.dataset) write()
  else if (draft && JSON.stringify(draft.values) !== opened) {
    banner.querySelector(".draft-date").textContent = ` (${new Date(draft.at).toLocaleString("fr-FR", { dateStyle: "long", timeStyle: "short" })})`
    banner.hidden = false
    banner.addEventListener("click", (event) => {
      const action = event.target.dataset?.draft
      if (!action) return
      if (action === "restore") restore(draft)
      else localStorage.removeItem(name)
      banner.hidden = true
    })
  } else localStorage.removeItem(name)
}

const fill = (control, value) => {
  if (!control) return
  if (control.type === "checkbox") {
    if (control.checked !== value) control.click()
    return
  }
  control.value = value
  control.proseEditor?.commands.setContent(value)
  control.dispatchEvent(new Event("input", { bubbles: true }))
}

/* Rows are found again by their identity: the page may not hold them at the same rank, or at all. */
const restoreRows = async (section, values, addRow) => {
  const { prefix } = section.dataset
  const own = Object.keys(values).filter((field) => new RegExp(`^${prefix}-\\d+-id$`).test(field))
  for (const idField of own) {
    const from = idField.slice(0, -"id".length)
    const id = values[idField]
    const existing = [...section.querySelectorAll(".row-list > .row-card")].find(
      (row) => row.querySelector(`[name="${row.id}-id"]`).value === id,
    )
    const row = existing || (await addRow(section, id))
    for (const [field, value] of Object.entries(values)) {
      if (field.startsWith(from) && field !== idField) fill(form.elements[`${row.id}-${field.slice(from.length)}`], value)
    }
  }
}

forgetSaved()
if (form) guard()
