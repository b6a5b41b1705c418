// Moves the parts of the report up and down with buttons. Without this script each has its place to choose in a list.

const list = document.querySelector("[data-parts]");
const status = document.querySelector("[data-parts-status]");

function button(row, direction) {
  return row.querySelector(`[data-move="${direction}"]`);
}

function writePlaces() {
  const rows = [...list.children];
  rows.forEach((row, index) => {
    row.querySelector("select").value = index + 1;
    button(row, "up").disabled = index === 0;
    button(row, "down").disabled = index === rows.length - 1;
  });
}

function move(row, direction) {
  if (direction === "up") row.previousElementSibling.before(row);
  else row.nextElementSibling.after(row);
  writePlaces();
  // At an end of the list the button that was pressed can do nothing more.
  const pressed = button(row, direction);
  (pressed.disabled ? button(row, direction === "up" ? "down" : "up") : pressed).focus();
  const place = [...list.children].indexOf(row) + 1;
  status.textContent = `${row.querySelector("label").textContent.trim()} : place ${place} sur ${list.children.length}.`;
}

if (list) {
  for (const row of list.children) {
    row.querySelector(".place").hidden = true;
    row.querySelector(".moves").hidden = false;
  }
  writePlaces();
  list.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-move]");
    if (pressed) move(pressed.closest("li"), pressed.dataset.move);
  });
}
