"""Stopping a run from outside: SIGTERM, which job systems and time limits send before they kill."""

import signal
from threading import Thread


def stop_on_sigterm(scheduler) -> None:
    """Have SIGTERM end the run after the jobs at work, whatever Snakemake's scheduler is doing then.

    Snakemake's own handler takes a lock, and hangs for ever when the code it interrupts holds that lock; in a
    thread of its own it waits until the lock is free.
    """
    signal.signal(signal.SIGTERM, lambda *_: Thread(target=scheduler.exit_gracefully).start())
