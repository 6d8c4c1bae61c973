import { type Described, describeProblems } from './problem-catalogue';

/** What http itself refuses with, what the database says, and what every collection may say. */
export const httpProblems = describeProblems({
  malformed_request: {
    status: 400,
    title: 'The request cannot be read',
    example: { detail: 'The body is not valid JSON: Unexpected end of JSON input.' },
  },
  invalid_input: {
    status: 400,
    title: 'The input is not valid',
    example: {
      detail: 'name must have 1 to 255 characters.',
      errors: [{ pointer: '/name', detail: 'must have 1 to 255 characters' }],
    },
  },
  unknown_parameter: {
    status: 400,
    title: 'The request names a parameter that does not exist',
    example: {
      detail: 'The parameter colour does not exist here; known: limit, cursor.',
      errors: [{ pointer: 'colour', detail: 'does not exist here' }],
    },
  },
  invalid_cursor: {
    status: 400,
    title: 'The cursor does not fit this list',
    example: {
      detail: 'The cursor was not given by this list with this sort and these filters. Start again without a cursor.',
      errors: [{ pointer: 'cursor', detail: 'does not belong to this list' }],
    },
  },
  unknown_reference: {
    status: 400,
    title: 'The input refers to something that does not exist',
    example: {
      detail: 'There is no episode 01a1fc8c-f007-76c8-9179-9b31a5f0d416, or you may not see it.',
      errors: [
        {
          pointer: '/episode_id',
          detail: 'There is no episode 01a1fc8c-f007-76c8-9179-9b31a5f0d416, or you may not see it.',
          constraint: 'fk_shots_episode_live',
        },
      ],
    },
  },
  not_found: {
    status: 404,
    title: 'Not found',
    example: { detail: 'There is no shot 01a1fc8c-f007-76c8-9179-9b31a5f0d416, or you may not see it.' },
  },
  duplicate: {
    status: 409,
    title: 'It exists already',
    example: {
      detail:
        'The name "ZZ100_501" is taken in this project by the shot 01a1fc8c-f007-76c8-9179-9b31a5f0d416; upper and lower case count as the same. Choose another name.',
      errors: [
        {
          pointer: '/name',
          detail: 'The name is taken.',
          constraint: 'idx_shots_project_name_unique',
          conflicting_id: '01a1fc8c-f007-76c8-9179-9b31a5f0d416',
        },
      ],
    },
  },
  still_referenced: {
    status: 409,
    title: 'It is still in use',
    example: {
      detail: 'The project still has shots.',
      errors: [{ pointer: '/project_id', detail: 'The project still has shots.', constraint: 'fk_shots_project_id' }],
    },
  },
  state_conflict: {
    status: 409,
    title: 'The state does not allow this',
    example: { detail: 'The episode "Reel 1" is in the trash itself. Restore it first.' },
  },
  idempotency_in_progress: {
    status: 409,
    title: 'The same request is still running',
    example: { detail: 'A request with this Idempotency-Key is still running. Wait for it, then send it again.' },
  },
  stale_version: {
    status: 412,
    title: 'It has changed meanwhile',
    example: {
      detail: 'The shot has version 4, not 3: somebody changed it meanwhile. Read it again, then repeat the change.',
    },
  },
  body_too_large: {
    status: 413,
    title: 'The body is too large',
    example: { detail: 'The body is larger than this service takes. Send less at once.' },
  },
  uri_too_long: {
    status: 414,
    title: 'The address is too long',
    example: { detail: 'A part of the path is too long.' },
  },
  unsupported_media_type: {
    status: 415,
    title: 'The media type is not supported',
    example: { detail: 'This address takes application/json, not text/plain.' },
  },
  idempotency_mismatch: {
    status: 422,
    title: 'The idempotency key belongs to another request',
    example: { detail: 'This Idempotency-Key was used for a different request. Take a new key for a new request.' },
  },
  headers_too_large: {
    status: 431,
    title: 'The headers are too large',
    example: { detail: 'The address or the headers are too large.' },
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    example: {
      detail:
        'This is a fault of the service, not of your request. Tell an administrator the request id 01a1fc8c-f007-76c8-9179-9b31a5f0d416.',
    },
  },
  database_unavailable: {
    status: 503,
    title: 'The database is away',
    example: { detail: 'The database cannot be reached at the moment. Try again shortly.' },
  },
  database_busy: {
    status: 503,
    title: 'The database is busy',
    example: { detail: 'Something else holds a lock on this, perhaps a migration. Try again in a moment.' },
  },
  schema_too_old: {
    status: 503,
    title: 'The database schema is too old',
    example: {
      detail: 'The database schema lacks ShotsReferToScenelets. An administrator must run: npm run cli -- migrate',
    },
  },
});

declare module './problem-catalogue' {
  interface ProblemKinds extends Described<typeof httpProblems> {}
}
