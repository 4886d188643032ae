"""Chinese for the problems of models: keys, names and values that are not what the platform knows."""

from collections.abc import Mapping
from types import MappingProxyType

HINTS: Mapping[str, str] = MappingProxyType(
    {
        '; it is called "{name}" now': "；它现在叫“{name}”",
        '; did you mean "{name}"?': "；您是不是想写“{name}”？",
        "; known are: {known}": "；可用的有：{known}",
        "; there are: {known}": "；可用的有：{known}",
        "; there are {known}": "；可用的有 {known}",
        "; it has {known}": "；它有 {known}",
        "; it has none": "；它没有",
        "; {name} has {known}": "；{name} 有 {known}",
    }
)
NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "an object": "对象", "a field": "字段", "a layout": "布局", "a role": "角色", "a rule": "规则",
        "a permission set": "权限集", "a permissions file": "权限文件", "a flows file": "流程文件",
        "a sharing rule": "共享规则", "a validation": "校验规则", "a duplicate rule": "查重规则", "a quality": "数据质量", "a match": "匹配条件",
        "a section": "分区", "a tab": "标签页", "a form": "表单", "a record page": "记录页", "a list view": "列表视图",
        "a kanban view": "看板视图", "a calendar view": "日历视图", "a translation": "翻译", "a translated field": "字段的翻译",
        "a translated object": "对象的翻译", "a picklist value": "选项", "a grant": "授权", "an app": "应用",
        "sharing": "共享设置", "search": "搜索设置", "settings": "设置", "fields": "字段", "views": "视图",
        "forms": "表单", "sections": "分区", "tabs": "标签页", "values": "值", "choices": "选项", "roles": "角色",
        "rules": "规则", "objects": "对象", "permission sets": "权限集", "sharing rules": "共享规则", "names": "名称",
        "validations": "校验规则", "duplicate rules": "查重规则", "indexes": "索引", "features": "功能",
        "parts": "部分",
        "sources": "来源", "normalisers": "规整方式", "system rights": "系统权限", "holders": "共享对象",
        "apps and versions": "应用和版本", "packs and versions": "扩展包和版本", "fields and levels": "字段和级别",
        "tags and levels": "标记和级别", "names and texts": "名称和文本", "facts and their types": "附加属性和类型",
        "values and the values that may follow": "值及其可转换到的值", "earlier and present names": "旧名称和新名称",
        "a {type} field": "{type} 字段", "an {type} field": "{type} 字段",
        "a {type} field with a formula": "带公式的 {type} 字段",
        "a {type} field with a roll-up": "带汇总的 {type} 字段",
        "a text": "文本", "a name": "名称", "a value": "值", "nothing": "空", "a mapping": "映射", "a list": "列表",
        "a rule text": "规则文本", "the name of a field": "字段名", "a whole number": "整数",
        "a number (digits, without quotes)": "数字（不加引号）",
        "true or false (without quotes)": "true 或 false（不加引号）",
        "one of {known}": "{known} 之一", "a mapping of {what} by name": "以名称为键的{what}映射",
        "a mapping of {what}": "{what}的映射", "a list of {what}": "{what}列表",
        "{what} (a mapping of keys)": "{what}（键的映射）", "the {by} of {what}": "{what}的 {by}",
        "a record (a mapping of fields)": "记录（字段的映射）",
        "a list of records, or a mapping by key": "记录列表，或以键为索引的映射",
        "a version such as 1.0": "版本号（如 1.0）",
        'a condition on versions such as ">=1.0,<2" or "~1.0"': "版本条件（如“>=1.0,<2”或“~1.0”）", "a language such as en": "语言（如 en）",
        "a currency such as USD": "货币（如 USD）", "a namespace": "命名空间", "a system column": "系统列",
        "an alias of {name}": "{name} 的别名",
        "the list of records of {name} (related_as of {path})": "{name} 的记录列表（{path} 的 related_as）",
    }
)  # fmt: skip
PHRASES: Mapping[str, str] = MappingProxyType(
    {
        **HINTS,
        **NOUNS,
        '{what} has no key "{name}"{tail}': "{what}没有键“{name}”{tail}",
        '{what} needs the key "{name}"': "{what}需要键“{name}”",
        "a picklist needs at least one value": "选项列表至少需要一个值",
        'the file starts with "{name}", or with extend:': "文件应以“{name}”或 extend: 开头",
        "{expected} is expected here, not {given}": "此处应为{expected}，而不是{given}",
        "a file holds a mapping of keys": "文件应为键的映射",
        "{what} is a mapping of keys": "{what}应为键的映射",
        "extend takes true, or the name {name} itself": "extend 的值应为 true 或名称 {name} 本身",
        "{name} is true or false": "{name} 的值应为 true 或 false",
        "{name} takes the name of another entry": "{name} 的值应为另一项的名称",
        '"{name}" is not one of {known}{tail}': "“{name}”不是 {known} 之一{tail}",
        '"{name}" is no {by} of {what}{tail}': "“{name}”不是{what}的 {by}{tail}",
        'unknown country "{name}"; its code of two letters is asked for, such as DE': "未知的国家“{name}”；请填写两个字母的国家代码，例如 CN",
        'unknown time zone "{name}"{tail}': "未知的时区“{name}”{tail}",
        "at most {number} characters are allowed here": "此处最多允许 {number} 个字符",
        "{number} is out of range; {range}": "{number} 超出范围；{range}",
        "at least {number} is allowed": "最小为 {number}",
        "at most {number}": "最大为 {number}",
        "{number} to {most} are allowed": "允许 {number} 到 {most}",
        "the list of {what} needs at least {number}": "{what}列表至少需要 {number} 项",
        "the list of {what} holds at most {number}": "{what}列表最多容纳 {number} 项",
        '"{name}": {why}': "“{name}”：{why}",
        '"{name}": write a shorter related_as': "“{name}”：请写一个更短的 related_as",
        "a name has at most {number} characters, this one has {count}": "名称最多 {number} 个字符，这个有 {count} 个",
        "a name is made of small letters, digits and single underscores, and starts with a letter": (
            "名称由小写字母、数字和单个下划线组成，并以字母开头"
        ),
        '"{name}" is reserved: {why}': "“{name}”是保留名称：{why}",
        "the platform or the databases use the name themselves": "平台或数据库自身使用这个名称",
        "every record has it already": "每条记录都已经有这个字段",
        '"{name}" is the platform\'s own app': "“{name}”是平台自身的应用",
        'what the app {name} adds carries its namespace; write "{path}"': (
            "应用 {name} 添加的内容要带上它的命名空间；请写成“{path}”"
        ),
        '"{name}" is a namespace, and the app {path} has none': "“{name}”是命名空间，而应用 {path} 没有命名空间",
        '"{name}" is no namespace of the app {path}': "“{name}”不是应用 {path} 的命名空间",
        '{what} "{name}" is defined in {path} already; to add to it, write extend{tail}': (
            "{what}“{name}”已在 {path} 中定义；要补充内容请写 extend{tail}"
        ),
        "; to keep both, call this one differently and write moved: {text} in app.yaml": (
            "；要保留两者，请给这一个另取名称，并在 app.yaml 中写 moved: {text}"
        ),
        "this sharing rule is defined in {path} already; to add to it, write extend: true": (
            "这条共享规则已在 {path} 中定义；要补充内容请写 extend: true"
        ),
        'two apps of the stack are called "{name}"': "有两个应用都叫“{name}”",
        '"{name}" stands in this list already': "“{name}”已在此列表中",
        '"{name}" stands in this form already': "“{name}”已在此表单中",
        'there is no {what} "{name}" to extend{tail}': "没有可扩展的{what}“{name}”{tail}",
        'there is no {what} "{name}" to disable{tail}': "没有可停用的{what}“{name}”{tail}",
        'there is no "{name}" among the {what} to disable{tail}': "{what}中没有可停用的“{name}”{tail}",
        'there is no "{name}" among the {what} to extend{tail}': "{what}中没有可扩展的“{name}”{tail}",
        'there is no "{name}" among the {what} to extend (a new one needs the key "{text}"){tail}': (
            "{what}中没有可扩展的“{name}”（新增的一项需要键“{text}”）{tail}"
        ),
        'there is no "{name}" to place "{text}" after{tail}': "没有“{name}”，无法把“{text}”放在它后面{tail}",
        'there is no "{name}" to place "{text}" before{tail}': "没有“{name}”，无法把“{text}”放在它前面{tail}",
        '"{name}" on {path} is {what} and also {other}': "{path} 上的“{name}”既是{what}又是{other}",
        'the alias "{name}" of {path} is taken by {text}': "{path} 的别名“{name}”已被 {text} 使用",
        'unknown object "{name}"{tail}': "没有对象“{name}”{tail}",
        'the file is called {path} but declares "{name}"; call both alike': (
            "文件名为 {path}，却声明了“{name}”；请让两者同名"
        ),
        'unknown field "{name}" on {path}{tail}': "{path} 没有字段“{name}”{tail}",
        'write object.field, not "{name}"': "请写成 object.field，而不是“{name}”",
        "a path goes through at most {number} lookups": "路径最多经过 {number} 个查找字段",
        'unknown permission set "{name}"{tail}': "没有权限集“{name}”{tail}",
        'unknown role "{name}"{tail}': "没有角色“{name}”{tail}",
        'records are shared with roles and teams, as role:x and team:x, not with "{name}"': (
            "记录共享给角色和团队（写作 role:x、team:x），而不是“{name}”"
        ),
        "rights on {name} follow those on {path}; grant these instead": "{name} 的权限跟随 {path}；请授予后者的权限",
        'unknown form "{name}" of {path}{tail}': "{path} 没有表单“{name}”{tail}",
        '{path} has no related list "{name}"{tail}': "{path} 没有相关列表“{name}”{tail}",
        'there is no value "{name}"{tail}': "没有值“{name}”{tail}",
        '"{name}" is no value of {path}{tail}': "“{name}”不是 {path} 的值{tail}",
        '"{name}" is no value of {path} (nor in {number} more records){tail}': (
            "“{name}”不是 {path} 的值（另有 {number} 条记录相同）{tail}"
        ),
        '"{name}" is no value of this picklist{tail}': "“{name}”不是这个选项列表的值{tail}",
        '"{name}" is a {type} field; only a lookup leads further': "“{name}”是 {type} 字段；只有查找字段才能继续向下",
        '"{name}" is a {type} field; {expected} is needed here': "“{name}”是 {type} 字段；此处需要 {expected}",
        'a record cannot be called by "{name}", a {type} field': "记录不能以 {type} 字段“{name}”命名",
        '"{name}" is not a required lookup to one object': "“{name}”不是指向单个对象的必填查找字段",
        '"{name}" is computed; an index needs stored fields': "“{name}”是计算字段；索引需要存储的字段",
        "scale {number} leaves no room in precision {count}": "小数位数 {number} 超出了总位数 {count}",
        "a required lookup cannot be set to null; use restrict or cascade": (
            "必填的查找字段不能置空；请用 restrict 或 cascade"
        ),
        "min is larger than max": "min 大于 max",
        "required makes required_if idle; keep one of them": "有了 required，required_if 就不起作用；请只保留一个",
        "a unique text holds at most 1000 characters": "唯一的文本最多 1000 个字符",
        "a field has a default or a default_formula, not both": "字段只能有 default 或 default_formula 之一",
        'a fact cannot be called "{name}"': "附加属性不能叫“{name}”",
        "a field has a formula or a rollup, not both": "字段只能有 formula 或 rollup 之一",
        "a {type} field cannot have a {what}; {known} can": "{type} 字段不能有 {what}；可以有的是 {known}",
        "a tab has one of form, related and timeline": "标签页只能有 form、related、timeline 之一",
        "administered belongs to objects of the platform's core": "administered 只用于平台核心的对象",
        "sharing by a parent needs owned: false": "由上级控制共享时需要 owned: false",
        '"{name}" and "extend" exclude each other': "“{name}”和“extend”不能同时出现",
        '"{name}" and "{text}" exclude each other; keep one of them': "“{name}”和“{text}”不能同时出现；请只保留一个",
        '"{name}" says nothing of what disabled: true removes': "“{name}”对 disabled: true 移除的内容没有意义",
        '"{name}" cannot stand {word} "{text}": others are placed the other way round; remove one of these': (
            "“{name}”无法按 {word} 排在“{text}”旁：其他条目的位置与此相反；请去掉其中一个"
        ),
        '"{name}" is called so now; renamed_from takes earlier names': "“{name}”现在就叫这个名称；renamed_from 填写曾用名",
        '"{name}" was called "{text}" already; only one of the two can go on with its records': (
            "“{name}”已经声明曾名为“{text}”；两者只能有一个延续原来的记录"
        ),
        'unknown currency "{name}"; its code of three letters is asked for, such as EUR': (
            "未知的货币“{name}”；请填写三个字母的代码，例如 EUR"
        ),
        '"{name}" is called so again after all; remove this line': "“{name}”最终又叫回原名；请删除这一行",
        '"{name}" is called "{text}" now; "{path}" cannot be called so too': (
            "“{name}”现在叫“{text}”；“{path}”不能也叫这个名称"
        ),
        "no record can be the first one: {path}; one of these lookups has to do without required": (
            "无法创建第一条记录：{path}；其中一个查找字段不能设为必填"
        ),
        '"{name}" is removed here and needed as it was at {path}: {message}': (
            "“{name}”在此被移除，但 {path} 仍需要它：{message}"
        ),
        '"{name}" is removed here and needed as it was at {path} (and {number} more): {message}': (
            "“{name}”在此被移除，但 {path}（及另外 {number} 处）仍需要它：{message}"
        ),
        '"{name}" is changed here and needed as it was at {path}: {message}': (
            "“{name}”在此被修改，但 {path} 仍需要它原来的样子：{message}"
        ),
        '"{name}" is changed here and needed as it was at {path} (and {number} more): {message}': (
            "“{name}”在此被修改，但 {path}（及另外 {number} 处）仍需要它原来的样子：{message}"
        ),
        '"{name}" is no {type}; write {text}': "“{name}”不是 {type}；请写成 {text}",
        "the default is longer than {number} characters": "默认值超过 {number} 个字符",
        "the default is outside min and max": "默认值超出 min 和 max 的范围",
        "the default has more than {number} digits after the point": "默认值的小数超过 {number} 位",
        'there is no "{name}" under {path}{tail}': "{path} 下没有“{name}”{tail}",
        'the key "{name}" is not unique on {path}': "{path} 的键“{name}”不是唯一字段",
        'the record has no "{name}"': "记录缺少“{name}”",
        '"{name}" is the {path} of an earlier record': "“{name}”是前面一条记录的 {path}",
        "people and their permissions are given by an administrator, not by an app: remove this file": (
            "用户及其权限由管理员授予，不由应用带来：请删除此文件"
        ),
        '"{name}" is computed and takes no seed': "“{name}”是计算字段，不能写入初始数据",
        '"{name}" is no column for {path}; write {text}': "“{name}”不是 {path} 的列；请写成 {text}",
        'the app stands on "{name}", which is not below it{tail}': "应用依赖“{name}”，但它不在下层{tail}",
        "{name} {text} is needed; the stack has {path}": "需要 {name} {text}；当前是 {path}",
        "the app needs platform {text}; this is {path}": "应用需要平台版本 {text}；当前是 {path}",
        "the app {name} has no app.yaml that can be read": "应用 {name} 没有可读取的 app.yaml",
        'no field is marked "sensitive: {name}"{tail}': "没有字段标记为“sensitive: {name}”{tail}",
        "unknown place {text}; there are {known}": "未知的占位 {text}；可用的有 {known}",
        "the format needs one place for the number, such as {text}": "格式需要一个编号占位，例如 {text}",
        "counting starts anew each {text}, so the unique number needs {path}": (
            "编号按 {text} 重新开始，因此唯一编号需要包含 {path}"
        ),
        "this is no regular expression: {text}": "这不是正则表达式：{text}",
        "{name} is deprecated: {text}": "{name} 已弃用：{text}",
        '"{name}" of {path} is deprecated: {text}': "{path} 的“{name}”已弃用：{text}",
        "{path} is called {name} now": "{path} 现在叫做 {name}",
        "{path} is {text}'s; what {name} called so is {known} now": "{path} 属于 {text}；{name} 原来的同名内容现在是 {known}",
        '"{name}" stands on {path} itself; one of the two has to go': "“{name}”自己又依赖 {path}；请去掉其中一个依赖",
        '"{name}" is declared nowhere{tail}': "没有任何地方声明“{name}”{tail}",
        '"{name}" is not of the app {path}, so nothing of it moves there': "“{name}”不属于应用 {path}，因此不会移动到那里",
        '"{name}" is what "{text}" is called now; not "{path}"': "“{name}”是“{text}”现在的名称，而不是“{path}”现在的名称",
        'write an object for an object, or two fields of one object; not "{name}"': (
            "请写对象对对象，或同一对象的两个字段；而不是“{name}”"
        ),
        '"{name}" is one master_detail too many: an object has at most {number}; make it a lookup': (
            "“{name}”是多出的 master_detail：一个对象最多 {number} 个；请改为 lookup"
        ),
        "a master_detail leads to one object; a lookup may lead to several": "master_detail 只指向一个对象；lookup 可指向多个",
        "records would be parts of themselves: {path}; make one of these a lookup": (
            "记录会成为自身的一部分：{path}；请把其中一个改为 lookup"
        ),
        '"{name}" decides who sees these records; remove "{text}"': "由“{name}”决定谁能看到这些记录；请去掉“{text}”",
        'the first master_detail decides who sees these records, "{name}"; remove "parent"': (
            "由第一个 master_detail“{name}”决定谁能看到这些记录；请去掉“parent”"
        ),
        'records of {path} belong to their "{name}": leave owned out, or make it a lookup': (
            "{path} 的记录属于其“{name}”：请去掉 owned，或把它改为 lookup"
        ),
        'the {text} would be called "{name}", longer than {number} characters; write a shorter name': (
            "{text} 会叫做“{name}”，超过 {number} 个字符；请取更短的名称"
        ),
        'the {text} of "{path}" is called "{name}", and another field is called so': (
            "“{path}”的 {text} 叫做“{name}”，而另一个字段已用此名"
        ),
        '"{name}" has several parts; name one of them: {known}': "“{name}”由几部分组成；请指明其中之一：{known}",
        '"{name}" is a {text} field of {path} already; write extend: true to change its type, or give yours another'
        " name": ("“{name}”已是 {path} 的 {text} 字段；要改变类型请写 extend: true，否则请另取名称"),
    }
)
