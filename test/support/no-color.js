// Tests read what commands print. Jest and continuous integration ask for colours, and commands run by a test inherit that.
delete process.env.FORCE_COLOR;
process.env.NO_COLOR = '1';
