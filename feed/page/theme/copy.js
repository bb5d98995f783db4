// The copy buttons. Without this file they are hidden, and nothing is missing: each
// address is there to be read.
const status = document.createElement('p')
status.className = 'hidden'
status.setAttribute('role', 'status')
document.querySelector('main').append(status)

// copyOld copies where there is no clipboard API: on plain http.
function copyOld (text) {
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}

for (const button of document.querySelectorAll('button[data-copy]')) {
  const label = button.innerHTML
  button.hidden = false
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy)
    } catch {
      copyOld(button.dataset.copy)
    }
    button.textContent = status.textContent = button.dataset.done
    button.focus()
    setTimeout(() => {
      button.innerHTML = label
      status.textContent = ''
    }, 2000)
  })
}
