export { SceneletsModule } from './scenelets.module';
