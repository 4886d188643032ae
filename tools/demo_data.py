"""Makes the demo data of the standard CRM: `python tools/demo_data.py` rewrites demo/*.csv, always the same.

Cells that begin with `=` are expressions evaluated on the day the data is loaded, so that the demo never looks old.
A column `related_to.opportunity` fills the lookup `related_to` with a record of that object.
"""

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "demo"
Row = dict[str, str]

USERS = [  # username, name, role, manager, title, language
    ("dana", "Dana Whitfield", "director", "", "Sales director", "en"),
    ("liwei", "李伟", "manager", "dana", "华东销售经理", "zh-CN"),
    ("marco", "Marco Rossi", "manager", "dana", "Sales manager, Europe", "en"),
    ("ann", "Ann Keller", "rep", "marco", "Account executive", "en"),
    ("tom", "Tom Becker", "rep", "marco", "Account executive", "en"),
    ("sofia", "Sofía Marín", "rep", "marco", "Account executive", "en"),
    ("jack", "Jack Osei", "rep", "marco", "Account executive", "en"),
    ("zhangmin", "张敏", "rep", "liwei", "客户经理", "zh-CN"),
    ("wangfang", "王芳", "rep", "liwei", "客户经理", "zh-CN"),
    ("chenhao", "陈浩", "rep", "liwei", "客户经理", "zh-CN"),
    ("liuyang", "刘洋", "rep", "liwei", "客户经理", "zh-CN"),
    ("emma", "Emma Lindqvist", "service_agent", "dana", "Support engineer", "en"),
    ("zhoujie", "周杰", "service_agent", "dana", "客服工程师", "zh-CN"),
]
EAST = ["zhangmin", "wangfang", "chenhao", "liuyang"]
WEST = ["ann", "tom", "sofia", "jack"]
CITIES_ZH = [
    ("上海市", "上海", "021"),
    ("浙江省", "杭州", "0571"),
    ("江苏省", "南京", "025"),
    ("江苏省", "苏州", "0512"),
] + [
    ("广东省", "深圳", "0755"),
    ("广东省", "广州", "020"),
    ("北京市", "北京", "010"),
    ("四川省", "成都", "028"),
    ("湖北省", "武汉", "027"),
]
CITIES_EN = (
    [("Germany", "", "Hamburg", "+49 40 "), ("Germany", "", "Munich", "+49 89 "), ("France", "", "Lyon", "+33 47")]
    + [
        ("Italy", "", "Turin", "+39 011 "),
        ("Spain", "", "Valencia", "+34 96 "),
        ("United Kingdom", "", "Leeds", "+44 113 "),
    ]
    + [
        ("United States", "Ohio", "Columbus", "+1 614 "),
        ("Netherlands", "", "Utrecht", "+31 30 "),
        ("Sweden", "", "Malmö", "+46 40 "),
    ]
)
HEAD_ZH = (
    "华晨 远景 瑞丰 明德 天合 博远 鼎盛 海川 安泰 金桥 星辰 蓝海 "
    "中科 汇达 新元 凌云 东方 同创 宏图 世纪 嘉禾 凯越 启明 领航 百川"
).split()
TAIL_ZH = {
    "software": "软件",
    "manufacturing": "制造",
    "logistics": "物流",
    "medical": "医疗",
    "technology": "科技",
    "education": "教育",
} | {"energy": "能源", "retail": "商贸"}
HEAD_EN = (
    "Northwind Alder Brightwater Castell Dunmore Everline Fairhaven "
    "Granite Harbour Ironbridge Juniper Kestrel Lindgren Meridian Norfolk "
    "Oakfield Pinewood Quayside Ridgeway Silverton Thornbury Umbra Vanguard Westbrook Yarrow"
).split()
TAIL_EN = {
    "software": "Software",
    "manufacturing": "Manufacturing",
    "logistics": "Freight",
    "medical": "Medical",
    "technology": "Systems",
} | {"education": "Learning", "energy": "Energy", "retail": "Stores"}
FAMILY_ZH = "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗".split()
GIVEN_ZH = "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 建国 晓燕 志强 雨桐 子轩 思远 佳怡 浩然".split()
GIVEN_EN = (
    "Alice Ben Clara Daniel Eva Frank Grace Henry Ines Jonas Karin Luca Maria Nils Olivia Paul Rosa Simon Tessa Victor"
).split()
FAMILY_EN = (
    "Adams Berg Cole Duval Ellis Fischer Garcia Hughes Ivarsson Jansen "
    "Klein Lopez Meyer Novak Olsen Porter Ricci Schmidt Turner Weber"
).split()
PRODUCTS = [  # code, name, family, price, cost, unit
    ("SV-100", "Edge Server S100", "hardware", 4200, 2600, "piece"),
    ("SV-200", "Edge Server S200", "hardware", 7800, 4700, "piece"),
    ("GW-10", "Gateway G10", "hardware", 890, 480, "piece"),
    ("GW-20", "Gateway G20", "hardware", 1490, 800, "piece"),
    ("SN-T", "Sensor T", "hardware", 79, 31, "piece"),
    ("SN-V", "Sensor V", "hardware", 119, 52, "piece"),
    ("PL-S", "Platform Standard", "subscription", 6000, 900, "year"),
    ("PL-P", "Platform Professional", "subscription", 14500, 2100, "year"),
    ("PL-E", "Platform Enterprise", "subscription", 38000, 5200, "year"),
    ("AN-1", "Analytics", "software", 9200, 700, "licence"),
    ("AN-2", "Forecasting", "software", 12800, 900, "licence"),
    ("QC-1", "Quality Cockpit", "software", 7400, 600, "licence"),
    ("SU-8", "Support 8×5", "service", 2400, 1300, "year"),
    ("SU-24", "Support 24×7", "service", 7200, 4100, "year"),
    ("TR-1", "Training day", "service", 1600, 700, "day"),
    ("IN-1", "Installation", "service", 2900, 1700, "piece"),
    ("CO-1", "Consulting day", "service", 1850, 1000, "day"),
    ("MG-1", "Data migration", "service", 8600, 5000, "piece"),
]
CAMPAIGNS = [
    ("Hannover Messe", "event", "finished", -210, -206, 42000),
    ("上海工博会", "event", "finished", -60, -56, 38000),
    ("Energy webinar series", "webinar", "running", -30, 40, 6000),
    ("智能制造线上课堂", "webinar", "running", -20, 50, 5000),
    ("Spring mailing", "mailing", "finished", -240, -225, 3500),
    ("LinkedIn: edge servers", "social", "running", -45, 45, 9000),
    ("Search ads DACH", "search", "running", -120, 120, 18000),
    ("Partner day", "event", "planned", 35, 36, 12000),
]
TICKETS = [
    ("Gateway loses connection every night", "technical"),
    ("Invoice shows the wrong address", "billing"),
    ("Error 502 when opening the report", "technical"),
    ("When does the shipment arrive?", "delivery"),
    ("How do I add a second site?", "question"),
    ("网关每晚掉线", "technical"),
    ("发票抬头有误", "billing"),
    ("报表打开报错", "technical"),
    ("物流什么时候到？", "delivery"),
    ("如何增加第二个工厂？", "question"),
    ("Sensor values drift after the update", "technical"),
    ("Please send the payment terms again", "billing"),
    ("培训可以改到下周吗？", "question"),
]
CALLS = [
    ("Call about the offer", "电话沟通报价"),
    ("Visit the plant", "拜访工厂"),
    ("Send the revised offer", "发送修订报价"),
    ("Demo of the platform", "平台演示"),
    ("Clarify the delivery date", "确认交期"),
    ("Talk about renewal", "沟通续约"),
]
TOPICS = (
    ("Predictive maintenance", "Find faults before they stop a machine."),
    ("Energy", "Where it goes, and what it costs."),
    ("质量追溯", "每个零件从哪里来，经过哪些工序。"),
    ("Edge computing", "Data stay in the plant."),
    ("数字化车间", "设备联网，数据可视。"),
)


def main() -> None:
    """Write every file."""
    make = Maker(random.Random(20261122))
    for name, rows in make.everything().items():
        _write(name, rows)


class Maker:
    """Builds rows that agree with one another."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.accounts: list[Row] = []
        self.contacts: dict[str, list[Row]] = {}
        self.won: dict[str, int] = {}

    def everything(self) -> Mapping[str, Sequence[Row]]:
        """All objects in the order in which they are loaded."""
        for number in range(220):
            self.accounts.append(self._account(number))
        contacts = [contact for account in self.accounts for contact in self._contacts(account)]
        deals = [self._deal(number) for number in range(560)]
        lines = [line for deal in deals for line in self._lines(deal)]
        self._grade()
        return {
            "user": [self._user(*user) for user in USERS],
            "product": [self._product(*product) for product in PRODUCTS],
            "campaign": [self._campaign(*campaign) for campaign in CAMPAIGNS],
            "topic": [{"name": name, "description": text} for name, text in TOPICS],
            "account": self.accounts,
            "contact": contacts,
            "lead": [self._lead(number) for number in range(130)],
            "opportunity": deals,
            "opportunity_line": lines,
            "opportunity_contact": [role for deal in deals for role in self._roles(deal)],
            "ticket": [self._ticket(number) for number in range(150)],
            "activity": [self._activity(number, deals) for number in range(420)],
        }

    def _user(self, username: str, name: str, role: str, manager: str, title: str, language: str) -> Row:
        zone = "Asia/Shanghai" if language == "zh-CN" else "Europe/Berlin"
        return {
            "username": username,
            "name": name,
            "email": f"{username}@demo.example",
            "title": title,
            "role": role,
            "manager": manager,
            "language": language,
            "timezone": zone,
            "active": "true",
        }

    def _product(self, code: str, name: str, family: str, price: int, cost: int, unit: str) -> Row:
        return {
            "code": code,
            "name": name,
            "family": family,
            "series": code.split("-")[0],
            "price": str(price),
            "cost": str(cost),
            "unit": unit,
        }

    def _campaign(self, name: str, kind: str, status: str, start: int, end: int, budget: int) -> Row:
        spent = "" if status == "planned" else str(round(budget * self.dice.uniform(0.4, 1.1)))
        return {
            "external_id": _key(name),
            "name": name,
            "kind": kind,
            "status": status,
            "starts_on": _day(start),
            "ends_on": _day(end),
            "budget": str(budget),
            "cost": spent,
            "owner": self.dice.choice(["marco", "liwei"]),
        }

    def _account(self, number: int) -> Row:
        chinese = number % 2 == 1
        industry = self.dice.choice(list(TAIL_ZH))
        if chinese:
            head, place = HEAD_ZH[number // 2 % len(HEAD_ZH)], self.dice.choice(CITIES_ZH)
            name = f"{place[1]}{head}{TAIL_ZH[industry]}有限公司"
            country, province, city, phone = (
                "中国",
                place[0],
                place[1],
                f"+86 {place[2].lstrip('0')} {self._digits(8, '23456789')}",
            )
            street = f"{self.dice.choice(['中山', '人民', '建设', '解放', '科技'])}路{self.dice.randint(1, 900)}号"
        else:
            head, land = HEAD_EN[number // 2 % len(HEAD_EN)], self.dice.choice(CITIES_EN)
            name = f"{head} {TAIL_EN[industry]} {self.dice.choice(['Ltd', 'GmbH', 'AG', 'SA', 'Group', 'Inc'])}"
            country, province, city, phone = land[0], land[1], land[2], f"{land[3]}{self._digits(7, '23456789')}"
            way = self.dice.choice(["Harbour", "Station", "Mill", "Church", "Park"])
            street = f"{way} Street {self.dice.randint(1, 240)}"
        taken = {account["name"] for account in self.accounts}
        if name in taken:
            name = (
                f"{city}{name.removeprefix(city)}"
                if chinese and not name.startswith(city)
                else f"{name} {city}"
                if not chinese
                else f"{name}（{number}）"
            )
        parent = (
            self.accounts[self.dice.randrange(number)]["external_id"]
            if number > 40 and self.dice.random() < 0.12
            else ""
        )
        return {
            "external_id": f"demo-{number:04d}",
            "name": name,
            "industry": industry,
            "address_country": country,
            "address_province": province,
            "address_city": f"{city}市" if chinese else city,
            "address_street": street,
            "phone": phone,
            "website": f"https://www.demo-{number:04d}.example",
            "employees": str(self.dice.choice([12, 35, 60, 140, 320, 900, 2400])),
            "annual_revenue": str(self.dice.randrange(5, 900) * 100000),
            "founded": str(self.dice.randint(1950, 2022)),
            "parent": parent,
            "owner": self.dice.choice(EAST if chinese else WEST),
            "topics": ";".join(TOPICS[(number + step) % len(TOPICS)][0] for step in range(0, number % 3 * 2, 2)),
            "category": "prospect",
            "grade": "",
            "created_at": f"=NOW() - {self.dice.randint(200, 900)}",
        }

    def _contacts(self, account: Row) -> list[Row]:
        people = [self._contact(account) for _ in range(self.dice.choice([1, 1, 2, 2, 3]))]
        self.contacts[account["external_id"]] = people
        return people

    def _contact(self, account: Row) -> Row:
        chinese = account["address_country"] == "中国"
        number = sum(len(people) for people in self.contacts.values()) * 4 + self.dice.randint(0, 3)
        name = self._name(chinese=chinese)
        title = self.dice.choice(
            ["总经理", "采购经理", "IT 总监", "生产厂长", "财务经理"]
            if chinese
            else ["Managing director", "Head of purchasing", "IT director", "Plant manager", "Controller"]
        )
        mobile = (
            f"+86 13{self._digits(1, '3456789')} {self._digits(4)} {self._digits(4)}"
            if chinese
            else f"+49 151 {self._digits(8)}"
        )
        key = f"person-{len(self.contacts)}-{self.dice.randrange(10**6):06d}"
        return {
            "external_id": key,
            "email": f"p{number:05d}.{self._digits(3)}@{account['external_id']}.example",
            "name": name,
            "account": account["external_id"],
            "title": title,
            "mobile": mobile,
            "deal_role": self.dice.choice(["decides", "influences", "uses", ""]),
            "language": "zh" if chinese else "en",
            "owner": account["owner"],
        }

    def _lead(self, number: int) -> Row:
        chinese = number % 2 == 1
        status = self.dice.choice(["new", "new", "working", "working", "nurturing", "qualified", "unqualified"])
        place = self.dice.choice(CITIES_ZH)[1] if chinese else self.dice.choice(CITIES_EN)[2]
        industry = self.dice.choice(list(TAIL_ZH))
        company = (
            f"{place}{self.dice.choice(HEAD_ZH)}{TAIL_ZH[industry]}"
            if chinese
            else f"{self.dice.choice(HEAD_EN)} {TAIL_EN[industry]}"
        )
        return {
            "external_id": f"lead-{number:03d}",
            "email": f"lead{number:03d}@prospect-{number:03d}.example",
            "name": self._name(chinese=chinese),
            "company": company,
            "status": status,
            "rating": self.dice.choice(["hot", "warm", "warm", "cold"]),
            "source": self.dice.choice(["web", "referral", "event", "campaign", "partner"]),
            "city": place,
            "country": "中国" if chinese else "Germany",
            "mobile": f"+86 13{self._digits(1, '3456789')} {self._digits(8)}"
            if chinese
            else f"+49 160 {self._digits(7)}",
            "annual_revenue": str(self.dice.randrange(2, 300) * 100000),
            "employees": str(self.dice.choice([8, 25, 80, 200, 650])),
            "campaign": _key(self.dice.choice(CAMPAIGNS[:7])[0]) if self.dice.random() < 0.5 else "",
            "owner": self.dice.choice(EAST if chinese else WEST),
            "unqualified_reason": self.dice.choice(["no_budget", "no_need", "no_answer"])
            if status == "unqualified"
            else "",
            "created_at": f"=NOW() - {self.dice.randint(0, 90)}",
        }

    def _deal(self, number: int) -> Row:
        account = self.dice.choice(self.accounts)
        chinese = account["address_country"] == "中国"
        stage = self.dice.choices(
            ["prospecting", "qualification", "proposal", "negotiation", "won", "lost"], [12, 14, 13, 9, 34, 18]
        )[0]
        closed = stage in ("won", "lost")
        ago = self.dice.randint(3, 360) if closed else -self.dice.randint(-6, 120)
        what = self.dice.choice(
            ["平台", "网关升级", "传感器项目", "数据分析", "服务合同"]
            if chinese
            else ["platform", "gateway upgrade", "sensor roll-out", "analytics", "service contract"]
        )
        amount = (
            self.dice.choice([4, 7, 9, 12, 15, 18, 24, 30, 42, 60, 85, 120]) * 1000 + self.dice.randrange(0, 10) * 50
        )
        people = self.contacts[account["external_id"]]
        if stage == "won":
            self.won[account["external_id"]] = self.won.get(account["external_id"], 0) + amount
        short = account["name"].removesuffix("有限公司") if chinese else account["name"]
        return {
            "external_id": f"deal-{number:04d}",
            "name": f"{short} {what}",
            "account": account["external_id"],
            "primary_contact": self.dice.choice(people)["external_id"],
            "amount": str(amount),
            "stage": stage,
            "close_date": _day(-ago),
            "kind": self.dice.choice(["new_business", "new_business", "renewal", "expansion"]),
            "source": self.dice.choice(["web", "referral", "event", "campaign", "partner"]),
            "owner": account["owner"],
            "campaign": _key(self.dice.choice(CAMPAIGNS[:7])[0]) if self.dice.random() < 0.25 else "",
            "discount": self.dice.choice(["", "", "5", "10", "15"]),
            "loss_reason": self.dice.choice(["price", "competitor", "no_budget", "timing", "no_answer"])
            if stage == "lost"
            else "",
            "next_step": ""
            if closed
            else self.dice.choice(
                ["等待客户确认预算", "安排演示", "发送报价"]
                if chinese
                else ["Wait for the budget decision", "Arrange a demo", "Send the offer"]
            ),
            "engaged_on": _day(-max(ago, 0) - self.dice.randint(20, 150)),
            "created_at": f"=NOW() - {max(ago, 0) + self.dice.randint(20, 150)}",
        }

    def _lines(self, deal: Row) -> Iterable[Row]:
        for place, product in enumerate(self.dice.sample(PRODUCTS, self.dice.choice([1, 2, 2, 3])), start=1):
            many = self.dice.choice([10, 20, 50]) if product[0].startswith("SN") else self.dice.choice([1, 1, 1, 2, 3])
            yield {
                "external_id": f"{deal['external_id']}-{place}",
                "opportunity": deal["external_id"],
                "product": product[0],
                "quantity": str(many),
                "price": str(product[3]),
            }

    def _roles(self, deal: Row) -> Iterable[Row]:
        """Whoever is named in the deal decides; the others of the account have parts in turn."""
        people = [one["external_id"] for one in self.contacts[deal["account"]]]
        others = [one for one in people if one != deal["primary_contact"]]
        for place, person in enumerate([deal["primary_contact"], *others]):
            yield {
                "external_id": f"{deal['external_id']}-role-{place + 1}",
                "opportunity": deal["external_id"],
                "contact": person,
                "role": ("decides", "influences", "uses")[place % 3],
            }

    def _grade(self) -> None:
        for account in self.accounts:
            won = self.won.get(account["external_id"], 0)
            account["category"] = "customer" if won else self.dice.choice(["prospect", "prospect", "partner"])
            account["grade"] = "vip" if won >= 100000 else "gold" if won >= 30000 else "silver" if won else ""

    def _ticket(self, number: int) -> Row:
        subject, category = TICKETS[number % len(TICKETS)]
        account = self.dice.choice(
            [one for one in self.accounts if (one["address_country"] == "中国") == (ord(subject[0]) > 0x3000)]
        )
        status = self.dice.choice(["new", "open", "open", "waiting", "solved", "closed"])
        done = status in ("solved", "closed")
        return {
            "external_id": f"ticket-{number:03d}",
            "subject": subject,
            "category": category,
            "account": account["external_id"],
            "contact": self.contacts[account["external_id"]][0]["external_id"],
            "status": status,
            "priority": self.dice.choice(["urgent", "high", "normal", "normal", "low"]),
            "channel": self.dice.choice(["phone", "email", "web", "chat"]),
            "resolution": (
                "已处理并与客户确认。" if ord(subject[0]) > 0x3000 else "Mended and confirmed with the customer."
            )
            if done
            else "",
            "satisfaction": self.dice.choice(["3", "4", "4", "5"]) if done else "",
            "owner": self.dice.choice(["emma", "zhoujie"]),
            "created_at": f"=NOW() - {self.dice.randint(0, 60)}",
        }

    def _activity(self, number: int, deals: Sequence[Row]) -> Row:
        deal = self.dice.choice(deals)
        chinese = deal["owner"] in EAST
        status = self.dice.choices(["open", "done", "cancelled"], [45, 50, 5])[0]
        due = self.dice.randint(-4, 21) if status == "open" else -self.dice.randint(1, 120)
        return {
            "external_id": f"activity-{number:04d}",
            "subject": self.dice.choice(CALLS)[chinese],
            "record_type": self.dice.choice(["task", "call", "call", "visit", "email", "meeting"]),
            "status": status,
            "priority": self.dice.choice(["high", "normal", "normal", "low"]),
            "due_on": _day(due),
            "related_to.opportunity": deal["external_id"],
            "owner": deal["owner"],
            "notes": ("客户反馈良好，约定下次沟通。" if chinese else "Went well; next talk agreed.")
            if status == "done"
            else "",
        }

    def _name(self, *, chinese: bool) -> str:
        if chinese:
            return self.dice.choice(FAMILY_ZH) + self.dice.choice(GIVEN_ZH)
        return f"{self.dice.choice(GIVEN_EN)} {self.dice.choice(FAMILY_EN)}"

    def _digits(self, count: int, choice: str = "0123456789") -> str:
        return "".join(self.dice.choice(choice) for _ in range(count))


def _key(campaign: str) -> str:
    return f"campaign-{[one[0] for one in CAMPAIGNS].index(campaign)}"


def _day(offset: int) -> str:
    return f"=TODAY() {'+' if offset >= 0 else '-'} {abs(offset)}"


def _write(name: str, rows: Sequence[Row]) -> None:
    with (DATA / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
