"""The network of associations: one tree of four levels."""

from django.db import models

from core.scope import Scope

SPANS = {1: 10**8, 2: 10**6, 3: 10**3, 4: 1}


class Level(models.IntegerChoices):
    """Levels of the network, from the top."""

    CITY = 1, "市"
    COUNTY = 2, "县市区"
    TOWNSHIP = 3, "乡镇街道"
    VILLAGE = 4, "村社区"


class Kind(models.TextChoices):
    """What the division table calls the unit (domain.md §7)."""

    CITY = "city", "市"
    COUNTY = "county", "县"
    COUNTY_CITY = "county_city", "县级市"
    DISTRICT = "district", "区"
    STREET = "street", "街道"
    TOWN = "town", "镇"
    TOWNSHIP = "township", "乡"
    VILLAGE = "village", "村"
    COMMUNITY = "community", "社区"
    OTHER = "other", "其他"


class Association(models.Model):
    """计生协: one unit of the network. Name, code and level are open to every account.

    ``code`` is the 12-digit address (the statistical code, padded with zeros); the subtree is the closed
    range ``low`` to ``high``.
    """

    code = models.BigIntegerField("地址码")
    level = models.SmallIntegerField("层级", choices=Level.choices)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.OTHER)
    name = models.CharField("名称", max_length=60)
    official_name = models.CharField("区划表名称", max_length=80)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    initials = models.CharField("拼音首字母", max_length=60, db_index=True)
    grid_name = models.CharField("微网格", max_length=60, blank=True)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = "计生协"
        verbose_name_plural = "计生协"
        ordering = ["code", "level"]
        constraints = [
            models.UniqueConstraint(fields=["code", "level"], name="association_address"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def low(self) -> int:
        return self.code

    @property
    def high(self) -> int:
        return self.code + SPANS[self.level] - 1

    @property
    def scope(self) -> Scope:
        return Scope(self.low, self.high)

    @property
    def ancestor_codes(self) -> list[int]:
        """Addresses of the ancestors, nearest first: pure arithmetic on the code."""
        return [self.code // SPANS[level] * SPANS[level] for level in range(self.level - 1, 0, -1)]

    def ancestors(self) -> list["Association"]:
        """The units above, city first."""
        codes = self.ancestor_codes
        if not codes:
            return []
        rows = Association.objects.filter(code__in=codes, level__lt=self.level)
        return sorted(rows, key=lambda unit: unit.level)

    def descendants(self) -> models.QuerySet["Association"]:
        """The units below, nearest level first within the code order."""
        return Association.objects.filter(code__range=(self.low, self.high), level__gt=self.level)

    def path(self) -> str:
        """「茶溪村 · 黔城镇 · 洪江市」: the unit and what is above it, without the city."""
        names = [unit.name for unit in self.ancestors() if unit.level > Level.CITY]
        return " · ".join([self.name, *reversed(names)])
