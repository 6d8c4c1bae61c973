/** What `--help` says after the list of options: enough for somebody who has never done it. */
const EXIT_CODES = `
Exit codes:
   0  done
   1  failed; the sentence on standard error says why and what to do
   2  wrong use, or not confirmed
   5  a backup is damaged, or restored rows differ from it
  75  another migration, backup or restore is running; try again later
 130  stopped with Ctrl-C; nothing was left behind
`;

export const BACKUP_HELP = `
Writes the whole database, as it is at one moment, into one new file: the definition of every schema (with rows
that migrations have put aside), every row, every sequence. People can go on working meanwhile; only migrations,
other backups and restores have to wait. The file is read completely and compared before it gets its name:
  continuity-<database>-<time in UTC>.zip
Only its owner may read it: it holds everything, password hashes included. Copy it to another machine.

Needs:    the role of DATABASE_URL must be allowed to read every table. No pg_dump.
Files:    pictures and exports are files in a store beside the database. --files takes them along, out of a local store;
          what they lie in otherwise is told. Media that rows name by their paths are to be copied beside.
Holds no: roles, owners and privileges, other databases of the server, the folder DATA_DIR (its signing key).
For very large databases, or to go back to any second, use pg_basebackup or pgBackRest with a WAL archive.

Examples:
  continuity backup
  continuity backup --to /mnt/backups --keep 30
  continuity backup --files
  0 3 * * *  continuity backup --to /mnt/backups --json     (every night at three)
${EXIT_CODES}`;

export const RESTORE_HELP = `
Puts a backup in the place of the database that DATABASE_URL names. Step by step:
  1. the file is verified from its first byte to its last;
  2. the present state is backed up into the folder of the file, unless the database is empty;
  3. the backup is loaded into a new database, and every row there is compared with the file;
  4. only then the two databases exchange their names, in one transaction.
Until step 4 the present database is served as before, and whatever fails leaves it as it is. It is kept after that as
  <database>_before_<time>
until you drop it; the answer tells its name. What is written after step 2 and before step 4 is in that one alone.
If this command was killed, run it again, or run it with another file: what it left behind is repaired first.

With --files the files in the backup that the store lacks are put back after step 1, each if its bytes are those that
its name says. None that is there is touched; what is back stays, whatever happens after.

FILE is a path, or the name of a file in the folder of backups. Without FILE the backups are listed.

Needs:  a role that owns the database and may create databases (alter role … createdb);
        a connection to the database "postgres" of the same server;
        free disk space for a second copy of the data and for one more backup;
        nobody connected. Stop the services first, or give --disconnect: their connections are ended at step 4, and
        services connect again by themselves. Migrations run by hand must be repeated when the backup is older.

Examples:
  continuity restore
  continuity restore continuity-continuity-20250131T030000Z.zip
  continuity restore /mnt/backups/continuity-continuity-20250131T030000Z.zip --disconnect --yes --json
${EXIT_CODES}`;

export const BACKUPS_HELP = `
Lists the backups of a folder, newest first: when, how large, of which database, with which schema. The database is
not asked, so this works while it is down. --verify reads every file completely and compares it with its checksums;
a backup that nobody has verified may not be one. --verify of a folder without backups ends with 1.

Examples:
  continuity backups
  continuity backups --from /mnt/backups --verify
${EXIT_CODES}`;
