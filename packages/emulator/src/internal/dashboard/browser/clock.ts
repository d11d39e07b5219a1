/** The emulator's time, estimated from the last response. */
export const clock = () => {
  let lastTime = Date.now()
  let lastUpdate = performance.now()
  return {
    now: (): number => lastTime + performance.now() - lastUpdate,
    set: (now: number): void => {
      lastTime = now
      lastUpdate = performance.now()
    }
  }
}
