"""What may be changed about a unit."""

from typing import Any

from django import forms

from core.associations.models import Association, Level


class AssociationForm(forms.Form):
    """微网格 (villages only) and whether the unit is in use."""

    grid_name = forms.CharField(
        label="微网格", max_length=60, required=False, help_text="所属微网格的名称，例如“黔城镇第三网格”。"
    )
    is_active = forms.BooleanField(
        label="在用",
        required=False,
        help_text="停用后不再出现在选单位的地方，不计入单位个数；以前的记录照旧。",
    )
    reason = forms.CharField(label="停用原因", max_length=200, required=False, help_text="停用时必填。")

    def __init__(self, data: Any = None, files: Any = None, *, association: Association) -> None:
        initial = {"grid_name": association.grid_name, "is_active": association.is_active}
        super().__init__(data, files, initial=initial)
        if association.level != Level.VILLAGE:
            del self.fields["grid_name"]
        if not association.is_active:
            del self.fields["reason"]
