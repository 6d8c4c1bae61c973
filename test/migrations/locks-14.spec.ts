import { describeLocks } from '../support/lock-tests';
import { Postgres14 } from '../support/postgres-14';

const usual = process.env.CONTINUITY_TEST_SERVER;
let server: Postgres14;

beforeAll(async () => {
  server = await Postgres14.start();
  process.env.CONTINUITY_TEST_SERVER = server.url;
});

afterAll(async () => {
  process.env.CONTINUITY_TEST_SERVER = usual;
  await server.stop();
});

describe('the locks on PostgreSQL 14', describeLocks);
