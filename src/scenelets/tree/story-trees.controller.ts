import { Controller, Get, Put, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { CurrentCaller, RequirePermission } from '../../access/decorators';
import type { Caller } from '../../access/permissions';
import type { Answer } from '../../http/answer';
import { IfMatch } from '../../http/etag';
import { Consumes, IdParam } from '../../http/decorators';
import { ProblemError } from '../../http/problem';
import { Refuses } from '../../http/refuses';
import { StoryBundle } from '../bundle/bundle.dto';
import { StoryBundlesService } from '../bundle/story-bundles.service';
import { StoryTreesService } from './story-trees.service';
import { Lint, Paths, PathsQuery, Tree, TreeImported, TreeQuery } from './tree.dto';

/** Largest YAML text, in bytes: some hundred thousand scenelets. */
const MOST_YAML = 50_000_000;

const TEXT = { type: 'string' } as const;

@ApiTags('stories')
@Controller('stories/:id')
export class StoryTreesController {
  constructor(
    private readonly trees: StoryTreesService,
    private readonly bundles: StoryBundlesService,
  ) {}

  @Get('tree')
  @RequirePermission('content:read')
  @Refuses(409)
  @ApiOperation({ summary: 'Read the tree of a story in one call' })
  @ApiOkResponse({ type: Tree })
  tree(@IdParam() id: string, @Query() { form }: TreeQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.trees.tree(id, form, caller);
  }

  @Get('tree.yaml')
  @RequirePermission('content:read')
  @Refuses(409)
  @ApiOperation({ summary: 'Read the tree of a story as YAML, as players read it' })
  @ApiOkResponse({ content: { 'application/yaml': { schema: TEXT } } })
  async yaml(@IdParam() id: string, @Res() reply: FastifyReply, @CurrentCaller() caller: Caller): Promise<void> {
    send(reply, await this.trees.yaml(id, caller), 'application/yaml; charset=utf-8');
  }

  @Put('tree.yaml')
  @RequirePermission('content:write')
  @Consumes('application/yaml', 'text/yaml')
  @ApiBody({ description: 'A story as its YAML is read.', schema: TEXT })
  @Refuses(409)
  @ApiOperation({ summary: 'Fill an empty story from YAML' })
  @ApiOkResponse({ type: TreeImported })
  importYaml(
    @IdParam() id: string,
    @Req() request: FastifyRequest,
    @IfMatch() version: number | undefined,
    @CurrentCaller() caller: Caller,
  ): Promise<Answer> {
    return this.trees.importYaml(id, () => textOf(request.body), version, caller);
  }

  @Get('tree.mmd')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'Draw the tree of a story as a Mermaid flowchart' })
  @ApiOkResponse({ content: { 'text/vnd.mermaid': { schema: TEXT } } })
  async diagram(@IdParam() id: string, @Res() reply: FastifyReply, @CurrentCaller() caller: Caller): Promise<void> {
    send(reply, await this.trees.diagram(id, caller), 'text/vnd.mermaid; charset=utf-8');
  }

  @Get('tree.svg')
  @RequirePermission('content:read')
  @Refuses(409)
  @ApiOperation({ summary: 'Draw the tree of a story as SVG: branch points, endings and what is missing marked' })
  @ApiOkResponse({ content: { 'image/svg+xml': { schema: TEXT } } })
  async picture(@IdParam() id: string, @Res() reply: FastifyReply, @CurrentCaller() caller: Caller): Promise<void> {
    send(reply, await this.trees.picture(id, caller), 'image/svg+xml; charset=utf-8');
  }

  @Get('lint')
  @RequirePermission('content:read')
  @ApiOperation({ summary: 'List what is wrong with a story, or doubtful' })
  @ApiOkResponse({ type: Lint })
  lint(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.trees.lint(id, caller);
  }

  @Get('paths')
  @RequirePermission('content:read')
  @Refuses(409)
  @ApiOperation({ summary: 'List the ways from the root to every ending' })
  @ApiOkResponse({ type: Paths })
  paths(@IdParam() id: string, @Query() { limit }: PathsQuery, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.trees.paths(id, limit, caller);
  }

  @Get('bundle')
  @RequirePermission('content:read')
  @Refuses(409)
  @ApiOperation({ summary: 'Read the story as players take it: story.json' })
  @ApiOkResponse({ type: StoryBundle })
  bundle(@IdParam() id: string, @CurrentCaller() caller: Caller): Promise<Answer> {
    return this.bundles.document(id, caller);
  }

  @Get('bundle.zip')
  @RequirePermission('content:read')
  @Refuses(409)
  @ApiOperation({ summary: 'Download story.json with its media' })
  @ApiOkResponse({ content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } } })
  async zip(
    @IdParam() id: string,
    @Req() { method }: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    const { name, zip } = await this.bundles.file(id, caller);
    void reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
    // A stream for HEAD would be read to its end.
    send(reply, method === 'HEAD' ? Readable.from([]) : zip(), 'application/zip');
  }
}

function send(reply: FastifyReply, body: Readable | string, type: string): void {
  void reply.status(200).header('content-type', type).send(body);
}

/** @throws ProblemError 413 · 400 for what is not UTF-8 */
async function textOf(body: unknown): Promise<string> {
  if (body === undefined || body === null) return '';
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body as Readable) {
    size += (piece as Buffer).length;
    if (size > MOST_YAML)
      throw new ProblemError('body_too_large', `A story's YAML may have ${String(MOST_YAML)} bytes at most.`);
    pieces.push(piece as Buffer);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
  } catch {
    throw new ProblemError('malformed_request', 'The body is not valid UTF-8.');
  }
}
