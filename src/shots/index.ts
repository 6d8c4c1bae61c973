export { Shot } from './shot.dto';
export { ShotsModule } from './shots.module';
export { SHOT, SHOT_NAME } from './shots.resources';
export { SHOT_FIELDS } from './shots.queries';
