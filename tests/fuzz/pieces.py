"""Bytes turned over, cut out, put in, and two files made into one."""

from hypothesis import strategies as st


@st.composite
def damaged(draw: st.DrawFn, sound: bytes, other: bytes = b"") -> bytes:
    """Sound bytes with one to four deeds done to them; `other` is what may be spliced in."""
    changed = bytearray(sound)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(changed)))
        deed = draw(
            st.sampled_from(("flip", "flip", "cut", "put", "repeat", "end", "splice", "zero"))
        )
        if deed == "flip":
            for offset, byte in enumerate(draw(st.binary(min_size=1, max_size=8))):
                if place + offset < len(changed):
                    changed[place + offset] ^= byte
        elif deed == "cut":
            del changed[place : place + draw(st.integers(1, 300))]
        elif deed == "put":
            changed[place:place] = draw(st.binary(min_size=1, max_size=40))
        elif deed == "repeat":
            changed[place:place] = changed[max(place - draw(st.integers(1, 3000)), 0) : place]
        elif deed == "end":
            del changed[place:]
        elif deed == "zero":
            length = min(draw(st.integers(1, 3000)), len(changed) - place)
            changed[place : place + length] = bytes(length)
        else:
            end = place + draw(st.integers(0, 3000))
            there = draw(st.integers(0, len(other)))
            changed[place:end] = other[there : there + draw(st.integers(0, 3000))]
    return bytes(changed)
