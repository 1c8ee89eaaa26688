// The one place where logs wait for a connection: shared by the pages and the service worker.
"use strict";
self.waitingLogs = (mode, act) => new Promise((resolve, reject) => {
  const opening = indexedDB.open("needless", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("queue", { keyPath: "key" });
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const change = opening.result.transaction("queue", mode);
    const asked = act(change.objectStore("queue"));
    change.oncomplete = () => { opening.result.close(); resolve(asked.result); };
    change.onerror = () => reject(change.error);
  };
});
