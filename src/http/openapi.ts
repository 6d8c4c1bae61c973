import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode, ProblemError } from './problem';
import { FieldErrorBody, ProblemBody } from './problem.dto';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

const METHODS: readonly Method[] = ['get', 'post', 'put', 'patch', 'delete'];

/** What each kind of problem looks like; the bodies of the document's examples. */
const EXAMPLES: Readonly<Record<ProblemCode, ProblemError>> = {
  malformed_request: new ProblemError('malformed_request', 'The body is not valid JSON: Unexpected end of JSON input.'),
  invalid_input: new ProblemError('invalid_input', 'name must have 1 to 255 characters.', [
    { pointer: '/name', detail: 'must have 1 to 255 characters' },
  ]),
  unknown_parameter: new ProblemError(
    'unknown_parameter',
    'The parameter colour does not exist here; known: limit, cursor.',
    [{ pointer: 'colour', detail: 'does not exist here' }],
  ),
  invalid_cursor: new ProblemError(
    'invalid_cursor',
    'The cursor was not given by this list with this sort and these filters. Start again without a cursor.',
    [{ pointer: 'cursor', detail: 'does not belong to this list' }],
  ),
  unknown_reference: new ProblemError(
    'unknown_reference',
    'There is no episode 01a1fc8c-f007-76c8-9179-9b31a5f0d416, or you may not see it.',
    [
      {
        pointer: '/episode_id',
        detail: 'There is no episode 01a1fc8c-f007-76c8-9179-9b31a5f0d416, or you may not see it.',
        constraint: 'fk_shots_episode_live',
      },
    ],
  ),
  project_mismatch: new ProblemError(
    'project_mismatch',
    'The project is not the project of the episode. Leave project_id out, or name the right one.',
    [
      {
        pointer: '/project_id',
        detail: 'is another one than the episode belongs to',
        constraint: 'fk_shots_episode_project',
      },
    ],
  ),
  unauthenticated: new ProblemError('unauthenticated', 'The token is not valid or has expired. Sign in again.'),
  invalid_credentials: new ProblemError('invalid_credentials', 'The e-mail address or the password is wrong.'),
  forbidden: new ProblemError(
    'forbidden',
    'You may see this project, but not change its shots. Ask its owner or a manager for the role of an artist.',
  ),
  not_found: new ProblemError(
    'not_found',
    'There is no shot 01a1fc8c-f007-76c8-9179-9b31a5f0d416, or you may not see it.',
  ),
  duplicate: new ProblemError(
    'duplicate',
    'The name "ZZ100_501" is taken in this project by the shot 01a1fc8c-f007-76c8-9179-9b31a5f0d416; upper and lower case count as the same. Choose another name.',
    [
      {
        pointer: '/name',
        detail: 'The name is taken.',
        constraint: 'idx_shots_project_name_unique',
        conflicting_id: '01a1fc8c-f007-76c8-9179-9b31a5f0d416',
      },
    ],
  ),
  still_referenced: new ProblemError('still_referenced', 'The project still has shots.', [
    { pointer: '/project_id', detail: 'The project still has shots.', constraint: 'fk_shots_project_id' },
  ]),
  state_conflict: new ProblemError('state_conflict', 'The episode "Reel 1" is in the trash itself. Restore it first.'),
  no_root: new ProblemError('no_root', 'The story has no scenelet to begin with. Create one without a parent.'),
  several_roots: new ProblemError(
    'several_roots',
    'scenelet-4 is a second beginning of the story. Move it under another scenelet.',
  ),
  unreachable: new ProblemError(
    'unreachable',
    'No way leads from the root to the scenelet 01a1fc8c-f007-76c8-9179-9b31a5f0d416. Move it under another, or delete it.',
  ),
  branch_without_prompt: new ProblemError(
    'branch_without_prompt',
    'scenelet-2 branches without asking anything. Give it a choice_prompt.',
    [
      {
        pointer: '/scenelets/01a1fc8c-f007-76c8-9179-9b31a5f0d416',
        detail: 'scenelet-2 branches without asking anything. Give it a choice_prompt.',
        code: 'branch_without_prompt',
      },
    ],
  ),
  branch_with_fewer_than_two_children: new ProblemError(
    'branch_with_fewer_than_two_children',
    'scenelet-2 is a branch point with no choice. Add two, or let it branch no more.',
  ),
  choice_without_label: new ProblemError(
    'choice_without_label',
    'scenelet-3 is a choice of scenelet-2 without words. Give it a choice_label_from_parent.',
  ),
  several_children_without_branch_point: new ProblemError(
    'several_children_without_branch_point',
    'scenelet-2 goes on in 2 ways, but is no branch point. Make it one, or move what is too many.',
  ),
  dead_end: new ProblemError('dead_end', 'scenelet-9 goes nowhere. Let it end the story, or hang a scenelet from it.'),
  shots_missing: new ProblemError('shots_missing', 'scenelet-1 has no shots, so a player skips it. Give it some.'),
  media_missing: new ProblemError('media_missing', 'scenelet-1 lacks media: shot 1 (neither picture nor sound).'),
  tree_too_deep: new ProblemError(
    'tree_too_deep',
    'The longest way through the story has 612 scenelets; the nested form shows 500 at most. Ask for form=flat, or for the YAML.',
  ),
  tree_too_large: new ProblemError('tree_too_large', 'The story has 2,400 scenelets; a picture shows 2,000 at most.'),
  idempotency_in_progress: new ProblemError(
    'idempotency_in_progress',
    'A request with this Idempotency-Key is still running. Wait for it, then send it again.',
  ),
  stale_version: new ProblemError(
    'stale_version',
    'The shot has version 4, not 3: somebody changed it meanwhile. Read it again, then repeat the change.',
  ),
  body_too_large: new ProblemError('body_too_large', 'The body is larger than this service takes. Send less at once.'),
  uri_too_long: new ProblemError('uri_too_long', 'A part of the path is too long.'),
  unsupported_media_type: new ProblemError(
    'unsupported_media_type',
    'This address takes application/json, not text/plain.',
  ),
  idempotency_mismatch: new ProblemError(
    'idempotency_mismatch',
    'This Idempotency-Key was used for a different request. Take a new key for a new request.',
  ),
  too_many_requests: new ProblemError('too_many_requests', 'Too many failed sign-ins. Try again in 15 minutes.'),
  headers_too_large: new ProblemError('headers_too_large', 'The address or the headers are too large.'),
  internal: new ProblemError(
    'internal',
    'This is a fault of the service, not of your request. Tell an administrator the request id 01a1fc8c-f007-76c8-9179-9b31a5f0d416.',
  ),
  database_unavailable: new ProblemError(
    'database_unavailable',
    'The database cannot be reached at the moment. Try again shortly.',
  ),
  database_busy: new ProblemError(
    'database_busy',
    'Something else holds a lock on this, perhaps a migration. Try again in a moment.',
  ),
  schema_too_new: new ProblemError(
    'schema_too_new',
    'The database schema has NamesAreGone1790000000000, which this version of the service cannot serve from. Start a newer version.',
  ),
  schema_too_old: new ProblemError(
    'schema_too_old',
    'The database schema lacks ShotsReferToScenelets. An administrator must run: npm run cli -- migrate',
  ),
};

/** The OpenAPI 3 document of all routes, with what every route shares: problems, versions, idempotency. */
export function createOpenApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Continuity')
    .setDescription(
      'Production data that the database itself keeps consistent. Sign in at /api/v1/auth/login, then press Authorize.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/')
    .addBearerAuth()
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ProblemBody, FieldErrorBody],
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '').replace(/^./, (letter) => letter.toLowerCase())}_${method}`,
  });
  document.components = { ...document.components, responses: problemResponses() };
  for (const [path, item] of Object.entries(document.paths))
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) complete(operation, method, path);
    }
  return document;
}

/** Swagger UI at /docs, the document at /openapi.json. */
export function serveDocuments(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, createOpenApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Continuity',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
}

function problemResponses() {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const [code, { status }] of Object.entries(PROBLEMS))
    byStatus.set(status, [...(byStatus.get(status) ?? []), code as ProblemCode]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      `Problem${String(status)}`,
      {
        description: codes.map((code) => PROBLEMS[code].title).join(' · '),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/ProblemBody' },
            examples: Object.fromEntries(
              codes.map((code) => [
                code,
                { summary: PROBLEMS[code].title, value: EXAMPLES[code].toProblem('/api/v1/shots') },
              ]),
            ),
          },
        },
        ...([409, 429, 503].includes(status) && {
          headers: {
            'Retry-After': {
              description: `Seconds to wait${status === 409 ? ', when the same request is still running' : ''}.`,
              schema: { type: 'integer' },
            },
          },
        }),
      },
    ]),
  );
}

/** What cannot be read while a story is no whole tree. */
const MADE_OF_TREES = /\/stories\/\{id\}\/(tree|paths|bundle)/;

/** Adds to one operation what its method and path say about it. */
function complete(operation: Operation, method: Method, path: string): void {
  const isPublic = (operation as Operation & { 'x-permission'?: string })['x-permission'] === 'public';
  const isApi = path.startsWith('/api/');
  const hasBody = operation.requestBody !== undefined;
  const isItem = ((path.endsWith('}') && !path.includes('/admin/')) || path.endsWith('/auth/me')) && isApi;
  const isBulk = path.endsWith('/bulk') || path.endsWith('/bulk/delete');
  const makesMany = isBulk || path.endsWith('/scenelets/{id}/shots');
  const changesItem = method !== 'get' && (isItem || /\/(restore|move|copy|shots\/order|tree\.yaml)$/.test(path));
  const isStream = /\/import$/.test(path) || (method === 'put' && path.endsWith('.yaml'));
  const keepsSecret = path.endsWith('/auth/login') || path.endsWith('/auth/tokens') || isStream;
  const statuses = [400, 431, 500, 503];
  if (isPublic) operation.security = [];
  else statuses.push(401, 403);
  if (path.includes('{')) statuses.push(404, 414);
  if (isBulk && !(path.endsWith('/bulk') && method === 'post')) statuses.push(404);
  if ((method !== 'get' || MADE_OF_TREES.test(path)) && !isPublic) statuses.push(409);
  if (changesItem || isBulk) statuses.push(412);
  if (hasBody || isStream) statuses.push(413, 415);
  if (method === 'post' && !keepsSecret) statuses.push(422);
  if (path.endsWith('/auth/login') || (path.endsWith('/profiles/{id}') && method === 'patch')) statuses.push(401, 429);
  if (!isApi) statuses.splice(0, statuses.length, 400, ...(path.includes('{') ? [404, 414] : []));
  for (const status of new Set(statuses))
    operation.responses[String(status)] ??= { $ref: `#/components/responses/Problem${String(status)}` };
  const parameters = (operation.parameters ??= []);
  for (const parameter of parameters) if ('in' in parameter && parameter.in === 'query') parameter.required = false; // there is a default, or no need
  if (path.endsWith('/restore') && operation.requestBody && 'content' in operation.requestBody)
    operation.requestBody.required = false;
  const header = (name: string, description: string) =>
    parameters.push({ name, in: 'header', required: false, description, schema: { type: 'string' } });
  if (changesItem) header('If-Match', 'The ETag of the item as you know it; 412 when it has changed since.');
  if (method === 'post' && !keepsSecret && isApi)
    header(
      'Idempotency-Key',
      'A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice.',
    );
  if (isItem && method === 'get') {
    header('If-None-Match', 'The ETag that you have; 304 when it is still the same.');
    operation.responses['304'] = { description: 'You have it already.' };
  }
  if (method === 'patch' && operation.requestBody && 'content' in operation.requestBody) {
    const json = operation.requestBody.content['application/json'];
    if (json) operation.requestBody.content['application/merge-patch+json'] = json;
  }
  for (const [status, response] of Object.entries(operation.responses))
    if (response && !('$ref' in response) && isApi) {
      const versioned =
        (status === '201' && !makesMany) ||
        (['200', '304'].includes(status) && (isItem || /\/(restore|move)$/.test(path)));
      if (versioned)
        response.headers = {
          ...response.headers,
          ETag: { description: 'The version, for If-Match.', schema: { type: 'string' } },
        };
      if (status === '201' && !makesMany)
        response.headers = {
          ...response.headers,
          Location: { description: 'Where the new item is.', schema: { type: 'string' } },
        };
    }
}
