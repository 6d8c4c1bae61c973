import createFetchClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './schema';

type Schemas = components['schemas'];

/** A shot as every response shows it. */
export type Shot = Schemas['Shot'];
/** What a shot is made from; `project_id` may be left out, it follows from the episode. */
export type ShotCreate = Schemas['ShotCreate'];
/** Changes to a shot (JSON merge patch). */
export type ShotPatch = Schemas['ShotPatch'];
/** A project. */
export type Project = Schemas['Project'];
/** An episode. */
export type Episode = Schemas['Episode'];
/** The body of every refusal (RFC 9457). */
export type Problem = Schemas['ProblemBody'];
/** The client: `GET`, `POST`, `PATCH` and `DELETE`, typed by path. */
export type ContinuityClient = Client<paths>;

/**
 * A client for one service.
 *
 * @param baseUrl the service's origin, for instance `http://127.0.0.1:3000`
 * @param token a sign-in's access token or a personal API token; absent: calls are made without
 */
export function createContinuityClient(baseUrl: string, token?: string): ContinuityClient {
  return createFetchClient<paths>({
    baseUrl,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
  });
}
