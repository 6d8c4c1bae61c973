import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** The OpenAPI 3 document of all routes. */
export function createOpenApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const description = 'Production data that the database itself keeps consistent.';
  return SwaggerModule.createDocument(
    app,
    new DocumentBuilder().setTitle('Continuity').setDescription(description).setVersion('1').addBearerAuth().build(),
  );
}

/** Swagger UI at /docs, the document at /openapi.json. */
export async function serveDocuments(app: NestFastifyApplication): Promise<void> {
  SwaggerModule.setup('docs', app, createOpenApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true },
  });
  await Promise.resolve();
}
