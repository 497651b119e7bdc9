/** Every question the site asks Sanity. The client's perspective is `published`: drafts are in none of the answers. */

// `sanity typegen` looks for this name: `npm run content:types` writes content-types.ts from the schema and what is below.
const groq = String.raw;

export const conferenceQuery = groq`*[_type == "event" && _id == "event"][0]{
  "id": _id, name, tagline, description, startsOn, endsOn, timeZone, currency, venue, accentColor, announcement, contactEmail,
  cancelUntil
}`;

/** References stay ids: every room, track and speaker is in the same answer once. */
export const programmeQuery = groq`{
  "rooms": *[_type == "room"] | order(coalesce(order, 1000) asc, name asc) { "id": _id, "slug": slug.current, name },
  "tracks": *[_type == "track"] | order(coalesce(order, 1000) asc, name asc) { "id": _id, "slug": slug.current, name },
  "speakers": *[_type == "speaker"] { "id": _id, "slug": slug.current, name, role, portrait, biography },
  "sessions": *[_type == "session"] {
    "id": _id, "slug": slug.current, title, subtitle, kind, language, startsAt, endsAt,
    "roomId": room._ref, "trackId": track._ref, "speakerIds": speakers[]._ref, abstract, description, links
  }
}`;

export const pagesQuery = groq`*[_type == "page"] | order(coalesce(order, 1000) asc, title asc) {
  "id": _id, "slug": slug.current, title, body
}`;

export const sponsorsQuery = groq`*[_type == "sponsor"] | order(coalesce(order, 1000) asc, name asc) {
  "id": _id, name, website, level, logo
}`;

export const mailTextsQuery = groq`*[_type == "mailText"] | order(_id asc) { "id": _id, kind, body }`;

export const questionsQuery = groq`*[_type == "question"] | order(coalesce(order, 1000) asc, title asc) {
  "id": _id, title, hint, kind, options, askedOf, isRequired, "ticketTypeIds": ticketTypes[]._ref
}`;

export const catalogueQuery = groq`{
  "currency": *[_type == "event" && _id == "event"][0].currency,
  "event": *[_type == "event" && _id == "event"][0]{ name, startsOn, endsOn, timeZone, seller, bankTransfer },
  "cancelUntil": *[_type == "event" && _id == "event"][0].cancelUntil,
  "ticketTypes": *[_type == "ticketType"] | order(coalesce(order, 1000) asc, name asc) {
    "id": _id, name, description, priceCents, vatPercent, salesStart, salesEnd, maxPerOrder, maxPerPerson, isHidden,
    "quotaIds": quotas[]._ref
  },
  "quotas": *[_type == "quota"] | order(name asc) { "id": _id, name, capacity },
  "vouchers": *[_type == "voucher"] | order(code asc, _id asc) {
    "id": _id, code, gives, percentOff, amountOffCents, priceCents, "ticketTypeIds": ticketTypes[]._ref,
    maxUses, maxPerOrder, validFrom, validUntil
  }
}`;
