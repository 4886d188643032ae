"""The parts of the manual that no table holds."""

BEFORE = """
# The rule language

<!-- Written by objectry.rules.manual; change it there and in the tables of functions and actions. -->

One small language for formulas, defaults, validations, conditions, list filters, sharing rules, API filters and the
actions of rules. Its names follow Salesforce formulas. A text is checked against your objects when you apply them:
unknown names, wrong types and unknown picklist values are reported with their place, never found out by a user.

An expression always has an answer. What cannot be computed (a division by zero, `VALUE("abc")`) is blank.

## Values

| kind | written | notes |
|---|---|---|
| number | `12`, `0.5`, `1e6`, `20%` | exact decimals; `20%` is 0.20, and percent fields read as fractions |
| text | `"so"`, `'so'` | `\\"` for a quote inside, `\\n` for a new line; blank text is null |
| condition | `true`, `false` | checkboxes, comparisons |
| date, datetime | `DATE(2026, 1, 31)`, `NOW()` | dates plus numbers are days |
| time | `TIMEVALUE("09:30")` | a time of day, without day and zone; times plus numbers are milliseconds |
| picklist value | `"won"` | its API name, checked against the field |
| several choices | `CHOICES("a", "b")` | `INCLUDES(field, "a")` or `"a" in field` looks into them |
| reference | `owner`, `account` | compare references with one another, or with the id in quotes |
| blank | `null` | test it with `ISBLANK(x)` |

## Names

`amount` is a field of the record; `account.owner.name` goes through lookups, at most five, and is blank where one of
them is blank. `stage.probability` is an attribute of the picklist value. `parent.id` is the reference itself. Letter
case does not matter, and aliases work. Names have letters of any script; `in`, `end` and other words of the language
are names where no operator can stand, and `$record.null` is a field that is called as a value.

Through a lookup of several objects, `related_to.object = "account"` asks which it leads to, `related_to.name` is what
the record is called, `related_to.owner` a field that all of them have, `related_to.account.industry` one of accounts
alone, blank for all others.

`$user` is the user (`owner = $user`), `$user.role` a field of that user, `$source` the door the call came through (web,
api, import, history_import, seed, rule, worker), `$now` this moment, `$record` the record itself.

## Operators

From the loosest to the tightest:

| operators | meaning |
|---|---|
| `or` `\\|\\|` | at least one holds |
| `and` `&&` | both hold |
| `not` `!` | does not hold |
| `=` `==` `<>` `!=` `in (...)` `not in (...)` | equal, unequal, one of, none of; `in field` looks into choices |
| `<` `<=` `>` `>=` | order of numbers, texts (by code point), dates, times; not chained |
| `+` `-` `&` | sum, difference, joined texts (`+` joins texts too) |
| `*` `/` | product, quotient (rounded half up to 28 places) |
| `^` | power, left to right: exact where the exponent is a whole number written out, else to 16 places (-64 to 64) |
| `-` `+` | sign |

`# ...` and `/* ... */` are comments.

**Blank.** Texts, picklists, several choices, references and checkboxes compare with blank as with any value:
`stage <> "won"` holds for a blank stage. Numbers, dates and times do not: `amount > 5` is neither true nor false when
the amount is blank, which counts as false where a condition is asked for. In number formulas blank number fields read
as 0, unless the field says `blanks: null`; in conditions they stay blank.

**Percent.** Inside expressions 20 % is 0.20: compare a percent field with `20%`. Everywhere else (forms, API, CSV,
`default:`) it is 20.

**Rounding.** Nothing is rounded inside an expression but by ROUND, FLOOR, CEILING and `/`. A formula field is rounded
half up to its scale at the end.
"""

CHILDREN_NOTE = """
Aggregates look at the records whose lookup points to this one. The children are named as the lookup's `related_as`
says, and each of their fields is spelled with that name; `where` chooses among them; other names are the record's own.
MIN and MAX work over children too, of numbers and dates.

```
COUNT(lines)
SUM(lines.amount where lines.kind <> "gift")
MAX(activities.done_at)
COUNT(lines where lines.price > amount)
```
"""

AFTER = """
## Rules: when, if, then

| `when:` | the rule runs |
|---|---|
| `before save` | before each save; it may set fields of its own record, and refuse |
| `created`, `updated`, `saved` | after a record was created, updated, either |
| `deleted` | after a record went into the recycle bin; it reads the last image, and `refuse` keeps the record |
| `stage changes`, `stage changes from "a" to "b"` | after an update changed the field, never on create |
| `stage becomes "won"` | after the field got this value, by update or by create |

Join several with `or`; `before save` stands alone. `if:` is a condition. `then:` holds statements, one after the other:

```
set grade = "vip"
create activity { subject = "Call " & name, due_on = TODAY() + 2, owner = owner }
if amount > 1000 then notify(owner, "Big: " & name)
elif amount > 100 then set grade = "gold"
else set grade = null end
update lines where lines.price < 10 { price = 10, note = name }
update account { last_deal = name }
delete account.tasks where tasks.done
```

`update` and `delete` are about all records of a list of children (`lines`), of a list behind a lookup
(`account.tasks`), or the one record a lookup points to (`account`). On the right of `=` and in `where` stand the fields
of the record the rule runs for; those of the children are spelled with the name of their list, those behind a lookup
with its path.
`delete $record` deletes the record itself. Everything goes through the door as if somebody had sent it: access of the
rule, checks, history, roll-ups, further rules.

Before the save a statement sees what earlier ones have set; after the write all read the saved record. Arguments of
actions stand in order or with their names: `refuse("Too late.", at: "due_on")`.

In a message, `{expression}` is replaced by its value, and `{{` is a brace.

## Limits

A text has at most 10,000 characters, 60 levels and 2,000 parts; formulas read formulas through at most 10 levels;
a number has at most 38 digits before the point, a joined text 32,000 characters.

A rule fires once for a record in a call, and once more for each new value of a field it waits for, three times at most.
After eight rounds of rules calling up rules a call is refused with the chain of their names. For each of the caller's
records, rules write at most 50 others and send at most 20 messages.
"""
