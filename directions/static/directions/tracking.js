/* Ticks all the lines of the table in place, and says how many are ticked. Without it the link ticks them by the server. */

const form = document.getElementById("bulk")
const link = form?.querySelector("[data-tick]")
const count = document.getElementById("bulk-count")
const boxes = form ? [...form.querySelectorAll("input[name=contribution]")] : []

const tell = () => {
  const ticked = boxes.filter((box) => box.checked).length
  count.textContent = ticked > 1 ? `${ticked} contributions cochées` : `${ticked || "Aucune"} contribution cochée`
  link.dataset.tick = ticked === boxes.length ? "none" : "all"
  link.textContent = ticked === boxes.length ? "Tout décocher" : "Tout cocher"
}

if (form) {
  count.hidden = false
  form.addEventListener("change", tell)
  link.addEventListener("click", (event) => {
    event.preventDefault()
    const ticks = link.dataset.tick === "all"
    boxes.forEach((box) => { box.checked = ticks })
    tell()
  })
  // A browser that comes back to the page has ticked its boxes by then.
  window.addEventListener("pageshow", tell)
}
