"""Chinese for scenarios: what is wrong in their files, and what is not as they say."""

from collections.abc import Mapping
from types import MappingProxyType

NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "a scenario": "场景", "a scenarios file": "场景文件", "scenarios": "场景", "a step": "步骤", "steps": "步骤",
        "an expectation": "期望", "expectations": "期望", "a person": "人员", "people": "人员", "an actor": "操作者",
        "a refusal": "拒绝", "a notification": "通知", "fields and values": "字段和值", "records": "记录",
        "duplicate rules": "查重规则", "rights": "权限", "a time such as 48 hours": "时长（如 48 hours）",
        "a time such as 2026-03-02T09:00Z": "时间（如 2026-03-02T09:00Z）",
    }
)  # fmt: skip
IN_FILES: Mapping[str, str] = MappingProxyType(
    {
        '"{name}" is no step{tail}': "“{name}”不是步骤{tail}",
        '"{name}" is no expectation{tail}': "“{name}”不是期望{tail}",
        "scenarios cannot ask for {name}: this version of the platform has none": "场景不能要求 {name}：本版本平台没有此功能",
        'there is no such time as "{text}"': "没有“{text}”这个时间",
        '"{name}" would be above or below themselves': "“{name}”会成为自己的上级或下级",
        '"{name}" is somebody or something else in this scenario already': "“{name}”在本场景中已指别的人或记录",
        'nobody called "{name}" takes part; `users` names who does{tail}': "没有名为“{name}”的参与者；`users` 列出参与者{tail}",
        '"{name}" is no record and nobody in this scenario{tail}': "本场景中没有名为“{name}”的记录或人员{tail}",
        '"{name}" is a record of {path}, not of {text}': "“{name}”是 {path} 的记录，而不是 {text} 的记录",
        'no step before makes a record called "{name}"{tail}': "前面没有步骤创建名为“{name}”的记录{tail}",
        "{name} is about one of record, object, field": "{name} 只针对 record、object、field 之一",
        '{path} has no duplicate rule "{name}"{tail}': "{path} 没有查重规则“{name}”{tail}",
        '{path} has no validation "{name}"{tail}': "{path} 没有校验规则“{name}”{tail}",
        '{path} has no view "{name}"{tail}': "{path} 没有视图“{name}”{tail}",
        '{name} of {path} has no value "{text}"{tail}': "{path} 的 {name} 没有值“{text}”{tail}",
        'there is no rule "{name}"{tail}': "没有规则“{name}”{tail}",
    }
)
PLAYED: Mapping[str, str] = MappingProxyType(
    {
        "{name} is refused: {text}": "步骤“{name}”被拒绝：{text}",
        "{name} should be refused, but is possible": "步骤“{name}”应被拒绝，却成功了",
        "{name} is refused, but not as expected: {text}": "步骤“{name}”被拒绝，但原因与期望不同：{text}",
        "{name} should bring the warning of {path}": "步骤“{name}”应触发 {path} 的警告",
        "{path} of {name} is {value}, not {wanted}": "{name} 的 {path} 是 {value}，而不是 {wanted}",
        "of {name} it is not true: {text}": "{name} 不满足：{text}",
        "{name} was never made": "{name} 没有被创建",
        "{name} is not there": "{name} 不存在",
        "{name} is not there for {path}": "{path} 看不到 {name}",
        "{name} is still there": "{name} 仍然存在",
        "{name} cannot be looked at: {text}": "无法查看 {name}：{text}",
        "the history of {name} tells of nothing with {text}": "{name} 的历史中没有 {text} 的记录",
        '{name} is told {count} times with "{text}", not {times}': "{name} 收到含“{text}”的通知 {count} 次，而不是{times}",
        "{name} is told {count} times, not {times}": "{name} 收到通知 {count} 次，而不是{times}",
        "at least once": "至少一次",
        "{number} times": " {number} 次",
        "there are {count} of {path}, not {number}": "{path} 有 {count} 条，而不是 {number} 条",
        "there are {count} of {path} for {name}, not {number}": "{name} 能看到的 {path} 有 {count} 条，而不是 {number} 条",
        "the list of {path} holds {value}, not {wanted}": "{path} 的列表是 {value}，而不是 {wanted}",
        "the list of {path} for {name} holds {value}, not {wanted}": "{name} 看到的 {path} 列表是 {value}，而不是 {wanted}",
        "{name} may {path} {text}": "{name} 可以对 {text} 执行 {path}",
        "{name} may not {path} {text}": "{name} 不可以对 {text} 执行 {path}",
    }
)
PHRASES: Mapping[str, str] = MappingProxyType({**NOUNS, **IN_FILES, **PLAYED})
