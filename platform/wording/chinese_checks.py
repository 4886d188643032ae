"""Chinese for what is checked across files: cells of seeds, circles, hierarchies, links, choices that depend."""

from collections.abc import Mapping
from types import MappingProxyType

PHRASES: Mapping[str, str] = MappingProxyType(
    {
        # seed records
        '"{text}" is no {type}': "“{text}”不是有效的 {type} 值",
        '"{text}" is outside the limits of {path}': "“{text}”超出了 {path} 的取值范围",
        '"{text}" is longer than the {number} characters of {path}': "“{text}”超过了 {path} 的长度上限（{number} 个字符）",
        '"{text}" does not match the pattern of {path}': "“{text}”不符合 {path} 的 pattern",
        "the CSV cannot be read: unexpected end of data": "无法读取 CSV：引号没有闭合",
        # names and files
        '"{text}" differs from "{name}" only in case': "“{text}”与“{name}”只有大小写不同",
        '"{text}" differs from "{name}" only in the way its letters are encoded': (
            "“{text}”与“{name}”只是 Unicode 编码形式不同"
        ),
        "; it holds U+{code}, {text}": "；其中含有字符 U+{code}（{text}）",
        '; it holds U+{code}, {text}; did you mean "{name}"?': (
            "；其中含有字符 U+{code}（{text}）；您是不是想写“{name}”？"
        ),
        "a name is made of small letters, digits and single underscores, and starts with a letter{tail}": (
            "名称由小写字母、数字和单个下划线组成，并以字母开头{tail}"
        ),
        "{path} is for the same; write all of it into one file": "{path} 也是为此而写的；请合并成一个文件",
        "this is written like a file of {path}, and lies in {text}": "这个文件的内容属于 {path}，却放在了 {text}",
        "this is no file of the app: {why}": "这不是应用的文件：{why}",
        "it is a folder": "它是文件夹",
        "it is no file": "它不是普通文件",
        "it is a link that leads nowhere": "它是失效的链接",
        "it cannot be read: {text}": "无法读取（{text}）",
        "folders in {path} are not read": "{path} 里的子文件夹不会被读取",
        "files in {path} end in {known}": "{path} 里的文件应以 {known} 结尾",
        "the folder is called {name}": "文件夹应命名为 {name}",
        "the file is called {name}": "文件应命名为 {name}",
        "a file has at most {number} MB": "文件最大为 {number} MB",
        # the writing of a file
        "merge keys (<<) are not used here; write the keys out": "不支持合并键（<<）；请把各个键写出来",
        "the blank U+{code} indents this line; indent with spaces": "这一行用空白字符 U+{code} 缩进；请改用空格",
        "a blank is missing after the colon; write: {line}": "冒号后缺少空格；请写成：{line}",
        '"{text}" is a full-width sign; write: {line}': "“{text}”是全角符号；请写成：{line}",
        "{what} is expected here, not nothing; YAML takes the # for a comment; write: {line}": (
            "此处应为{what}，而不是空；YAML 把 # 当作注释；请写成：{line}"
        ),
        '"{name}" belongs under {text}; indent it deeper': "“{name}”应放在 {text} 下面；请加大缩进",
        "this is a full-width colon; write : with a space behind it": "这是全角冒号；请写半角 : 并在后面加空格",
        "a space is missing behind this colon": "冒号后面缺少空格",
        "the blank behind this colon is {text}; write a space": "冒号后面的空白是 {text}；请写普通空格",
        "this line stands deeper than those behind it; look at its indentation": "这一行比后面各行缩进更深；请检查缩进",
        'a comma before "{text}" is one too many': "“{text}”前多了一个逗号",
        "the file is empty": "文件是空的",
        "commas inside {...} split this text; write: {line}": "{...} 中的逗号把这段文本拆开了；请写成：{line}",
        "the file is {text}; save it as UTF-8": "文件的编码是 {text}；请另存为 UTF-8",
        "the file is not UTF-8: it holds the byte {code} here; save it as UTF-8": (
            "文件不是 UTF-8：此处有字节 {code}；请另存为 UTF-8"
        ),
        "this `if` has no `end`": "这个 `if` 没有对应的 `end`",
        "`then` is missing behind this": "此处后面缺少 `then`",
        # kinds of things
        "the part {name}": "部分 {name}",
        "a file of value lists": "值列表文件",
        "a value list": "值列表",
        "a record type": "记录类型",
        "an index": "索引",
        "what a form is for": "表单的适用范围",
        # choices
        "{name} says nothing without {text}": "没有 {text}，{name} 就没有意义",
        '"{name}" has no choices to leave': "“{name}”没有可筛选的选项",
        '"{name}" is no picklist, so no choices depend on it': "“{name}”不是选项列表，不能让选项依赖它",
        "choices depend on one another in a circle: {path}": "选项之间循环依赖：{path}",
        'unknown value list "{name}"{tail}': "没有值列表“{name}”{tail}",
        '{name} has no record type "{text}"{tail}': "{name} 没有记录类型“{text}”{tail}",
        'unknown field "{name}"{tail}': "没有字段“{name}”{tail}",
        '"{name}" takes no default': "“{name}”不能有默认值",
        'new records would begin with "{text}", which {name} does not have; give it a default': (
            "新记录会以“{text}”开头，而 {name} 没有这个选项；请给它一个默认值"
        ),
        '"{name}" is a {type} field, whose values are not compared': "“{name}”是 {type} 字段，它的值不能比较",
        # links and hierarchies
        "a many_to_many leads to one object; write one for each": "many_to_many 只指向一个对象；请为每个对象各写一个",
        'its links would be the object "{name}", which there is already; call the field otherwise': (
            "它的关联对象将叫“{name}”，而这个对象已存在；请给字段换个名称"
        ),
        "no lookup of the stack has to_feature: {word}, so nothing can be related to its records": (
            "整个堆栈中没有 to_feature: {word} 的查找字段，因此无法与它的记录建立关联"
        ),
        'its {word} would be the object "{name}", which there is already; call that one otherwise': (
            "{word} 功能的对象将命名为“{name}”，但该对象已存在；请为那个对象换一个名称"
        ),
        'its {word} would be the object "{name}", longer than {number} characters; shorten its own': (
            "{word} 功能的对象将命名为“{name}”，超过 {number} 个字符；请缩短对象名称"
        ),
        'its {word} would be called as the field "{name}"; call the field otherwise': (
            "{word} 列表与字段“{name}”同名；请为该字段换一个名称"
        ),
        'its {word} would be called as the related list "{name}"; call the list otherwise': (
            "{word} 列表与关联列表“{name}”同名；请为该列表换一个名称"
        ),
        'its links would be the object "{name}", longer than {number} characters; shorten the field\'s name': (
            "它的关联对象将叫“{name}”，超过 {number} 个字符；请缩短字段名"
        ),
        "a hierarchy is made by a lookup to {name} itself, alone": "层级只能由仅指向 {name} 自身的查找字段构成",
        '"{name}" makes a hierarchy of {path} already': "“{name}”已经构成 {path} 的层级",
        "a filter needs a lookup to one object: of several, none has all names": (
            "filter 只能用于指向单个对象的查找字段：指向多个对象时，没有一个对象具备全部名称"
        ),
        # currencies
        '"{name}" is what objects with amounts have where there are several currencies': (
            "启用多币种时，含金额的对象自带“{name}”字段"
        ),
        "{name} is not among the currencies {known}": "{name} 不在货币 {known} 之中",
        '"{name}" is no date people write; the day of the rates is one': (
            "“{name}”不是由人填写的日期字段；汇率日必须是这样的字段"
        ),
        "there is one currency only; the settings declare others under currencies": (
            "目前只有一种货币；其他货币在 settings 的 currencies 中声明"
        ),
        # translations
        'nothing fills the place "{name}" of this text{tail}': "这段文本中的占位“{name}”不会被填充{tail}",
        # rules
        "event of the clock is not supported; rules wait for {known}": "不支持定时事件；规则可等待 {known}",
    }
)
