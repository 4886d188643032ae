"""Chinese for the problems of rule texts and of compiling."""

from collections.abc import Mapping
from types import MappingProxyType

NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "a number": "数字", "a condition (true or false)": "条件（真或假）", "a date": "日期", "null": "null",
        "a date with time": "日期时间", "a time of day": "时刻", "several choices": "多个选项",
        "the picklist {path}": "选项列表 {path}", "the choices of {path}": "{path} 的选项",
        "a reference to {known}": "对 {known} 的引用", "any value": "任意值", "date or datetime": "日期或日期时间",
        "a geolocation": "地理位置", "a text in quotes": "加引号的文本", "the end": "结尾", "nothing more": "到此为止",
        "a statement": "语句", "an operator": "运算符", "no lookup": "不是查找字段",
        "a picklist, which has attributes only": "选项列表，只有附加属性",
        "{first} or {last}": "{first}或{last}", "{first}, {rest}": "{first}、{rest}",
        "it is computed": "它是计算字段", "it is numbered automatically": "它自动编号",
        "the platform keeps it": "它由平台维护", "only administrators change it": "只有管理员能修改它",
        "there is no such day": "没有这一天", "this is no time of day, such as 09:30": "这不是时刻（如 09:30）",
        "this is no day, such as 2026-01-31": "这不是日期（如 2026-01-31）",
        "this is no moment, such as 2026-01-31 09:30:00": "这不是日期时间（如 2026-01-31 09:30:00）",
    }
)  # fmt: skip
PHRASES: Mapping[str, str] = MappingProxyType(
    {
        **NOUNS,
        "unexpected {name}; expected {expected}": "意外的 {name}；此处应为{expected}",
        "the text ends too early; expected {expected}": "文本过早结束；此处应为{expected}",
        'the text ends too early; expected {expected}; did you mean "{name}"?': (
            "文本过早结束；此处应为{expected}；您是不是想写“{name}”？"
        ),
        "an event: before save, created, updated, saved, a field and changes, or a field and becomes": (
            "事件：before save、created、updated、saved、字段加 changes，或字段加 becomes"
        ),
        "{name} cannot follow another comparison; join two of them with `and`": (
            "{name} 不能跟在另一个比较之后；请用 `and` 连接两个比较"
        ),
        "this comment has no closing */": "这个注释缺少结尾的 */",
        "this text has no closing {name}": "这段文本缺少结尾的 {name}",
        'typographic quote {name}; write straight quotes: "..."': '排版引号 {name}；请用直引号："..."',
        "{name} is not part of the rule language": "{name} 不属于规则语言",
        "this { has no closing }; a plain brace is written {{": "这个 { 缺少结尾的 }；普通花括号写作 {{",
        "this character cannot be stored in a text": "文本中不能存储这个字符",
        "{number} characters; a rule text has at most {most}": "共 {number} 个字符；规则文本最多 {most} 个字符",
        "{number} parts; a rule text has at most {most}": "共 {number} 个部分；规则文本最多 {most} 个部分",
        "nested deeper than {number} levels": "嵌套超过 {number} 层",
        'unknown function "{name}"{tail}': "没有函数“{name}”{tail}",
        "; reach the other record through a lookup field, as in account.name": "；请通过查找字段读取，如 account.name",
        "; pages and the API encode values themselves; a formula gives the value": (
            "；页面和 API 会自行编码；公式只给出值"
        ),
        "; pages are made of layouts; a link in a text is HYPERLINK(url, label)": (
            "；页面由布局构成；文本中的链接写作 HYPERLINK(url, label)"
        ),
        "; reports have totals of their own; over child records there are COUNT, SUM, MIN, MAX and AVG": (
            "；报表自有合计；子记录可用 COUNT、SUM、MIN、MAX 和 AVG"
        ),
        "; expressions do not look into JSON; give the value a field of its own": "；表达式不读取 JSON；请为该值单设字段",
        '; CONVERT(amount, "{text}") gives an amount in another currency': (
            '；CONVERT(amount, "{text}") 可换算成另一种货币'
        ),
        "UNDER has a meaning only in filters and list views": "UNDER 只在筛选条件和列表视图中有意义",
        "; formulas know no session; programs sign in with tokens of the API": "；公式没有会话；程序请用 API 令牌登录",
        "; a copied record is a new one: ISNEW()": "；复制出来的记录是新记录：ISNEW()",
        "; INCLUDES(field, value) looks into a field of several records": "；INCLUDES(field, value) 可查看多记录字段",
        "; formulas compute from fields alone; let a program write its prediction to a field": (
            "；公式只由字段计算；请让程序把预测写入字段"
        ),
        '; write $user.role = "{text}"': '；请写 $user.role = "{text}"',
        "; compare the field with the id of the record in quotes": "；请与加引号的记录 id 比较",
        "; TEXT(field) gives the API name of a choice; pages show its label": (
            "；TEXT(field) 给出选项的 API 名；页面显示其标签"
        ),
        "; TEXT gives a text; pages format values for who reads them": "；TEXT 给出文本；页面会按读者习惯显示",
        "; one date minus another is a number of days": "；两个日期相减即为天数",
        "; a date plus a number is so many days later; ADDMONTHS adds months": "；日期加数字即为若干天后；ADDMONTHS 加月份",
        "; write {path}": "；请写 {path}",
        "; permissions are asked where the rule is made, not in its text": "；权限在设置规则之处检查，不写在规则里",
        "; what holds for the whole company is written into the formula": "；对全公司有效的内容直接写进公式",
        "; texts and figures are written into the formula": "；文本和数值直接写进公式",
        "; the record type is a field of the record": "；记录类型是记录的一个字段",
        "; formulas do not read the model": "；公式不读取模型",
        "IMAGE takes height and width together": "IMAGE 的高度和宽度要同时给出",
        "a pattern is written out, as a text in quotes": "模式要写成加引号的文本",
        "{number} characters; a pattern has at most {most}": "共 {number} 个字符；模式最多 {most} 个字符",
        "(?m) has no meaning, as the whole text must fit; ^ and $ are its ends": (
            "(?m) 没有意义，因为整段文本都要符合；^ 和 $ 就是它的两端"
        ),
        "\\C is half a character; write a dot": "\\C 是半个字符；请写点号",
        "invalid perl operator: {name}{tail}": "不支持的 Perl 写法：{name}{tail}",
        "bad repetition operator: {name}{tail}": "重复符号有误：{name}{tail}",
        "invalid repetition size: {name}{tail}": "重复次数有误：{name}{tail}",
        "invalid escape sequence: {name}{tail}": "没有这样的转义：{name}{tail}",
        "missing ]: {name}": "缺少 ]：{name}",
        "missing ): {name}": "缺少 )：{name}",
        "unexpected ): {name}": "多余的 )：{name}",
        "no argument for repetition operator: {name}": "重复符号前没有内容：{name}",
        "invalid character class range: {name}": "字符范围有误：{name}",
        "trailing \\": "模式不能以反斜杠结尾",
        "; patterns do not look ahead; join two REGEX with `and`": "；模式不能预查；请用 `and` 连接两个 REGEX",
        "; patterns do not look ahead; write `and not REGEX(...)`": "；模式不能预查；请写 `and not REGEX(...)`",
        "; patterns do not look behind; join two REGEX with `and`": "；模式不能回查；请用 `and` 连接两个 REGEX",
        "; write (?:...), as nothing is ever tried twice": "；请写 (?:...)，这里从不回溯",
        "; a repetition is not repeated; put brackets around it": "；不能重复已重复的部分；请加括号",
        "; a repetition goes up to 1000": "；重复最多 1000 次",
        '; there is no such escape; a backslash of the pattern is written "\\\\" in a text': (
            '；没有这样的转义；文本中模式的反斜杠写作 "\\\\"'
        ),
        'unknown context "{name}"{tail}': "没有上下文“{name}”{tail}",
        'unknown action "{name}"{tail}': "没有动作“{name}”{tail}",
        'unknown field "{name}" of $user{tail}': "$user 没有字段“{name}”{tail}",
        '{path} has no value "{name}"{tail}': "{path} 没有值“{name}”{tail}",
        'values of {path} have no attribute "{name}"{tail}': "{path} 的值没有附加属性“{name}”{tail}",
        "{name} is {what}; nothing can follow it": "{name} 是{what}；其后不能再有内容",
        "{name} leads no further": "{name} 不能继续向下",
        "{path} may point to {known}; only {text} can be read through it": "{path} 可能指向 {known}；只能读取 {text}",
        "{name} is a list of records; use it inside {text}": "{name} 是记录列表；请放在 {text} 中使用",
        "{name} is a list of records; name a field of it: {path}": "{name} 是记录列表；请指明它的字段：{path}",
        "{name} has several parts; name one of them: {path}": "{name} 由几部分组成；请指明其中之一：{path}",
        '{path} has no part "{name}"{tail}': "{path} 没有组成部分“{name}”{tail}",
        "{expected} is needed here, this is {given}": "此处需要{expected}，而这是{given}",
        "{expected} is needed here, this is {given}; TEXT(...) makes a text of it": (
            "此处需要{expected}，而这是{given}；TEXT(...) 可把它转成文本"
        ),
        "{expected} is needed here, this is {given}; VALUE(...) reads a number from a text": (
            "此处需要{expected}，而这是{given}；VALUE(...) 可从文本读取数字"
        ),
        "{expected} is needed here, this is {given}; TIMEVALUE(...) reads a time from a text": (
            "此处需要{expected}，而这是{given}；TIMEVALUE(...) 可从文本读取时刻"
        ),
        "; TEXT(...) makes a text of a number or date": "；TEXT(...) 可把数字或日期转成文本",
        "; compare a datetime with NOW()": "；日期时间请与 NOW() 比较",
        "; & stands between two texts": "；& 用于两段文本之间",
        '"{name}" does not go with {left} and {right}{tail}': "“{name}”不能用于{left}和{right}{tail}",
        "{left} cannot be compared with {right}{tail}": "{left}不能与{right}比较{tail}",
        "{left} has no order; only = and <> compare it": "{left}没有大小次序；只能用 = 和 <> 比较",
        "{left} never equals {right}": "{left}永远不等于{right}",
        "& joins texts, this is {given}; TEXT(...) makes a text of it": (
            "& 连接文本，而这是{given}；TEXT(...) 可把它转成文本"
        ),
        "^ needs a number, this is {given}": "^ 需要数字，而这是{given}",
        "- needs a number, this is {given}": "- 需要数字，而这是{given}",
        "the exponent of ^ must be from -64 to 64": "^ 的指数必须在 -64 到 64 之间",
        "a time zone is written out, such as Asia/Shanghai": "时区要写明，如 Asia/Shanghai",
        "FORMATDURATION takes a number and perhaps true, two datetimes or two times; this is {given}": (
            "FORMATDURATION 需要一个数字（可再加 true）、两个日期时间或两个时刻；而这是{given}"
        ),
        "null is not in any list; use ISBLANK": "null 不在任何列表中；请用 ISBLANK",
        '"{name}" is no id of {known}; compare a field of the record, or write its id': (
            "“{name}”不是 {known} 的 id；请与记录的字段比较，或写出 id"
        ),
        "{name} is called as {text}; {number} arguments are given": "{name} 的用法是 {text}；这里给了 {number} 个参数",
        "{name} is called as {text}; {number} argument is given": "{name} 的用法是 {text}；这里给了 {number} 个参数",
        "{name} takes plain arguments, without `{text}`": "{name} 只接受普通参数，不带 `{text}`",
        "{text}: {name} must be {expected}, this is {given}": "{text}：{name} 必须是{expected}，而这是{given}",
        "{name} gives {left} here and {right} there; all results must be of one type": (
            "{name} 的结果一处是{left}，一处是{right}；所有结果必须是同一类型"
        ),
        "CASE needs a value, pairs of a case and a result, and a last result for all others": (
            "CASE 需要一个值、成对的情形和结果，以及最后一个用于其余情形的结果"
        ),
        "a number has at most {number} digits before the point and {most} after it": (
            "数字的小数点前最多 {number} 位，小数点后最多 {most} 位"
        ),
        "this number is too large": "这个数字太大",
        "a roll-up is one COUNT, SUM, MIN, MAX or AVG over child records, such as SUM(lines.amount)": (
            "汇总是对子记录的一次 COUNT、SUM、MIN、MAX 或 AVG，例如 SUM(lines.amount)"
        ),
        '{text} works over child records, and "{name}" is no list of them{tail}': (
            "{text} 用于子记录，而“{name}”不是子记录列表{tail}"
        ),
        "{name} over child records takes one argument: {text}": "{name} 用于子记录时只有一个参数：{text}",
        "{name} cannot stand inside another aggregate": "{name} 不能嵌套在另一个汇总中",
        "{name} needs a field of the children: {text}": "{name} 需要子记录的字段：{text}",
        "{name} takes numbers, this is {given}": "{name} 需要数字，而这是{given}",
        "{name} takes numbers or dates, this is {given}": "{name} 需要数字或日期，而这是{given}",
        "{path} is itself computed from child records on reading; it cannot be rolled up again": (
            "{path} 本身在读取时由子记录计算得出；不能再次汇总"
        ),
        "{path} cannot be read: what it computes has errors": "无法读取 {path}：它的计算本身有错误",
        "{path} cannot be read here: {text} is a circle": "此处无法读取 {path}：{text} 形成循环",
        "formulas read formulas through {number} levels; at most {most}": "公式引用公式达 {number} 层；最多 {most} 层",
        "formulas read formulas through more than {number} levels": "公式引用公式超过 {number} 层",
        "too large with the formulas it reads written in": "展开所引用的公式后过大",
        "{name} has a meaning only while a record changes: in rules and validations": (
            "{name} 只在记录变更时有意义：用于规则和校验"
        ),
        "{name} takes a stored field of the record itself": "{name} 需要记录自身的存储字段",
        "only a stored field of the record itself can be watched": "只能监视记录自身的存储字段",
        "{kinds} not run in this version, so the rule would never fire; rules wait for {text}": (
            "此版本不运行{kinds}，因此这条规则永远不会触发；规则可等待 {text}"
        ),
        "timers do": "定时器",
        "schedules do": "定期事件",
        "buttons and calls of rules do": "按钮和对规则的调用",
        "approvals do": "审批",
        'unknown unit of time "{name}"{tail}': "未知的时间单位“{name}”{tail}",
        'unknown day "{name}"{tail}': "未知的日期“{name}”{tail}",
        "a duration is a whole number of at least 1": "时长是不小于 1 的整数",
        "a timer waits for a date or a moment; {name} is {given}": "定时器等待日期或时刻；{name} 是{given}",
        '"{name}" is no time of day, such as "07:30"': "“{name}”不是时刻，例如 07:30",
        "a rule runs either before the save or after the write; make two rules of it": (
            "一条规则要么在保存前运行，要么在写入后运行；请拆成两条规则"
        ),
        "`set` writes fields of the record itself, one name; `{text}` writes into another record": (
            "`set` 只写记录自身的字段，写一个名称即可；`{text}` 写入另一条记录"
        ),
        "`set` writes fields of the record itself": "`set` 写记录自身的字段",
        "the record is deleted when this rule runs": "此规则运行时记录已被删除",
        "`update` needs at least one field in its braces": "`update` 的大括号中至少要有一个字段",
        '"{name}" leads to no records of {path}{tail}': "“{name}”不指向 {path} 的任何记录{tail}",
        "{path} leads to no records of one object; name a list of child records (lines), a lookup (account), "
        "or a list behind one (account.contacts)": (
            "{path} 不指向单一对象的记录；请写子记录列表（lines）、查找字段（account）或其后的列表（account.contacts）"
        ),
        "{name} is a list of links; `{text}` changes what is linked": "{name} 是链接列表；`{text}` 可更改链接",
        "{path} cannot be written by a rule: {why}": "规则不能写 {path}：{why}",
        "{name} is given twice": "{name} 给了两次",
        "`{name}` cannot run before the save; there a rule may only set fields of its record, and refuse": (
            "`{name}` 不能在保存前运行；那里的规则只能设置自身记录的字段和拒绝"
        ),
        "an `if` has at most {number} branches": "一个 `if` 最多 {number} 个分支",
        "{path} has no owner, so {name} means nothing": "{path} 没有所有者，{name} 没有意义",
        "{text} needs {name}": "{text} 需要 {name}",
        '{text} has no parameter "{name}"{tail}': "{text} 没有参数“{name}”{tail}",
        "too many arguments; the action is {text}": "参数过多；动作的用法是 {text}",
        "{name} takes no `where`": "{name} 不带 `where`",
        '{name} is the name of a field, written as a text: "due_on"': '{name} 是字段名，写作文本："due_on"',
        "{path} still leads through the old {name}, which this rule has set; use a second rule": (
            "{path} 仍经过旧的 {name}，而本规则已修改它；请使用第二条规则"
        ),
        "{path} is required and not given, so nothing can be created": "{path} 是必填字段但没有给出，因此无法创建",
        "ISBLANK says this more clearly": "用 ISBLANK 表达更清楚",
        "blank equals no case, so this branch is never taken": "空值不等于任何情形，因此这个分支永远不会执行",
        "never blank: a checkbox is true or false": "永不为空：复选框只有真或假",
        "never blank here, as blank numbers read as 0; `blanks: null` keeps them apart": (
            "此处永不为空，因为空的数字按 0 读取；`blanks: null` 可区分两者"
        ),
        "ISNULL is never true for text; ISBLANK tests it": "ISNULL 对文本永不为真；请用 ISBLANK 判断",
        "this compares with {number} times 100 %; did you mean {text}%?": (
            "这里是与 {number} 倍的 100% 比较；是不是想写 {text}%？"
        ),
        "{why}, so this is always blank": "{why}，因此永远为空",
        "; ": "；",
        "row {number}": "第 {number} 行",
        "these before-save rules wait for each other: {steps}": "这些保存前规则互相等待：{steps}",
        "{name} ({path}) needs {text}, which {known} sets": "{name}（{path}）需要 {known} 设置的 {text}",
        "{path} stands on more than {number} levels of roll-ups": "{path} 建立在超过 {number} 层的汇总之上",
        "these rules may go round in a circle: {steps} "
        "(each answers three new values of a record at most, and a call of more than eight rounds is refused)": (
            "这些规则可能循环：{steps}（每条规则对一条记录最多响应三个新值，超过八轮的调用会被拒绝）"
        ),
        "{name} ({path}) {does}, which calls up {known}": "{name}（{path}）{does}，从而触发 {known}",
        "{does}, so {then}": "{does}，于是{then}",
        "{word} is computed anew": "重新计算 {word}",
        "{word} goes too": "{word} 一并删除",
        "{word} is emptied": "清空 {word}",
        "{word} is set by {name}": "{name} 设置 {word}",
        "{does} in line {word}": "在第 {word} 行{does}",
        "creates {word}": "创建 {word}",
        "changes {word}": "修改 {word}",
        "deletes {word}": "删除 {word}",
        "{name} needs about {number} queries for 1,000 records; {most} are a lot": (
            "{name} 处理 1,000 条记录约需 {number} 次查询；{most} 次已经很多"
        ),
        "{path} has {number} rules; more than {most} are hard to follow": (
            "{path} 有 {number} 条规则；超过 {most} 条难以理解"
        ),
        "no record can fulfil this: {text}": "没有记录能满足：{text}",
        "every record fulfils this: {text}": "所有记录都满足：{text}",
        "this branch is never taken: {text}": "这个分支永远不会执行：{text}",
        "nothing comes behind this branch, as it is always taken here: {text}": (
            "这个分支在此总会执行，其后的分支不会到达：{text}"
        ),
        "{name} never fires on `{text}`: {why}": "{name} 永远不会因 `{text}` 触发：{why}",
        "its condition never holds then: {text}": "此时它的条件永远不成立：{text}",
        "{name} never changes": "{name} 永不改变",
        "both values are the same": "两个值相同",
        "{name} may not move from {path} to {text}": "{name} 不能从 {path} 变为 {text}",
        "sharing rule {name} reads no field with an index: lists of {path} will be slow when long": (
            "共享规则 {name} 没有读取带索引的字段：{path} 的列表变长后会很慢"
        ),
    }
)
