from tools.dictionary_facts import facts

DICTIONARY = """\
### 2.9 别处 — single

| key | label zh | label en | type | Req | Max | Src |
|---|---|---|---|---|---|---|
| left_out | 略 | Left out | text | R | | L1 |

### 3.12 鉴定成果 (取得的代表性鉴定成果) — repeating, max 10

List columns: 序号, 鉴定成果名称 (L377).

| key | label zh | label en | type | Req | Max | Src |
|---|---|---|---|---|---|---|
| name | 鉴定成果名称 | Result name | text | R+I | 30 | L380 |
| reg_no | 成果登记号~ | Registration number | text | C~ | 1–15 | L392 |

| section | cells | Src |
|---|---|---|
| 一、基本信息 | 姓名 | L643 |
"""


def test_a_chapters_fields_are_read_with_their_sections():
    assert [list(row.values()) for row in facts(DICTIONARY, "3.")] == [
        ["3.12", "鉴定成果", "yes", "10", "name", "鉴定成果名称", "text", "R", "yes", "", "30"],
        ["3.12", "鉴定成果", "yes", "10", "reg_no", "成果登记号", "text", "C", "", "1", "15"],
    ]
