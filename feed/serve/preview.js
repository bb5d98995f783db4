// Reloads the page when the site has been published again.
const events = new EventSource(document.currentScript.src.replace(/preview\.js$/, 'events'))
let shown
events.onmessage = (event) => {
  if (shown && shown !== event.data) location.reload()
  shown = event.data
}
