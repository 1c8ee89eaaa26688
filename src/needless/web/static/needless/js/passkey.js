// Passkeys: the form's button asks the device, and what it answers is posted. The options come with the page, or from
// the form's own address.
'use strict'

document.addEventListener('DOMContentLoaded', () => {
  for (const form of document.querySelectorAll('form[data-passkey]')) form.addEventListener('submit', answered)
})

async function answered (event) {
  const form = event.target
  if (form.credential.value) return
  event.preventDefault()
  const problem = form.querySelector('[role="alert"]')
  problem.hidden = true
  try {
    form.credential.value = JSON.stringify(await ask(form, await options(form)))
  } catch (refused) {
    problem.hidden = false
    return
  }
  form.submit()
}

async function options (form) {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent)
  const response = await fetch(form.action, { headers: { Accept: 'application/json' } })
  return response.json()
}

function ask (form, given) {
  if (form.dataset.passkey === 'get') return window.webauthnJSON.get(given.request_options)
  const wanted = given.creation_options.publicKey.authenticatorSelection
  wanted.residentKey = wanted.userVerification = 'required' // one that signs in by itself
  wanted.requireResidentKey = true
  return window.webauthnJSON.create(given.creation_options)
}
