"""What the remains of a process tell about its end."""

import signal


def how_it_ended(code: int, said: tuple[str, ...], limit: float) -> str:
    """Return in words how a check ended that gave no answer. `said` is its standard error."""
    where = _where(said)
    if any(line.startswith("Timeout (") for line in said):
        return f"hung: it did not end within {limit:g} s{where}"
    if code < 0:
        return f"crashed ({_signal(-code)}){where or _last(said)}"
    if code >= 0xC0000000:  # how Windows tells of a crash
        return f"crashed ({code:#x}){where or _last(said)}"
    return f"ended without an answer (exit code {code}){where or _last(said)}"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _where(said: tuple[str, ...]) -> str:
    """Return the innermost place in the program that faulthandler wrote down."""
    threads: list[list[str]] = [[]]
    crashed = 0
    for line in map(str.strip, said):
        if "(most recent call first)" in line:
            threads.append([])
            if line.startswith("Current thread"):
                crashed = len(threads) - 1
        elif line.startswith('File "'):
            threads[-1].append(line)
    # Without a crash it is the main thread that hangs, which comes last.
    places = threads[crashed or -1]
    own = [place for place in places if "nnstudio" in place]
    return f", at {(own or places)[0]}" if places else ""


def _last(said: tuple[str, ...]) -> str:
    lines = [line.strip() for line in said if line.strip()]
    return f": {lines[-1]}" if lines else ""
