import { Module } from '@nestjs/common';
import { EpisodesController } from './episodes.controller';
import { EpisodesService } from './episodes.service';
import { MembersController } from './members.controller';
import { MembersService } from './members.service';
import { ProjectRows } from './project-rows';
import './projects.constraints';
import './projects.resources';
import './projects.problems';
import { ProjectsController } from './projects.controller';
import { ProjectsService } from './projects.service';

/** Projects, their members and their episodes. */
@Module({
  controllers: [ProjectsController, MembersController, EpisodesController],
  providers: [ProjectRows, ProjectsService, MembersService, EpisodesService],
})
export class ProjectsModule {}
