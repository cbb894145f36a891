import { expect, test } from 'vitest'
import { splitStatements } from '../../src/sql/split-statements.ts'

test.each([
  ['SELECT 1; SELECT 2', ['SELECT 1'], ' SELECT 2'],
  [`SELECT 'a;b'';c'; `, [`SELECT 'a;b'';c'`], ''],
  [`SELECT E'\\';'; x`, [`SELECT E'\\';'`], ' x'],
  ['SELECT "a;""b;"; ', ['SELECT "a;""b;"'], ''],
  ['DO $$ BEGIN; END $$; DO $a$ ; $$ ; $a$;', ['DO $$ BEGIN; END $$', 'DO $a$ ; $$ ; $a$'], ''],
  ['SELECT a$1$b; SELECT 2;', ['SELECT a$1$b', 'SELECT 2'], ''],
  ['SELECT $1; SELECT 2;', ['SELECT $1', 'SELECT 2'], ''],
  ['-- a;\nSELECT 1 /* ; /* ; */ ; */ + 1;', ['-- a;\nSELECT 1 /* ; /* ; */ ; */ + 1'], ''],
  [' ;; -- nothing\n /* ; */ ;', [], ''],
  [`SELECT 'open;`, [], `SELECT 'open;`],
  ['SELECT $q$ open;', [], 'SELECT $q$ open;'],
  [
    'create function f() returns int begin atomic; select case when true then 1 end; select 2; end; SELECT 3;',
    [
      'create function f() returns int begin atomic; select case when true then 1 end; select 2; end',
      'SELECT 3',
    ],
    '',
  ],
  [
    'CREATE OR REPLACE PROCEDURE "end"() BEGIN ATOMIC SELECT 1;',
    [],
    'CREATE OR REPLACE PROCEDURE "end"() BEGIN ATOMIC SELECT 1;',
  ],
  [
    'BEGIN; SELECT case; END; CREATE VIEW b AS SELECT begin;',
    ['BEGIN', 'SELECT case', 'END', 'CREATE VIEW b AS SELECT begin'],
    '',
  ],
])('%s', (sql, statements, rest) => {
  expect(splitStatements(sql)).toEqual({ statements, rest })
})
