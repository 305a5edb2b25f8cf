"""The soak: a person who does everything at random in the real window while it trains.

`python -m tests.soak --minutes 10 --seed 7`. A seed gives the same choices again, as far as
threads allow. It fails on an exception, a warning of Qt, a thread or window that is left, a window
that does not answer for half a second, and memory that keeps growing.
"""
