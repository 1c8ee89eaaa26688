// Keeps the pages one needs in a lift, and what is logged there. The network comes first wherever there is one.
"use strict";
importScripts("{{ queue }}");
const SHELL = "shell-{{ digest }}";
const PAGES = "pages";
const ASSETS = [{% for asset in assets %}"{{ asset }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const OFFLINE = "/offline/";
const PATIENCE = 6000; // milliseconds until a kept page is better than none
const LONGEST = 30000; // ... until nothing will come: a page that is only long in the making is worth waiting for
const KEPT = /^\/(|people\/|log\/|offline\/|offline\/people\.json|people\/\d+\/)$/;
const PERSON = /^\/people\/\d+\/$/;
const SEALING = /^\/(settings\/notes\/|notes\/lock\/)$/;
const QUEUED = /^\/(log\/|log\/line\/|suggestions\/\d+\/(done|later|skip|let-go)\/)$/;
const MOST = 150; // pages

self.addEventListener("install", (event) => {
  const fresh = ASSETS.map((path) => new Request(path, { cache: "reload" }));
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith("shell-") && name !== SHELL;
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

const keep = async (url, answer) => {
  const pages = await caches.open(PAGES);
  await pages.put(url, answer);
  const names = await pages.keys();
  await Promise.all(names.slice(0, Math.max(0, names.length - MOST)).map((name) => pages.delete(name)));
};

// Somebody's page is kept nowhere while it shows notes that are sealed, nor from before they were.
const isSecret = (url, answer) => PERSON.test(url.pathname) && (answer.headers.get("Cache-Control") ?? "").includes("no-store");
const forgetPeople = async (only) => {
  const pages = await caches.open(PAGES);
  const gone = (await pages.keys()).filter(({ url }) => (only ? url === only : PERSON.test(new URL(url).pathname)));
  await Promise.all(gone.map((name) => pages.delete(name)));
};

const own = (url) => caches.match(url.origin + url.pathname);
const kept = async (request, url) => (await own(url)) ?? (request.mode === "navigate" ? caches.match(OFFLINE) : undefined);

const read = async (event, url) => {
  const { request } = event;
  const isKept = KEPT.test(url.pathname) && !url.search && !request.headers.get("HX-Request");
  const asked = fetch(request).then((answer) => {
    if (isKept && answer.ok && !answer.redirected) event.waitUntil(isSecret(url, answer) ? forgetPeople(url.href) : keep(url.href, answer.clone()));
    return answer;
  });
  const after = (time) => new Promise((resolve) => { setTimeout(resolve, time); });
  const last = after(LONGEST).then(() => kept(request, url));
  const waited = after(PATIENCE).then(() => (isKept ? own(url) : undefined)).then((page) => page ?? last);
  try {
    return (await Promise.race([asked, waited])) ?? await asked;
  } catch {
    if (url.pathname === "/log/line/") {
      await wait("/log/queued/", [["line", url.searchParams.get("line") ?? ""]]);
      return Response.redirect(OFFLINE, 303);
    }
    return (await kept(request, url)) ?? Response.error();
  }
};

// "Today" is the day on which it was written, not the one on which it is sent.
const day = (back) => {
  const on = new Date(Date.now() - back * 864e5);
  return [on.getFullYear(), String(on.getMonth() + 1).padStart(2, "0"), String(on.getDate()).padStart(2, "0")].join("-");
};
const dated = (fields) => {
  const said = fields.find(([name]) => name === "day")?.[1];
  if (said !== "0" && said !== "1") return fields;
  return [...fields.filter(([name]) => name !== "day" && name !== "on"), ["day", "other"], ["on", day(Number(said))]];
};

const wait = async (path, fields) => {
  const page = await (await caches.match(OFFLINE)).text();
  const plain = dated(keyed(fields).filter(([name]) => name !== "csrfmiddlewaretoken"));
  const words = plain.filter(([name]) => ["line", "who", "summary", "note"].includes(name)).map(([, value]) => value).filter(Boolean);
  const [, key] = plain.find(([name]) => name === "key");
  const row = { key, path, owner: /data-owner="(\d+)"/.exec(page)[1], said: words.join(", ") || path, fields: [...plain, ["at", new Date().toISOString()]] };
  await self.waitingLogs("readwrite", (rows) => rows.put(row));
};

// The key is given before the first try: it may have arrived though the answer did not.
const keyed = (fields) => (fields.some(([name]) => name === "key") ? fields : [...fields, ["key", crypto.randomUUID()]]);

const write = async (request, url) => {
  const fields = keyed([...(await request.clone().formData()).entries()]);
  const headers = new Headers(request.headers);
  headers.delete("Content-Type");
  try {
    return await fetch(new Request(request, { headers, body: new URLSearchParams(fields) }));
  } catch {
    await wait(url.pathname, fields);
    return request.headers.get("HX-Request") ? new Response("", { headers: { "HX-Redirect": OFFLINE } }) : Response.redirect(OFFLINE, 303);
  }
};

const leave = async (request) => {
  const answer = await fetch(request);
  await caches.delete(PAGES);
  return answer;
};

const seal = async (request) => {
  const answer = await fetch(request);
  await forgetPeople();
  return answer;
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const { method, mode } = event.request;
  if (url.origin !== location.origin || event.request.headers.has("X-Waiting")) return; // what waits is sent by its page
  if (method === "POST" && QUEUED.test(url.pathname)) event.respondWith(write(event.request, url));
  if (method === "POST" && url.pathname === "/sign-out/") event.respondWith(leave(event.request));
  if (method === "POST" && SEALING.test(url.pathname)) event.respondWith(seal(event.request));
  if (method !== "GET") return;
  if (ASSETS.includes(url.pathname)) event.respondWith(caches.match(url.pathname).then((found) => found ?? fetch(event.request)));
  else if (mode === "navigate" || KEPT.test(url.pathname)) event.respondWith(read(event, url));
});

// Notifications: that the plan is ready, and nothing else; a tap opens it.
self.addEventListener("push", (event) => {
  const said = event.data?.json() ?? {};
  const show = self.registration.showNotification(said.title ?? "Needless", { body: said.body ?? "", tag: "plan", icon: "{{ icon }}", data: { url: said.url ?? "/" } });
  event.waitUntil(Promise.all([show, self.navigator.setAppBadge?.().catch(() => {})]));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path = event.notification.data?.url ?? "/";
  event.waitUntil(self.clients.matchAll({ type: "window" }).then((open) => {
    const here = open.find((client) => new URL(client.url).pathname === path);
    return here ? here.focus() : self.clients.openWindow(path);
  }));
});
