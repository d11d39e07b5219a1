/** The emulator's time, estimated from the last response. */
export const clock = () => {
  let known = Date.now()
  let since = performance.now()
  return {
    now: (): number => known + performance.now() - since,
    set: (now: number): void => {
      known = now
      since = performance.now()
    }
  }
}
