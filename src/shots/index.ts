export { Shot } from './shot.dto';
export { ShotsModule } from './shots.module';
export { SHOT_FIELDS } from './shots.queries';
