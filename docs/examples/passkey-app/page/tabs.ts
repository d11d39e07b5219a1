/** What the tabs of this browser tell each other: who logged in, and out. */

type News = { readonly event: "logged in"; readonly userId: string } | { readonly event: "logged out" }

const channel = new BroadcastChannel("session")

export const announce = (news: News): void => channel.postMessage(news)

export const listen = (hear: (news: News) => void): void => {
  channel.addEventListener("message", ({ data }: MessageEvent<News>) => hear(data))
  // A page that comes back out of the browser's memory has heard nothing in the meantime.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload()
  })
}
