"""Chinese for the problems of sources: what cannot be read, and the traps of YAML."""

from collections.abc import Mapping
from types import MappingProxyType

PHRASES: Mapping[str, str] = MappingProxyType(
    {
        "the file is larger than {number} KiB": "文件大于 {number} KiB",
        "the file is not UTF-8: it holds the byte {text} here": "文件不是 UTF-8 编码：此处的字节为 {text}",
        "the file is not UTF-8 text": "文件不是 UTF-8 文本",
        "the character {text} may not stand in a file": "文件中不允许出现字符 {text}",
        "a tab indents this line; indent with spaces": "此行以制表符缩进；请改用空格",
        "this is not valid YAML: {text}": "这不是有效的 YAML：{text}",
        "nested more than {number} levels deep": "嵌套超过 {number} 层",
        "a second document starts here; write it into a file of its own": "此处开始了第二个文档；请把它写进单独的文件",
        "a key is a text on one line": "键必须是写在一行内的文本",
        'the key "{name}" stands here already, on line {number}': "键“{name}”已在第 {number} 行出现过",
        "commas inside {...} split this text; write: {line}": "{...} 中的逗号把这段文本拆开了；请写成：{line}",
        "aliases (*) are not used here{tail}": "这里不使用别名（*）{tail}",
        "anchors (&) are not used here{tail}": "这里不使用锚点（&）{tail}",
        "tags (!) are not used here{tail}": "这里不使用标签（!）{tail}",
        "; if the sign is part of the text, write: {line}": "；如果该符号是文本的一部分，请写成：{line}",
        "{why}; write: {line}": "{why}；请写成：{line}",
        "a quote is opened here and never closed on this line": "此处的引号在本行内没有闭合",
        "this {sign} is never closed": "这个 {sign} 没有闭合",
        "this line does not fit those around it; look at its indentation": "此行与前后各行不对齐；请检查缩进",
        "no value starts with this character; put the text in quotes": "值不能以这个字符开头；请给文本加上引号",
        "a quote is opened here and never closed": "此处的引号没有闭合",
        "\\ starts an escape inside double quotes; use single quotes, or write \\\\": (
            "双引号中的 \\ 表示转义；请改用单引号，或写成 \\\\"
        ),
        "a second colon on this line; put the text in quotes": "此行有第二个冒号；请给文本加上引号",
        "a list cannot start here; put the text in quotes, or start a new line": (
            "列表不能从这里开始；请给文本加上引号，或另起一行"
        ),
        "a comma or a closing {sign} is missing; inside {text} a text with , : # or a bracket needs quotes": (
            "缺少逗号或结尾的 {sign}；在 {text} 中，含有 , : # 或括号的文本需要加引号"
        ),
        "this line does not fit: look at its indentation, and at quotes and brackets before it": (
            "此行放不进去：请检查缩进，以及前面的引号和括号"
        ),
        "this line does not fit the list it stands in; look at its indentation": "此行与所在的列表不对齐；请检查缩进",
        "a colon is missing after the key": "键的后面缺少冒号",
        "& and * mean something to YAML; put the text in quotes": "& 和 * 在 YAML 中有特殊含义；请给文本加上引号",
        "nothing may follow here; look at the indentation": "此处后面不能再有内容；请检查缩进",
        "a value is missing here": "此处缺少值",
        "a space is missing here; if this is text, put it in quotes": "此处缺少空格；如果这是文本，请加上引号",
        "after | the text starts on the next line": "| 之后的文本从下一行开始",
        "text follows the closing quote": "结尾引号之后还有文本",
        "a text with , : # or a bracket needs quotes here": "此处含有 , : # 或括号的文本需要加引号",
        '"{name}" is expected here': "此处应为“{name}”",
        '"," or "{name}" is expected here': "此处应为“,”或“{name}”",
        "nothing may follow the end of the value": "值结束之后不能再有内容",
        "a key in double quotes is expected here": "此处应为双引号中的键",
        "this text is not closed, or holds something JSON does not know": "这段文本没有闭合，或含有 JSON 不认识的内容",
        "a value is expected here": "此处应为一个值",
        "YAML takes the # for a comment; write: {line}": "YAML 把 # 当作注释；请写成：{line}",
        "> folds lines together; write | instead of >": "> 会把多行合并；请用 | 代替 >",
        "YAML folds these lines into one; write: | and below it: {text}": (
            "YAML 把这几行合并成一行；请写成 |，并在其下方写：{text}"
        ),
        "YAML eats these quotes; for a text, write: {line}": "YAML 会去掉这对引号；若是文本，请写成：{line}",
        "actions need a | block or quotes; write: {line}": "动作需要写成 | 文本块或加引号；请写成：{line}",
        "YAML takes {taken}; write: {line}": "YAML 把{taken}；请写成：{line}",
        "the colon for a key": "冒号当作了键",
        "this for a list": "这里当作了列表",
        "the braces for a mapping": "花括号当作了映射",
        "{name} are not supported by this version of the platform": "此版本的平台不支持 {name}",
        "no file of this name belongs into an app; folders are {known}": "应用中不应有此名称的文件；文件夹有 {known}",
        "the CSV cannot be read: {text}": "无法读取 CSV：{text}",
        "the first line holds the names of the fields": "第一行应为字段名",
        "the columns need names, each its own": "每一列都需要一个不重复的名称",
        "{number} cells are expected here, not {count}": "此处应有 {number} 个单元格，而不是 {count} 个",
    }
)
