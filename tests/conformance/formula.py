"""Formulas with rows and the values they must have, worked out without the engine: by hand, or by a few lines of Python
that say the same from the documents."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = tuple[Any, ...]
WORD = re.compile(r"\w+")


def picklist(*values: str) -> dict[str, Any]:
    return {"type": "picklist", "values": list(values)}


def several(*values: str) -> dict[str, Any]:
    return {"type": "multi_picklist", "values": list(values)}


def decimal(scale: int) -> dict[str, Any]:
    return {"type": "decimal", "scale": scale}


def lookup(**fields: Any) -> dict[str, Any]:
    return {"type": "lookup", "fields": fields}


USER = lookup(Name="text", Title="text", IsActive="boolean", Manager=lookup(Name="text", Email="email"))
ACCOUNT = lookup(
    Name="text",
    Industry=picklist("Banking", "Energy", "Retail"),
    AnnualRevenue="currency",
    Rating="text",
    NumberOfEmployees="integer",
    Since__c="date",
    BillingCountry="text",
    Owner=USER,
    Parent=lookup(Name="text", Tier__c=picklist("Gold", "Silver"), Owner=USER),
)
FIELDS: Mapping[str, Any] = {
    # numbers
    "Amount": "currency",
    "Price__c": "currency",
    "Cost__c": "currency",
    "Budget__c": "currency",
    "Quantity": decimal(2),
    "Hours__c": decimal(2),
    "Score__c": decimal(0),
    "Term__c": "integer",
    "Rate__c": "percent",
    "Discount__c": "percent",
    "Probability": "percent",
    "n": decimal(6),
    "m": decimal(6),
    "p": "integer",
    "x": decimal(10),
    # texts
    "Name": "text",
    "FirstName": "text",
    "LastName": "text",
    "Email": "email",
    "Phone": "phone",
    "Website": "url",
    "Street": "text",
    "City": "text",
    "State": "text",
    "Zip": "text",
    "Country": "text",
    "Code__c": "text",
    "s": "text",
    "t": "text",
    "u": "text",
    "Description": "textarea",
    # choices
    "StageName": picklist("Prospecting", "Qualification", "Proposal", "Negotiation", "Closed Won", "Closed Lost"),
    "Type": picklist("New Business", "Renewal", "Upsell"),
    "Priority": picklist("High", "Medium", "Low"),
    "Status": picklist("New", "Working", "Escalated", "Closed"),
    "Rating": picklist("Hot", "Warm", "Cold"),
    "LeadSource": picklist("Web", "Phone Inquiry", "Partner Referral", "Other"),
    "Interests__c": several("Golf", "Chess", "Opera", "Wine"),
    "Regions__c": several("EMEA", "APAC", "AMER"),
    # conditions
    "IsClosed": "boolean",
    "IsWon": "boolean",
    "Active__c": "boolean",
    "a": "boolean",
    "b": "boolean",
    # dates and times
    "CloseDate": "date",
    "StartDate": "date",
    "EndDate": "date",
    "Birthdate": "date",
    "d": "date",
    "e": "date",
    "CreatedDate": "datetime",
    "ClosedDate": "datetime",
    "at": "datetime",
    "until": "datetime",
    "Opens__c": "time",
    "Closes__c": "time",
    "c": "time",
    # other records
    "Account": ACCOUNT,
    "Owner": USER,
}
BY_NAME = {name.lower(): name for name in FIELDS}


@dataclass(frozen=True)
class Formula:
    """One expression with its rows and values."""

    expression: str
    returns: str | tuple[str, int]
    names: Sequence[str]
    rows: tuple[tuple[Row, Any], ...]
    said: Mapping[str, Any] = field(default_factory=dict)

    def case(self, id_: Any) -> dict[str, Any]:
        """The line of a file of cases."""
        kind = self.returns if isinstance(self.returns, str) else {"type": self.returns[0], "scale": self.returns[1]}
        return {
            "id": id_,
            "expression": self.expression,
            "returns": kind,
            "fields": self.said.get("fields", {}) | self._fields(),
            "rows": [
                {name: value for name, value in zip(self.names, row, strict=True) if value is not ...}
                for row, _ in self.rows
            ],
        } | {key: value for key, value in self.said.items() if key != "fields"}

    def _fields(self) -> dict[str, Any]:
        own = {name.lower() for name in self.said.get("fields", {})}
        words = {word.lower() for word in (*WORD.findall(self.expression), *self.names)}
        return {BY_NAME[word]: FIELDS[BY_NAME[word]] for word in sorted(words) if word in BY_NAME and word not in own}


def formula(expression: str, returns: str | tuple[str, int], names: str, *rows: Any, **said: Any) -> Formula:
    """A formula with rows written out: the values of `names` in order, and at the end what must come out."""
    each = [row if isinstance(row, tuple) else (row,) for row in rows]
    return Formula(expression, returns, names.split(), tuple((row[:-1], row[-1]) for row in each), said)


def computed(
    expression: str,
    returns: str | tuple[str, int],
    names: str,
    rows: Iterable[Any],
    oracle: Callable[..., Any],
    **said: Any,
) -> Formula:
    """A formula whose values a few lines of Python say."""
    each = [row if isinstance(row, tuple) else (row,) for row in rows]
    return Formula(expression, returns, names.split(), tuple((row, oracle(*row)) for row in each), said)
