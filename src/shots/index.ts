export { ShotsModule } from './shots.module';
