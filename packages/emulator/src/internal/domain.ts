/** A domain as it stands in an address: what names a relying party. */
export const isDomain = (text: string): boolean =>
  URL.canParse(`https://${text}`) && new URL(`https://${text}`).hostname === text
