/* Says, under the value of a figure, how it was understood while it is typed, and opens the explanation where the value
   moved so much that a word is wanted. The server reads the number: there is one reader, in directions/expressions/. */

const form = document.getElementById("contribution_form")
const announcements = document.getElementById("announcements")
const WAIT = 350
const READ = [
  "label", "value", "unit", "scale", "qualifier", "text_value", "scope", "not_provided", "has_new_perimeter",
  "restated_value", "explanation",
]
const SEVERAL_CELLS = "Vous avez collé plusieurs cases ou plusieurs lignes\u00a0: copiez-en une seule."

const field = (row, name) => row.querySelector(`[name="${row.id}-${name}"]`)
const typed = (input) => (input?.type === "checkbox" && !input.checked ? "" : (input?.value ?? ""))
const timers = new WeakMap()
const asked = new WeakMap()

const lineOf = (row) => {
  const input = field(row, "value")
  const line = document.getElementById(`${row.id}-understood`)
  const described = input.getAttribute("aria-describedby") ?? ""
  if (!described.includes(line.id)) input.setAttribute("aria-describedby", `${described} ${line.id}`.trim())
  return line
}

const candidateButton = (row, words) => {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "action small"
  button.textContent = words
  button.addEventListener("click", () => {
    const input = field(row, "value")
    input.value = words
    input.focus()
    form.dispatchEvent(new Event("change"))
    read(row)
  })
  return button
}

const refuse = (row, words) => {
  const line = lineOf(row)
  line.classList.add("is-refused")
  line.replaceChildren(words)
  announcements.textContent = words
}

const offer = (row, candidates) => {
  if (candidates.length) lineOf(row).append(" ", ...candidates.flatMap((words) => [candidateButton(row, words), " "]))
}

/* What was opened for a strong variation closes again when the value is corrected, unless something was written. */
const foldExplanation = (row) => {
  const input = field(row, "explanation")
  const explanation = input?.closest("details")
  if (!explanation || input.value.trim() || explanation.contains(document.activeElement)) return
  explanation.hidden = true
  explanation.open = false
}

const show = (row, reading) => {
  if (reading.refused) {
    refuse(row, reading.refused)
    offer(row, reading.candidates)
    return
  }
  const line = lineOf(row)
  line.classList.remove("is-refused")
  line.replaceChildren(reading.understood)
  announcements.textContent = reading.understood
  const explanation = field(row, "explanation")?.closest("details")
  if (reading.asks_explanation && explanation) {
    explanation.hidden = false
    explanation.open = true
    line.append(". Cette variation est forte\u00a0: expliquez-la en quelques mots.")
  } else {
    foldExplanation(row)
  }
}

/* `tell` gets what the server answers. Without an answer the line says nothing: it would speak of another value. */
const read = async (row, tell = show) => {
  const question = new URLSearchParams(READ.map((name) => [name, typed(field(row, name))]))
  question.set("figure", field(row, "id").value)
  asked.get(row)?.abort()
  const request = new AbortController()
  asked.set(row, request)
  try {
    const response = await fetch(`${form.dataset.reading}?${question}`, { signal: request.signal })
    if (response.ok && !response.redirected) tell(row, await response.json())
    else lineOf(row).replaceChildren()
  } catch (error) {
    // The line is a help: without the network the page still works, and the server reads the number when it is saved.
    if (error.name !== "AbortError") lineOf(row).replaceChildren()
  }
}

form.addEventListener("input", (event) => {
  const row = event.target.closest(".row-card")
  if (!row || !field(row, "value") || !READ.some((name) => event.target === field(row, name))) return
  clearTimeout(timers.get(row))
  timers.set(row, setTimeout(() => read(row), WAIT))
})

/* A browser joins the cells that are pasted into a field: 100 and 200 would be 100 200. */
form.addEventListener("paste", (event) => {
  const row = event.target.closest(".row-card")
  if (!row || ![field(row, "value"), field(row, "restated_value")].includes(event.target)) return
  if (!/[\t\r\n]/.test(event.clipboardData.getData("text/plain").trim())) return
  event.preventDefault()
  refuse(row, SEVERAL_CELLS)
})

/* After a refused save, what may have been meant can be chosen too; the page says already why it was refused. */
for (const row of form.querySelectorAll(".row-card")) {
  if (field(row, "value")?.getAttribute("aria-invalid") === "true") {
    read(row, (_, reading) => offer(row, reading.candidates))
  }
}
