"""What the list of families can be narrowed by, and the search that never stands in an address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.fields.people import normalise_resident_id
from core.pages.fields import AssociationField
from core.parsing import plain_text
from families.choices import FamilyStatus, FamilyType, Gap

SHORTEST_NAME = 2


class FamilyFilter(forms.Form):
    """单位, 家庭类型, 状态, 还缺什么, 户编号."""

    use_required_attribute = False
    association = AssociationField(label="乡镇、村", required=False)
    family_type = forms.ChoiceField(label="类型", required=False, choices=[("", "全部"), *FamilyType.choices])
    status = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *FamilyStatus.choices])
    gap = forms.ChoiceField(label="还缺什么", required=False, choices=[("", "不限"), *Gap.choices])
    number = forms.CharField(label="户编号", required=False, max_length=30)

    def clean_number(self) -> str:
        """A name typed here by mistake is not searched, and so stands in no log."""
        text = plain_text(self.cleaned_data["number"])
        if text and not any(letter.isascii() and letter.isalnum() for letter in text):
            raise ValidationError("户编号里有数字或字母；按姓名请用上面的“查找”。")
        return text


def in_words(data: dict[str, Any]) -> dict[str, str]:
    """What a filter asked, as the trace keeps it and the page says it; only what narrows."""
    words = {
        "单位": str(data.get("association") or ""),
        "类型": str(dict(FamilyType.choices).get(data.get("family_type", ""), "")),
        "状态": str(dict(FamilyStatus.choices).get(data.get("status", ""), "")),
        "还缺": str(dict(Gap.choices).get(data.get("gap", ""), "")),
        "户编号": data.get("number", ""),
    }
    return {label: text for label, text in words.items() if text}


class FindForm(forms.Form):
    """A full resident ID, or a name. Sent by POST, so that no address, log or history holds it."""

    use_required_attribute = False
    wanted = forms.CharField(
        label="姓名或身份证号",
        max_length=40,
        strip=True,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "姓名，或 18 位身份证号"}),
        error_messages={"required": "请填姓名或 18 位身份证号。"},
    )
    within = AssociationField(label="在", required=False)

    def clean_wanted(self) -> str:
        text = plain_text(self.cleaned_data["wanted"])
        if self.is_number(text):
            number = normalise_resident_id(text)
            if len(number) != 18:
                raise ValidationError("身份证号要填完整的 18 位。")
            return number
        text = "".join(text.split())
        if len(text) < SHORTEST_NAME:
            raise ValidationError("姓名至少填两个字。")
        return text

    @staticmethod
    def is_number(text: str) -> bool:
        return any(letter.isdigit() for letter in text)
