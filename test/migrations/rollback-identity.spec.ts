import { upAndDownIsNothing } from '../support/rollback-identity';

it('up and down is nothing, however often, and up, down and up is up', () => upAndDownIsNothing(4));
