import { describeLocks } from '../support/lock-tests';

describe('the locks', describeLocks);
