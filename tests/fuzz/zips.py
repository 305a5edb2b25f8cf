"""Archives whose structure lies."""

import struct
from collections.abc import Callable

from hypothesis import strategies as st

from tests.fuzz.raw_zip import DEFLATED, SYMLINK, Member, bomb, write

NAMES = (
    b"", b"../evil", b"/tmp/evil", b"..\\..\\evil", b"C:\\evil", b"project.json/",
    b"project.json\x00",
    b"PROJECT.JSON", b"./project.json", b"project.json ", b"\xff\xfe", "ünï".encode(),
    b"a" * 60_000,
    b"run.npz", b"timeline.npz", b"timeline.npz\x00x", b"con", b"a\nb", b"parameters.npy",
    b"index.npy",
)  # fmt: skip
SIZES = (0, 1, 100, 2**16, 2**20, 2**27, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1)
_LARGE = struct.pack("<2H2Q", 1, 16, 2**40, 2**40)
_LARGE_CUT = struct.pack("<2HL", 1, 16, 7)
_UNICODE_NAME = struct.pack("<2HBL", 0x7075, 17, 1, 0) + b"project.json"
EXTRAS = (b"", _LARGE, _LARGE_CUT, _UNICODE_NAME, b"\x01", bytes(60_000), b"\xff" * 400)
METHODS = (0, 8, 1, 6, 9, 12, 14, 93, 95, 99, 0xFFFF)
FLAGS = (0, 1, 8, 1 << 5, 1 << 6, 1 << 11, 1 << 13, 0xFFFF)
_DAMAGE: dict[str, Callable[[st.DrawFn, list[Member], Member], None]] = {}


def _deed(do: Callable[[st.DrawFn, list[Member], Member], None]) -> None:
    _DAMAGE[do.__name__] = do


@_deed
def overlap(draw: st.DrawFn, members: list[Member], member: Member) -> None:
    """Two that lie in the same place."""
    other = Member(member.name + draw(st.sampled_from((b"", b"2"))), member.content, member.method)
    other.told["offset"] = draw(st.sampled_from((0, 1, 30, 2**31, 2**32 - 1)))
    members.append(other)


@_deed
def size(draw: st.DrawFn, members: list[Member], member: Member) -> None:
    """Sizes that are not so, here, at the end, or in both places."""
    field = draw(st.sampled_from(("size", "packed")))
    value = draw(
        st.sampled_from((*SIZES, len(member.content) + 1, max(len(member.content) - 1, 0)))
    )
    if draw(st.booleans()):
        member.told[field] = value
    else:
        setattr(member, field, value)


@_deed
def blow_up(draw: st.DrawFn, members: list[Member], member: Member) -> None:
    """Much that is packed into little, whatever it says of itself."""
    megabytes = draw(st.sampled_from((1, 30, 90, 200)))
    member.content = bomb(megabytes)
    member.told |= {"method": DEFLATED, "size": megabytes * 2**20}
    if draw(st.booleans()):
        member.told["size"] = draw(st.sampled_from(SIZES))


@_deed
def name(draw: st.DrawFn, members: list[Member], member: Member) -> None:
    """Names that would be paths, or that stand for another's."""
    found = draw(st.sampled_from(NAMES))
    if draw(st.booleans()):
        member.told["name"] = found
    else:
        member.name = found


@_deed
def one_more(draw: st.DrawFn, members: list[Member], member: Member) -> None:
    """One more, perhaps of the same name, perhaps a link."""
    found = draw(st.sampled_from((member.name, *NAMES)))
    attributes = draw(st.sampled_from((0, SYMLINK, 0xFFFFFFFF)))
    members.append(Member(found, b"/etc/passwd", attributes=attributes))


@_deed
def many(draw: st.DrawFn, members: list[Member], member: Member) -> None:
    """Very many."""
    count = draw(st.sampled_from((14, 15, 17, 300, 70_000)))
    members.extend(Member(f"{number}".encode(), b"") for number in range(count))


@_deed
def field(draw: st.DrawFn, members: list[Member], member: Member) -> None:
    """Ways of packing, marks and check sums that are not so."""
    kind = draw(st.sampled_from(("method", "flags", "crc")))
    value = draw(st.sampled_from({"method": METHODS, "flags": FLAGS, "crc": SIZES}[kind]))
    if draw(st.booleans()):
        member.told[kind] = value
    else:
        setattr(member, kind, value)


@_deed
def extra(draw: st.DrawFn, members: list[Member], member: Member) -> None:
    """Large sizes and other names in the additional fields."""
    member.extra = draw(st.sampled_from(EXTRAS))
    if draw(st.booleans()):
        member.told |= {"size": 2**32 - 1, "packed": 2**32 - 1}


@_deed
def shape(draw: st.DrawFn, members: list[Member], member: Member) -> None:
    """Sizes after the content, in another order, or nothing at all."""
    kind = draw(st.sampled_from(("descriptor", "turn", "empty", "less", "attributes")))
    if kind == "descriptor":
        member.descriptor = True
    elif kind == "turn":
        members.reverse()
    elif kind == "empty":
        member.content = b""
    elif kind == "less":
        members.remove(member)
    else:
        member.attributes = draw(st.sampled_from((SYMLINK, 16, 0xFFFFFFFF)))


@st.composite
def damaged(draw: st.DrawFn, sound: dict[str, bytes]) -> bytes:
    """An archive of these members with one to three lies."""
    method = draw(st.sampled_from((0, DEFLATED)))
    members = [Member(name.encode(), part, method) for name, part in sound.items()]
    for _ in range(draw(st.integers(1, 3))):
        if members:
            do = _DAMAGE[draw(st.sampled_from(sorted(_DAMAGE)))]
            do(draw, members, members[draw(st.integers(0, len(members) - 1))])
    end: dict[str, int] = {}
    for kind in draw(st.lists(st.sampled_from(("count", "directory", "start")), max_size=1)):
        end[kind] = draw(st.sampled_from((0, 1, 16, 17, 16 * 2**10, 65_535)))
    rest = st.sampled_from((b"", b"", b"", b"", b"more", b"PK\x05\x06" + bytes(18), bytes(66_000)))
    before, after, comment = draw(rest), draw(rest), draw(rest)[:65_535]
    for member in members:
        member.name = member.name[:65_535]
    return write(members, before, after, comment, end)
