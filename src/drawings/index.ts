export { DrawingsModule } from './drawings.module';
