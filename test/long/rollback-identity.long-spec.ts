import { oldWritesSurvive, upAndDownIsNothing } from '../support/rollback-identity';

it('up and down is nothing, and up, down and up is up', () => upAndDownIsNothing(60), 1_800_000);

it('what old clients write between down and up is kept, up and down again', () => oldWritesSurvive(40), 1_800_000);
