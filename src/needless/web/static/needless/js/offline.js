// Without a connection: what was logged waits and is sent once when there is one again (sw.js keeps the pages).
(() => {
  "use strict";
  const { owner, token } = document.body.dataset;
  if (!owner || !("serviceWorker" in navigator)) return;
  const queue = self.waitingLogs;
  const waiting = async () => (await queue("readonly", (rows) => rows.getAll())).filter((row) => row.owner === owner);
  const like = (place) => place.querySelector("template").content.firstElementChild.cloneNode(true);

  // What the server refuses stays, until the owner has looked at it.
  const send = async (row) => {
    const answer = await fetch(row.path, { method: "POST", body: new URLSearchParams(row.fields), headers: { "X-CSRFToken": token, "X-Waiting": "1" } });
    if (new URL(answer.url).pathname.startsWith("/sign-in/") || answer.status >= 500) return 0;
    await queue("readwrite", (rows) => (answer.ok ? rows.delete(row.key) : rows.put({ ...row, refused: answer.status })));
    return answer.ok ? 1 : 0;
  };
  const drain = () => navigator.locks.request("needless-queue", async () => {
    let sent = 0;
    try {
      for (const row of await waiting()) if (!row.refused) sent += await send(row);
    } catch { /* no connection after all: it waits on */ }
    await show();
    if (sent && location.pathname === "/") location.reload();
  });

  const show = async () => {
    const rows = await waiting();
    document.querySelectorAll("[data-waiting]").forEach((place) => {
      place.hidden = !rows.length;
      place.querySelector("ul")?.replaceChildren(...rows.map((row) => {
        const item = like(place);
        item.querySelector("[data-said]").textContent = row.said;
        item.querySelector("[data-refused]").hidden = !row.refused;
        item.querySelector("button").onclick = async () => { await queue("readwrite", (all) => all.delete(row.key)); await show(); };
        return item;
      }));
    });
  };

  // The people of the offline page, by any part of name or firm.
  const search = async (field) => {
    const { people } = await fetch(field.dataset.people).then((answer) => answer.json()).catch(() => ({ people: [] }));
    const place = document.getElementById(field.dataset.into);
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      const found = words.length ? people.filter((one) => words.every((word) => one.find.includes(word))).slice(0, 12) : [];
      place.querySelector("ul").replaceChildren(...found.map((one) => {
        const item = like(place);
        Object.assign(item.querySelector("a"), { textContent: one.name, href: one.url });
        item.querySelector("small").textContent = [one.organisation, ...one.ways].filter(Boolean).join(" · ");
        return item;
      }));
    });
  };

  addEventListener("load", async () => {
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
    const open = [...document.querySelectorAll(".suggestion h2 a")];
    if (location.pathname === "/") (open.length ? navigator.setAppBadge?.() : navigator.clearAppBadge?.());
    document.querySelectorAll("[data-people]").forEach(search);
    await drain();
    const soon = ["/", "/offline/", "/offline/people.json", "/log/", "/people/", ...open.map((name) => name.getAttribute("href"))];
    await Promise.allSettled(soon.map((path) => fetch(path)));
    document.documentElement.dataset.offline = "ready";
  });
  addEventListener("online", drain);
})();
