import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { jsonTypes } from './media-types';
import { TAKES_KEY } from './metadata';
import { type FieldError, ProblemError } from './problem';
import { problemKinds } from './problem-catalogue';
import { FieldErrorBody, ProblemBody } from './problem.dto';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & { [TAKES_KEY]?: boolean };
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

const METHODS: readonly Method[] = ['get', 'post', 'put', 'patch', 'delete'];

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header' as const,
  required: false,
  description:
    'A key of your choice: the same request sent again within 24 hours gets the same answer and is not done twice.',
  schema: { type: 'string' as const },
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
  nameCodes(document);
  for (const item of Object.values(document.paths))
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) complete(operation, method);
    }
  return document;
}

/** Swagger UI at /docs, the document at /openapi.json. It is written when somebody first asks: it is half of a start. */
export function serveDocuments(app: NestFastifyApplication): void {
  SwaggerModule.setup('docs', app, () => createOpenApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    customSiteTitle: 'Continuity',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
}

/** The codes that a problem may have: rooms describe theirs after the body's class was made. */
function nameCodes({ components }: OpenAPIObject): void {
  const body = components?.schemas?.[ProblemBody.name];
  const code = body && 'properties' in body ? body.properties?.code : undefined;
  if (code) Object.assign(code, { enum: problemKinds().map((kind) => kind.code) });
}

function problemResponses() {
  const byStatus = new Map<number, ReturnType<typeof problemKinds>>();
  for (const kind of problemKinds()) byStatus.set(kind.status, [...(byStatus.get(kind.status) ?? []), kind]);
  return Object.fromEntries(
    [...byStatus].map(([status, kinds]) => [
      `Problem${String(status)}`,
      {
        description: kinds.map(({ title }) => title).join(' · '),
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/ProblemBody' },
            examples: Object.fromEntries(
              kinds.map(({ code, title, example: { detail, errors } }) => [
                code,
                {
                  summary: title,
                  value: new ProblemError(code, detail, errors as FieldError[]).toProblem('/api/v1/shots'),
                },
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

/** Adds to one operation what comes of its parts, and puts the described problems where it only names a status. */
function complete(operation: Operation, method: Method): void {
  const { responses } = operation;
  const parameters = (operation.parameters ??= []);
  for (const parameter of parameters) if ('in' in parameter && parameter.in === 'query') parameter.required = false; // there is a default, or no need
  operation.security ??= [];
  const statuses = [400, 431, 500];
  if (parameters.some((parameter) => 'in' in parameter && parameter.in === 'path')) statuses.push(414);
  if (operation.requestBody) statuses.push(413, 415);
  if (operation[TAKES_KEY] === true && method === 'post') {
    statuses.push(422);
    parameters.push(IDEMPOTENCY_KEY);
  }
  Reflect.deleteProperty(operation, TAKES_KEY);
  for (const status of statuses) responses[String(status)] ??= { description: '' };
  for (const [status, response] of Object.entries(responses))
    if (Number(status) >= 400 && response && !('$ref' in response) && !response.content)
      responses[status] = { $ref: `#/components/responses/Problem${status}` };
  if (operation.requestBody && 'content' in operation.requestBody) {
    const { content } = operation.requestBody;
    const json = content['application/json'];
    if (json) for (const type of jsonTypes(method)) content[type] = json;
  }
}
