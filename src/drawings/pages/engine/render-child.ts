import { serveTasks } from '../../../child-processes';
import { restrictLoaders } from './picture-file';
import { render } from './render';

restrictLoaders();
serveTasks(render);
