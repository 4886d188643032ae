"""The functions of texts."""

from objectry.rules.functions import (
    COUNT,
    MAYBE_TEXT,
    VALUE,
    Function,
    always,
    function,
    unless_blank,
)
from objectry.rules.types import BOOLEAN, TEXT, number

TEXTS = "Text"
YES_OR_NO = always(BOOLEAN.required())
TABLE: tuple[Function, ...] = (
    function(
        TEXTS, "TEXT", "value: printable", "text",
        "The value as text: numbers in their shortest form without grouping (rounded to 16 places), dates as "
        "2026-01-31, dates with time as 2026-01-31 09:30:00Z in UTC, times as 09:30:00.000, picklist values by their "
        "API name, several choices with semicolons between.",
        {"TEXT(1.50)": '"1.5"', "TEXT(100000000000)": '"100000000000"', "TEXT(DATE(2026, 1, 31))": '"2026-01-31"'},
        unless_blank(TEXT),
    ),
    function(
        TEXTS, "VALUE", "text: text", "number",
        "The number written in the text: an optional sign, digits, at most one point, perhaps an exponent. Anything "
        "else is blank.",
        {'VALUE(" 12.50 ")': "12.5", 'VALUE("-3")': "-3", 'VALUE("12,5")': "null", 'VALUE("1.5e3")': "1500"},
        always(VALUE),
    ),
    function(
        TEXTS, "LEN", "text: text", "number", "The number of characters; 0 for blank.",
        {'LEN("abc")': "3", 'LEN("商机")': "2", 'LEN("")': "0"}, always(COUNT),
    ),
    function(
        TEXTS, "LEFT", "text: text; count: number", "text",
        "The first so many characters; blank when the count is not above 0.",
        {'LEFT("abcdef", 3)': '"abc"', 'LEFT("ab", 5)': '"ab"', 'LEFT("ab", -1)': "null"}, MAYBE_TEXT,
    ),
    function(
        TEXTS, "RIGHT", "text: text; count: number", "text",
        "The last so many characters; blank when the count is not above 0.",
        {'RIGHT("abcdef", 3)': '"def"', 'RIGHT("ab", 5)': '"ab"', 'RIGHT("ab", 0)': "null"}, MAYBE_TEXT,
    ),
    function(
        TEXTS, "UPPER", "text: text; locale?: text", "text",
        "In capital letters; with a locale such as `tr` as that language has them.",
        {'UPPER("straße")': '"STRASSE"', 'UPPER("äb")': '"ÄB"'}, unless_blank(TEXT),
    ),
    function(
        TEXTS, "LOWER", "text: text; locale?: text", "text",
        "In small letters; with a locale such as `tr` as that language has them.",
        {'LOWER("ÄB")': '"äb"', 'LOWER("I", "tr")': '"ı"'}, unless_blank(TEXT),
    ),
    function(
        TEXTS, "TRIM", "text: text", "text", "Without spaces, tabs and line ends before and behind.",
        {'TRIM("  a b ")': '"a b"', 'TRIM("   ")': "null"}, MAYBE_TEXT,
    ),
    function(
        TEXTS, "PLAINTEXT", "text: text", "text",
        "The words of a formatted text, on one line and without their HTML.",
        {'PLAINTEXT("<p>Ann <b>&amp;</b> Bob</p><p>&lt;3</p>")': '"Ann & Bob <3"', 'PLAINTEXT("<p><br></p>")': "null"},
        MAYBE_TEXT,
    ),
    function(
        TEXTS, "SUBSTITUTE", "text: text; old: text; new: text", "text",
        "The text with each `old` in it replaced by `new`, letter case counting; a blank `new` takes it out.",
        {'SUBSTITUTE("a b c", " ", ".")': '"a.b.c"', 'SUBSTITUTE("aa", "a", "")': "null"}, MAYBE_TEXT,
    ),
    function(
        TEXTS, "CONTAINS", "text: text; part: text", "condition",
        "Whether the part occurs in the text, letter case counting. A blank part occurs in every text.",
        {'CONTAINS("Shanghai", "hang")': "true", 'CONTAINS("Shanghai", "s")': "false", 'CONTAINS("a", "")': "true"},
        YES_OR_NO,
    ),
    function(
        TEXTS, "BEGINS", "text: text; part: text", "condition",
        "Whether the text begins with the part, letter case counting. Every text begins with a blank part.",
        {'BEGINS("Shanghai", "Sh")': "true", 'BEGINS("Shanghai", "sh")': "false", 'BEGINS("", "a")': "false"},
        YES_OR_NO,
    ),
    function(
        TEXTS, "ISNUMBER", "text: text", "condition", "Whether VALUE reads a number from the text.",
        {'ISNUMBER("-1.5")': "true", 'ISNUMBER("a")': "false", 'ISNUMBER("")': "false"}, YES_OR_NO,
    ),
    function(
        TEXTS, "MID", "text: text; start: number; count: number", "text",
        "So many characters from a place on, which counts from 1; a start before that is the first character. Blank "
        "when nothing is left.",
        {'MID("abcdef", 2, 3)': '"bcd"', 'MID("abc", 2, 99)': '"bc"', 'MID("abc", -1, 2)': '"ab"',
         'MID("abc", 9, 1)': "null", 'MID("abc", 1, 0)': "null"}, MAYBE_TEXT,
    ),
    function(
        TEXTS, "FIND", "part: text; text: text; start?: number", "number",
        "Where the part begins in the text, counting from 1 and looking from `start` on; 0 where it does not occur.",
        {'FIND("b", "abcb")': "2", 'FIND("b", "abcb", 3)': "4", 'FIND("x", "abc")': "0", 'FIND("", "abc")': "0"},
        always(COUNT),
    ),
    function(
        TEXTS, "ENDS", "text: text; part: text", "condition",
        "Whether the text ends with the part, letter case counting. Every text ends with a blank part.",
        {'ENDS("Shanghai", "hai")': "true", 'ENDS("Shanghai", "HAI")': "false"}, YES_OR_NO,
    ),
    function(
        TEXTS, "INITCAP", "text: text", "text",
        "Each word with a capital first letter and the rest in small ones. Words are parted by spaces and the "
        "punctuation of ASCII.",
        {'INITCAP("ann o\'neil-SMITH")': '"Ann O\'Neil-Smith"'}, unless_blank(TEXT),
    ),
    function(
        TEXTS, "LPAD", "text: text; length: number; filling?: text", "text",
        "Filled up in front to this length, with spaces or with `filling`; a longer text is cut. Blank when the length "
        "is not above 0.",
        {'LPAD("7", 3, "0")': '"007"', 'LPAD("abcd", 2)': '"ab"', 'LPAD("a", 3)': '"  a"'}, MAYBE_TEXT,
    ),
    function(
        TEXTS, "RPAD", "text: text; length: number; filling?: text", "text",
        "Filled up behind to this length, with spaces or with `filling`; a longer text is cut. Blank when the length "
        "is not above 0.",
        {'RPAD("7", 4, "ab")': '"7aba"', 'RPAD("abcd", 2)': '"ab"'}, MAYBE_TEXT,
    ),
    function(
        TEXTS, "REVERSE", "text: text", "text", "The characters from last to first.",
        {'REVERSE("abc")': '"cba"'}, unless_blank(TEXT),
    ),
    function(
        TEXTS, "ASCII", "text: text", "number", "The number of the first character.",
        {'ASCII("A")': "65", 'ASCII("商")': "21830"}, unless_blank(number(7, 0)),
    ),
    function(
        TEXTS, "CHR", "number: number", "text", "The character of this number, blank where there is none.",
        {"CHR(65)": '"A"', "CHR(0)": "null"}, MAYBE_TEXT,
    ),
    function(TEXTS, "BR", "", "text", "A new line.", {'LEN("a" & BR() & "b")': "3"}),
    function(
        TEXTS, "HYPERLINK", "url: text; label: text; target?: text", "text",
        "A link as HTML writes it, for texts that are read by other programs; opened in a new window unless `target` "
        "says otherwise.",
        {'HYPERLINK("/a", "A")': '"<a href=\\"/a\\" target=\\"_blank\\">A</a>"'},
    ),
    function(
        TEXTS, "IMAGE", "url: text; label: text; height?: number; width?: number", "text",
        "A picture as HTML writes it, for texts that are read by other programs; `label` says what is on it. Height "
        "and width, in pixels, come together.",
        {'IMAGE("/a.png", "A")': '"<img src=\\"/a.png\\" alt=\\"A\\" border=\\"0\\"/>"'},
    ),
    function(
        TEXTS, "REGEX", "text: text; pattern: text", "condition",
        "Whether the whole text fits the pattern, a blank one as a text without characters. The pattern is written "
        "out, in the syntax of RE2, with each of its backslashes doubled: `\\\\d` is a digit. Letter case counts "
        "unless the pattern begins with `(?i)`; `\\\\d`, `\\\\w`, `\\\\s` and `\\\\b` know ASCII alone, `\\\\pL` is a "
        "letter of any script; a dot is any character but a new line. It cannot look ahead or refer back: join two of "
        "them with `and`.",
        {'REGEX("12345", "\\\\d{5}(-\\\\d{4})?")': "true", 'REGEX("a12345", "\\\\d{5}")': "false",
         'REGEX("Ann", "(?i)ANN|BOB")': "true", 'REGEX("", "x*")': "true"}, YES_OR_NO,
    ),
    function(
        TEXTS, "CASESAFEID", "id: text", "text",
        "A Salesforce id of 15 characters with the three that make it safe where letter case does not count; any other "
        "text as it is.",
        {'CASESAFEID("0013000000AbCdE")': '"0013000000AbCdEAAV"', 'CASESAFEID("a")': '"a"'}, unless_blank(TEXT),
    ),
)  # fmt: skip
