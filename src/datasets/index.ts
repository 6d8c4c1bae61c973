export { GivenPictures } from './crawl/given-pictures';
export { DatasetsModule } from './datasets.module';
