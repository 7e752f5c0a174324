import { SlipwayError } from "@slipway/model";

/** Nothing is served there: a real API server answers this one in plain text. */
export function notServed(): SlipwayError {
  return new SlipwayError("SLIP-API-009", "404 page not found");
}

/** In a real API server's words; here it is one caller's share that is used up. */
export function tooManyRequests(): SlipwayError {
  return new SlipwayError("SLIP-API-016", "too many requests, please try again later", {
    details: { retryAfterSeconds: 1 },
  });
}

export function methodNotAllowed(): SlipwayError {
  return new SlipwayError("SLIP-API-010", "the server does not allow this method on the requested resource");
}
