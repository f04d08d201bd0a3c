"""The network from a division table, for the commands load_network and start."""

from pathlib import Path

from core import scope
from core.associations import network
from core.associations.models import Association, Level
from core.associations.network import Change
from core.audit import services as audit
from core.management.arguments import wrong_use


def read_network(path: Path) -> list[Association]:
    """The units of a division table; wrong use where it is missing or bad."""
    try:
        return network.read_table(path)
    except OSError as error:
        raise wrong_use(f"文件 {path} 打不开：{error.strerror}。") from None
    except (network.BadTable, UnicodeDecodeError) as error:
        raise wrong_use(f"文件 {path} 不能用：{error}") from None


def load_network(wanted: list[Association], *, source: str) -> Change:
    """Write the table and leave a trace at its city; nothing where nothing changes."""
    with scope.everything(), scope.transaction():
        change = network.compare(wanted)
        if change.created or change.updated:
            network.apply(change)
            city = Association.objects.filter(level=Level.CITY).earliest("code")
            summary = f"区划表 {source}：{counts(change)}"
            audit.record(None, "load", city, association=city, summary=summary)
    return change


def counts(change: Change) -> str:
    """新增 1 个，变更 1 个，不变 14 个，表中没有 1 个."""
    numbers = (len(change.created), len(change.updated), change.unchanged, len(change.missing))
    return "新增 {} 个，变更 {} 个，不变 {} 个，表中没有 {} 个".format(*numbers)
