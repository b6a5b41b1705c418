/* Names the rich text editors and their buttons in French. Loaded before the editor, which has no French of its own for
   its buttons and no name for screen readers. */
"use strict"

{
  const WORDS = {
    "Edit Link": "Lien",
    URL: "Adresse du lien",
    Title: "Titre",
    Update: "Valider",
    Cancel: "Annuler",
  }
  // The editor asks this function, Django's own, for its words.
  window.gettext = (text) => WORDS[text] || text

  const BUTTONS = {
    bulletList: "Liste à puces",
    orderedList: "Liste numérotée",
    paragraph: "Paragraphe",
    bold: "Gras",
    italic: "Italique",
    superscript: "Exposant",
    link: "Mettre un lien sur les mots choisis",
    unlink: "Retirer le lien",
    "history:undo": "Annuler la dernière frappe",
    "history:redo": "Rétablir",
  }

  const nameButtons = (toolbar) => {
    for (const button of toolbar.querySelectorAll("button[data-name]")) {
      const words = BUTTONS[button.dataset.name]
      if (words) {
        button.title = words
        button.setAttribute("aria-label", words)
      }
    }
  }

  const TOGGLES = new Set(["bulletList", "orderedList", "bold", "italic", "superscript"])

  const tellStates = (toolbar) => {
    for (const button of toolbar.querySelectorAll("button[data-name]")) {
      button.setAttribute("aria-disabled", button.classList.contains("disabled"))
      if (TOGGLES.has(button.dataset.name)) button.setAttribute("aria-pressed", button.classList.contains("active"))
    }
  }

  const dressToolbar = (editor, name) => {
    const toolbar = editor.view.dom.parentElement.querySelector(".prose-menubar")
    toolbar.setAttribute("role", "toolbar")
    toolbar.setAttribute("aria-label", `Mise en forme : ${name}`)
    nameButtons(toolbar)
    tellStates(toolbar)
    editor.on("transaction", () => tellStates(toolbar))
  }

  /* Word pastes its lists as paragraphs that begin with a bullet or a number: makes lists of them again. */
  const fromWord = (html) => {
    const page = new DOMParser().parseFromString(html.replace(/\sstyle=("[^"]*"|'[^']*')/gi, ""), "text/html")
    for (const paragraph of page.querySelectorAll('p[class^="MsoListParagraph"]')) {
      const mark = paragraph.querySelector("span")
      const kind = /^\s*(\d+|[a-z])[.)]/i.test(mark?.textContent ?? "") ? "OL" : "UL"
      if (/^\s*([·•§o▪–-]|(\d+|[a-z])[.)])\s*$/i.test(mark?.textContent ?? "")) mark.remove()
      const before = paragraph.previousElementSibling
      const list = before?.tagName === kind ? before : page.createElement(kind)
      const item = page.createElement("li")
      paragraph.replaceWith(list)
      item.append(paragraph)
      list.append(item)
    }
    return page.body.innerHTML
  }

  document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
    const label = document.querySelector(`label[for="${textarea.id}"]`)
    const box = editor.view.dom
    editor.setOptions({ editorProps: { ...editor.options.editorProps, transformPastedHTML: fromWord } })
    box.id = `${textarea.id}_editor`
    box.setAttribute("role", "textbox")
    box.setAttribute("aria-multiline", "true")
    box.setAttribute("aria-labelledby", `${textarea.id}_label`)
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (textarea.hasAttribute(name)) box.setAttribute(name, textarea.getAttribute(name))
    }
    const name = label ? label.firstChild.textContent.trim() : "texte"
    // The menu is made after the editor says that it is ready.
    if (box.parentElement.querySelector(".prose-menubar")) dressToolbar(editor, name)
    else editor.on("create", () => dressToolbar(editor, name))
    // The label points at the text area, which the editor hides.
    label?.addEventListener("click", () => editor.commands.focus())
    textarea.proseEditor = editor
  })
}
