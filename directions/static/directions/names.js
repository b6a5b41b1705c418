/* Names for screen readers: the comboboxes (select2) and the rich text editors that scripts put in place of a field say
   only their value by themselves. Each is named as it appears, whenever its script draws it. */
"use strict";

(() => {
  let numbered = 0;

  /* The id of what names the field: its label, or the field itself where it has an aria-label. */
  function nameOf(field) {
    const label = field.labels?.[0] ?? field;
    label.id ||= `nom-${++numbered}`;
    return label.id;
  }

  function nameCombobox(combobox) {
    const select = combobox.closest(".select2-container")?.previousElementSibling;
    const value = combobox.querySelector(".select2-selection__rendered");
    if (!select || !value) return;
    combobox.setAttribute("aria-labelledby", `${nameOf(select)} ${value.id}`);
    value.removeAttribute("role"); // It calls itself a text field, inside the combobox.
    value.removeAttribute("aria-readonly");
  }

  function nameEditor(editor) {
    const textarea = editor.closest(".prose-editor")?.querySelector("textarea");
    if (!textarea || editor.hasAttribute("aria-label")) return;
    editor.setAttribute("aria-labelledby", nameOf(textarea));
    editor.setAttribute("aria-multiline", "true");
  }

  function nameAll() {
    document.querySelectorAll(".select2-selection[role=combobox]").forEach(nameCombobox);
    document.querySelectorAll(".ProseMirror[contenteditable]").forEach(nameEditor);
    document.querySelectorAll(".select2-search__field").forEach((field) => field.setAttribute("aria-label", "Rechercher"));
  }

  document.addEventListener("DOMContentLoaded", () => {
    nameAll();
    new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  });
})();
