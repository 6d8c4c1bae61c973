export { declareProjectDetail } from './project-detail';
export { ProjectsModule } from './projects.module';
