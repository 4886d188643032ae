"""Change plans in Chinese: every sentence of them, with the names as they are written."""

import re

import pytest

from objectry.faces.cli.deploying.showing import waiting
from objectry.plan import compare, compile_stack
from objectry.wording import plan_phrasebook
from tests.chaos.edits import EDITS
from tests.chaos.edits import together as as_one
from tests.faces.cli.shell import FIVE_LINES, Shell
from tests.runtime.shops import core

CHINESE = re.compile("[\u4e00-\u9fff]")
BOOK = plan_phrasebook("zh-CN")


def test_the_changes_of_hard_edits_are_said_in_chinese() -> None:
    """Whatever an edit changes, forth and back: tables, columns, demands, choices, access."""
    edit = as_one(EDITS)
    before, after = (compile_stack((core(), app))[0] for app in (edit.before, edit.after))
    assert before is not None
    assert after is not None
    plans = [compare(None, before), compare(before, after), compare(after, before)]
    told = {change.text for plan in plans for change in plan.changes}
    assert len(told) > 100
    assert not sorted(text for text in told if text not in BOOK)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("3 users with role rep lose sight of 20 to 340 records of account",
         "3 名 rep 角色的用户不再能看到 account 的 20 至 340 条记录"),
        ("1 user with role rep gains the right to change 7 records of deal",
         "1 名 rep 角色的用户可以修改 deal 的 7 条记录"),
        ("2 users with role rep gain sight of deal.amount, deal.stage",
         "2 名 rep 角色的用户可以看到 deal.amount, deal.stage"),
        ("set sales on deal: gains read; loses delete, update", "权限集 sales 对 deal：获得 read；失去 delete, update"),
        ("set sales on deal.amount: as its object becomes none", "权限集 sales 对 deal.amount：随其对象 变为 none"),
        ("deal: sharing private becomes edit without hierarchy", "deal：共享从 private 变为 edit（不含上下级）"),
        ("role rep: gains sales", "角色 rep：获得 sales"),
        ("add column deal.vip boolean, true in all records", "添加列 deal.vip（boolean），所有记录均为 true"),
        ("37 records would break account.vat: 0190, 0191, ...", "37 条记录会违反 account.vat: 0190, 0191, ..."),
        ("12 records repeat a value of another", "12 条记录与其他记录的值重复"),
        ("In quarantine: deal.a, deal.b; deal.a until 2026-12-01.",
         "隔离区中：deal.a, deal.b；其中 deal.a 保留到 2026-12-01。"),
        (waiting(12.2), "其他人大约等待 12 秒（按此数据库刚才读取记录的速度估计）。"),
        (waiting(0.1), "其他人等待不到一秒（估计值）。"),
    ],
)  # fmt: skip
def test_what_stands_around_them(english: str, chinese: str) -> None:
    """People, numbers, waits: names and ids stay as they are."""
    assert BOOK.say(english) == chinese


def test_a_plan_in_chinese_says_nothing_in_english(shell: Shell) -> None:
    """From the first line to the last, and so does the apply; JSON stays English for programs."""
    shell.write(objects__bike=FIVE_LINES)
    assert shell("apply", "--yes").code == 0
    shell.write(
        objects__bike=FIVE_LINES.replace("type: text", "type: textarea") + "  vip: {type: boolean, required: true}\n"
    )
    answer = shell("plan", "--language", "zh_CN")
    assert answer.code == 2
    assert answer.lines
    assert all(CHINESE.search(line) for line in answer.lines), answer.out
    assert "add column bike.vip boolean" in shell("plan", "--json", "--language", "zh").out
    assert all(CHINESE.search(line) for line in shell("apply", "--yes", "--language", "zh-CN").lines)
    assert "无需更改" in shell("plan", "--language", "zh-CN").out
