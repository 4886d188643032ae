"""Chinese for change plans: what each change does, whom it concerns, and what `crm plan` and `crm apply` say around it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

PEOPLE = (
    ("1 user with role {name}", "1 名 {name} 角色的用户", False),
    ("{number} users with role {name}", "{number} 名 {name} 角色的用户", True),
)
UNCOUNTED = "follows another rule; the deployed tables cannot count it"


def _acts(plural: bool) -> Iterator[tuple[str, str]]:  # noqa: FBT001
    """What people gain and lose."""
    gain, lose = ("gain", "lose") if plural else ("gains", "loses")
    yield f" {gain} sight of {{what}}", "可以看到 {what}"
    yield f" {lose} sight of {{what}}", "不再能看到 {what}"
    yield f" {gain} the right to change {{what}}", "可以修改 {what}"
    yield f" {lose} the right to change {{what}}", "不再能修改 {what}"
    yield f": sight of {{text}} {UNCOUNTED}", "：{text} 的可见性改用另一规则；已部署的表无法统计"
    yield f": the right to change {{text}} {UNCOUNTED}", "：{text} 的修改权改用另一规则；已部署的表无法统计"


PHRASES: Mapping[str, str] = MappingProxyType(
    {
        **{f"{one}{acts}": f"{said}{done}" for one, said, plural in PEOPLE for acts, done in _acts(plural)},
        # around the changes
        "Nothing to change: what is deployed is what stands in the files.": "无需更改：已部署的内容与文件一致。",
        "Only comments, or the way things are written, differ: {text}": "只有注释或写法不同：{text}",
        "They are kept with a revision of their own; nothing else changes.": "它们会作为单独的版本保存；其他没有变化。",
        "1 change to revision {number}:": "对版本 {number} 的 1 项更改：",
        "{count} changes to revision {number}:": "对版本 {number} 的 {count} 项更改：",
        "The first deployment:": "首次部署：",
        "  {totals}; every one with --all": "  {totals}；用 --all 逐项显示",
        "{name}: {count} changes: {first}; {second} and {number} more": "{name}：{count} 项更改：{first}；{second}，另有 {number} 项",
        "To agree to all of it by name: {text}": "要逐项同意这些更改：{text}",
        "With this apply, these are deleted for good, as their time in quarantine is over: {text}.": (
            "本次应用会永久删除以下内容，因为其隔离期已满：{text}。"
        ),
        "Due to be deleted for good, by the next apply that changes something or `crm purge`: {text}.": (
            "以下内容将在下一次有更改的应用或 `crm purge` 时永久删除：{text}。"
        ),
        "In quarantine: {text}; {name} until {line}.": "隔离区中：{text}；其中 {name} 保留到 {line}。",
        "What goes to quarantine by this can be brought back for {number} days.": "因此进入隔离区的内容在 {number} 天内可以恢复。",
        "Apply this?": "要应用吗？",
        "Upgrade?": "要升级吗？",
        "Return to revision {number}?": "要回到版本 {number} 吗？",
        "Revision {number} is in force.": "版本 {number} 已生效。",
        "Revision {number} is in force: the stack of revision {count}.": "版本 {number} 已生效：内容与版本 {count} 相同。",
        "{name} {was} becomes {becomes}": "{name} 从 {was} 变为 {becomes}",
        "{name} {was} comes in": "加入 {name} {was}",
        "{name} {was} changes": "{name} {was} 有更改",
        # how long, how many
        "Others wait for less than a second (an estimate).": "其他人等待不到一秒（估计值）。",
        "Others wait for about {number} seconds ({how}).": "其他人大约等待 {number} 秒（{how}）。",
        "Others wait for about {number} minutes ({how}).": "其他人大约等待 {number} 分钟（{how}）。",
        "an estimate, as fast as this database read its records just now": "按此数据库刚才读取记录的速度估计",
        "  ({count} records)": "  （{count} 条记录）",
        "  (1 record)": "  （1 条记录）",
        "1 record": "1 条记录",
        "{number} records": "{number} 条记录",
        "{broken}: {text}": "{broken}：{text}",
        "among them {text}": "其中包括 {text}",
        "1 value does not convert": "1 个值无法转换",
        "{number} values do not convert": "{number} 个值无法转换",
        "{count} repeats a value of another": "{count}与其他记录的值重复",
        "{count} repeat a value of another": "{count}与其他记录的值重复",
        "{count} would break {name}": "{count}会违反 {name}",
        # tables and columns
        "take table {name} out of use; its records go to quarantine": "停用表 {name}；其中的记录进入隔离区",
        "create table {name} with {number} columns": "创建表 {name}，共 {number} 列",
        "table {name} comes back from quarantine with {number} records": "表 {name} 从隔离区恢复，带回 {number} 条记录",
        "rename table {name} to {text}": "表 {name} 改名为 {text}",
        "remove the computed field {name}": "删除计算字段 {name}",
        "remove the stored roll-up {name}": "删除汇总字段 {name}",
        "take column {name} out of use; its values go to quarantine": "停用列 {name}；其中的值进入隔离区",
        "add computed field {name}": "添加计算字段 {name}",
        "add column {name} {text}": "添加列 {name}（{text}）",
        "add column {name} {text}, computed for all records": "添加列 {name}（{text}），并为所有记录计算",
        "add column {name} {text}, numbers given to all records": "添加列 {name}（{text}），并为所有记录编号",
        "add column {name} {text}, true in all records": "添加列 {name}（{text}），所有记录均为 true",
        "add column {name} {text}, {line} in all records": "添加列 {name}（{text}），所有记录均为 {line}",
        "column {name} comes back from quarantine with {number} values": "列 {name} 从隔离区恢复，带回 {number} 个值",
        "rename column {name} to {text}": "列 {name} 改名为 {text}",
        "{path}: {was} becomes {becomes}": "{path}：{was} 变为 {becomes}",
        "{path}: {was} becomes {becomes}; the old values go to quarantine": "{path}：{was} 变为 {becomes}；旧值进入隔离区",
        "{path}: {was} becomes {becomes}; the old values go to quarantine, the new column starts empty": (
            "{path}：{was} 变为 {becomes}；旧值进入隔离区，新列为空"
        ),
        "{path}: {was} becomes {becomes}; the old values go to quarantine, the new column comes back from quarantine with "
        "{number} values": "{path}：{was} 变为 {becomes}；旧值进入隔离区，新列从隔离区带回 {number} 个值",
        "{path}: {was} becomes {becomes}; values are rounded, the old ones go to quarantine": (
            "{path}：{was} 变为 {becomes}；值会四舍五入，旧值进入隔离区"
        ),
        "{path}: {was} becomes {becomes}; values are converted, the old ones go to quarantine": (
            "{path}：{was} 变为 {becomes}；值会转换，旧值进入隔离区"
        ),
        "{path}: {was} becomes {becomes}; it comes back from quarantine with {number} values, values changed since are "
        "converted": "{path}：{was} 变为 {becomes}；从隔离区带回 {number} 个值，此后改过的值会转换",
        "roll-up": "汇总",
        "formula": "公式",
        "roll-up computed when it is read": "读取时计算的汇总",
        "{path}: the roll-up is defined anew and computed for all records": "{path}：汇总重新定义，并为所有记录计算",
        "{path}: choice {name} is called {text} from now on": "{path}：选项 {name} 今后叫 {text}",
        "{path}: record type {name} is called {text} from now on": "{path}：记录类型 {name} 今后叫 {text}",
        "role {name} is called {text} from now on; who has it keeps it": "角色 {name} 今后叫 {text}；拥有它的用户保留它",
        "permission set {name} is called {text} from now on; who has it keeps it": (
            "权限集 {name} 今后叫 {text}；拥有它的用户保留它"
        ),
        "remove index on {text}": "删除 {text} 上的索引",
        "build index on {text}": "在 {text} 上建立索引",
        "the order of declarations": "声明的顺序",
        # demands
        "{path}: {text} become unique together": "{path}：{text} 的组合必须唯一",
        "{path} is required; existing records have none": "{path} 为必填；现有记录没有值",
        "{path} is required under a condition; existing records have none": "{path} 在某条件下必填；现有记录没有值",
        "{path} becomes required": "{path} 变为必填",
        "{path} becomes required under a condition": "{path} 变为在某条件下必填",
        "{path} becomes unique": "{path} 必须唯一",
        "{path} has to be of the form of {name}": "{path} 必须符合 {name} 的格式",
        "{path} has to match {text}": "{path} 必须匹配 {text}",
        "{path} makes a hierarchy: no circles, and few levels": "{path} 构成层级：不能成环，层数有限",
        "{path}: the records it may point to are fewer, or others": "{path}：可指向的记录变少或不同",
        "{path} holds at most {number} characters": "{path} 最多 {number} 个字符",
        "{path} is at least {number}": "{path} 不小于 {number}",
        "{path} is at most {number}": "{path} 不大于 {number}",
        "{path} has at most {number} digits before the point": "{path} 小数点前最多 {number} 位",
        "{path} becomes a choice of {number} values": "{path} 变为从 {number} 个值中选择",
        "{path} loses the choice {name}": "{path} 去掉选项 {name}",
        "{path}: the allowed moves change": "{path}：允许的变化有更改",
        "{path} depends on {name} from now on": "{path} 今后取决于 {name}",
        "{path} no longer offers {text} where {name} is {line}": "当 {name} 为 {line} 时，{path} 不再提供 {text}",
        "validation {path} is added": "新增校验 {path}",
        "validation {path} changes": "校验 {path} 有更改",
        "validation {path}: message or place changes": "校验 {path}：提示或位置有更改",
        "remove validation {path}": "删除校验 {path}",
        # access
        "the pack {name} grants {text} by {path}, which is not its own": "扩展包 {name} 通过 {path} 授予 {text}，而这不属于它自己",
        "{path} shows its value to readers who may not see what it is computed from": (
            "{path} 会向无权查看其计算来源的读者显示它的值"
        ),
        "{path} no longer shows its value to readers who may not see what it is computed from": (
            "{path} 不再向无权查看其计算来源的读者显示它的值"
        ),
        "add permission set {name}": "添加权限集 {name}",
        "remove permission set {name}": "删除权限集 {name}",
        "set {name} on {path}: {gains}": "权限集 {name} 对 {path}：{gains}",
        "set {name}: {gains}": "权限集 {name}：{gains}",
        "gains {text}; loses {line}": "获得 {text}；失去 {line}",
        "gains {text}": "获得 {text}",
        "loses {text}": "失去 {text}",
        "set {name} on record types of {path}: {was} becomes {becomes}": "权限集 {name} 对 {path} 的记录类型：{was} 变为 {becomes}",
        "set {name} on {path}: {was} becomes {becomes}": "权限集 {name} 对 {path}：{was} 变为 {becomes}",
        "set {name} on fields marked {path}: {was} becomes {becomes}": (
            "权限集 {name} 对标记为 {path} 的字段：{was} 变为 {becomes}"
        ),
        "as its object": "随其对象",
        "add role {name}": "添加角色 {name}",
        "remove role {name}; who has it keeps no rights from it": "删除角色 {name}；拥有它的用户不再有其权限",
        "role {name}: {gains}": "角色 {name}：{gains}",
        "add sharing rule {name}": "添加共享规则 {name}",
        "remove sharing rule {name}": "删除共享规则 {name}",
        "change sharing rule {name}": "更改共享规则 {name}",
        "{path}: sharing {was} becomes {becomes}": "{path}：共享从 {was} 变为 {becomes}",
        "{name} without hierarchy": "{name}（不含上下级）",
        "not sensitive": "不敏感",
        "{path} becomes administered": "{path} 改由管理员维护",
        "{path} is no longer administered": "{path} 不再由管理员维护",
        "counting who gains and loses took too long: {number} of {count} roles were counted": (
            "统计谁获得、谁失去访问权用时过长：已统计 {number} / {count} 个角色"
        ),
        "{number} records of {name}": "{name} 的 {number} 条记录",
        "{number} to {count} records of {name}": "{name} 的 {number} 至 {count} 条记录",
        "{what}, counted for {number} of them": "{what}（已统计其中 {number} 人）",
        # everything else
        "app {name} {text}": "应用 {name} {text}",
        "remove app {name}": "移除应用 {name}",
        "settings: {text}": "设置：{text}",
        "add label and navigation of role {name}": "添加角色 {name} 的标签与导航",
        "remove label and navigation of role {name}": "删除角色 {name} 的标签与导航",
        "change label and navigation of role {name}": "更改角色 {name} 的标签与导航",
        "add label of set {name}": "添加权限集 {name} 的标签",
        "remove label of set {name}": "删除权限集 {name} 的标签",
        "change label of set {name}": "更改权限集 {name} 的标签",
        "add rule {name}": "添加规则 {name}",
        "remove rule {name}": "删除规则 {name}",
        "change rule {name}": "更改规则 {name}",
        "layout {name}: {text}": "布局 {name}：{text} 有更改",
        "{path}: {text}": "{path}：{text} 有更改",
        "add translation {name}: {text}": "添加翻译 {name}：{text}",
        "remove translation {name}: {text}": "删除翻译 {name}：{text}",
        "change translation {name}: {text}": "更改翻译 {name}：{text}",
        "{name}: 1 seed record is seeds no more, and stay": "{name}：1 条种子记录不再是种子，但会保留",
        "{name}: {number} seed records are seeds no more, and stay": "{name}：{number} 条种子记录不再是种子，但会保留",
        "{name}: 1 seed record comes in": "{name}：加入 1 条种子记录",
        "{name}: {number} seed records come in": "{name}：加入 {number} 条种子记录",
        "{name}: 1 is changed": "{name}：更改 1 条种子记录",
        "{name}: {number} are changed": "{name}：更改 {number} 条种子记录",
        "{name}: {number} seed records come in and {count} are changed": "{name}：加入 {number} 条、更改 {count} 条种子记录",
        "{name}: {number} seed records come in and 1 is changed": "{name}：加入 {number} 条、更改 1 条种子记录",
        "{name}: 1 seed record comes in and {count} are changed": "{name}：加入 1 条、更改 {count} 条种子记录",
        "{name}: 1 seed record comes in and 1 is changed": "{name}：加入 1 条、更改 1 条种子记录",
        "demo records; `crm data seed` brings them in": "演示记录；用 `crm data seed` 导入",
        # the classes
        "safe": "安全",
        "slow": "较慢",
        "data_loss": "数据丢失",
        "access": "权限",
        "stricter": "更严格",
    }
)
