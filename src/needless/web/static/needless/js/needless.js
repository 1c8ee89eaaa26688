// Keys, chips and small comforts. Every page works without this file.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const isTyping = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  // One element for each key: <... data-key="n">. A field gets the focus, anything else is pressed.
  const press = (key) => {
    const found = all("[data-key]").find((e) => e.dataset.key === key && e.getClientRects().length);
    if (!found) return false;
    if (found.matches("input, textarea")) { found.focus(); found.select(); } else found.click();
    return true;
  };

  const step = (by) => {
    const items = all("[data-list] > *");
    if (!items.length) return false;
    const at = items.findIndex((item) => item.classList.contains("here"));
    const next = items[Math.max(0, Math.min(items.length - 1, at + by))];
    items.forEach((item) => item.classList.toggle("here", item === next));
    next.querySelector("a")?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    return true;
  };

  const mark = () => {
    const box = document.querySelector("[data-list] > .here input[type=checkbox]");
    if (box) box.click();
    return Boolean(box);
  };

  const moves = { j: () => step(1), k: () => step(-1), x: mark };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { all("details[open]:not([data-stays])").forEach((d) => { d.open = false; }); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if ((moves[event.key] ?? (() => press(event.key)))()) event.preventDefault();
  });

  // Toasts go by themselves, but never while one is on them.
  const fade = () => all(".toast:not([data-timed])").forEach((toast) => {
    toast.dataset.timed = "";
    const go = () => (toast.matches(":hover, :focus-within") ? setTimeout(go, 2000) : toast.classList.add("gone"));
    setTimeout(go, toast.querySelector("form") ? 12000 : 5000);
  });

  const copy = (button) => navigator.clipboard?.writeText(button.dataset.copy).then(() => {
    const label = button.querySelector("span") ?? button;
    const before = label.textContent;
    label.textContent = button.dataset.copied;
    setTimeout(() => { label.textContent = before; }, 2000);
  });

  // People by three letters: what is found becomes a chip with a hidden field.
  const add = (button) => {
    const picker = button.closest("[data-picker]");
    const chips = picker.querySelector(".chips");
    const id = button.dataset.id;
    if (!chips.querySelector(`input[value="${CSS.escape(id)}"]`)) {
      const chip = picker.querySelector("template").content.firstElementChild.cloneNode(true);
      chip.querySelector("span").textContent = button.dataset.name;
      chip.querySelector("input").value = id;
      chip.querySelector("button").setAttribute("aria-label", `${chip.querySelector("button").dataset.verb} ${button.dataset.name}`);
      if (picker.dataset.picker === "one") chips.replaceChildren();
      chips.append(chip);
    }
    picker.querySelector(".found").replaceChildren();
    const field = picker.querySelector("input[type=text]");
    field.value = "";
    field.focus();
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-copy], [data-add], [data-remove], [data-more]");
    if (!target) return;
    if (target.matches("[data-copy]")) copy(target);
    if (target.matches("[data-add]")) add(target);
    if (target.matches("[data-remove]")) {
      const picker = target.closest("[data-picker]");
      target.closest(".chip").remove();
      picker?.querySelector("input[type=text]")?.focus();
    }
    if (target.matches("[data-more]")) {
      const last = target.previousElementSibling.lastElementChild;
      const row = last.cloneNode(true);
      all("input", row).forEach((input) => { input.value = ""; });
      last.after(row);
      row.querySelector("input, select").focus();
    }
  });

  // Arrows walk through what is found; Enter takes the first.
  document.addEventListener("keydown", (event) => {
    const picker = event.target.closest?.("[data-picker]");
    if (!picker) return;
    const found = all(".found button", picker);
    const at = found.indexOf(document.activeElement);
    const field = picker.querySelector("input[type=text]");
    if (event.key === "Enter" && event.target === field && field.value) {
      event.preventDefault();
      found[0]?.click();
    } else if (event.key === "ArrowDown" && found.length) {
      event.preventDefault();
      found[Math.min(at + 1, found.length - 1)].focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (found[at - 1] ?? field).focus();
    } else if (event.key === "Backspace" && event.target === field && !field.value) {
      all(".chip", picker).at(-1)?.remove();
    }
  });

  const fill = (drop, files) => {
    const list = drop.querySelector("[data-files]");
    if (list) list.textContent = [...files].map((file) => file.name).join(", ");
  };
  document.addEventListener("change", (event) => {
    const drop = event.target.closest("[data-drop]");
    if (drop) fill(drop, event.target.files);
    if (event.target.matches("[data-all]")) all("[data-list] input[type=checkbox]").forEach((box) => { box.checked = event.target.checked; });
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
    const bar = document.querySelector(".bulk");
    if (bar) bar.classList.toggle("on", all("[data-list] input:checked").length > 0);
  });
  all("[data-drop]").forEach((drop) => {
    const over = (is) => (event) => { event.preventDefault(); drop.classList.toggle("over", is); };
    drop.addEventListener("dragover", over(true));
    drop.addEventListener("dragleave", over(false));
    drop.addEventListener("drop", (event) => {
      over(false)(event);
      drop.querySelector("input[type=file]").files = event.dataTransfer.files;
      fill(drop, event.dataTransfer.files);
    });
  });

  // The page's own link among those beside it, where they are wider than a phone.
  const here = document.querySelector(".beside [aria-current]");
  if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 24;

  // Pictures wider than the screen open where now is: so many percent of their width.
  all("[data-now]").forEach((wide) => { wide.scrollLeft = (wide.scrollWidth * wide.dataset.now) / 100 - wide.clientWidth * 0.85; });

  document.addEventListener("htmx:load", fade);
  fade();
})();
