/** The line over which the emulator tells that something changed. */
export const connection = (onLive: () => void, onLost: () => void, onChange: () => void): void => {
  const connect = (): void => {
    const source = new EventSource("/_emulator/events")
    source.addEventListener("open", onLive)
    source.addEventListener("change", onChange)
    source.addEventListener("error", () => {
      onLost()
      // It tries again by itself, except where something else than the emulator answered.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1000)
    })
  }
  connect()
}
