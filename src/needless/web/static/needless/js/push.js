// Asks the browser for notifications, hands what it gives to the form, and sends that as any other.
"use strict";
(() => {
  const form = document.querySelector("[data-push]");
  if (!form) return;
  const say = (text) => {
    const line = form.querySelector("[role=alert]");
    line.textContent = text;
    line.hidden = false;
  };
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const named = () => {
    const agent = navigator.userAgent;
    const browser = ["Edg", "OPR", "Firefox", "Chrome", "Safari"].find((name) => agent.includes(name)) ?? "";
    const system = ["Android", "iPhone", "iPad", "Windows", "Mac", "Linux"].find((name) => agent.includes(name)) ?? "";
    return [{ Edg: "Edge", OPR: "Opera" }[browser] ?? browser, system].filter(Boolean).join(", ");
  };
  const subscribe = async () => {
    const worker = await navigator.serviceWorker.ready;
    const old = await worker.pushManager.getSubscription();
    form.elements.was.value = old?.endpoint ?? "";
    await old?.unsubscribe(); // another key, or an address that was given up: a new one is sure to work
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) });
  };
  form.addEventListener("submit", async (event) => {
    if (form.elements.endpoint.value) return;
    event.preventDefault();
    if (!("PushManager" in window) || !("Notification" in window)) return say(form.dataset.lacking);
    try {
      if (await Notification.requestPermission() !== "granted") return say(form.dataset.refused);
      const { endpoint, keys } = (await subscribe()).toJSON();
      Object.assign(form.elements.endpoint, { value: endpoint });
      Object.assign(form.elements.p256dh, { value: keys.p256dh });
      Object.assign(form.elements.auth, { value: keys.auth });
      Object.assign(form.elements.browser, { value: named() });
      form.submit();
    } catch (problem) {
      say(`${form.dataset.lacking} (${problem.name})`);
    }
  });
})();
