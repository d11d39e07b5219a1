/** Subscribes to the change events of the emulator. */
export const connection = (onLive: () => void, onLost: () => void, onChange: () => void): void => {
  const connect = (): void => {
    const source = new EventSource("/_emulator/events")
    source.addEventListener("open", onLive)
    source.addEventListener("change", onChange)
    source.addEventListener("error", () => {
      onLost()
      // The browser reconnects by itself, except after an HTTP error.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000)
    })
  }
  connect()
}
