"""Amounts in several currencies, as the checker sees them."""

import pytest

from objectry.metadata import AppSource, Model, RuleText, core_app, load_stack
from objectry.rules import Catalog, Scope, check_expression, text_of

ACCOUNT = "object: account\nfields:\n  credit: {type: currency}\n  total: {type: currency, rollup: SUM(deals.amount)}\n"
DEAL = """
object: deal
fields:
  account: {type: lookup, to: account, related_as: deals}
  amount: {type: currency}
  cost: {type: currency}
  rate: {type: percent}
"""


def model(settings: str) -> Model:
    files = {"app.yaml": "name: made\nversion: 1\n", "settings.yaml": settings}
    files |= {"objects/account.yaml": ACCOUNT, "objects/deal.yaml": DEAL}
    made, problems = load_stack([core_app(), AppSource("made", files)])
    assert not problems.errors, [str(one) for one in problems]
    return made


SEVERAL, SINGLE = model("currencies: [CNY, USD, EUR]\n"), model("currency: CNY\n")


def told(text: str, made: Model, owner: str = "deal") -> list[str]:
    _, found = check_expression(RuleText(text), Scope(Catalog(made), owner))
    return [one.code for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "amount - account.credit",
        "amount > account.total",
        "amount * 2 + account.credit",
        'CONVERT(amount, "EUR") < amount',
        "account.total = account.credit",
        "(amount - cost) + account.credit * rate",
    ],
)
def test_amounts_of_different_currencies_do_not_mix(text: str) -> None:
    """What may be in two currencies is not added, subtracted or compared; with one currency all is well."""
    assert told(text, SEVERAL) == ["R338"]
    assert told(text.replace('CONVERT(amount, "EUR")', "cost"), SINGLE) == []


@pytest.mark.parametrize(
    "text",
    [
        "amount - cost",
        "amount > 100",
        "amount / account.credit > 2",
        "amount * rate - cost",
        'CONVERT(amount, "EUR") - CONVERT(account.credit, "EUR") > 5',
        'CONVERT(account.credit, "CNY") > account.total',
        "amount_corporate <= account.total",
    ],
)
def test_amounts_of_one_currency_do(text: str) -> None:
    """One record's amounts, ratios, converted amounts, and roll-ups with what is in the organisation's currency."""
    assert told(text, SEVERAL) == []


@pytest.mark.parametrize(
    ("text", "made", "code"),
    [
        ('CONVERT(amount, "GBP")', SEVERAL, "R339"),
        ("CONVERT(amount, account.name)", SEVERAL, "R339"),
        ('CONVERT(5, "EUR")', SEVERAL, "R339"),
        ('CONVERT(amount, "EUR")', SINGLE, "R339"),
        ('CONVERT(amount, "EUR", account)', SEVERAL, "R305"),
    ],
)
def test_convert_needs_an_amount_and_a_currency(text: str, made: Model, code: str) -> None:
    """The currency is written out and known, and the amount is some record's."""
    assert told(text, made) == [code]


def test_converting_to_the_only_currency_is_the_amount() -> None:
    """An app that serves companies of one and of several currencies may write it."""
    node, _ = check_expression(RuleText('CONVERT(amount, "CNY")'), Scope(Catalog(SINGLE), "deal"))
    assert node is not None
    assert text_of(node) == "amount"


def test_one_currency_changes_nothing() -> None:
    """Objects have no more fields, and there are no sheets of rates."""
    assert "exchange_rate" not in SINGLE.objects
    assert not {"currency", "exchange_rates", "amount_corporate"} & SINGLE.objects["deal"].fields.keys()
    assert model("currencies: [CNY]\n") == SINGLE
